"""One case per rule of GA4's default channel group, with Google's strings, and what is often got wrong."""

import pytest
from pyspark.sql import functions as F

from tandem.clean.channels import channel_of
from tandem.definitions import Definition
from tandem.errors import DefinitionError

# source, medium, campaign name, channel
CASES = [
    ("(direct)", "(none)", None, "Direct"),
    ("(direct)", "(not set)", None, "Direct"),
    ("newsletter", "cpc", "spring cross-network", "Cross-network"),
    ("ebay.com", "cpc", None, "Paid Shopping"),
    ("unknown.example", "paid_x", "nl_shopping_shoes", "Paid Shopping"),
    ("unknown.example", "ppc", "my shop", "Paid Shopping"),
    ("unknown.example", "ppc", "workshop", "Paid Other"),
    ("google", "cpc", "eshop", "Paid Shopping"),
    ("google", "cpc", None, "Paid Search"),
    ("uk.search.yahoo.com", "retargeting", None, "Paid Search"),
    ("facebook", "paid_social", None, "Paid Social"),
    ("l.instagram.com", "cpm", None, "Paid Social"),
    ("youtube", "paid_video", None, "Paid Video"),
    ("news.example", "display", None, "Display"),
    ("news.example", "interstitial", None, "Display"),
    ("news.example", "expandable", None, "Display"),
    ("news.example", "banner", None, "Display"),
    ("news.example", "cpm", None, "Display"),
    ("news.example", "cpv", None, "Paid Other"),
    ("news.example", "paid", None, "Paid Other"),
    ("shopping.google.com", "referral", None, "Organic Shopping"),
    ("news.example", None, "spring shopping", "Organic Shopping"),
    ("lnkd.in", "referral", None, "Organic Social"),
    ("news.example", "social-network", None, "Organic Social"),
    ("com.linkedin.android", "referral", None, "Organic Social"),
    ("vimeo.com", "referral", None, "Organic Video"),
    ("news.example", "my_video_ad", None, "Organic Video"),
    ("duckduckgo.com", "referral", None, "Organic Search"),
    ("news.example", "organic", None, "Organic Search"),
    ("com.google.android.googlequicksearchbox", "organic", None, "Organic Search"),
    ("chatgpt.com", "ai-assistant", None, "AI Assistant"),
    ("news.example", "referral", None, "Referral"),
    ("news.example", "app", None, "Referral"),
    ("news.example", "link", None, "Referral"),
    ("crm", "e-mail", None, "Email"),
    ("e mail", None, None, "Email"),
    ("awin", "affiliate", None, "Affiliates"),
    ("spotify.example", "audio", None, "Audio"),
    ("sms", None, None, "SMS"),
    ("crm", "sms", None, "SMS"),
    ("crm", "web_push", None, "Mobile Push Notifications"),
    ("crm", "mobile_x", None, "Mobile Push Notifications"),
    ("firebase", "x", None, "Mobile Push Notifications"),
    ("notgoogle.com", "x", None, "Unassigned"),
    ("affiliate", "affiliates", None, "Unassigned"),
]


@pytest.fixture(scope="module")
def decided(spark, rules):
    """The channel of every case, in one go."""
    frame = spark.createDataFrame(
        [(n, *case[:3]) for n, case in enumerate(CASES)], "n int, s string, m string, c string"
    )
    channel = channel_of(F.col("s"), F.col("m"), F.col("c"), definition=rules.channels)
    return {row["n"]: row["channel"] for row in frame.select("n", channel.alias("channel")).collect()}


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{s}-{m}-{c}" for s, m, c, _ in CASES])
def test_the_first_rule_in_googles_order_decides(decided, number):
    assert decided[number] == CASES[number][3]


def test_every_channel_of_the_table_has_a_case(rules):
    named = {rule["channel"] for rule in rules.channels.body["rules"]} | {rules.channels.body["otherwise"]}

    assert named == {case[3] for case in CASES}


@pytest.mark.usefixtures("spark")
def test_a_rule_with_an_unknown_word_is_refused_by_name(rules):
    body = {**rules.channels.body, "rules": [{"channel": "X", "all": [{"referrer": "a"}]}]}
    wrong = Definition("c", 1, "o", rules.channels.effective_from, "", body, rules.channels.path)

    with pytest.raises(DefinitionError, match="referrer"):
        channel_of(F.lit("a"), F.lit("b"), F.lit("c"), definition=wrong)
