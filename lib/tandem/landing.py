"""The folder where suppliers leave files: what lies there, what its bytes are, and its rows as they stand."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from tandem.columns.lines import NO_CHARACTER, UTF_8, bare, checked, decoded
from tandem.landed import NEVER, LandedFile, fault

# Files up to this size are read as one text each, many in a task: a task costs more than most deliveries hold.
SMALL_BYTES = 1 << 20
END_OF_LINE = "\n"  # and not a pattern: Java splits at one character many times faster
# A task that never takes a second file numbers the rows of one file from 1, whatever the cores.
ONE_FILE_PER_TASK = {
    "spark.sql.files.maxPartitionBytes": str(1 << 40),
    "spark.sql.files.openCostInBytes": str(1 << 40),
}
HASH_OF_NOTHING = hashlib.sha256(b"").hexdigest()
ROW_BITS = (1 << 33) - 1  # monotonically_increasing_id: the row within its task


@dataclass(frozen=True)
class Landing:
    """The landing folder of one lake."""

    spark: SparkSession
    folder: Path

    def files(self) -> list[LandedFile]:
        """Every file, in order of path; names that begin with a dot or an underscore are still being written."""
        folder = self.folder.resolve()  # Spark tells places without `..`, and may have been started elsewhere
        listing = self._bytes(literal(str(folder)), recursive=True)
        if listing is None:
            return []
        facts = listing.select(F.col("_metadata.file_path"), "length", "modificationTime").collect()
        scanned = {_location(uri): (uri, size, changed) for uri, size, changed in facts}
        listed = {_location(uri): (uri, 0, NEVER) for uri in listing.inputFiles()}  # a scan passes over an empty file
        root = f"{folder}/"
        files = (listed | scanned).items()
        return sorted((LandedFile(place.split(root, 1)[-1], *facts) for place, facts in files), key=lambda f: f.path)

    def hashes(self, files: Sequence[LandedFile]) -> dict[str, str]:
        """SHA-256 of each file's bytes, hex, by path."""
        if not files:
            return {}
        paths = {file.uri: file.path for file in files}
        digests = self._content(files).select("uri", F.sha2("content", 256)).collect()
        return dict.fromkeys(paths.values(), HASH_OF_NOTHING) | {paths[uri]: digest for uri, digest in digests}

    def faults(self, files: Sequence[LandedFile]) -> dict[str, str]:
        """Why a file cannot be opened, by path, of each that cannot; packed and Parquet files are read to their end."""
        if not files:
            return {}
        paths = {file.uri: file.path for file in files}
        found = self._content(files).mapInArrow(_faults, "uri string, fault string").collect()
        return {paths[uri]: why for uri, why in found}

    def lines(self, files: Sequence[LandedFile], encoding: str = UTF_8) -> DataFrame:
        """`uri`, `line_no` from 1, `line` and `line_fault`: one row per line of text files that is not blank.

        `line_fault` says why a line is no text, and then only its first characters stand in `line`.
        """
        small = [exact(file.uri) for file in files if not is_large(file)]
        large = [exact(file.uri) for file in files if is_large(file)]
        readers = ((self._lines_of_whole, small), (self._lines_by_row, large))
        parts = [read(sorted(set(uris)), encoding) for read, uris in readers if uris]
        rows = reduce(DataFrame.unionByName, parts)
        return rows.withColumn("line", bare(F.col("line"))).where(F.trim("line") != "")

    def parquet(self, files: Sequence[LandedFile]) -> DataFrame:
        """`uri`, `line_no` from 1, and the files' own columns."""
        rows = self.spark.read.option("mergeSchema", "true").parquet(*(exact(file.uri) for file in files))
        place = (F.col("_metadata.row_index") + 1).alias("line_no")
        return rows.select(_uri(), place, *(F.col(f"`{name}`") for name in rows.columns))

    @contextmanager
    def numbering(self, files: Sequence[LandedFile]) -> Iterator[None]:
        """Inside, `line_no` of `lines` is the place of a row in its file, of large files too."""
        if not any(is_large(file) for file in files):
            yield
            return
        before = {key: str(self.spark.conf.get(key)) for key in ONE_FILE_PER_TASK}
        try:
            for key, value in ONE_FILE_PER_TASK.items():
                self.spark.conf.set(key, value)
            yield
        finally:
            for key, value in before.items():
                self.spark.conf.set(key, value)

    def _lines_by_row(self, uris: list[str], encoding: str) -> DataFrame:
        text = self.spark.read.text(uris, lineSep=END_OF_LINE)
        value = decoded(F.col("value"), encoding)
        return text.select(_uri(), _row_in_task(), *checked(value, is_text=F.is_valid_utf8(value)))

    def _lines_of_whole(self, uris: list[str], encoding: str) -> DataFrame:
        text = decoded(F.col("value"), encoding)
        # Asked before the lines part: what stands beside a generator is computed again for each row it makes.
        whole = self.spark.read.text(uris, wholetext=True)
        asked = whole.select(_uri(), text.alias("text"), F.is_valid_utf8(text).alias("is_text"))
        numbered = asked.select("uri", "is_text", F.posexplode(F.split("text", END_OF_LINE)).alias("place", "value"))
        is_text = F.col("is_text") | ~F.col("value").contains(NO_CHARACTER)  # to split is to replace what is none
        line_no = (F.col("place") + 1).cast("bigint").alias("line_no")
        return numbered.select("uri", line_no, *checked(F.col("value"), is_text=is_text))

    def _content(self, files: Sequence[LandedFile]) -> DataFrame:
        """`uri` and `content` of each file that has any."""
        found = self._bytes(*(exact(file.uri) for file in files))
        assert found is not None
        return found.select(_uri(), "content")

    def _bytes(self, *paths: str, recursive: bool = False) -> DataFrame | None:
        reader = self.spark.read.format("binaryFile").option("recursiveFileLookup", recursive)
        try:
            return reader.load(list(paths))
        except AnalysisException as error:
            if "PATH_NOT_FOUND" in str(error):
                return None
            raise


def _uri() -> Column:
    return F.col("_metadata.file_path").alias("uri")


def _location(uri: str) -> str:
    """Where a file lies, as a person writes it: Spark escapes some characters, and writes `file:` in two ways."""
    return unquote(uri).replace("file:///", "file:/", 1)


def exact(uri: str) -> str:
    """What a reader must be given for exactly the file at `uri`."""
    return literal(_location(uri))


def literal(path: str) -> str:
    """`path` for a reader that would take some characters for a pattern."""
    return re.sub(r"([\\{}\[\]*?])", r"\\\1", path)


def _faults(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        named = zip(batch["uri"].to_pylist(), batch["content"].to_pylist(), strict=True)
        found = [{"uri": uri, "fault": why} for uri, content in named if (why := fault(uri, content))]
        yield pa.RecordBatch.from_pylist(found, pa.schema({"uri": pa.string(), "fault": pa.string()}))


def _row_in_task() -> Column:
    return (F.monotonically_increasing_id().bitwiseAND(F.lit(ROW_BITS)) + 1).alias("line_no")


def is_large(file: LandedFile) -> bool:
    """A file that a task reads alone, line by line."""
    return file.size_bytes > SMALL_BYTES
