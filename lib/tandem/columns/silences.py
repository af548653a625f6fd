"""When activity counts as interrupted: the one rule that cuts visits and sessions."""

from pyspark.sql import Column
from pyspark.sql import functions as F

SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US


def is_silence(earlier: Column, later: Column, *, timeout_s: int) -> Column:
    """More than `timeout_s` seconds lie between two instants; false when there is no earlier one."""
    gap_us = F.unix_micros(later) - F.unix_micros(earlier)
    return F.coalesce(gap_us > timeout_s * SECOND_US, F.lit(False))


def fills_day_before(active_since: Column, day: Column, *, timeout_s: int) -> Column:
    """Activity unbroken since `active_since` leaves no silence in the UTC day before `day`.

    Only that one day is looked at, so that a cut depends on nothing older.
    """
    day_before_us = (F.unix_date(day).cast("bigint") - 1) * DAY_US
    return F.unix_micros(active_since) <= day_before_us + timeout_s * SECOND_US
