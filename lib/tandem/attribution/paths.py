"""attribution.paths: how often each path was walked, with a conversion at its end and without."""

from __future__ import annotations

from functools import partial

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.attribution.batches import by_persons
from tandem.attribution.converters import identify_converters
from tandem.attribution.credits import in_tie_order, line_up
from tandem.attribution.filters import count_left_out, may_earn, removed_by
from tandem.attribution.path_batches import KEYS, path_rows, path_schema
from tandem.attribution.runs import block_start
from tandem.changes import Affected
from tandem.columns.owners import with_person
from tandem.config import AttributionConfig
from tandem.paths.transforms import transform_of

STEPS = ("person_id", "kind", "id", "at", "channel", "campaign_id", "type", "date", "value")


def build_paths(touches: DataFrame, conversions: DataFrame, people: DataFrame, conf: AttributionConfig) -> DataFrame:
    """One row per closing day, level, outcome, type and path, with its journeys, their touches and their value.

    Beside them stands what each path transform removed; touches that filters left out have rows of their own.
    `touches` and `conversions` reach back to `whole_paths` of the days wanted. Raises UsageError for a transform that
    does not exist.
    """
    for name in conf.path_transforms:
        transform_of(name, "attribution.path_transforms")
    owned = with_person(touches.where(may_earn(conf)), people, at="visit_started_at")
    rows = line_up(owned, identify_converters(conversions, people)).select(*STEPS)
    counted = in_tie_order(rows).mapInArrow(by_persons(partial(path_rows, conf=conf)), path_schema(conf))
    paths = counted.groupBy(*KEYS).agg(
        F.sum("journeys").alias("journeys"),
        F.sum("touches").alias("touches"),
        F.sum("value").cast("decimal(18,6)").alias("value"),
        removed_by(conf.path_transforms).alias("removed"),
    )
    left_out = count_left_out(touches, conf)
    return paths if left_out is None else paths.unionByName(left_out)


def whole_paths(open_days: Affected, conf: AttributionConfig) -> Affected:
    """The days from which every path that closes on an open day can be seen whole, with a conversion or without."""
    since = open_days.since
    days_of_block = (since - block_start(since)).days if since else 0
    return open_days.widened(days_before=max(days_of_block, conf.longest_window_days))
