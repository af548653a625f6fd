"""Sorted Arrow batches of touches and conversions in, batches of credits out. Runs on the executors; no Spark."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.attribution.kernel import Coded, Pairs, last_touches, match_touches, rule_shares, touches_before
from tandem.attribution.models import Models
from tandem.attribution.runs import DAY_US
from tandem.config import AttributionConfig
from tandem.paths.arrays import Flags, Floats, Ints
from tandem.tables import CREDITS, RULE_MODELS

CARRIED = ("channel", "campaign_id", "creative_id", "placement", "device_class", "region", "audience")
OF_CONVERSION = ("conversion_id", "person_id", "type", "date", "converted_at", "value")
OF_TOUCH = ("touch_id", "touched_at", "kind", *CARRIED)


@dataclass(frozen=True)
class History:
    """Touches and conversions of whole persons in tie order, as numbers: one per row."""

    person: Ints
    instant_us: Ints
    is_view: Flags
    is_conversion: Flags
    conversion_type: Coded  # of conversions
    pairs: Pairs  # every touch of each conversion's journey

    def before(self, type_: str, pairs: Pairs) -> Ints:
        """Touches of each journey before its first conversion of that type; 0 in journeys of that type themselves."""
        is_event = self.is_conversion & self.conversion_type.each(lambda name: name == type_, bool)
        found = touches_before(pairs, self.person, self.instant_us, np.flatnonzero(is_event))
        nothing: Ints = np.where(is_event[pairs.conversion[pairs.starts]], 0, found)
        return nothing


def by_persons(
    make: Callable[[pa.Table], pa.Table],
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """`make` for mapInArrow over rows sorted by person and tie order, no person in two partitions."""

    def make_all(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for rows in whole_persons(batches):
            yield from make(rows).to_batches()

    return make_all


def whole_persons(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The same rows, cut so that no person is in two tables: a batch's last person waits for the next batch."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        if not batch.num_rows:
            continue
        person = batch.column("person_id")
        last_starts = pc.index(person, person[-1]).as_py()
        if last_starts:
            yield pa.Table.from_batches([*held, batch.slice(0, last_starts)])
            held = []
        held.append(batch.slice(last_starts))
    if held:
        yield pa.Table.from_batches(held)


def read_history(rows: pa.Table, conf: AttributionConfig) -> History:
    """The numbers behind touches and conversions sorted by person and tie order, and who follows whom."""
    person, instant_us = _codes(rows["person_id"]), rows["at"].cast(pa.int64()).to_numpy()
    is_view, is_conversion = (_is(rows["kind"], kind) for kind in ("impression", "conversion"))
    types = _coded(rows["type"], slice(None))
    by_type = [conf.of(name) for name in types.names]
    pairs = match_touches(
        person,
        instant_us,
        np.stack([windows_us(is_view, is_conversion, how) for how in by_type]),
        np.where(is_conversion, types.code, -1),
        since_last_conversion=np.array([how.scope == "since_last_conversion" for how in by_type]),
    )
    return History(person, instant_us, is_view, is_conversion, types, pairs)


def windows_us(is_view: Flags, is_conversion: Flags, how: AttributionConfig) -> Ints:
    """How long each touch may earn, of conversions of which `how` holds; 0 for the conversions themselves."""
    days = np.where(is_view, how.view_window_days, how.click_window_days)
    return np.where(is_conversion, 0, days).astype(np.int64) * DAY_US


def credit_rows(rows: pa.Table, conf: AttributionConfig, models: Models) -> pa.Table:
    """Credits, one row per conversion and touch, of touches and conversions sorted by person and tie order."""
    history = read_history(rows, conf)
    pairs = last_touches(history.pairs, conf.max_touches)
    shares = rule_shares(
        models.shares,
        pairs.starts,
        (history.instant_us[pairs.conversion] - history.instant_us[pairs.touch]) / DAY_US,
        _coded(rows["channel"], pairs.touch),
        _coded(rows["kind"], pairs.touch),
        {type_: history.before(type_, pairs) for type_ in models.funnel},
    )
    named = dict(zip(RULE_MODELS, shares, strict=False))
    columns = {**_taken(rows, pairs), "place": pa.array(pairs.place, pa.int32()), **named}
    columns["custom"] = _listed(models.custom, shares[len(RULE_MODELS) :], pairs.touch.size)
    return pa.table(columns).select(list(CREDITS.column_names))


def _listed(names: Sequence[str], shares: Sequence[Floats], rows: int) -> pa.Array:
    """For each row the structs (model, share) of these models."""
    model = pa.array(names, pa.string()).take(pa.array(np.tile(np.arange(len(names)), rows)))
    share = pa.array(np.array(shares).reshape(len(names), rows).T.ravel(), pa.float64())
    offsets = pa.array(np.arange(rows + 1) * len(names), pa.int32())
    return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays([model, share], ["model", "share"]))


def _taken(rows: pa.Table, pairs: Pairs) -> dict[str, pa.ChunkedArray]:
    """What a credit repeats of its conversion and of its touch."""
    named = rows.append_column("touch_id", rows["id"]).append_column("conversion_id", rows["id"])
    named = named.append_column("touched_at", rows["at"]).append_column("converted_at", rows["at"])
    of_conversion = named.select(OF_CONVERSION).take(pa.array(pairs.conversion))
    of_touch = named.select(OF_TOUCH).take(pa.array(pairs.touch))
    return {name: part[name] for part in (of_conversion, of_touch) for name in part.column_names}


def _is(column: pa.ChunkedArray, value: str) -> Flags:
    equal: Flags = pc.fill_null(pc.equal(column, value), False).to_numpy()
    return equal


def _coded(column: pa.ChunkedArray, rows: Ints | slice) -> Coded:
    """Names of those rows of a column; empty where there is none."""
    coded = pc.fill_null(column, "").combine_chunks().dictionary_encode()
    return Coded(tuple(coded.dictionary.to_pylist()), coded.indices.to_numpy().astype(np.int64)[rows])


def _codes(column: pa.ChunkedArray) -> Ints:
    """One number per distinct value, in order of first appearance."""
    codes = column.combine_chunks().dictionary_encode(null_encoding="encode").indices
    numbers: Ints = codes.to_numpy().astype(np.int64)
    return numbers
