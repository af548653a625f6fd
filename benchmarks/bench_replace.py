"""Ways to replace rows of one night in a table of 30 open days (decision 0001).

2.0M sessions of 500,000 persons. The night brings a new day, changes 1 % of the rows of the last 8 days, and a login
touches 2 % of the persons on any day, of whose rows a tenth really change.

python benchmarks/bench_replace.py [--rows 2000000] [--runs 3]
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from pathlib import Path

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from measure import interleaved, show
from tandem.changes import Affected
from tandem.compare import changed_days, compared, first_written, outside
from tandem.config import Config
from tandem.contract import Column, Table
from tandem.session import session

HOME = Path("lake/bench/replace").absolute()
TABLE = Table(
    "bench",
    "sessions",
    "a session",
    ("session_id",),
    (
        Column("session_id", "string", ""),
        Column("person_id", "string", ""),
        Column("date", "date", ""),
        Column("started_at", "timestamp", ""),
        *(Column(f"measure_{n}", "bigint", "") for n in range(12)),
    ),
    scope=("person_id",),
    partition="date",
)
DAYS = 30


def sessions(spark: SparkSession, rows: int) -> DataFrame:
    """The table before the night."""
    person = F.md5((F.xxhash64("id") % (rows // 4)).cast("string"))
    day = F.pmod(F.xxhash64("id", F.lit(1)), F.lit(DAYS)).cast("int")
    second = F.pmod(F.xxhash64("id", F.lit(2)), F.lit(86400))
    return spark.range(rows).select(
        F.md5(F.col("id").cast("string")).alias("session_id"),
        person.alias("person_id"),
        F.date_add(F.lit("2026-01-05").cast("date"), day).alias("date"),
        F.timestamp_seconds(F.lit(1767571200) + day * 86400 + second).alias("started_at"),
        *(F.pmod(F.xxhash64("id", F.lit(n)), F.lit(100)).alias(f"measure_{n}") for n in range(12)),
    )


def night(before: DataFrame, rows: int) -> DataFrame:
    """Rows of the affected persons after the night."""
    is_late = (F.col("date") > F.lit("2026-01-26")) & one_in(100, 3)
    is_touched = F.pmod(F.xxhash64("person_id"), F.lit(50)) == 0
    changed = F.when(is_late | (is_touched & one_in(10, 4)), F.col("measure_0") + 1000).otherwise(F.col("measure_0"))
    new_day = (
        before.limit(rows // DAYS)
        .withColumn("session_id", F.md5("session_id"))
        .withColumn("date", F.lit("2026-02-04").cast("date"))
    )
    return before.where(is_late | is_touched).withColumn("measure_0", changed).unionByName(new_day)


def one_in(n: int, salt: int) -> SparkColumn:
    """About one of `n` sessions, by its id."""
    return F.pmod(F.xxhash64("session_id", F.lit(salt)), F.lit(n)) == 0


def prepare(spark: SparkSession, folder: str, rows: int, *, vectors: bool) -> str:
    """A fresh copy of the table."""
    path = HOME / folder
    shutil.rmtree(path, ignore_errors=True)
    table = first_written(TABLE, sessions(spark, rows), 1).repartition(4)
    writer = table.write.format("delta").partitionBy("date").option("delta.enableDeletionVectors", str(vectors).lower())
    writer.save(str(path))
    return f"delta.`{path}`"


def changes(spark: SparkSession, address: str, fresh: DataFrame) -> tuple[DataFrame, Affected]:
    """What really changed, and the keys of the night."""
    affected = Affected(fresh.select("session_id"))
    old = affected.restrict(spark.table(address))
    return compared(TABLE, fresh, old, 2).persist(), affected


def rewrite(spark: SparkSession, address: str, fresh: DataFrame) -> None:
    """Rewrite the days with a change, equal rows keeping their number."""
    found, affected = changes(spark, address, fresh)
    days = list(changed_days(found).days)
    standing = spark.table(address).where(F.col("date").isin(days))
    rows = outside(standing, affected, "date").unionByName(
        found.where("is_new").select("row.*").where(F.col("date").isin(days))
    )
    where = f"date IN ({', '.join(repr(str(day)) for day in days)})"
    rows.write.format("delta").mode("overwrite").option("replaceWhere", where).partitionBy("date").save(address[7:-1])
    found.unpersist()


def merge(spark: SparkSession, address: str, fresh: DataFrame) -> None:
    """MERGE the rows that really changed."""
    found, _ = changes(spark, address, fresh)
    changed = found.where("is_changed AND is_new").select("row.*")
    _merge(spark, address, changed)
    found.unpersist()


def _merge(spark: SparkSession, address: str, changed: DataFrame) -> None:
    changed.createOrReplaceTempView("changed")
    days = ", ".join(repr(str(row[0])) for row in changed.select("date").distinct().collect())
    spark.sql(
        f"MERGE INTO {address} t USING changed s ON t.session_id = s.session_id AND t.date IN ({days}) "
        "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    spark = session(Config())
    ways: dict[str, tuple[bool, Callable[..., None]]] = {
        "rewrite changed days": (False, rewrite),
        "MERGE": (False, merge),
        "MERGE, deletion vectors": (True, merge),
    }
    fresh = night(sessions(spark, given.rows), given.rows).persist()
    affected = fresh.count()
    cases: dict[str, Callable[[], object]] = {
        "rebuild and write": lambda: prepare(spark, "rebuild", given.rows, vectors=False)
    }
    ready = {}
    for name, (vectors, way) in ways.items():
        cases[f"prepare {name}"] = lambda n=name, v=vectors: ready.update(
            {n: prepare(spark, n.replace(" ", "-"), given.rows, vectors=v)}
        )
        cases[name] = lambda n=name, w=way: w(spark, ready[n], fresh)
        cases[f"read after {name}"] = lambda n=name: spark.table(ready[n]).agg(F.sum("measure_0")).collect()
    seconds = interleaved(cases, given.runs)
    kept = {name: values for name, values in seconds.items() if not name.startswith("prepare")}
    show("replace", kept, "rebuild and write", {}, rows=given.rows, affected=affected)


if __name__ == "__main__":
    main()
