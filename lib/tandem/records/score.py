"""How probably two records are one person: a model of Fellegi and Sunter (1969), learnt without labels by Splink.

Splink (Linacre et al. 2022, International Journal of Population Data Science 7(3)) learns from the lists themselves how
often values agree by chance (from random pairs) and in true pairs (by expectation maximisation).
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tandem.errors import UsageError
from tandem.records.clusters import MODEL, Pair
from tandem.records.definition import Comparison, LinkModel
from tandem.records.read import Records

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from splink import Linker
    from splink.internals.blocking_rule_creator import BlockingRuleCreator
    from splink.internals.comparison_creator import ComparisonCreator

EXTRA = "pip install 'tandem-marketing[records]'"
RANDOM_PAIRS = 1_000_000  # at most; as many as each level needs
SEED = 1
FEWEST_PAIRS = 100  # less teaches nothing
LIKELIEST = 0.5  # prior of a pair; on a handful of records rules find more than chance allows
PLACE, SOURCE = "place", "source"
DIGITS = 6  # of a probability: sums in another order differ beyond, and so little says nothing


@dataclass(frozen=True)
class Scored:
    """Pairs that are linked by a rule or reach the threshold, and what a reader must know of the model."""

    pairs: list[Pair]
    compared: int  # pairs that were looked at
    untaught: list[tuple[str, int]]  # rows of learn_from that chose too few pairs, and how many


def score_pairs(records: Records, model: LinkModel, *, one_per_source: bool) -> Scored:
    """Pairs of `records` worth linking; between lists only where there is `one_per_source` of a person.

    Raises UsageError when Splink is not installed.
    """
    try:
        import duckdb
        import splink  # noqa: F401 -- told here, so that no later import fails
    except ImportError as error:
        raise UsageError(f"identity link: needs {error.name}, which is not installed: {EXTRA}") from error
    possible = _possible_pairs(records, one_per_source=one_per_source)
    if not possible:
        return Scored([], 0, [])
    with duckdb.connect() as connection:
        connection.register("records", _table(records))
        found = _count_pairs(connection, [rule.columns for rule in model.rules], one_per_source=one_per_source)
        prior = min(LIKELIEST, max(found, 1) / model.rules_find / possible)
        linker = _linker(connection, model, prior, one_per_source=one_per_source)
        untaught = _learn(linker, connection, model, one_per_source=one_per_source)
        return _scored(linker, connection, model, untaught)


def _possible_pairs(records: Records, *, one_per_source: bool) -> int:
    """Pairs of different records, of different lists where a list holds a person once."""
    size = len(records)
    within = sum(count * (count - 1) // 2 for count in Counter(records.source).values()) if one_per_source else 0
    return size * (size - 1) // 2 - within


def _table(records: Records) -> pa.Table:
    known = {PLACE: pa.array(range(len(records)), pa.int64()), SOURCE: pa.array(records.source, pa.string())}
    return pa.table({**known, **{_column(name): pa.array(each, pa.string()) for name, each in records.columns.items()}})


def _column(name: str) -> str:
    """What SQL calls a column of the model, so that none is a word of SQL or of Splink: `group` makes it err."""
    return f"v_{name}"


def _count_pairs(connection: DuckDBPyConnection, rules: Sequence[Sequence[str]], *, one_per_source: bool) -> int:
    """Pairs that are equal in all columns of any of the rules."""
    apart = f"l.{SOURCE} <> r.{SOURCE}" if one_per_source else "true"
    each_rule = " union ".join(
        f"select l.{PLACE}, r.{PLACE} from records l join records r using ({', '.join(map(_column, columns))})"
        f" where l.{PLACE} < r.{PLACE} and {apart}"
        for columns in rules
    )
    return _count(connection, f"({each_rule})")


def _count(connection: DuckDBPyConnection, rows: str) -> int:
    [[count]] = connection.execute(f"select count(*) from {rows}").fetchall()
    return int(count)


def _linker(connection: DuckDBPyConnection, model: LinkModel, prior: float, *, one_per_source: bool) -> Linker:
    from splink import DuckDBAPI, Linker, SettingsCreator

    blocks = [*(rule.columns for rule in model.rules), *model.candidates]
    settings = SettingsCreator(
        link_type="link_only" if one_per_source else "dedupe_only",
        comparisons=[_comparison(each) for each in model.comparisons],
        blocking_rules_to_generate_predictions=[_block(keys) for keys in blocks],
        probability_two_random_records_match=prior,
        retain_matching_columns=False,
        unique_id_column_name=PLACE,
        source_dataset_column_name=SOURCE,
    )
    table = DuckDBAPI(connection).register("records")
    return Linker(table, settings, log_level=logging.ERROR)


def _comparison(said: Comparison) -> ComparisonCreator:
    from splink import comparison_library as library

    column, levels = _column(said.column), list(said.levels)
    if said.how == "exact":
        made: ComparisonCreator = library.ExactMatch(column)
    elif said.how == "jaro_winkler":
        made = library.JaroWinklerAtThresholds(column, levels)
    else:
        made = library.DamerauLevenshteinAtThresholds(column, [int(level) for level in levels])
    return made.configure(term_frequency_adjustments=said.by_frequency)


def _block(keys: Sequence[str]) -> BlockingRuleCreator:
    """Pairs that are equal in all keys: columns, or the first letters of one."""
    from splink import ColumnExpression, block_on

    parts = [key.partition(":") for key in keys]
    columns = [(ColumnExpression(_column(name)), length) for name, _, length in parts]
    return block_on(*(column.substr(1, int(length)) if length else column for column, length in columns))


def _learn(
    linker: Linker, connection: DuckDBPyConnection, model: LinkModel, *, one_per_source: bool
) -> list[tuple[str, int]]:
    """Teach the model, and return the rows of learn_from that chose too few pairs to teach anything."""
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    untaught = []
    for columns in model.learn_from:
        pairs = _count_pairs(connection, [columns], one_per_source=one_per_source)
        if pairs < FEWEST_PAIRS:
            untaught.append((", ".join(columns), pairs))
        else:
            linker.training.estimate_parameters_using_expectation_maximisation(_block(columns))
    return untaught


def _scored(
    linker: Linker, connection: DuckDBPyConnection, model: LinkModel, untaught: list[tuple[str, int]]
) -> Scored:
    """What the model thinks of every pair that a rule or a row of candidates chose first."""
    scored = linker.inference.predict().physical_name
    ends = f"least({PLACE}_l, {PLACE}_r), greatest({PLACE}_l, {PLACE}_r)"
    told = "round(match_probability, ?) as p, match_key::int as rule"
    kept = connection.execute(
        f"select {ends}, {told} from {scored} where p >= ? or rule < ?",
        [DIGITS, model.threshold, len(model.rules)],
    ).fetchall()
    return Scored([_pair(row, model) for row in kept], _count(connection, scored), untaught)


def _pair(row: tuple[Any, ...], model: LinkModel) -> Pair:
    left, right, probability, chosen_by = row
    return Pair(left, right, probability, model.rules[chosen_by].name if chosen_by < len(model.rules) else MODEL)
