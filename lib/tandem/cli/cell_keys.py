"""How a cell of scorecard.cells is named: PERIOD_END/company/MEASURE or PERIOD_END/campaign/ID/MEASURE."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from itertools import groupby
from typing import Any

from tandem.approvals import whose
from tandem.errors import UsageError

NEAR, CLOSENESS = 5, 0.4


def key_of(cell: Mapping[str, Any]) -> str:
    """The name of a cell."""
    return f"{place_of(cell)}/{cell['measure']}"


def place_of(cell: Mapping[str, Any]) -> str:
    """Whose cell it is, and of which period."""
    return f"{cell['period_end']}/{whose(cell['entity'])}"


def parts_of(key: str) -> tuple[date, str, str] | None:
    """Period end, entity and measure that a name states; None when it states none."""
    day, _, rest = key.partition("/")
    owner, _, measure = rest.rpartition("/")
    kind, _, entity = owner.partition("/")
    try:
        period_end = date.fromisoformat(day)
    except ValueError:
        return None
    is_named = measure and (owner == "company" or (kind == "campaign" and entity))
    return (period_end, entity, measure) if is_named else None


def unknown_cell(key: str, known: Sequence[str]) -> UsageError:
    """What to say of a name that no cell has."""
    near = get_close_matches(key, known, n=NEAR, cutoff=CLOSENESS)
    hint = f"near it: {', '.join(near)}" if near else "`tandem explain` without a name lists them"
    return UsageError(f"explain: no cell {key!r}; {hint}")


def listing(cells: Iterable[Mapping[str, Any]]) -> list[str]:
    """Names one can ask for, the newest period first: a line for the company and for each campaign."""
    ordered = sorted(cells, key=lambda cell: (-cell["period_end"].toordinal(), cell["entity"], cell["measure"]))
    return [
        f"{place}/{{{','.join(cell['measure'] for cell in group)}}}" for place, group in groupby(ordered, key=place_of)
    ]
