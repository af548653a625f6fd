"""Sorted Arrow batches of touches and conversions in, batches of credits out. Runs on the executors; no Spark."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.attribution.kernel import Pairs, match_touches, rule_shares
from tandem.config import AttributionConfig
from tandem.paths.arrays import Flags, Ints
from tandem.tables import CREDITS

DAY_US = 86_400_000_000
OF_CONVERSION = ("conversion_id", "person_id", "type", "date", "converted_at", "value")
OF_TOUCH = ("touch_id", "touched_at", "kind", "channel", "campaign_id", "creative_id", "placement", "device_class")


def crediting(conf: AttributionConfig) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """A function for mapInArrow over rows sorted by person and tie order, no person in two partitions."""

    def credit_all(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for rows in whole_persons(batches):
            yield from credit_rows(rows, conf).to_batches()

    return credit_all


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


def credit_rows(rows: pa.Table, conf: AttributionConfig) -> pa.Table:
    """Credits, one row per conversion and touch, of touches and conversions sorted by person and tie order."""
    instant_us = rows["at"].cast(pa.int64()).to_numpy()
    pairs = match_touches(
        _codes(rows["person_id"]),
        instant_us,
        _window_us(rows["kind"], conf),
        np.where(_is(rows["kind"], "conversion"), _codes(rows["type"]), -1),
        since_last_conversion=conf.scope == "since_last_conversion",
    )
    shares = rule_shares(
        pairs.starts,
        (instant_us[pairs.conversion] - instant_us[pairs.touch]) / DAY_US,
        _is(rows["channel"], "Direct")[pairs.touch],
        half_life_days=conf.half_life_days,
        position_ends=conf.position_ends,
    )
    columns = {**_taken(rows, pairs), "place": pa.array(pairs.place, pa.int32())}
    return pa.table({**columns, **shares}).select(list(CREDITS.column_names))


def _taken(rows: pa.Table, pairs: Pairs) -> dict[str, pa.ChunkedArray]:
    """What a credit repeats of its conversion and of its touch."""
    named = rows.append_column("touch_id", rows["id"]).append_column("conversion_id", rows["id"])
    named = named.append_column("touched_at", rows["at"]).append_column("converted_at", rows["at"])
    of_conversion = named.select(OF_CONVERSION).take(pa.array(pairs.conversion))
    of_touch = named.select(OF_TOUCH).take(pa.array(pairs.touch))
    return {name: part[name] for part in (of_conversion, of_touch) for name in part.column_names}


def _window_us(kind: pa.ChunkedArray, conf: AttributionConfig) -> Ints:
    days = np.where(_is(kind, "impression"), conf.view_window_days, conf.click_window_days)
    return np.where(_is(kind, "conversion"), 0, days).astype(np.int64) * DAY_US


def _is(column: pa.ChunkedArray, value: str) -> Flags:
    equal: Flags = pc.fill_null(pc.equal(column, value), False).to_numpy()
    return equal


def _codes(column: pa.ChunkedArray) -> Ints:
    """One number per distinct value, in order of first appearance."""
    codes = column.combine_chunks().dictionary_encode(null_encoding="encode").indices
    numbers: Ints = codes.to_numpy().astype(np.int64)
    return numbers
