"""Which lines of a platform's reports count: its levels tell one spend several times, and need not agree."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.window import Window

ACCOUNT = "account"
LEVELS = ("ad", "ad_group", "campaign")  # the finest first
CAMPAIGN_DAY = Window.partitionBy("platform", "campaign_id", "date")
ACCOUNT_DAY = Window.partitionBy("platform", "account_id", "date")
COMPARED = ("spend_original", "impressions")


def stated_level() -> Column:
    """The level a line states; else the finest id it has tells."""
    has_ad, has_campaign = F.col("creative_id") != "", F.col("campaign_id") != ""
    told = F.when(has_ad, F.lit("ad")).when(has_campaign, F.lit("campaign")).otherwise(F.lit(ACCOUNT))
    return F.coalesce(F.nullif("level", F.lit("")), told)


def judge_levels(reports: DataFrame, *, tolerance: float, actions: Sequence[str]) -> DataFrame:
    """`reports` with `set_apart`: why a line does not count beside the others; null when it does.

    Of each campaign's day the finest level counts whose spend and impressions add up to those of the coarsest, to
    `tolerance` (a share), so spend that only the campaign knows stays. An account's line counts on days on which no
    campaign of the account reported. Breakdowns never count, nor actions but those named.
    """
    chosen = F.coalesce(*(F.when(adds_up(level, tolerance), F.lit(level)) for level in LEVELS), "level")
    agrees = reduce(lambda found, level: found.when(F.col("level") == level, adds_up(level, tolerance)), LEVELS, F)
    judged = reports.withColumns({"chosen": chosen, "agrees": F.coalesce(agrees, F.lit(False))})
    of_campaigns = judged.withColumn("counts", F.col("level").isin(*LEVELS) & (F.col("level") == F.col("chosen")))
    reason = F.coalesce(apart_by_kind(actions), apart_by_level(tolerance))
    return of_campaigns.withColumn("set_apart", reason).drop("chosen", "agrees", "counts")


def apart_by_kind(actions: Sequence[str]) -> Column:
    """`breakdown` of lines by keyword, country, ...; `other_action` of actions that are not the conversion."""
    is_other = (F.col("action") != "") & ~F.col("action").isin(*actions)
    is_breakdown = ~F.col("level").isin(*LEVELS, ACCOUNT)
    return F.when(is_breakdown, F.lit("breakdown")).when(is_other, F.lit("other_action"))


def apart_by_level(tolerance: float) -> Column:
    """`level_agrees` or `level_differs` of lines that tell again, or otherwise, what another level tells."""
    agrees = F.when(F.col("level") == ACCOUNT, account_agrees(tolerance)).otherwise(F.col("agrees"))
    is_alone = (F.col("level") == ACCOUNT) & F.coalesce(~F.bool_or(is_line(*LEVELS)).over(ACCOUNT_DAY), F.lit(True))
    return F.when(~is_alone & ~F.col("counts"), F.when(agrees, "level_agrees").otherwise("level_differs"))


def account_agrees(tolerance: float) -> Column:
    """An account's lines add up to the lines that count below it."""
    counted = is_line(*LEVELS) & F.col("counts")
    pairs = [(_total(name, is_line(ACCOUNT), ACCOUNT_DAY), _total(name, counted, ACCOUNT_DAY)) for name in COMPARED]
    return reduce(Column.__and__, (is_near(*pair, tolerance) for pair in pairs))


def adds_up(level: str, tolerance: float) -> Column:
    """The campaign's day has this level, and its sums are those of the coarsest level there is."""
    sums = {name: [_total(name, is_line(one), CAMPAIGN_DAY) for one in LEVELS] for name in COMPARED}
    place = LEVELS.index(level)
    near = (is_near(each[place], F.coalesce(*reversed(each)), tolerance) for each in sums.values())
    return reduce(Column.__and__, near)


def is_near(found: Column, whole: Column, tolerance: float) -> Column:
    """`found` differs from `whole` by at most that share of it; null when either is."""
    return F.abs(found - whole) <= F.abs(whole) * F.lit(tolerance)


def is_line(*levels: str) -> Column:
    """A line with counts and spend, at one of `levels`; lines of actions have neither."""
    return F.col("level").isin(*levels) & (F.col("action") == "")


def _total(measure: str, of: Column, over: Window) -> Column:  # type: ignore[valid-type]  # as Spark's stubs have it
    """Sum of the lines `of`, what is not reported as 0; null without such a line."""
    return F.sum(F.when(of, F.coalesce(F.col(measure).cast("decimal(28,6)"), F.lit(0)))).over(over)
