"""Guard pairs: a measure that improves while its guard worsens is flagged by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from tandem.metrics.reading_counts import Sums
from tandem.metrics.reading_rows import (
    COMPANY,
    LEVELS,
    Array,
    Asked,
    Row,
    basis_of,
    by_day,
    by_entity,
    per_cent,
    sure,
)
from tandem.stats.differences import difference
from tandem.stats.dispersion import over_dispersion
from tandem.stats.redrawn import redrawn_days

# Unsubscribes guard e-mail; metrics.days does not count them, so no pair here knows them.
GUARDS = {"cr": -1, "bounce": 1}  # guard of CTR -> the direction in which it worsens
NAMES = {"ctr": "CTR", "cr": "CR", "bounce": "bounce rate", "revenue": "revenue", "refunds": "refunded share"}
FLAGGED, CLEAR = "flagged", "not flagged"


class Change(NamedTuple):
    """A measure now against the window before."""

    ratio: float
    p_up: float


def read_guards(sums: Sums, asked: Asked) -> Iterator[Row]:
    """CTR against each of its guards on every level, and the company's revenue against its refunds."""
    for level in LEVELS:
        changes = {
            measure: {
                entity: (change, basis_of(rows))
                for entity, rows in by_entity(_rows(sums, measure, level), level)
                if (change := change_of_rate(rows, days=asked.window_days))
            }
            for measure in ("ctr", *GUARDS)
        }
        for guard, worse in GUARDS.items():
            for entity in sorted(changes["ctr"].keys() & changes[guard].keys()):
                (ctr, basis), (other, other_basis) = changes["ctr"][entity], changes[guard][entity]
                shared = basis if basis == other_basis else ""
                yield _row(level, entity, ("ctr", guard), (ctr, other), worse, asked) | {"basis": shared}
    if money := changes_of_money(sums.own("refunds"), days=asked.window_days):
        yield _row(COMPANY, COMPANY, ("revenue", "refunds"), money, 1, asked) | {"basis": "own"}


def change_of_rate(rows: pd.DataFrame, *, days: int) -> Change | None:
    """The rate of the last `days` against that of the `days` before; None unless both have trials."""
    k, n = _windows(rows, days)
    if not (n.sum(axis=1) > 0).all() or not k.sum():
        return None
    windows = np.repeat(np.arange(2, dtype=np.intp), days)
    phi = float(over_dispersion(k.ravel(), n.ravel(), windows, entities=2).max())
    found = difference(k.sum(axis=1), n.sum(axis=1), phi=phi)
    now, before = (k.sum(axis=1) + 0.5) / (n.sum(axis=1) + 1)
    return Change(float(now / before), float(found.p_above))


def changes_of_money(rows: pd.DataFrame, *, days: int) -> tuple[Change, Change] | None:
    """Revenue, and the share of it that was refunded, against the window before; days are drawn again in pairs."""
    refunded, value = (
        np.stack([by_day(rows, name, days=days, after=after) for after in (0, days)])
        for name in ("successes", "trials")
    )
    if not (value.sum(axis=1) > 0).all() or not (refunded.sum(axis=1) > 0).all():
        return None
    often = redrawn_days(days)
    sold, back = often @ value.T, often @ refunded.T
    share = refunded.sum(axis=1) / value.sum(axis=1)
    more = float((sold[:, 0] > sold[:, 1]).mean())
    worse = float((back[:, 0] * sold[:, 1] > back[:, 1] * sold[:, 0]).mean())
    return Change(float(np.divide(*value.sum(axis=1))), more), Change(float(np.divide(*share)), worse)


def _windows(rows: pd.DataFrame, days: int) -> tuple[Array, Array]:
    """Successes and trials by window and day: the last `days`, then those before."""
    each = (np.stack([by_day(rows, name, days=days, after=a) for a in (0, days)]) for name in ("successes", "trials"))
    k, n = each
    return k, n


def _rows(sums: Sums, measure: str, level: str) -> pd.DataFrame:
    return sums.by_campaign(measure) if level == "campaign" else sums.together(measure)


def _row(
    level: str, entity: str, names: tuple[str, str], changes: tuple[Change, Change], worse: int, asked: Asked
) -> Row:
    (measure, guard), (first, second) = names, changes
    p_worse = second.p_up if worse > 0 else 1 - second.p_up
    flagged = first.p_up > asked.decided and p_worse > asked.decided
    return {
        **{"reading": "guard", "level": level, "entity": entity, "measure": measure, "part": guard},
        **{"value": first.ratio, "against": second.ratio, "p": min(first.p_up, p_worse)},
        **{"verdict": FLAGGED if flagged else CLEAR, "from_date": asked.day(2 * asked.window_days - 1)},
        "why": f"{_said(measure, first)}, {_said(guard, second)}, over {asked.window_days} days against those before",
    }


def _said(measure: str, change: Change) -> str:
    p = change.p_up if change.ratio >= 1 else 1 - change.p_up
    return f"{NAMES[measure]} {per_cent(change.ratio)} ({sure(p)})"
