"""Which files are new: a delivery is one content under one path of one supplier."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fnmatch import fnmatchcase
from functools import reduce

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from tandem.changes import Affected
from tandem.contract import Table
from tandem.errors import FeedError
from tandem.ingest.feeds import Feed
from tandem.landed import LandedFile
from tandem.tables import DELIVERIES

KEPT, HELD = "kept", "held"
EMPTY = "file is empty"


@dataclass(frozen=True)
class Delivery:
    """One file to take in."""

    delivery_id: str
    feed: Feed
    file: LandedFile
    delivery_date: date
    content_hash: str
    is_proven: bool = False  # an earlier delivery of this supplier was kept
    fault: str = ""  # why it cannot be opened


@dataclass(frozen=True)
class Known:
    """What earlier nights took in."""

    ids: frozenset[str] = frozenset()
    files: frozenset[tuple[str, int, datetime]] = frozenset()  # path, size and instant of change
    proven: frozenset[tuple[str, str]] = frozenset()  # feed and supplier with a delivery that was kept


def known_files(deliveries: DataFrame, feeds: Sequence[Feed]) -> Known:
    """What raw.deliveries holds; as many rows as files, so it may be collected.

    A delivery that was held is not known any more when its feed is read by another definition now.
    """
    current = {feed.definition.hash for feed in feeds}
    rows = deliveries.collect()
    settled = [row for row in rows if row["status"] == KEPT or row["feed_hash"] in current]
    return Known(
        frozenset(row["delivery_id"] for row in settled),
        frozenset((row["path"], row["size_bytes"], row["modified_at"]) for row in settled),
        frozenset((row["feed"], row["supplier"]) for row in rows if row["status"] == KEPT),
    )


def rows_of(deliveries: Sequence[Delivery], spark: SparkSession) -> Affected:
    """The rows that came with these deliveries."""
    keys = [(each.delivery_id, each.delivery_date) for each in deliveries]
    days = frozenset(each.delivery_date for each in deliveries)
    return Affected(spark.createDataFrame(keys, "delivery_id string, delivery_date date"), days=days)


def new_deliveries(
    files: Iterable[LandedFile],
    feeds: Sequence[Feed],
    *,
    known: Known,
    hashes: Callable[[Sequence[LandedFile]], Mapping[str, str]],
    through: date,
    undated: date | None = None,
) -> list[Delivery]:
    """Files delivered for days up to `through` that no earlier night took in, in order of path.

    A file that still has the size and instant of change it had is not opened; the same content is never taken twice.
    """
    dated = [
        (file, feed, delivery_date(feed, file, undated or through)) for file in files for feed in _feeds_of(file, feeds)
    ]
    unseen = [
        (file, feed, day)
        for file, feed, day in dated
        if day <= through and (file.path, file.size_bytes, file.modified_at) not in known.files
    ]
    digests = hashes([file for file, _, _ in unseen])
    found = [
        Delivery(
            delivery_id(feed, file.path, digests[file.path]),
            feed,
            file,
            day,
            digests[file.path],
            is_proven=(feed.table.name, feed.supplier) in known.proven,
            fault="" if file.size_bytes else EMPTY,
        )
        for file, feed, day in unseen
    ]
    return [delivery for delivery in found if delivery.delivery_id not in known.ids]


def despite_faults(
    take_in: Callable[[Sequence[Delivery]], None],
    deliveries: Sequence[Delivery],
    *,
    faults: Callable[[Sequence[LandedFile]], Mapping[str, str]],
) -> None:
    """Take in `deliveries`; if that fails for a file that cannot be opened, all of them again, such files by fault.

    So no night opens its files twice but one that meets a broken one.
    """
    try:
        take_in(deliveries)
    except Exception:
        found = faults([each.file for each in deliveries if not each.fault])
        if not found:
            raise
        take_in([replace(each, fault=each.fault or found.get(each.file.path, "")) for each in deliveries])


def delivery_date(feed: Feed, file: LandedFile, undated: date) -> date:
    """The day in the file's path, as the feed finds it; `undated` where the feed states no rule."""
    if not feed.delivery_date:
        return undated
    found = re.search(feed.delivery_date, file.path)
    try:
        return date.fromisoformat(found.group(1) if found else "")
    except ValueError:
        raise FeedError(
            f"{feed.where}: delivery_date {feed.delivery_date!r} finds no day like 2026-01-05 in {file.path}"
        ) from None


def delivery_id(feed: Feed, path: str, content_hash: str) -> str:
    """The same bytes under the same path are the same delivery; other bytes are a new one."""
    text = "\n".join((feed.table.name, feed.supplier, path, content_hash))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Counts:
    """Rows of one delivery."""

    rows: int = 0
    bad_rows: int = 0
    is_held: bool = False  # so much of it is bad that none of it can be trusted


def row_counts(raw: Mapping[Table, DataFrame], *, max_bad_share: float) -> defaultdict[str, Counts]:
    """Rows of each delivery in the raw tables, by its id, none without rows; as many as files, so collected."""
    bad = F.count("set_aside")
    held = bad > max_bad_share * F.count("*")
    slim = (rows.select("delivery_id", "set_aside") for rows in raw.values())
    counted = reduce(DataFrame.unionByName, slim).groupBy("delivery_id").agg(F.count("*"), bad, held).collect()
    return defaultdict(Counts, {row[0]: Counts(*row[1:]) for row in counted})


def delivery_rows(deliveries: Sequence[Delivery], counts: defaultdict[str, Counts], spark: SparkSession) -> DataFrame:
    """Rows of raw.deliveries."""
    rows = [_delivery_row(each, counts[each.delivery_id]) for each in deliveries]
    return spark.createDataFrame(rows, DELIVERIES.promise)


def _delivery_row(delivery: Delivery, count: Counts) -> tuple[object, ...]:
    return (
        delivery.delivery_id,
        delivery.feed.table.name,
        delivery.feed.supplier,
        delivery.file.path,
        delivery.delivery_date,
        delivery.content_hash,
        delivery.file.size_bytes,
        delivery.file.modified_at,
        count.rows,
        count.bad_rows,
        HELD if count.is_held else KEPT,
        delivery.feed.definition.hash,
    )


def latest_day(files: Iterable[LandedFile], feeds: Sequence[Feed], *, undated: date | None) -> date | None:
    """The last day that anything was delivered for; None where nothing tells a day."""
    unknown = undated or date.min
    days = {delivery_date(feed, file, unknown) for file in files for feed in _feeds_of(file, feeds)}
    return max(days - {date.min}, default=None)


def _feeds_of(file: LandedFile, feeds: Sequence[Feed]) -> list[Feed]:
    return [feed for feed in feeds if fnmatchcase(file.path, feed.files)]
