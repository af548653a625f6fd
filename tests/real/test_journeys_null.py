"""Journeys cut after each conversion, and credit per channel, as data/README.md states them for journeys_null."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from pyspark.sql import functions as F

from tandem.attribution import build_credits, build_journeys
from tandem.changes import Affected
from tandem.config import AttributionConfig
from tandem.tables import CONVERSIONS, PEOPLE, TOUCHES
from unit.attribution.journey_rows import MODELS

DATA = Path(__file__).parents[3] / "shared" / "data" / "journeys_null" / "attribution_data.csv"
pytestmark = pytest.mark.skipif(not DATA.is_file(), reason="../shared/data/journeys_null is not here")

# Channel: conversions credited to the first touch, to the last, and to all equally (printed to 2 digits).
EXPECTED = {
    "Facebook": (569, 561, 532.28),
    "Instagram": (226, 237, 234.63),
    "Online Display": (220, 233, 210.03),
    "Online Video": (222, 350, 309.56),
    "Paid Search": (601, 457, 551.51),
}


@pytest.fixture(scope="module")
def built(spark):
    """(credits, journeys) of the file, each row of which is a touch; a conversion's row is its last."""
    rows = spark.read.csv(str(DATA), header=True).withColumns(
        {
            "touch_id": F.md5(F.concat_ws("|", "customer_id", "time")),
            "conversion_id": F.md5(F.concat_ws("|", "customer_id", "time")),
            "occurred_at": F.to_timestamp("time"),
            "visit_started_at": F.to_timestamp("time"),
            "date": F.to_date(F.to_timestamp("time")),
            "device_id": F.col("customer_id"),
            "value": F.col("conversion_value").cast("decimal(18,6)"),
            "kind": F.lit("ad_click"),
            "type": F.lit("purchase"),
            "status": F.lit("confirmed"),
        }
    )
    conf = AttributionConfig(scope="since_last_conversion", click_window_days=31)
    conversions, people = shaped(rows.where("conversion = '1'"), CONVERSIONS), spark.createDataFrame([], PEOPLE.schema)
    credits_ = build_credits(shaped(rows, TOUCHES), conversions, people, Affected(), conf, MODELS).localCheckpoint()
    return credits_, build_journeys(conversions, credits_, people)


def shaped(rows, table):
    """The contract's columns; null where the file says nothing."""
    known = [column.name for column in table.columns if column.name in rows.columns]
    absent = {column.name: F.lit(None).cast(column.type) for column in table.columns if column.name not in known}
    return table.conform(rows.select(*known).withColumns(absent))


def test_first_last_and_linear_credit_per_channel_equal_the_published_figures(built):
    sums = built[0].groupBy("channel").agg(*(F.round(F.sum(model), 2) for model in ("first", "last", "linear")))
    assert {row[0]: tuple(row[1:]) for row in sums.collect()} == EXPECTED


def test_there_are_1838_journeys_all_credited_of_1642_customers(built):
    journeys = built[1].select("person_id", "uncredited_by", "value").collect()
    persons = Counter(row.person_id for row in journeys)
    assert len(journeys) == 1838
    assert {row.uncredited_by for row in journeys} == {None}
    assert (len(persons), sum(count > 1 for count in persons.values())) == (1642, 181)
    assert sum(row.value for row in journeys) == Decimal("11423.5")
