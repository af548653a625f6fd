"""One currency: amounts at the dated rate of their own day, never at an assumed one."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.window import Window

from tandem.tables.raw import MONEY

MAX_RATE_AGE_DAYS = 7


def with_rate(
    frame: DataFrame, rates: DataFrame, *, currency: str = "currency", day: str = "date", to: str
) -> DataFrame:
    """`frame` with `fx_rate`: units of the currency `to` for one of `currency` on `day`.

    1 for `to` itself; else the latest rate of at most 7 days before; null when there is none.
    """
    known = F.broadcast(daily_rates(rates).withColumnsRenamed({"currency": "rate_currency", "date": "rate_date"}))
    on_day = (code(F.col(currency)) == F.col("rate_currency")) & (F.col(day) == F.col("rate_date"))
    own = F.when(code(F.col(currency)) == to, F.lit(1).cast(MONEY))
    joined = frame.join(known, on=on_day, how="left")
    return joined.select(*frame.columns, F.coalesce(own, "rate").alias("fx_rate"))


def daily_rates(rates: DataFrame) -> DataFrame:
    """The rate that holds on each day: of the day itself or of the latest of the 7 days before; one row each."""
    held = F.explode(F.sequence("date", F.date_add("date", MAX_RATE_AGE_DAYS)))
    spread = rates.select(
        code(F.col("currency")).alias("currency"), F.col("date").alias("of"), "rate", held.alias("date")
    )
    newest = Window.partitionBy("currency", "date").orderBy(F.desc("of"), "rate")
    return spread.withColumn("place", F.row_number().over(newest)).where("place = 1").select("date", "currency", "rate")


def converted(amount: Column, rate: Column) -> Column:
    """`amount` at `rate`, six decimals; null when either is."""
    return F.round(amount * rate, 6).try_cast(MONEY)


def code(currency: Column) -> Column:
    """An ISO 4217 code as written in the list of rates."""
    return F.upper(F.trim(currency))
