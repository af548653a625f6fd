"""governance.holds: measures that are too far out of limits to be published as measured, and what was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from tandem.approvals import Approval, answer
from tandem.stats.shares import share_of_parts
from tandem.tables import COMPANY, HOLDS

HELD, RELEASED, CORRECTED = "held", "released", "corrected"
PUBLISHED = ("company", "campaign")  # levels of metrics.limits that have cells

Key = tuple[str, str]  # entity and measure
RatesTo = Callable[[date], DataFrame]  # rows of metrics.rates of the window to that day


@dataclass(frozen=True)
class Hold:
    """One row of governance.holds but the night."""

    entity: str
    measure: str
    status: str
    since: date
    last_date: date
    days: int
    approved_to: date | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    owner: str | None = None
    reason: str | None = None
    decided: date | None = None

    def by(self, approval: Approval) -> Hold:
        """The same with the decision behind it."""
        return replace(
            self, value=approval.value, owner=approval.owner, reason=approval.reason, decided=approval.decided
        )


def build_holds(
    limits: DataFrame, approvals: Sequence[Approval], rates_to: RatesTo, *, period_days: int, through: date
) -> DataFrame:
    """One row per measure that has a day far out of limits in the period to `through`.

    `limits` has the rows of metrics.limits of the night; `rates_to` is asked for the last approved periods alone.
    """
    days = far_out_days(limits, first=through - timedelta(days=period_days - 1))
    found = value_holds(find_holds(days, approvals, period_days=period_days), rates_to)
    ordered = [tuple({"through": through, **vars(each)}[name] for name in HOLDS.column_names) for each in found]
    return limits.sparkSession.createDataFrame(ordered, HOLDS.promise)


def far_out_days(limits: DataFrame, *, first: date) -> dict[Key, list[Row]]:
    """Days from `first` on that are far out, by entity and measure, in their order; bounded by campaigns and days."""
    is_out = F.col("far_out") & (F.col("date") >= F.lit(first))
    rows = limits.where(F.col("level").isin(*PUBLISHED) & is_out)
    found: defaultdict[Key, list[Row]] = defaultdict(list)
    for row in rows.select("entity", "measure", "date", "held_since").orderBy("date").collect():
        found[row["entity"], row["measure"]].append(row)
    return found


def find_holds(days: Mapping[Key, Sequence[Row]], approvals: Iterable[Approval], *, period_days: int) -> list[Hold]:
    """What stands of each measure: held while a day far out is unanswered, else as the last such day was answered."""
    decided: defaultdict[Key, list[Approval]] = defaultdict(list)
    for each in approvals:
        decided[each.key].append(each)
    return [_stand(key, days[key], decided[key], period_days) for key in sorted(days)]


def value_holds(holds: Sequence[Hold], rates_to: RatesTo) -> list[Hold]:
    """Those that are held with the value, and its interval, of the period to their last approved day."""
    waiting = sorted({hold.approved_to for hold in holds if _is_unvalued(hold) and hold.approved_to})
    values = {day: approved_values(rates_to(day)) for day in waiting}
    return [_valued(hold, values.get(hold.approved_to or date.min, {})) for hold in holds]


def approved_values(rates: DataFrame) -> dict[Key, tuple[float, float, float]]:
    """Value and interval of each campaign, and of the company from its channels, as scorecard.cells has them."""
    columns = ("level", "entity", "measure", "smoothed", "low", "high", "successes", "trials", "phi")
    rows = rates.where(F.col("level").isin("channel", "campaign")).select(*columns).orderBy("entity").collect()
    found = {
        (row["entity"], row["measure"]): (row["smoothed"], row["low"], row["high"])
        for row in rows
        if row["level"] == "campaign"
    }
    channels = [row for row in rows if row["level"] == "channel"]
    for measure in sorted({row["measure"] for row in channels}):
        parts = [row for row in channels if row["measure"] == measure]
        sums = (np.array([row[name] for row in parts], dtype=np.float64) for name in ("successes", "trials", "phi"))
        if share := share_of_parts(*sums):
            found[COMPANY, measure] = share
    return found


def _stand(key: Key, rows: Sequence[Row], decided: Sequence[Approval], period_days: int) -> Hold:
    days, since = [row["date"] for row in rows], rows[0]["held_since"]
    hold = Hold(*key, HELD, since or days[0], days[-1], len(days))
    if since is not None:
        return _last_approved(hold, decided, period_days)
    answers = [found for day in days if (found := answer(decided, day, period_days=period_days))]
    corrections = [each for each in answers if each.value is not None]
    # A value that was corrected stays so while a day that it stands for is in the period, whatever was released since.
    if corrections:
        return replace(hold.by(corrections[-1]), status=CORRECTED)
    return replace(hold.by(answers[-1]), status=RELEASED)


def _last_approved(hold: Hold, decided: Sequence[Approval], period_days: int) -> Hold:
    """Held to the period before its first day; where a day of that one was corrected, to the correction."""
    before = hold.since - timedelta(days=1)
    first = before - timedelta(days=period_days - 1)
    last = [each for each in decided if first <= each.period <= before][-1:]
    held = replace(hold, approved_to=before)
    return held.by(last[0]) if last and last[0].value is not None else held


def _is_unvalued(hold: Hold) -> bool:
    return hold.status == HELD and hold.value is None


def _valued(hold: Hold, values: Mapping[Key, tuple[float, float, float]]) -> Hold:
    if not _is_unvalued(hold) or (hold.entity, hold.measure) not in values:
        return hold
    value, low, high = values[hold.entity, hold.measure]
    return replace(hold, value=value, low=low, high=high)
