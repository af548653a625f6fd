"""Which lines of a platform's reports count: its levels tell one spend several times, and need not agree."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.window import Window, WindowSpec

ACCOUNT = "account"
LEVELS = ("ad", "ad_group", "campaign")  # the finest first
MONEY = "decimal(28,6)"


def stated_level() -> Column:
    """The level a line states; else the finest id it has tells."""
    has_ad, has_campaign = F.col("creative_id") != "", F.col("campaign_id") != ""
    told = F.when(has_ad, F.lit("ad")).when(has_campaign, F.lit("campaign")).otherwise(F.lit(ACCOUNT))
    return F.coalesce(F.nullif("level", F.lit("")), told)


def judge_levels(reports: DataFrame, *, tolerance: float, actions: Sequence[str]) -> DataFrame:
    """`reports` with `set_apart`: why a line does not count beside the others; null when it does.

    Of each campaign's day the finest level counts whose sums are those of the coarsest, to `tolerance` (a share), so
    spend that only the campaign knows stays. An account's line counts where no campaign of its day reported, and a
    line that names no campaign where none did. Breakdowns never count, nor actions but those named. Lines of each
    kind of action are compared among themselves.
    """
    told = reports.withColumns({f"{level}_told": totals(is_at(level), campaign_day()) for level in LEVELS})
    chosen = F.coalesce(*(F.when(adds_up(level, tolerance), F.lit(level)) for level in LEVELS), "level")
    agrees = F.coalesce(*(F.when(F.col("level") == level, adds_up(level, tolerance)) for level in LEVELS))
    judged = told.withColumns({"chosen": chosen, "agrees": F.coalesce(agrees, F.lit(False)), "is_stray": is_stray()})
    counts = is_at(*LEVELS) & (F.col("level") == F.col("chosen")) & ~F.col("is_stray")
    reason = F.coalesce(apart_by_kind(actions), apart_by_level(tolerance))
    return judged.withColumn("counts", counts).withColumn("set_apart", reason).select(*reports.columns, "set_apart")


def apart_by_kind(actions: Sequence[str]) -> Column:
    """`breakdown` of lines by keyword, country, ...; `other_action` of actions that are not the conversion."""
    is_other = (F.col("action") != "") & ~F.col("action").isin(*actions)
    return F.when(~is_at(*LEVELS, ACCOUNT), F.lit("breakdown")).when(is_other, F.lit("other_action"))


def apart_by_level(tolerance: float) -> Column:
    """`level_agrees` or `level_differs` of lines that tell again, or otherwise, what another level tells.

    `no_campaign` of ads that name none on a day on which campaigns of the account report: they may be told there.
    """
    agrees = F.when(is_at(ACCOUNT), account_agrees(tolerance)).otherwise(F.col("agrees"))
    is_alone = is_at(ACCOUNT) & ~F.bool_or(is_at(*LEVELS)).over(account_day())
    apart = F.when(~is_alone & ~F.col("counts"), F.when(agrees, F.lit("level_agrees")).otherwise("level_differs"))
    return F.when(F.col("is_stray"), F.lit("no_campaign")).otherwise(apart)


def is_stray() -> Column:
    """A line of an ad or ad group without its campaign, on a day on which campaigns of the account report."""
    is_named = is_at(*LEVELS) & (F.col("campaign_id") != "")
    return is_at(*LEVELS) & (F.col("campaign_id") == "") & F.bool_or(is_named).over(account_day())


def account_agrees(tolerance: float) -> Column:
    """An account's lines add up to the lines that count below it."""
    below = totals(is_at(*LEVELS) & F.col("counts"), account_day())
    return all_near(below, totals(is_at(ACCOUNT), account_day()), tolerance)


def adds_up(level: str, tolerance: float) -> Column:
    """The campaign's day has this level, and its sums are those of the coarsest level there is."""
    coarsest = F.coalesce(*(F.col(f"{each}_told") for each in reversed(LEVELS)))
    return all_near(F.col(f"{level}_told"), coarsest, tolerance)


def compared() -> tuple[Column, ...]:
    """What levels are held against each other by: spend and impressions; of lines of actions, their count and value.

    Conversions beside spend are not compared: platforms attribute them anew at each level.
    """
    of_action = [F.when(F.col("action") != "", F.col(name)) for name in ("conversions", "conversion_value")]
    return (F.col("spend_original"), F.col("impressions"), *of_action)


def all_near(found: Column, whole: Column, tolerance: float) -> Column:
    """Each sum differs by at most that share of the `whole`; null without lines on either side."""
    pairs = ((found[place], whole[place]) for place in range(len(compared())))
    return reduce(Column.__and__, (F.abs(one - other) <= F.abs(other) * F.lit(tolerance) for one, other in pairs))


def is_at(*levels: str) -> Column:
    """The line is of one of `levels`."""
    return F.col("level").isin(*levels)


def totals(of: Column, over: WindowSpec) -> Column:
    """Sums of the lines `of`, what is not reported as 0; null without such a line."""
    sums = (F.sum(F.when(of, F.coalesce(measure.cast(MONEY), F.lit(0)))).over(over) for measure in compared())
    return F.when(F.bool_or(of).over(over), F.array(*sums))


def campaign_day() -> WindowSpec:
    """Lines of one kind of one campaign's day; where none is named, of one account's."""
    nameless = F.when(F.col("campaign_id") == "", F.col("account_id"))
    return Window.partitionBy("platform", "campaign_id", nameless, "date", "action")


def account_day() -> WindowSpec:
    """Lines of one kind of one account's day."""
    return Window.partitionBy("platform", "account_id", "date", "action")
