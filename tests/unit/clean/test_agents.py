import pytest

from tandem.clean.agents import agent_judge

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"
)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22G86"
ROBOTS = {
    "Mozilla/5.0 (compatible; NeverSeenBefore-Bot/0.1; +https://unseen.example/bot)": "crawler_words",
    "UnseenReader 1.0 (admin@unseen.example)": "says_where_from",
    "SomethingNew/3.2": "not_a_browser",
    "python-requests/2.32.3": "http_library",
    CHROME.replace("Chrome", "HeadlessChrome"): "automation",
    CHROME.replace("537.36 (", "537.36 (compatible; GPTBot/1.2; "): "ai_crawler",
}
PEOPLE = [
    CHROME,
    f"{PHONE} [FBAN/FBIOS;FBAV/540.0.0.41.106;FBDV/iPhone15,3]",
    f"{PHONE} Instagram 410.0.0.29.70 (iPhone16,1; iOS 18_6)",
    f"{PHONE} [LinkedInApp]/9.29",
    f"{PHONE} BytedanceWebview/d8a21c6 musical_ly_34.1.0",
    "Mozilla/5.0 (Linux; Android 6.0; CUBOT MAX) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/72.0 Mobile Safari",
    "Dalvik/2.1.0 (Linux; U; Android 5.1.1; KFSUWI Build/LVY48F)",
]


@pytest.mark.parametrize(("agent", "rule"), ROBOTS.items(), ids=ROBOTS.values())
def test_robots_are_known_by_their_words_and_shape(rules, agent, rule):
    assert agent_judge(rules.bots)(agent) == rule


@pytest.mark.parametrize("agent", PEOPLE)
def test_browsers_and_in_app_browsers_are_people(rules, agent):
    assert agent_judge(rules.bots)(agent) is None


def test_what_no_word_gives_away_is_held_against_the_published_list(rules):
    assert agent_judge(rules.bots)("Mozilla/5.0 (compatible; Mediatoolkit; Windows NT)") in {"crawler_list", None}
