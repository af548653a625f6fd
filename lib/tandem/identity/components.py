"""Which strong ids hang together: connected components over the accepted edges."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tandem.config import IdentityConfig
from tandem.identity.bases import accepted_links
from tandem.identity.stars import label_by_stars

MEMBERS = "id string, root string"


def build_persons(edges: DataFrame, visits: DataFrame, conf: IdentityConfig) -> DataFrame:
    """Strong ids that are linked with another, one row each: `id`, `id_type`, `person_id`.

    A person is named after the id first seen (ties: the smaller), so that a merge renames the younger side only.
    """
    accepted = accepted_links(edges)
    ends = [
        accepted.select(F.col(f"id_{end}").alias("id"), F.col(f"type_{end}").alias("id_type"), "first_seen_at")
        for end in "ab"
    ]
    seen = ends[0].unionByName(ends[1])
    ids = seen.groupBy("id").agg(F.min("id_type").alias("id_type"), F.min("first_seen_at").alias("linked_at"))
    earlier = visits.groupBy(F.col("strong_id").alias("id")).agg(F.min("started_at").alias("visited_at"))
    aged = ids.join(earlier, on="id", how="left").withColumn("age", F.struct(F.least("linked_at", "visited_at"), "id"))
    members = aged.join(label_components(accepted, conf), on="id", how="inner")
    names = members.groupBy("root").agg(F.min("age")["id"].alias("person_id"))
    return members.join(names, on="root", how="inner").select("id", "id_type", "person_id")


def label_components(edges: DataFrame, conf: IdentityConfig) -> DataFrame:
    """One row per id of `edges` with a `root` that all ids of its component share.

    Up to `one_task_links` links one task joins all; stars shuffle all links in each round.
    """
    pairs = edges.select(F.col("id_a").alias("id"), F.col("id_b").alias("root")).distinct()
    # Rows of all days are counted without a shuffle, and are no fewer than the links.
    fits = edges.count() <= conf.one_task_links or pairs.count() <= conf.one_task_links
    return label_in_one_task(pairs) if fits else label_by_stars(pairs)


def label_in_one_task(pairs: DataFrame) -> DataFrame:
    """One row per id of `pairs` with its root: each task first reduces its pairs to a spanning forest."""
    forests = pairs.mapInArrow(label_batches, MEMBERS)
    return forests.repartition(1).mapInArrow(label_batches, MEMBERS)


def label_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """One batch: every id of the pairs in `batches`, with the root of its component."""
    pairs = pa.Table.from_batches(batches, schema=pa.schema([("id", pa.string()), ("root", pa.string())]))
    if pairs.num_rows:
        yield roots(pairs)


def roots(pairs: pa.Table) -> pa.RecordBatch:
    """Every id of `pairs` (`id`, `root`) with one id of its component as its root."""
    # Encoded as one array: chunk by chunk each chunk would get a dictionary of its own, at three times the memory.
    ends = pa.chunked_array([*pairs["id"].chunks, *pairs["root"].chunks]).combine_chunks()
    coded = pc.dictionary_encode(ends)
    left, right = np.split(coded.indices.to_numpy(), 2)
    size = len(coded.dictionary)
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    _, first_of_label = np.unique(labels, return_index=True)
    return pa.record_batch({"id": coded.dictionary, "root": coded.dictionary.take(pa.array(first_of_label[labels]))})
