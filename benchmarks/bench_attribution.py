"""Credit of converters, counts of all paths and a fit, against the shuffle of the touches and against DuckDB.

Of `--events` events 3 in 10 are touches, of 13 devices per 100 events; 1 device in 50 converts. Touches lie as Parquet
in one place for all cases; results go to nowhere, but for the credits that are written.

python benchmarks/bench_attribution.py [--events 10000000] [--runs 3]
"""

from __future__ import annotations

import argparse
import os
import tempfile
from datetime import date
from pathlib import Path

import duckdb
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from floors import discard, written
from measure import PeakMemory, interleaved, ratios, show
from tandem.attribution import build_credits, build_effects, build_paths, complete_period, read_models
from tandem.attribution.effect_rows import rule_credits
from tandem.attribution.effects import earned
from tandem.changes import Affected
from tandem.config import AttributionConfig, Config
from tandem.contract import Table
from tandem.definitions import load_definition
from tandem.session import session
from tandem.shipped import conf_folder
from tandem.tables import AD_REPORTS, CONVERSIONS, PEOPLE, TOUCHES

FLOOR = "touch shuffle"
RULES, PATHS, DUCKDB, FIT = (
    "rule models of converters",
    "path counts of all",
    "DuckDB, four models",
    "fit of the period",
)
BARS = {RULES: 1.6, PATHS: 3.2}
AGAINST_DUCKDB = 1.0  # all rule models, against four of them there
CONF = AttributionConfig()
MODELS = read_models(load_definition(conf_folder() / "attribution_models.yml"))
DAYS, CONVERTS = 90, 50
CHANNELS = ("Paid Search", "Paid Social", "Display", "Email", "Direct", "Organic Search", "Affiliates", "Paid Video")
START = 1_767_225_600  # 2026-01-01


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    spark = session(Config())
    with tempfile.TemporaryDirectory(prefix="tandem-attribution-") as folder, PeakMemory() as memory:
        touches, conversions, people = landed(spark, Path(folder), given.events)
        cases = {
            FLOOR: lambda: discard(slim(touches).repartition(4, "device")),
            RULES: lambda: discard(build_credits(touches, conversions, people, Affected(), CONF, MODELS)),
            "rule models, credits written": lambda: written(
                build_credits(touches, conversions, people, Affected(), CONF, MODELS)
            ),
            PATHS: lambda: discard(build_paths(touches, conversions, people, CONF)),
            DUCKDB: lambda: by_range_join(Path(folder)),
        }
        seconds = interleaved(cases, given.runs)
        facts = {"touches": touches.count(), "conversions": conversions.count(), "peak_gb": round(memory.peak_gb, 2)}
        show("attribution", seconds, FLOOR, BARS, **facts)
        against = ratios(seconds, DUCKDB)[RULES]
        verdict = "met" if against["median"] <= AGAINST_DUCKDB else "MISSED"
        print(
            f"rule models / DuckDB: {against['median']:.2f} ({against['min']:.2f} to {against['max']:.2f})  "
            f"bar {AGAINST_DUCKDB:.2f}: {verdict}"
        )
        fits(spark, touches, conversions, people, given.runs)


def fits(spark: SparkSession, touches: DataFrame, conversions: DataFrame, people: DataFrame, runs: int) -> None:
    """What a night's fit costs, and what of the rule models' share of it the intervals are."""
    period = complete_period(date(2026, 4, 30), CONF)
    paths = build_paths(touches, conversions, people, CONF).localCheckpoint()
    credits_ = build_credits(touches, conversions, people, Affected(), CONF, MODELS).localCheckpoint()
    reports = spark.createDataFrame([], AD_REPORTS.promise)
    sums = earned(credits_, MODELS.names).toArrow()
    cases = {
        "sums of credit": lambda: earned(credits_, MODELS.names).toArrow(),
        "their intervals": lambda: rule_credits(sums, "purchase", "campaign", MODELS.names),
        FIT: lambda: build_effects(paths, credits_, reports, period=period, models=MODELS).count(),
    }
    show("attribution-fit", interleaved(cases, runs), "sums of credit", {"their intervals": 0.2}, paths=paths.count())


