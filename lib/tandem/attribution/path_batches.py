"""Sorted Arrow batches of touches and conversions in, counts of the paths they make out. On the executors; no Spark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.attribution.batches import History, read_history, windows_us
from tandem.attribution.kernel import last_touches
from tandem.attribution.runs import DAY_US, find_runs
from tandem.config import AttributionConfig
from tandem.paths.arrays import Floats, Ints, Paths
from tandem.paths.steps import SEPARATOR, step_text
from tandem.paths.transforms import apply_transforms

AD_CLICK = "ad_click"  # a type that is asked for apart: its journeys are no paths of the night
CONVERTED, NULL = "converted", "null"
LEVELS = ("channel", "campaign")
NO_CHANNEL = "(not known)"
CAMPAIGN_MARK = " / "  # between a channel and its campaign
KEYS = ["date", "outcome", "type", "counts_from", "level", "path"]
SUMS = ["journeys", "touches", "value"]
SCHEMA = (
    "date date, outcome string, type string, counts_from date, level string, path string,"
    " journeys bigint, touches bigint, value decimal(38,6)"
)
REMOVED = ("touches", "journeys")  # sums of what each transform removed: `touches_0` of the first one


@dataclass(frozen=True)
class Journeys:
    """Journeys with at least one touch: their touches one after another, and a row of `facts` for each."""

    touch: Ints  # rows of the input
    starts: Ints
    facts: pa.Table  # date, outcome, type, counts_from, value

    @property
    def sizes(self) -> Ints:
        """Touches of each journey."""
        return np.diff(np.append(self.starts, self.touch.size)).astype(np.int64)


def path_rows(rows: pa.Table, conf: AttributionConfig) -> pa.Table:
    """How often each path closed on each day with each outcome, of rows sorted by person and tie order."""
    history = read_history(rows, conf)
    parts = [untouched(rows, history, len(conf.path_transforms))]
    nothing_came = (unconverted(history, type_, how) for type_, how in lookbacks(conf).items())
    for journeys in (converted(rows, history, conf.max_touches), *nothing_came):
        if journeys.touch.size:
            parts += [_on_level(journeys, rows, level, conf) for level in LEVELS]
    sums = [*SUMS, *removed_columns(conf)]
    counted = pa.concat_tables(parts).group_by(KEYS).aggregate([(name, "sum") for name in sums])
    return counted.rename_columns({f"{name}_sum": name for name in sums}).select([*KEYS, *sums])


def path_schema(conf: AttributionConfig) -> str:
    """The columns of `path_rows`, as Spark is told of them."""
    return ", ".join([SCHEMA, *(f"{name} bigint" for name in removed_columns(conf))])


def removed_columns(conf: AttributionConfig) -> list[str]:
    """Columns for what each transform removed: touches, and journeys that lost any."""
    return [f"{name}_{at}" for at in range(len(conf.path_transforms)) for name in REMOVED]


def converted(rows: pa.Table, history: History, most: int) -> Journeys:
    """The journeys of conversions that follow a touch."""
    pairs = last_touches(history.pairs, most)
    return Journeys(pairs.touch, pairs.starts, _of_conversions(rows, pairs.conversion[pairs.starts]))


def lookbacks(conf: AttributionConfig) -> dict[str, AttributionConfig]:
    """The settings by which runs are cut, by type of conversion; of all types (empty) where their windows are equal.

    A fit sets the runs of its type beside that type's conversions, so both must look back equally far.
    """
    by_type = {type_: conf.of(type_) for type_ in conf.own if type_ != AD_CLICK}
    windows = {(how.click_window_days, how.view_window_days): how for how in by_type.values()}
    return dict(zip([""], windows.values(), strict=True)) if len(windows) == 1 else by_type


def unconverted(history: History, type_: str, how: AttributionConfig) -> Journeys:
    """The runs of touches that nothing of any type came of, cut to their last touches like any journey."""
    most, window_us = how.max_touches, windows_us(history.is_view, history.is_conversion, how)
    has_earned = np.zeros(history.person.size, dtype=bool)
    has_earned[history.pairs.touch] = True
    runs = find_runs(history.person, history.instant_us, window_us, ~history.is_conversion, has_earned)
    sizes = np.diff(np.append(runs.starts, runs.touch.size))
    left = np.repeat(np.cumsum(sizes), sizes) - np.arange(runs.touch.size)
    touch, kept = runs.touch[left <= most], np.minimum(sizes, most)
    starts = np.cumsum(kept) - kept
    count = starts.size
    facts = pa.table(
        {
            "date": _days(history.instant_us[touch[starts + kept - 1]] if count else starts),
            "outcome": pa.array([NULL] * count, pa.string()),
            "type": pa.array([type_] * count, pa.string()),
            "counts_from": _days(runs.expires_us),
            "value": pa.array([0] * count, pa.decimal128(18, 6)),
        }
    )
    return Journeys(touch, starts, facts)


def untouched(rows: pa.Table, history: History, transforms: int) -> pa.Table:
    """Conversions that follow no touch: an empty path, on every level."""
    has_touch = np.zeros(history.person.size, dtype=bool)
    has_touch[history.pairs.conversion] = True
    alone = _of_conversions(rows, np.flatnonzero(history.is_conversion & ~has_touch))
    nothing = np.zeros(alone.num_rows, dtype=np.int64)
    none = pa.array([""] * alone.num_rows, pa.string())
    return pa.concat_tables([_counted(alone, level, none, nothing, [nothing] * transforms) for level in LEVELS])


def _of_conversions(rows: pa.Table, conversions: Ints) -> pa.Table:
    facts = rows.select(["date", "type", "value"]).take(pa.array(conversions))
    outcome = pa.array([CONVERTED] * conversions.size, pa.string())
    return pa.table(
        {
            "date": facts["date"],
            "outcome": outcome,
            "type": facts["type"],
            "counts_from": facts["date"],
            "value": pc.fill_null(facts["value"], pa.scalar(0, pa.decimal128(18, 6))),
        }
    )


def _on_level(journeys: Journeys, rows: pa.Table, level: str, conf: AttributionConfig) -> pa.Table:
    """One row per journey with its path on that level, as the transforms leave it."""
    paths = _paths(journeys, rows, level)
    left, removed = apply_transforms(paths, conf.path_transforms)
    steps = pa.array([step_text(name) for name in left.names], pa.string()).take(pa.array(left.touch))
    offsets = pa.array(np.append(left.starts, left.touch.size), pa.int32())
    joined = pc.binary_join(pa.ListArray.from_arrays(offsets, steps), SEPARATOR)
    return _counted(journeys.facts, level, joined, journeys.sizes, [step.by_path for step in removed])


def _paths(journeys: Journeys, rows: pa.Table, level: str) -> Paths:
    """The journeys as paths of steps: channels, or campaigns of channels where a touch has one."""
    touched = rows.select(["channel", "campaign_id"]).take(pa.array(journeys.touch))
    channel = pc.fill_null(touched["channel"], NO_CHANNEL)
    step = channel
    if level == "campaign":
        step = pc.coalesce(pc.binary_join_element_wise(channel, touched["campaign_id"], CAMPAIGN_MARK), channel)
    coded = step.combine_chunks().dictionary_encode()
    names = tuple(coded.dictionary.to_pylist())
    groups = tuple(name.split(CAMPAIGN_MARK)[0] for name in names)
    none: Floats = np.zeros(journeys.starts.size)
    touch = coded.indices.to_numpy().astype(np.int64)
    return Paths(names, touch, journeys.starts, none, None, None, groups=groups)


def _counted(facts: pa.Table, level: str, path: pa.Array, touches: Ints, removed: Sequence[Ints]) -> pa.Table:
    by_step = {f"touches_{at}": lost for at, lost in enumerate(removed)}
    shortened = {f"journeys_{at}": np.minimum(lost, 1) for at, lost in enumerate(removed)}
    return pa.table(
        {
            **{name: facts[name] for name in ("date", "outcome", "type", "counts_from", "value")},
            "level": pa.array([level] * facts.num_rows, pa.string()),
            "path": path,
            "journeys": pa.array([1] * facts.num_rows, pa.int64()),
            "touches": touches,
            **by_step,
            **shortened,
        }
    )


def _days(instant_us: Ints) -> pa.Array:
    """UTC days of instants."""
    return pa.array((instant_us // DAY_US).astype(np.int32), pa.int32()).cast(pa.date32())
