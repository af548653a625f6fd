from datetime import timedelta

import pytest
from pyspark.sql import functions as F

from clock import at
from tandem.clean.times import aside_reason, true_instant

RECEIVED = at("12:00:00")
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("occurred_at", "sent_at", "true_at"),
    [
        (RECEIVED - 2 * HOUR - 5 * SECOND, RECEIVED - 2 * HOUR, RECEIVED - 5 * SECOND),
        (RECEIVED + 3 * HOUR, RECEIVED + 3 * HOUR, RECEIVED),
        (RECEIVED - 3 * DAY, RECEIVED, RECEIVED - 3 * DAY),
        (RECEIVED + DAY - SECOND, RECEIVED + DAY, RECEIVED - SECOND),
        (RECEIVED + DAY, RECEIVED + DAY + SECOND, RECEIVED),
        (RECEIVED, RECEIVED - SECOND, RECEIVED),
        (RECEIVED - HOUR, None, RECEIVED),
    ],
    ids=["slow_clock", "fast_clock", "held_back_offline", "clock_off_by_a_day", "by_more_than_a_day",
         "sent_before_it_happened", "no_sent_at"],
)  # fmt: skip
def test_the_senders_clock_only_tells_how_long_it_held_the_event_back(rows, occurred_at, sent_at, true_at):
    schema = "occurred_at timestamp, sent_at timestamp, received_at timestamp"
    frame = rows(schema, (occurred_at, sent_at, RECEIVED))

    found = frame.select(F.unix_micros(true_instant(max_correction_h=24))).first()[0]

    assert found == int(true_at.timestamp() * 1e6)


def test_a_row_is_too_late_past_the_open_days_and_impossible_before_the_web(rows):
    late = [(RECEIVED - 35 * DAY,), (RECEIVED - 35 * DAY - SECOND,), (at("00:00:00", "1970-01-01"),)]
    frame = rows("true_at timestamp", *late).withColumn("received_at", F.lit(RECEIVED))

    reasons = [row[0] for row in frame.select(aside_reason(restate_days=35)).collect()]

    assert reasons == [None, "too_late", "impossible_time"]
