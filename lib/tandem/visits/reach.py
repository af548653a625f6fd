"""Which visits and touches a night can alter."""

from collections.abc import Sequence
from dataclasses import replace

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected, Touched, affected_by
from tandem.columns.verdicts import KINDS, ONE_EVENT, spoken_of
from tandem.tables import EVENTS, IMPRESSIONS, VERDICTS, VISITS

DEVICE_DAY = ("device_id", "date")


def reach_visits(touched: Touched, events: DataFrame) -> Affected:
    """Device-days on which a visit may begin that a changed event of `EVENTS` or a changed verdict alters.

    An event on day d joins visits begun on d-1 or d, and by filling its day decides whether midnight cuts, so that
    what begins on d+1 depends on it too; what begins on d+2 does not, see `fills_day_before`. In mode `ua` no further:
    which campaign a visit came by is forgotten where the visit of mode `ga4` ends that it lies in.
    """
    if touched.everything:
        return touched.open_days
    keys = [*touched.keys(EVENTS, *DEVICE_DAY), *judged(touched, events)]
    known = (key.where(F.col("device_id").isNotNull()) for key in keys)
    nearby = affected_by(*known, since=None, are_many=touched.are_many).widened(days_before=1, days_after=1)
    return replace(nearby, since=touched.since)


def reach_touches(touched: Touched, events: DataFrame, impressions: DataFrame) -> Affected:
    """Device-days of touches that changed visits, ad clicks, impressions or verdicts alter.

    A visit may run past midnight, so clicks of the day after it began are part of it.
    """
    if touched.everything:
        return touched.open_days
    visits = touched.keys(VISITS, *DEVICE_DAY)
    next_days = [key.withColumn("date", F.date_add("date", 1)) for key in visits]
    is_click = F.col("name") == "ad_click"
    others = [
        *touched.keys(IMPRESSIONS, *DEVICE_DAY),
        *judged(touched, impressions),
        *judged(touched, events.where(is_click), ONE_EVENT),
    ]
    if (changed := touched.of(EVENTS)) is not None:
        others.append(changed.where(is_click).select(*DEVICE_DAY))
    known = (key.where(F.col("device_id").isNotNull()) for key in [*visits, *next_days, *others])
    return touched.reaching(*known)


def judged(touched: Touched, frame: DataFrame, kinds: Sequence[str] = KINDS) -> list[DataFrame]:
    """Device-days of rows of `frame` that fall under a changed verdict: a list of one frame, or of none."""
    verdicts = touched.of(VERDICTS)
    if verdicts is None:
        return []
    on_those_days = frame.join(F.broadcast(verdicts.select("date").distinct()), on="date", how="left_semi")
    return [spoken_of(on_those_days, verdicts, kinds).select(*DEVICE_DAY).distinct()]
