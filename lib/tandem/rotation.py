"""A new key for all pseudonyms: each is hashed once more, table by table, without any raw id."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.clean import key_checks
from tandem.columns.ids import rekeyed
from tandem.contract import Table
from tandem.epochs import epoch_of_given
from tandem.lake import Lake
from tandem.tables import EDGES, EVENTS, KEYED_KINDS, PSEUDONYMS, VERDICTS


def rotate(lake: Lake, keys: Sequence[bytes]) -> list[str]:
    """Names of the tables put under the last of `keys`, one per table and epoch; none when all stand under it.

    Killed anywhere and run again it goes on where it stopped: each table says under which key it stands, and
    clean.events, which comes last, from which epoch the lake is on its way. Raises UsageError for wrong keys.
    """
    checks, done = key_checks(keys), []
    for check in lake.standing_keys().items():
        epoch_of_given(*check, checks)
    begun = epoch_of_given(EVENTS.full_name, lake.standing_keys().get(EVENTS.full_name, ""), checks)
    for epoch in range(begun + 1, len(keys)):
        for table in PSEUDONYMS:
            standing = lake.standing_keys()
            if table.full_name in standing and standing[table.full_name] != checks[epoch]:
                lake.rekey(table, partial(with_new_ids, table=table, key=keys[epoch]), checks[epoch])
                done.append(table.full_name)
    return done


def with_new_ids(rows: DataFrame, table: Table, key: bytes) -> DataFrame:
    """`rows` of `table` with every pseudonym re-keyed; an edge's smaller id stays its first."""
    ids = {name: rekeyed(F.col(name), key) for name in PSEUDONYMS[table]}
    if table is VERDICTS:
        ids["key"] = F.when(F.col("kind").isin(*KEYED_KINDS), ids["key"]).otherwise(F.col("key"))
    renamed = rows.withColumns(ids)
    return ends_in_order(renamed) if table is EDGES else renamed


def ends_in_order(edges: DataFrame) -> DataFrame:
    """`edges` with the smaller id as `id_a`."""
    a, b = (F.struct(F.col(f"id_{end}").alias("id"), F.col(f"type_{end}").alias("type")) for end in "ab")
    ends = {"a": F.least(a, b), "b": F.greatest(a, b)}
    return edges.withColumns({f"{part}_{end}": struct[part] for end, struct in ends.items() for part in ("id", "type")})
