"""Which ids are one person, and whose each device is, when."""

from datetime import UTC, date, datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.config import IdentityConfig
from tandem.identity.claims import claim_devices
from tandem.identity.knowledge import revise
from tandem.identity.likely import likely_owners
from tandem.identity.reach import with_login
from tandem.identity.shared import find_shared, outside_periods

EVER, NEVER = datetime(1900, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def build_people(
    known: DataFrame,
    persons: DataFrame,
    visits: DataFrame,
    likely: DataFrame,
    conf: IdentityConfig,
    *,
    through: date,
) -> DataFrame:
    """People, one row per id, interval and time of knowledge: what the others say now, laid over `known`.

    `known`, `persons`, `visits` and `likely` owners hold every row of the ids in question.
    """
    logins = name_logins(visits, persons)
    periods = find_shared(logins, conf)
    claims = outside_periods(claim_devices(logins, conf), periods)
    told = link_ids(persons).unionByName(own_devices(claims)).unionByName(share_devices(periods))
    unscored = told.withColumn("score", F.lit(None).cast("double"))
    return revise(known, unscored.unionByName(assume_owners(likely)), through=through)


def build_likely(edges: DataFrame, persons: DataFrame, visits: DataFrame, conf: IdentityConfig) -> DataFrame:
    """Likely owners, one row per device on which nobody ever logged in and that evidence gives to a person."""
    logins = name_logins(visits, persons)
    return likely_owners(edges, persons, logins, claims_of(logins, conf), conf)


def claims_of(logins: DataFrame, conf: IdentityConfig) -> DataFrame:
    """Claims of devices by those who log in, outside the periods in which a device is shared."""
    return outside_periods(claim_devices(logins, conf), find_shared(logins, conf))


def name_logins(visits: DataFrame, persons: DataFrame) -> DataFrame:
    """Visits with a strong id, with its `person_id`."""
    names = persons.select(F.col("id").alias("strong_id"), "person_id")
    named = with_login(visits).join(names, on="strong_id", how="left")
    return named.withColumn("person_id", F.coalesce("person_id", "strong_id"))


def link_ids(persons: DataFrame) -> DataFrame:
    """One row for ever per linked strong id."""
    return persons.select(
        "id", "id_type", F.lit(EVER).alias("valid_from"), F.lit(NEVER).alias("valid_to"), "person_id",
        F.col("id").alias("via"), F.lit("linked").alias("basis"),
    )  # fmt: skip


def own_devices(claims: DataFrame) -> DataFrame:
    """One row per claim."""
    return device_rows(claims, person_id=F.col("person_id"), via=F.col("via"), basis=F.col("basis"))


def assume_owners(likely: DataFrame) -> DataFrame:
    """One row for ever per device with a likely owner."""
    always = likely.withColumns({"valid_from": F.lit(EVER), "valid_to": F.lit(NEVER)})
    return device_rows(always, "score", person_id=F.col("person_id"), via=F.col("via"), basis=F.col("basis"))


def share_devices(periods: DataFrame) -> DataFrame:
    """One row per shared period: what is anonymous in it stays with the device."""
    device = F.col("device_id")
    return device_rows(periods, person_id=device, via=device, basis=F.lit("shared"))


def device_rows(intervals: DataFrame, *more: str, person_id: Column, via: Column, basis: Column) -> DataFrame:
    """Intervals of devices as rows of people, with `more` of their columns."""
    return intervals.select(
        F.col("device_id").alias("id"), F.lit("device").alias("id_type"), "valid_from", "valid_to",
        person_id.alias("person_id"), via.alias("via"), basis.alias("basis"), *more,
    )  # fmt: skip
