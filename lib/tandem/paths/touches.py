"""One touch a row (journey or customer, time, channel, conversion, value): rows become paths.

A row with a conversion ends a path, and the customer's next row begins another; a path that no conversion ends is a
journey without one. A converting row without a channel (an order) is no touch of its own. Ages count from that end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from tandem.delimited.table import Table
from tandem.paths.arrays import Ints, Paths
from tandem.paths.file import PathFile, Untouched
from tandem.paths.rows import BadFieldError, Ledger, number, worth

DAY_US = 86_400_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FLAGS = {"true": 1.0, "false": 0.0, "yes": 1.0, "no": 0.0}


@dataclass
class Rows:
    """Columns of the rows read so far; a channel of -1 is no touch."""

    journey: list[int] = field(default_factory=list)
    instant_us: list[int] = field(default_factory=list)
    channel: list[int] = field(default_factory=list)
    conversions: list[float] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    type: list[str] = field(default_factory=list)


def read_touch_rows(table: Table, columns: dict[str, str], at: dict[str, int], max_bad_share: float) -> PathFile:
    """The paths of a file with one touch a row. A bad row takes its whole journey aside."""
    ledger, rows = Ledger(table.where), Rows()
    journeys: dict[str, int] = {}
    channels: dict[str, int] = {}
    bad: dict[int, tuple[int, BadFieldError]] = {}
    for line, row in table.rows():
        ledger.rows += 1
        try:
            _append(rows, row, table.header, at, journeys, channels)
        except BadFieldError as error:
            key = row[at["id"]].strip() if len(row) == len(table.header) else ""
            if key:
                bad.setdefault(journeys.setdefault(key, len(journeys)), (line, error))
            ledger.set_aside(line, error)
    journey = np.array(rows.journey, dtype=np.int64)
    for number_, (line, cause) in bad.items():
        if others := int((journey == number_).sum()):
            ledger.set_aside(line, BadFieldError(f"its journey has a bad row: {cause.reason}", ""), rows=others)
    ledger.close(max_bad_share)
    keep = ~np.isin(journey, list(bad))
    paths, untouched = _paths(rows, np.flatnonzero(keep), tuple(channels), columns)
    return PathFile(paths, untouched, columns, ledger)


def _append(
    rows: Rows,
    row: list[str],
    header: tuple[str, ...],
    at: dict[str, int],
    journeys: dict[str, int],
    channels: dict[str, int],
) -> None:
    """One row more; BadFieldError, and nothing appended, when a field of it cannot be taken."""
    if len(row) != len(header):
        raise BadFieldError(f"the row is not {len(header)} fields long, like the header", str(len(row)))
    said = {role: row[place].strip() for role, place in at.items()}
    if not said["id"]:
        raise BadFieldError(f"{header[at['id']]} is missing, expected the journey or customer", "")
    flag = FLAGS.get(said["conversions"].casefold())
    conversions = number(said["conversions"], header[at["conversions"]]) if flag is None else flag
    value = worth(said["value"], header[at["value"]], conversions) if "value" in at else 0.0
    if not said["channel"] and not conversions:
        raise BadFieldError(f"{header[at['channel']]} is missing, expected a channel where nothing converts", "")
    instant_us = _instant_us(said["time"], header[at["time"]]) if "time" in at else 0
    rows.journey.append(journeys.setdefault(said["id"], len(journeys)))
    rows.instant_us.append(instant_us)
    rows.channel.append(channels.setdefault(said["channel"], len(channels)) if said["channel"] else -1)
    rows.conversions.append(conversions)
    rows.value.append(value)
    rows.type.append(said.get("type", ""))


def _instant_us(text: str, name: str) -> int:
    """Microseconds since 1970; a time without a zone is UTC."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise BadFieldError(f"{name} is no time, expected one like 2026-11-20 or 2026-11-20T09:14:00Z", text) from None
    since = (instant if instant.tzinfo else instant.replace(tzinfo=UTC)) - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _paths(rows: Rows, kept: Ints, names: tuple[str, ...], columns: dict[str, str]) -> tuple[Paths, Untouched]:
    """Rows in order of journey, time and line, cut after each conversion."""
    journey, instant = np.array(rows.journey, dtype=np.int64)[kept], np.array(rows.instant_us, dtype=np.int64)[kept]
    order = np.lexsort((kept, instant, journey))
    kept, journey, instant = kept[order], journey[order], instant[order]
    conversions, value = np.array(rows.conversions)[kept], np.array(rows.value)[kept]
    channel = np.array(rows.channel, dtype=np.int64)[kept]
    cut = np.append(True, (journey[1:] != journey[:-1]) | (conversions[:-1] > 0))[: journey.size]
    path = np.cumsum(cut) - 1
    end = np.append(np.flatnonzero(cut)[1:] - 1, journey.size - 1)[: int(cut.sum())]
    is_touch = channel >= 0
    sizes = np.bincount(path[is_touch], minlength=end.size)
    some = sizes > 0
    used, touch = np.unique(channel[is_touch], return_inverse=True)  # channels of rows set aside are none
    paths = Paths(
        names=tuple(names[number_] for number_ in used),
        touch=touch.astype(np.int64),
        starts=(np.cumsum(sizes) - sizes)[some].astype(np.int64),
        conversions=conversions[end][some],
        value=value[end][some] if "value" in columns else None,
        nulls=(conversions[end][some] == 0).astype(np.float64),
        age_days=((instant[end][path] - instant) / DAY_US)[is_touch] if "time" in columns else None,
        type=tuple(rows.type[at] for at in kept[is_touch]) if "type" in columns else None,
    )
    return paths, Untouched(float(conversions[end][~some].sum()), float(value[end][~some].sum()))
