"""When an event truly happened, and when a row cannot be believed."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

HOUR_US = 3_600 * 1_000_000
DAY_US = 24 * HOUR_US
FIRST_BELIEVED = "2000-01-01 00:00:00"


def true_instant(*, max_correction_h: int) -> Column:
    """`received_at` less the time the sender held the event back by its own clock; else `received_at`.

    Only the difference of two readings of one clock is used, so a wrong clock does no harm.
    """
    held_back_us = us("sent_at") - us("occurred_at")
    corrected = F.timestamp_micros(us("received_at") - held_back_us)
    clock_is_off_by = F.abs(us("received_at") - us("sent_at"))
    is_believed = (held_back_us >= 0) & (clock_is_off_by <= max_correction_h * HOUR_US)
    return F.when(is_believed, corrected).otherwise(F.col("received_at"))


def aside_reason(*, restate_days: int) -> Column:
    """Why a row with `true_at` is set aside: `impossible_time` or `too_late`; null when it counts.

    Lateness is the row's own, not the night's that met it, so any order of arrival gives the same answer.
    """
    is_impossible = F.col("true_at") < F.lit(FIRST_BELIEVED).cast("timestamp")
    is_too_late = us("received_at") - us("true_at") > restate_days * DAY_US
    return F.when(is_impossible, F.lit("impossible_time")).when(is_too_late, F.lit("too_late"))


def us(instant: str) -> Column:
    """Microseconds since 1970, so that no fraction of a second is lost."""
    return F.unix_micros(instant)