def landed(spark: SparkSession, folder: Path, events: int) -> tuple[DataFrame, DataFrame, DataFrame]:
    """Touches, conversions and people as the attribution job reads them."""
    count, devices = events * 3 // 10, events * 13 // 100
    device = F.pmod(F.xxhash64("id"), F.lit(devices))
    at = instant(F.pmod(F.xxhash64("id", F.lit(1)), F.lit(DAYS * 86_400)))
    channel = F.element_at(
        F.lit(list(CHANNELS)), (F.pmod(F.xxhash64("id", F.lit(2)), F.lit(len(CHANNELS))) + 1).cast("int")
    )
    kind = F.element_at(F.lit(["impression", "visit", "ad_click"]), (F.pmod("id", F.lit(3)) + 1).cast("int"))
    campaign = F.concat(F.lit("c"), F.pmod(F.xxhash64("id", F.lit(3)), F.lit(50)))
    touches = spark.range(count).select(
        F.md5(F.col("id").cast("string")).alias("touch_id"),
        kind.alias("kind"),
        at.alias("occurred_at"),
        at.alias("visit_started_at"),
        F.to_date(at).alias("date"),
        F.md5(F.concat(F.lit("d"), device)).alias("device_id"),
        channel.alias("channel"),
        F.when(channel != "Direct", campaign).alias("campaign_id"),
    )
    bought = instant(F.pmod(F.xxhash64("id", F.lit(4)), F.lit(DAYS * 86_400)))
    conversions = spark.range(devices // CONVERTS).select(
        F.md5(F.concat(F.lit("c"), "id")).alias("conversion_id"),
        F.lit("purchase").alias("type"),
        bought.alias("occurred_at"),
        F.to_date(bought).alias("date"),
        F.md5(F.concat(F.lit("d"), F.col("id") * CONVERTS)).alias("device_id"),
        F.lit(50).cast("decimal(18,6)").alias("value"),
        F.lit("confirmed").alias("status"),
    )
    # Every third device is a person's second.
    people = spark.range(devices // 3).select(
        F.md5(F.concat(F.lit("d"), F.col("id") * 3 + 1)).alias("id"),
        F.lit("device").alias("id_type"),
        F.md5(F.concat(F.lit("d"), F.col("id") * 3)).alias("person_id"),
        F.lit("1900-01-01").cast("timestamp").alias("valid_from"),
        F.lit("9999-01-01").cast("timestamp").alias("valid_to"),
    )
    sides = ((TOUCHES, touches), (CONVERSIONS, conversions), (PEOPLE, people))
    return tuple(kept(spark, folder, table, rows) for table, rows in sides)  # type: ignore[return-value]


def kept(spark: SparkSession, folder: Path, table: Table, rows: DataFrame) -> DataFrame:
    """`rows` with the contract's columns, read back from Parquet."""
    absent = {each.name: F.lit(None).cast(each.type) for each in table.columns if each.name not in rows.columns}
    table.conform(rows.withColumns(absent)).write.parquet(str(folder / table.name))
    return spark.read.parquet(str(folder / table.name))


def instant(second: Column) -> Column:
    """Seconds after the first day began, as an instant."""
    return F.timestamp_seconds(F.lit(START) + second)


def slim(touches: DataFrame) -> DataFrame:
    """What credit needs of a touch, in fixed width."""
    return touches.select(
        F.xxhash64("device_id").alias("device"),
        F.unix_micros("occurred_at").alias("at"),
        F.xxhash64("touch_id").alias("id"),
        F.xxhash64("channel").alias("channel"),
        F.xxhash64("campaign_id").alias("campaign"),
        F.unix_date("date").alias("day"),
        F.crc32(F.col("kind").cast("binary")).alias("kind"),
    )


def by_range_join(folder: Path) -> None:
    """First, last, linear and time decay by one range join and windows, summed by channel."""
    with duckdb.connect(config={"threads": os.cpu_count()}) as connection:
        connection.sql("SET timezone = 'UTC'")
        for name in ("touches", "conversions", "people"):
            connection.sql(f"CREATE VIEW {name} AS FROM '{folder / name}/*.parquet'")
        connection.sql(FOUR_MODELS).fetchall()


FOUR_MODELS = """
WITH owned AS (
    SELECT coalesce(p.person_id, t.device_id) AS person, t.occurred_at, t.channel, t.kind, t.touch_id
    FROM touches AS t LEFT JOIN people AS p ON p.id = t.device_id
), bought AS (
    SELECT coalesce(p.person_id, c.device_id) AS person, c.occurred_at, c.conversion_id, c.value
    FROM conversions AS c LEFT JOIN people AS p ON p.id = c.device_id
), followed AS (
    SELECT b.conversion_id, b.value, o.channel, o.touch_id,
           epoch(b.occurred_at - o.occurred_at) / 86400 AS age,
           row_number() OVER j AS place, count(*) OVER (PARTITION BY b.conversion_id) AS touches
    FROM bought AS b JOIN owned AS o ON o.person = b.person AND o.occurred_at <= b.occurred_at
     AND o.occurred_at > b.occurred_at - CASE o.kind WHEN 'impression' THEN INTERVAL 1 DAY ELSE INTERVAL 30 DAY END
    WINDOW j AS (PARTITION BY b.conversion_id ORDER BY o.occurred_at, o.touch_id)
), weighed AS (
    SELECT *, pow(2, -age / 7) / sum(pow(2, -age / 7)) OVER (PARTITION BY conversion_id) AS decayed FROM followed
)
SELECT channel, sum((place = 1)::INT), sum((place = touches)::INT), sum(1 / touches), sum(decayed)
FROM weighed GROUP BY channel
"""


if __name__ == "__main__":
    main()
