"""The channel table by itself, in plain Python; tests/unit/clean/test_channels.py asks Spark the same cases."""

from dataclasses import replace

import pytest

from channel_cases import CASES
from tandem.channels.marks import Marks, channel_of
from tandem.channels.rules import matches, read_channels
from tandem.definitions import load_definition
from tandem.errors import DefinitionError
from tandem.shipped import conf_folder

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
DEFINITION = load_definition(conf_folder() / "channels.yml")
TABLE = read_channels(DEFINITION)


def lesser_tables():
    """The table without one rule, and without one condition of one."""
    for place, rule in enumerate(TABLE.rules):
        before, after = TABLE.rules[:place], TABLE.rules[place + 1 :]
        yield pytest.param((*before, *after), id=rule.channel)
        for kind in ("all", "any"):
            conditions = getattr(rule, kind)
            for each in conditions if len(conditions) > 1 or rule.any else ():
                rest = tuple(other for other in conditions if other != each)
                yield pytest.param(
                    (*before, replace(rule, **{kind: rest}), *after), id=f"{rule.channel}-{kind}-{each.word}"
                )


@pytest.mark.parametrize(("source", "medium", "campaign", "channel"), CASES)
def test_the_first_rule_in_googles_order_decides(source, medium, campaign, channel):
    assert channel_of(Marks(source, medium, campaign), TABLE) == channel


def test_rules_stand_in_googles_order():
    assert [rule.channel for rule in TABLE.rules] == ORDER


def test_every_channel_of_the_table_has_a_case():
    assert {*ORDER, TABLE.otherwise} == {case[3] for case in CASES}


@pytest.mark.parametrize("rules", lesser_tables())
def test_no_rule_and_no_condition_can_be_taken_out_unnoticed(rules):
    lesser = replace(TABLE, rules=rules)

    assert any(channel_of(Marks(*case[:3]), lesser) != case[3] for case in CASES)


def test_no_assistant_is_a_search_engine():
    """Else its visits would be Organic Search, which stands before AI Assistant."""
    hosts = ["chatgpt.com", "gemini.google.com", "copilot.microsoft.com", "claude.ai", "grok.com", "chat.deepseek.com"]

    assert all(matches(host, TABLE.assistants) for host in hosts)
    assert not any(matches(host, TABLE.sites["search"]) for host in hosts)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"rules": [{"channel": "X", "all": [{"referrer": "a"}]}]},
            "rules: referrer: a; allowed: source, medium, ca",
        ),
        ({"rules": [{"channel": "X", "all": [{"site": "news"}]}]}, "or site with one of search, social, video, shop"),
        (
            {"rules": [{"channel": "X", "any": [{"medium": "(a"}]}]},
            r"rules: '\(a' is no regular expression",
        ),
        ({"sites": {"search": ["*"]}}, r"sites: search: '\*' is no regular expression"),
        ({"otherwise": None}, "missing otherwise; channels are told by sites, rules, otherwise"),
    ],
    ids=["unknown_word", "unknown_sites", "broken_rule", "broken_site", "no_otherwise"],
)
def test_a_definition_that_cannot_be_used_is_told_by_file_and_part(changed, said):
    with pytest.raises(DefinitionError, match=rf"channels\.yml: .*{said}"):
        read_channels(replace(DEFINITION, body=DEFINITION.body | changed))
