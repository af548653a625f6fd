"""Robots are known by words and shapes, in-app browsers are people, and nothing said is unknown."""

from dataclasses import replace
from importlib.metadata import version

import pyarrow as pa
import pytest

from tandem.agents import judge_agents, list_version_of, listed_by_class
from tandem.definitions import load_definition
from tandem.errors import DefinitionError
from tandem.shipped import conf_folder

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"
)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22G86"
ROBOTS = {
    "Mozilla/5.0 (compatible; NeverSeenBefore-Bot/0.1; +https://unseen.example/bot)": ("crawler", "crawler_words"),
    "UnseenReader 1.0 (admin@unseen.example)": ("crawler", "says_where_from"),
    "SomethingNew/3.2": ("program", "not_a_browser"),
    "python-requests/2.32.3": ("http_library", "http_library"),
    CHROME.replace("Chrome", "HeadlessChrome"): ("automation", "automation"),
    CHROME.replace("537.36 (", "537.36 (compatible; GPTBot/1.2; "): ("ai_crawler", "ai_crawler"),
    "Mozilla/5.0 (compatible; UnseenUptime 2; Linux)": ("monitor", "monitor_words"),
    "UnseenChat-LinkPreview/1.0 (Linux)": ("preview", "preview_words"),
    "Unseen Feed Fetcher 3 (Linux; 12 subscribers)": ("feed_reader", "feed_words"),
    "Mozilla/5.0 (compatible; Yeti/1.1; Linux)": ("crawler", "crawler_list"),
}
PEOPLE = {
    CHROME: "browser",
    "Mozilla/5.0 (Linux; Android 6.0; CUBOT MAX) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/72.0": "browser",
    "Dalvik/2.1.0 (Linux; U; Android 9; EXAMPLE-1 Build/ABC12D)": "browser",
    f"{PHONE} [FBAN/FBIOS;FBAV/540.0.0.41.106;FBDV/iPhone15,3]": "in_app_browser",
    f"{PHONE} Instagram 410.0.0.29.70 (iPhone16,1; iOS 18_6)": "in_app_browser",
    f"{PHONE} [LinkedInApp]/9.29": "in_app_browser",
    f"{PHONE} BytedanceWebview/d8a21c6 musical_ly_34.1.0": "in_app_browser",
}
NOTHING = [None, "", " ", "-", '"-"', "null", "(not set)"]


@pytest.fixture(scope="module")
def bots():
    return load_definition(conf_folder() / "bots.yml")


def judged(bots, *agents):
    """(verdict, class, rule) of each."""
    return [tuple(each.values()) for each in judge_agents(pa.array(agents, pa.string()), bots).to_pylist()]


@pytest.mark.parametrize(("agent", "expected"), ROBOTS.items(), ids=[rule for _, rule in ROBOTS.values()])
def test_robots_are_known_by_their_words_and_shape(bots, agent, expected):
    assert judged(bots, agent) == [("bot", *expected)]


@pytest.mark.parametrize(("agent", "kind"), PEOPLE.items())
def test_browsers_and_in_app_browsers_are_people(bots, agent, kind):
    assert [each[:2] for each in judged(bots, agent)] == [("human", kind)]


@pytest.mark.parametrize("agent", NOTHING)
def test_an_agent_that_says_nothing_is_a_class_of_its_own(bots, agent):
    assert judged(bots, agent) == [("unknown", "unknown", None)]


def test_an_agent_that_comes_often_is_judged_in_each_place(bots):
    assert [each[0] for each in judged(bots, CHROME, "curl/8", None, CHROME, "curl/8")] == [
        "human",
        "bot",
        "unknown",
        "human",
        "bot",
    ]
    assert judged(bots) == []


def test_the_verdict_names_the_list_that_holds_the_rule(bots):
    assert list_version_of("crawler_list", bots) == f"crawler-user-agents {version('crawler-user-agents')}"
    assert list_version_of("not_a_browser", bots) == list_version_of(None, bots) == f"bots {bots.version} {bots.hash}"


def test_every_pattern_of_the_published_list_has_one_class(bots):
    classes = listed_by_class(bots)

    assert set(classes) == {"ai_crawler", "automation", "http_library", "monitor", "preview", "feed_reader", "crawler"}
    assert sum(map(len, classes.values())) > 1_000


def test_a_pattern_that_cannot_be_read_is_named(bots):
    wrong = {"rule": "own", "class": "crawler", "patterns": ["(?<!cu)bot"]}
    own = replace(bots, body={**bots.body, "robots": [wrong]})

    with pytest.raises(DefinitionError, match=r"bots\.yml: own: .*allowed: patterns of RE2"):
        judge_agents(pa.array(["x"]), own)


def test_a_definition_without_a_part_is_refused_by_name(bots):
    old = replace(bots, body={key: value for key, value in bots.body.items() if key != "browsers"})

    with pytest.raises(DefinitionError, match=r"bots\.yml: missing browsers; bots are told by nothing, people"):
        judge_agents(pa.array(["x"]), old)


def test_a_long_agent_costs_what_its_letters_cost(bots):
    assert judged(bots, "a" * 5_000_000)[0][0] == "bot"
