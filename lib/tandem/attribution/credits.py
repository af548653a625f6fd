"""attribution.credits: which touches each conversion follows, and what each of them earns."""

from __future__ import annotations

from functools import partial

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.attribution.batches import CARRIED, by_persons, credit_rows
from tandem.attribution.converters import identify_converters
from tandem.attribution.filters import may_earn
from tandem.attribution.models import Models
from tandem.changes import Affected
from tandem.columns.owners import known_today, owner_id, with_person
from tandem.config import AttributionConfig
from tandem.tables import CREDITS

TIE_ORDER = ("impression", "visit", "ad_click", "conversion")


def build_credits(
    touches: DataFrame,
    conversions: DataFrame,
    people: DataFrame,
    affected: Affected,
    conf: AttributionConfig,
    models: Models,
) -> DataFrame:
    """Credits of the affected persons' conversions, one row per conversion and touch, with the share per model.

    `touches` and `conversions` reach back from the first day wanted by the longest window.
    """
    converted = affected.restrict(identify_converters(conversions, people), day=None)
    persons = converted.select("person_id").distinct()
    touched = own_touches(touches.where(may_earn(conf)), people, persons)
    rows = in_tie_order(line_up(touched, converted))
    return rows.mapInArrow(by_persons(partial(credit_rows, conf=conf, models=models)), credits_schema())


def within_window(days: Affected, conf: AttributionConfig) -> Affected:
    """Those days and the ones before them whose touches can earn on them."""
    return days.widened(days_before=conf.longest_window_days)


def own_touches(touches: DataFrame, people: DataFrame, persons: DataFrame) -> DataFrame:
    """The touches of `persons`, with `person_id`."""
    ids = ids_of(people, persons)
    # Few persons convert: their ids are sent to the touches, so that all other touches stay where they lie.
    possible = touches.withColumn("id", owner_id()).join(F.broadcast(ids), on="id", how="left_semi")
    owned = with_person(possible.drop("id"), people, at="visit_started_at")
    return owned.join(F.broadcast(persons), on="person_id", how="left_semi")


def ids_of(people: DataFrame, persons: DataFrame) -> DataFrame:
    """`id`: everything that today is, at some time, one of `persons`; the person's own id included."""
    known = known_today(people).join(F.broadcast(persons), on="person_id", how="left_semi")
    return known.select("id").unionByName(persons.select(F.col("person_id").alias("id"))).distinct()


def line_up(touches: DataFrame, conversions: DataFrame) -> DataFrame:
    """Touches and conversions as rows of one shape."""
    at = F.col("occurred_at").alias("at")
    of_touches = touches.select("person_id", "kind", F.col("touch_id").alias("id"), at, *CARRIED)
    of_conversions = conversions.select(
        "person_id", F.lit("conversion").alias("kind"), F.col("conversion_id").alias("id"), at, "type", "date", "value"
    )
    return of_touches.unionByName(of_conversions, allowMissingColumns=True)


def in_tie_order(rows: DataFrame) -> DataFrame:
    """`rows` with each person's as neighbours: the kernel takes whole batches, a call per person would be as many."""
    tie_rank = F.array_position(F.lit(list(TIE_ORDER)), F.col("kind"))
    return rows.repartition("person_id").sortWithinPartitions("person_id", "at", tie_rank, "id")


def credits_schema() -> str:
    """The columns that the kernel makes, as Spark is told of them."""
    return ", ".join(f"{column.name} {column.type}" for column in CREDITS.columns)
