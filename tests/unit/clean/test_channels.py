"""Spark decides every case of the channel table as plain Python does."""

from collections import Counter

import pytest
from pyspark.sql import functions as F

from channel_cases import ADDRESSES, CASES, OWN
from hard_urls import MEDIUMS
from tandem.channels.marks import Stated, marks_of, stated_by
from tandem.channels.marks import channel_of as plain_channel
from tandem.channels.rules import read_channels
from tandem.clean.channels import channel_of
from tandem.clean.marks import count_stated, read_marks
from tandem.cli.channels import stated_in

EVENT = (
    "url string, referrer string, channel string, campaign_id string, creative_id string, placement string, "
    "audience string"
)


@pytest.fixture(scope="module")
def decided(spark, rules):
    """The channel of every case, in one go."""
    frame = spark.createDataFrame(
        [(n, *case[:3]) for n, case in enumerate(CASES)], "n int, s string, m string, c string"
    )
    channel = channel_of(F.col("s"), F.col("m"), F.col("c"), rules=read_channels(rules.channels))
    return {row["n"]: row["channel"] for row in frame.select("n", channel.alias("channel")).collect()}


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{s}-{m}-{c}" for s, m, c, _ in CASES])
def test_the_first_rule_in_googles_order_decides(decided, number):
    assert decided[number] == CASES[number][3]


def test_spark_and_plain_python_read_the_same_marks_off_an_address(spark, rules):
    table, click_ids = read_channels(rules.channels), [*read_channels(rules.channels).click_ids, "srsltid"]
    urls = [(url, referrer) for url, referrer, *_ in ADDRESSES]
    urls += [(f"{OWN}{url}", None) for url in (hard.replace("medium=", "utm_medium=") for hard, _ in MEDIUMS)]
    urls += [
        (OWN + "?srsltid=a&utm_campaign=X", "https://a.example/"),
        (OWN + "?srsltid=a&utm_campaign=x", "https://a.example/"),
    ]
    frame = spark.createDataFrame([(*each, *[None] * 5) for each in urls], EVENT)
    plain = [stated_by(url, referrer or "", click_ids) for url, referrer in urls]

    events = read_marks(frame, rules.channels)
    shown = events.select("source", "medium", "campaign_name", "channel").collect()
    counted = count_stated(events, click_ids).collect()

    expected = [marks_of(each, table) for each in plain]
    assert [(*row[:3], row["channel"] or "Direct") for row in shown] == [
        (*each, plain_channel(each, table)) for each in expected
    ]
    assert {stated_in(row.asDict()): row["events"] for row in counted} == Counter(
        each for each in plain if each != Stated()
    )
