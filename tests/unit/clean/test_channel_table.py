"""The channel table by itself, read in plain Python; test_channels.py asks Spark the same cases."""

import re

import pytest

from .channel_cases import CASES

# Google's documented order: Analytics Help 9756891, "Channels for manual traffic", with AI Assistant of May 2026.
ORDER = [
    "Direct",
    "Cross-network",
    "Paid Shopping",
    "Paid Search",
    "Paid Social",
    "Paid Video",
    "Display",
    "Paid Other",
    "Organic Shopping",
    "Organic Social",
    "Organic Video",
    "Organic Search",
    "AI Assistant",
    "Referral",
    "Email",
    "Affiliates",
    "Audio",
    "SMS",
    "Mobile Push Notifications",
]


@pytest.mark.parametrize(("source", "medium", "campaign", "channel"), CASES)
def test_the_first_rule_in_googles_order_decides(rules, source, medium, campaign, channel):
    assert channel_of(rules.channels.body, {"source": source, "medium": medium, "campaign": campaign}) == channel


def test_rules_stand_in_googles_order(rules):
    assert [rule["channel"] for rule in rules.channels.body["rules"]] == ORDER


def test_every_channel_of_the_table_has_a_case(rules):
    assert {*ORDER, rules.channels.body["otherwise"]} == {case[3] for case in CASES}


def test_no_assistant_is_a_search_engine(rules):
    """Else its visits would be Organic Search, which stands before AI Assistant."""
    body = rules.channels.body
    hosts = ["chatgpt.com", "gemini.google.com", "copilot.microsoft.com", "claude.ai", "grok.com", "chat.deepseek.com"]

    assert all(matches(host, "|".join(body["assistants"])) for host in hosts)
    assert not any(matches(host, "|".join(body["sites"]["search"])) for host in hosts)


def channel_of(body, given):
    """The channel of the first rule that holds."""
    return next((rule["channel"] for rule in body["rules"] if holds(rule, given, body)), body["otherwise"])


def holds(rule, given, body):
    every = all(condition(each, given, body) for each in rule.get("all", []))
    return every and ("any" not in rule or any(condition(each, given, body) for each in rule["any"]))


def condition(each, given, body):
    ((word, wanted),) = each.items()
    return matches(given["source"], "|".join(body["sites"][wanted])) if word == "site" else matches(given[word], wanted)


def matches(text, pattern):
    return text is not None and re.fullmatch(pattern, text) is not None
