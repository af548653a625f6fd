"""Components of links in one task against large-star/small-star, as a ratio, and the memory of the one task.

python benchmarks/bench_identity.py [--links 1000000] [--runs 3] [--task 1000000 5000000]
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from measure import interleaved, show
from tandem.identity.components import label_batches, label_in_one_task
from tandem.identity.stars import label_by_stars
from tandem.session import local_session

BAR_RATIO = 0.15  # at a million links
BAR_GB, BAR_LINKS = 4.0, 5_000_000
BATCH = 10_000
STARS = "large-star/small-star"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--task", type=int, nargs="*", default=[1_000_000, BAR_LINKS])
    given = parser.parse_args()
    for links in given.task:
        show_memory(links)
    if given.links:
        compare(given.links, given.runs)


def compare(links: int, runs: int) -> None:
    """Both methods over the same links, from a table in memory to the last row."""
    spark = local_session("bench-identity", cores=2, shuffle_partitions=4, memory="5g")
    pairs = draw_links(spark.range(links)).distinct().persist()
    pairs.count()
    cases = {STARS: lambda: drain(label_by_stars(pairs)), "one task": lambda: drain(label_in_one_task(pairs))}
    seconds = interleaved(cases, runs)
    show(f"identity-{links}", seconds, STARS, {"one task": BAR_RATIO}, links=links, runs=runs)
    spark.stop()


def draw_links(numbers: DataFrame) -> DataFrame:
    """Links as people have them: of three ids, most in components of two to six, some hundreds in a few."""
    person = F.col("id") / 3
    far = F.when(F.xxhash64("id") % 50 == 0, F.floor(person) + 1).otherwise(F.floor(person))
    one, other = F.concat(F.lit("u"), F.floor(person)), F.concat(F.lit("m"), far, F.lit("-"), F.col("id") % 3)
    return numbers.select(F.md5(one).alias("id"), F.md5(other).alias("root"))


def drain(frame: DataFrame) -> None:
    """Make every row and keep none."""
    frame.write.format("noop").mode("overwrite").save()


def show_memory(links: int) -> None:
    """Print the peak of a process that holds one task's links, as batches of ids come to it."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    worker = context.Process(target=hold, args=(links, results))
    worker.start()
    seconds, before_gb, peak_gb, ids = results.get()
    worker.join()
    bar = f"; bar {BAR_GB} GB: {'met' if peak_gb <= BAR_GB else 'MISSED'}" if links == BAR_LINKS else ""
    print(f"one task, {links:,} links, {ids:,} ids: {peak_gb:.2f} GB ({before_gb:.2f} before), {seconds:.1f} s{bar}")


def hold(links: int, results: multiprocessing.Queue) -> None:
    """What one task does with a forest of so many links: worst case, as no link closes a ring."""
    before = peak()
    started = time.perf_counter()
    ids = sum(batch.num_rows for batch in label_batches(forest(links)))
    results.put((time.perf_counter() - started, before, peak(), ids))


def forest(links: int):
    """Batches of 32 hex ids: stars of four links."""
    for first in range(0, links, BATCH):
        number = np.arange(first, min(first + BATCH, links), dtype=np.uint64)
        yield pa.record_batch({"id": hexadecimal(number // 4), "root": hexadecimal(number + np.uint64(1 << 40))})


def hexadecimal(numbers: np.ndarray) -> pa.Array:
    """32 hex digits of each number, spread as those of a hash are."""
    spread = numbers * np.uint64(0x9E3779B97F4A7C15)
    data = np.stack([spread, numbers], axis=1).tobytes().hex()
    offsets = np.arange(0, 32 * len(numbers) + 1, 32, dtype=np.int32)
    return pa.StringArray.from_buffers(len(numbers), pa.py_buffer(offsets), pa.py_buffer(data.encode()))


def peak() -> float:
    """Largest memory of this process so far, GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    main()
