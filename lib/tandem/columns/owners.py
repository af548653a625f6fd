"""Whose row it is, as known today."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

BUCKETS = 100  # of persons, by a hash


def person_bucket() -> Column:
    """The bucket, 0 to 99, of `person_id`: the same in every table."""
    return F.pmod(F.xxhash64("person_id"), F.lit(BUCKETS)).cast("int")


def with_person(
    frame: DataFrame, people: DataFrame, *, strong: str = "strong_id", device: str = "device_id", at: str = "started_at"
) -> DataFrame:
    """`frame` with `person_id`: the person of the strong id, else of the device at that instant, else the id itself."""
    claims = known_today(people).select(
        F.col("id").alias("claimed_id"),
        (F.col("id_type") == "device").alias("claims_device"),
        F.col("valid_from").alias("claimed_from"),
        F.col("valid_to").alias("claimed_to"),
        F.col("person_id").alias("claimed_by"),
    )
    speaks_for_id = (F.col("claimed_id") == owner_id(strong, device)) & (
        F.col("claims_device") == F.col(strong).isNull()
    )
    holds_then = (F.col(at) >= F.col("claimed_from")) & (F.col(at) < F.col("claimed_to"))
    owned = frame.join(claims, on=speaks_for_id & holds_then, how="left")
    return owned.select(*frame.columns, F.coalesce("claimed_by", owner_id(strong, device)).alias("person_id"))


def owner_id(strong: str = "strong_id", device: str = "device_id") -> Column:
    """The id that tells whose row it is: the strong id, else the device."""
    return F.coalesce(strong, device)


def known_today(people: DataFrame) -> DataFrame:
    """Rows of identity.people that no later night has corrected."""
    return people.where(F.col("known_to").isNull())
