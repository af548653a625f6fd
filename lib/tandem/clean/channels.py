"""Which channel brought an event: an ordered rule table, compiled to one expression."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

from tandem.channels.rules import WORDS, ChannelRules, Rule, whole

UNIX_LINES = "(?d)"  # else `.` and `$` know more ends of lines than Python's


def channel_of(source: Column, medium: Column, campaign: Column, *, rules: ChannelRules) -> Column:
    """The channel of the first rule that holds, of lower-case source, medium and campaign name."""
    given = dict(zip(WORDS, (source, medium, campaign), strict=True))
    chosen = F.lit(rules.otherwise)
    for rule in reversed(rules.rules):
        chosen = F.when(_holds(rule, given), F.lit(rule.channel)).otherwise(chosen)
    return chosen


def matches(text: Column, pattern: str) -> Column:
    """The whole of `text` matches; false for null, so that a rule never turns unknown."""
    return F.coalesce(text.rlike(UNIX_LINES + whole(pattern)), F.lit(False))


def _holds(rule: Rule, given: Mapping[str, Column]) -> Column:
    every, some = ([matches(given[each.word], each.pattern) for each in kind] for kind in (rule.all, rule.any))
    holds = reduce(Column.__and__, every, F.lit(True))
    return holds & reduce(Column.__or__, some) if some else holds
