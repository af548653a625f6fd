"""A minute night on made-up rows: it loads the classes that a real one will, for the archive to keep."""

from __future__ import annotations

import tempfile
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from tandem.session import local_session


def main() -> None:
    """Deliver, read, join, replace and read again, once each."""
    spark = local_session("tandem-setup", cores=1, shuffle_partitions=2, memory="1g")
    with tempfile.TemporaryDirectory() as folder:
        rehearse(spark, Path(folder))
    spark.stop()


def rehearse(spark: SparkSession, folder: Path) -> None:
    """Run one of each kind of work below `folder`."""
    land(spark, folder)
    events, table = read_landed(spark, folder), str(folder / "table")
    number(events).write.format("delta").partitionBy("date").save(table)
    replaced = spark.read.format("delta").load(table).join(F.broadcast(events.select("id")), on="id", how="left_semi")
    replaced.write.format("delta").mode("overwrite").option("replaceWhere", "date = '2026-01-02'").option(
        "userMetadata", "rehearsal"
    ).save(table)
    spark.sql(f"DESCRIBE HISTORY delta.`{table}` LIMIT 1").collect()
    spark.read.format("delta").load(table).groupBy("key").agg(F.max("at"), F.sum("value")).toPandas()


def land(spark: SparkSession, folder: Path) -> None:
    """Write a few rows as suppliers deliver them."""
    row = {"id": F.col("id"), "at": F.lit("2026-01-02 10:00:00"), "value": F.col("id") * 0.1, "key": F.lit("a")}
    rows = spark.range(100).select(*(column.alias(name) for name, column in row.items()))
    rows.write.option("compression", "gzip").json(str(folder / "json"))
    rows.write.option("header", True).csv(str(folder / "csv"))
    rows.write.parquet(str(folder / "parquet"))


def read_landed(spark: SparkSession, folder: Path) -> DataFrame:
    """The rows of all three formats, typed."""
    schema = "id bigint, at string, value double, key string"
    of_json = spark.read.schema(schema).json(str(folder / "json"))
    of_csv = spark.read.schema(schema).option("header", True).csv(str(folder / "csv"))
    rows = of_json.unionByName(of_csv).unionByName(spark.read.parquet(str(folder / "parquet")))
    instant = F.try_to_timestamp("at")
    return rows.select(
        "id",
        "key",
        instant.alias("at"),
        F.to_date(instant).alias("date"),
        F.col("value").try_cast("decimal(18,6)").alias("value"),
    )


def number(events: DataFrame) -> DataFrame:
    """Count the rows of each key in time, and pass them through Python once."""
    in_time = Window.partitionBy("key").orderBy("at", "id")
    numbered = events.withColumn("no", F.row_number().over(in_time)).withColumn("hash", F.sha2("key", 256))
    return numbered.mapInArrow(lambda batches: batches, numbered.schema)


if __name__ == "__main__":
    main()
