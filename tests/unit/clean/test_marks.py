import pytest

from tandem.clean.marks import read_marks

EVENT = (
    "url string, referrer string, channel string, campaign_id string, creative_id string, placement string, "
    "audience string"
)
OWN = "https://shop.example/"
SHOWN = ("source", "medium", "click_id", "channel", "campaign_id", "creative_id", "placement")


@pytest.fixture
def marks(rows, rules):
    """What each (url, referrer) says, as a tuple of SHOWN."""

    def read(*events):
        given = [(*event, *[None] * (7 - len(event))) for event in events]
        return [tuple(row) for row in read_marks(rows(EVENT, *given), rules.channels).select(*SHOWN).collect()]

    return read


def test_tags_are_folded_click_ids_keep_their_case_and_tags_come_before_both(marks):
    tagged = OWN + "?utm_source=Google&utm_medium=CPC&utm_id=C1&utm_content=A1&placement=top&gclid=AbC"

    assert marks((tagged, "https://t.co/"), (OWN + "?gclid=AbC", None), (OWN + "?fbclid=X", None)) == [
        ("google", "cpc", "gclid:AbC", "Paid Search", "C1", "A1", "top"),
        ("google", "cpc", "gclid:AbC", "Paid Search", None, None, None),
        ("facebook", "referral", "fbclid:X", "Organic Social", None, None, None),
    ]


def test_a_referrer_tells_the_source_unless_it_is_the_sites_own(marks):
    found = marks(
        (OWN, "https://www.google.com/"),
        (OWN, "android-app://com.google.android.googlequicksearchbox/"),
        (OWN, "https://blog.example/post"),
        (OWN, "https://chatgpt.com/"),
        (OWN, "https://gemini.google.com/app"),
        (OWN, "https://docs.google.com/document/1"),
        (OWN + "cart", "https://www.shop.example/p/7"),
        (OWN, None),
        (None, None),
    )

    assert [(source, medium, channel) for source, medium, _, channel, *_ in found] == [
        ("google.com", "organic", "Organic Search"),
        ("com.google.android.googlequicksearchbox", "organic", "Organic Search"),
        ("blog.example", "referral", "Referral"),
        ("chatgpt.com", "ai-assistant", "AI Assistant"),
        ("gemini.google.com", "ai-assistant", "AI Assistant"),
        ("docs.google.com", "referral", "Referral"),
        (None, None, None),
        (None, None, None),
        (None, None, None),
    ]


def test_what_the_sender_states_comes_before_the_address(marks):
    url = OWN + "?utm_source=google&utm_medium=cpc&utm_id=C1&utm_content=A1&placement=top"

    assert marks((url, None, "Email", "C9", "A9", "side")) == [("google", "cpc", None, "Email", "C9", "A9", "side")]
