"""Which lines of a platform's reports count: its levels tell one spend several times, and need not agree."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.window import Window, WindowSpec

ACCOUNT = "account"
LEVELS = ("ad", "ad_group", "campaign")  # the finest first
COARSEST = tuple(reversed(LEVELS))
MEASURES = ("amount", "volume")
SUM = "decimal(28,6)"


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
    judged = reports.transform(with_measures).transform(with_chosen_level, tolerance).transform(with_account_sums)
    reason = F.coalesce(apart_by_kind(actions), apart_by_level(tolerance))
    return judged.withColumn("set_apart", reason).select(*reports.columns, "set_apart")


def with_measures(reports: DataFrame) -> DataFrame:
    """`amount` and `volume`, by which levels are compared: spend and impressions; of actions their value and count.

    Conversions beside spend are not compared: platforms attribute them anew at each level.
    """
    is_action = F.col("action") != ""
    amount = F.when(is_action, F.col("conversion_value")).otherwise(F.col("spend_original"))
    volume = F.when(is_action, F.col("conversions").cast(SUM)).otherwise(F.col("impressions"))
    pairs = {"amount": amount, "volume": volume}
    return reports.withColumns({name: F.coalesce(pair.cast(SUM), F.lit(0)) for name, pair in pairs.items()})


def with_chosen_level(reports: DataFrame, tolerance: float) -> DataFrame:
    """`chosen`: the finest level of the campaign's day that adds up to its coarsest; `agrees`: the line's own does."""
    sums = {f"{level}_{name}": total(name, is_at(level), campaign_day()) for level in LEVELS for name in MEASURES}
    coarsest = {f"whole_{name}": F.coalesce(*(F.col(f"{level}_{name}") for level in COARSEST)) for name in MEASURES}
    adds_up = {f"{level}_adds_up": is_near(level, "whole", tolerance) for level in LEVELS}
    chosen = F.coalesce(*(F.when(F.col(f"{level}_adds_up"), F.lit(level)) for level in LEVELS))
    agrees = F.coalesce(*(F.when(is_at(level), F.col(f"{level}_adds_up")) for level in LEVELS))
    summed = reports.withColumns(sums).withColumns(coarsest).withColumns(adds_up)
    return summed.withColumns({"chosen": chosen, "agrees": agrees})


def with_account_sums(reports: DataFrame) -> DataFrame:
    """Sums of the account's day: of its own lines, and of those that count below, with and without a campaign."""
    below, has_campaign = is_at(*LEVELS) & (F.col("level") == F.col("chosen")), F.col("campaign_id") != ""
    of = {"account": is_at(ACCOUNT), "named": below & has_campaign, "nameless": below & ~has_campaign}
    sums = {f"{part}_{name}": total(name, lines, account_day()) for part, lines in of.items() for name in MEASURES}
    counted = {f"below_{name}": F.coalesce(f"named_{name}", f"nameless_{name}") for name in MEASURES}
    return reports.withColumns(sums).withColumns(counted)


def apart_by_kind(actions: Sequence[str]) -> Column:
    """`breakdown` of lines by keyword, country, ...; `other_action` of actions that are not the conversion."""
    is_other = (F.col("action") != "") & ~F.col("action").isin(*actions)
    return F.when(~is_at(*LEVELS, ACCOUNT), F.lit("breakdown")).when(is_other, F.lit("other_action"))


def apart_by_level(tolerance: float) -> Column:
    """`level_agrees` or `level_differs` of lines that tell again, or otherwise, what another level tells.

    `no_campaign` of ads that name none on a day on which campaigns of the account report: they may be told there.
    """
    of_account, is_alone = is_at(ACCOUNT), F.col("below_amount").isNull()
    counts = F.when(of_account, is_alone).otherwise(F.col("level") == F.col("chosen"))
    agrees = F.when(of_account, is_near("below", "account", tolerance)).otherwise(F.col("agrees"))
    is_stray = ~of_account & (F.col("campaign_id") == "") & F.col("named_amount").isNotNull()
    apart = F.when(~counts, F.when(agrees, F.lit("level_agrees")).otherwise("level_differs"))
    return F.when(is_stray, F.lit("no_campaign")).otherwise(apart)


def is_near(found: str, whole: str, tolerance: float) -> Column:
    """Each sum of `found` differs from that of `whole` by at most that share of it; null when either has no lines."""
    pairs = ((F.col(f"{found}_{name}"), F.col(f"{whole}_{name}")) for name in MEASURES)
    return reduce(Column.__and__, (F.abs(one - other) <= F.abs(other) * F.lit(tolerance) for one, other in pairs))


def is_at(*levels: str) -> Column:
    """The line is of one of `levels`."""
    return F.col("level").isin(*levels)


def total(measure: str, of: Column, over: WindowSpec) -> Column:
    """Sum of the lines `of`; null without such a line."""
    return F.sum(F.when(of, F.col(measure))).over(over)


def campaign_day() -> WindowSpec:
    """Lines of one kind of one campaign's day; where none is named, of one account's."""
    nameless = F.when(F.col("campaign_id") == "", F.col("account_id"))
    return Window.partitionBy("platform", "campaign_id", nameless, "date", "action")


def account_day() -> WindowSpec:
    """Lines of one kind of one account's day."""
    return Window.partitionBy("platform", "account_id", "date", "action")
