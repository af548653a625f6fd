"""metrics.bridge: why a platform's counts differ from own tracking's, one cause after the other."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.columns.bridge import added_up, as_far_as_reported
from tandem.columns.reporting import reporting_day
from tandem.columns.verdicts import mark_excluded
from tandem.metrics.days import is_kept
from tandem.metrics.own_counts import KEYS, STEPS, count_clicks, count_impressions, of_platform, with_account
from tandem.metrics.platforms import Platforms

DAY, MONTH = "day", "month"
NOT_STATED = "not stated"
MONEY_UNKNOWN = ("no_rate", "unknown_currency")
TOLD = ("impressions", "clicks", "all_clicks")


def build_days(
    slots: DataFrame, reports: DataFrame, campaigns: DataFrame, platforms: Platforms, *, timezone: str
) -> DataFrame:
    """Day rows of the days that `slots` and `reports` hold whole; of their first and last days they hold a part only.

    `slots` are asked for twice: by reporting day and by the account's.
    """
    told = sum_reports(reports.transform(with_account, campaigns), timezone=timezone)
    return (
        compare(slots, told, timezone=timezone)
        .transform(only_known, platforms)
        .transform(name_causes, platforms)
        .transform(added_up, "date", "platform")
        .withColumns({"period": F.lit(DAY), "missing_days": F.least("missing_days", F.lit(1))})
    )


def build_months(days: DataFrame) -> DataFrame:
    """Month rows of all `days`, as far as each platform has reported."""
    ends = as_far_as_reported(days).withColumn("date", F.last_day("date"))
    return added_up(ends, "date", "platform").withColumn("period", F.lit(MONTH))


def count_slots(
    rows: Mapping[str, DataFrame], verdicts: DataFrame, campaigns: DataFrame, platforms: Platforms
) -> DataFrame:
    """Own counts by platform, account and quarter of an hour: the one pass over impressions and clicks."""
    unlinked = rows["events"].where((F.col("name") == "ad_click") & F.col("device_id").isNull())
    linked = rows["touches"].where(F.col("kind") == "ad_click")
    columns = ("campaign_id", "occurred_at", "excluded_by")
    clicks = linked.select(*columns).unionByName(mark_excluded(unlinked, verdicts).select(*columns))
    shown = mark_excluded(rows["impressions"], verdicts)
    return count_impressions(with_account(shown, campaigns), platforms).unionByName(
        count_clicks(with_account(clicks, campaigns), platforms), allowMissingColumns=True
    )


def sum_reports(reports: DataFrame, *, timezone: str) -> DataFrame:
    """What lines that count tell, one row per platform, account and day."""
    every = F.coalesce("all_clicks", "clicks")
    zone = F.coalesce(F.max("timezone"), F.lit(timezone)).alias("timezone")
    sums = (F.sum(name).alias(f"told_{name}") for name in TOLD)
    # A line whose money cannot be told was delivered all the same, with its impressions and clicks.
    has_counts = is_kept() | F.col("excluded_by").isin(*MONEY_UNKNOWN)
    counted = reports.where(has_counts).withColumn("all_clicks", every)
    return counted.groupBy(*KEYS, "date").agg(zone, *sums)


def compare(slots: DataFrame, told: DataFrame, *, timezone: str) -> DataFrame:
    """One row per platform, account and day: `common_*` by reporting day, the steps and `told_*` by the account's."""
    own = {f"common_{measure}": sum_of(f"{measure}_common") for measure in ("impressions", "clicks")}
    reported_on = slots.groupBy(*KEYS, reporting_day("slot", timezone).alias("date")).agg(*_named(own))
    zones = F.broadcast(told.select(*KEYS, "timezone").distinct())
    local_day = F.to_date(F.from_utc_timestamp("slot", F.col("timezone"))).alias("date")
    steps = slots.join(zones, on=list(KEYS), how="inner").groupBy(*KEYS, "timezone", local_day)
    stepped = steps.agg(*_named({name: sum_of(name) for name in STEPS}))
    by_account = told.join(stepped, on=[*KEYS, "timezone", "date"], how="left")
    both = reported_on.join(by_account, on=[*KEYS, "date"], how="full_outer")
    return both.fillna(0, subset=[*own, *STEPS])


def only_known(compared: DataFrame, platforms: Platforms) -> DataFrame:
    """Rows of platforms that the definition names; of others, days that they reported."""
    is_told = F.coalesce(*(f"told_{name}" for name in TOLD)).isNotNull()
    has_any = (F.col("common_impressions") + F.col("common_clicks") > 0) | is_told
    return compared.where((of_platform(platforms, lambda _: True) | is_told) & has_any)


def name_causes(compared: DataFrame, platforms: Platforms) -> DataFrame:
    """Both waterfalls of each row, and the basis of its platform."""
    has_others = of_platform(platforms, lambda each: each.has_all_clicks) & F.col("told_all_clicks").isNotNull()
    clicks = F.when(has_others, F.col("told_all_clicks")).otherwise(F.col("told_clicks"))
    others = clicks - F.coalesce("told_clicks", F.lit(0))
    is_missing = F.coalesce("told_impressions", "told_clicks").isNull()
    return compared.withColumns(
        {
            "counts": of_platform(platforms, lambda each: F.lit(each.counts), otherwise=F.lit(NOT_STATED)),
            "missing_days": is_missing.cast("bigint"),
            **causes("impressions", ("invalid", "definition", "repeats"), F.col("told_impressions")),
            **causes("clicks", ("invalid", "repeats"), clicks, definition=others),
        }
    )


def causes(measure: str, steps: tuple[str, ...], told: Column, **stated: Column) -> dict[str, Column]:
    """The waterfall of one measure: differences of the steps, what the report itself states, and the rest."""
    common, first = F.col(f"common_{measure}"), F.col(f"{measure}_common")
    counts = [first, *(F.col(f"{measure}_{step}") for step in steps)]
    found = {"timezone": first - common}
    found |= {step: after - before for step, before, after in zip(steps, counts, counts[1:], strict=False)}
    found |= stated
    found["rest"] = told - counts[-1] - sum(stated.values(), F.lit(0))
    if_told = {name: F.coalesce(F.when(told.isNotNull(), cause), F.lit(0)) for name, cause in found.items()}
    missing = F.when(told.isNull(), -common).otherwise(0)
    named = {f"{measure}_{name}": cause for name, cause in {**if_told, "missing": missing}.items()}
    return {**named, f"platform_{measure}": told, f"{measure}_gap": F.coalesce(told, F.lit(0)) - common}


def sum_of(name: str) -> Column:
    """The sum of a count; 0 of none."""
    return F.coalesce(F.sum(name), F.lit(0))


def _named(sums: Mapping[str, Column]) -> list[Column]:
    return [column.alias(name) for name, column in sums.items()]
