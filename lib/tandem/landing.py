"""The folder where suppliers leave files: what lies there, what its bytes are, and its rows as they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from tandem.landed import LandedFile

# Files up to this size are read as one text each, many in a task: a task costs more than most deliveries hold.
SMALL_BYTES = 1 << 20
END_OF_LINE = "\n"  # and not a pattern: Java splits at one character many times faster
BYTE_ORDER_MARK = "\ufeff"
# A task that never takes a second file numbers the rows of one file from 1, whatever the cores.
ONE_FILE_PER_TASK = {
    "spark.sql.files.maxPartitionBytes": str(1 << 40),
    "spark.sql.files.openCostInBytes": str(1 << 40),
}
ROW_BITS = (1 << 33) - 1  # monotonically_increasing_id: the row within its task


@dataclass(frozen=True)
class Landing:
    """The landing folder of one lake."""

    spark: SparkSession
    folder: Path

    def files(self) -> list[LandedFile]:
        """Every file, in order of path; names that begin with a dot or an underscore are still being written."""
        listing = self._bytes(str(self.folder), recursive=True)
        if listing is None:
            return []
        facts = listing.select(F.col("_metadata.file_path"), "length", "modificationTime").collect()
        root = f"{self.folder.absolute()}/"
        found = [LandedFile(uri.split(root, 1)[-1], uri, size, changed) for uri, size, changed in facts]
        return sorted(found, key=lambda file: file.path)

    def hashes(self, files: Sequence[LandedFile]) -> dict[str, str]:
        """SHA-256 of each file's bytes, hex, by path."""
        if not files:
            return {}
        content = self._bytes(*(file.uri for file in files))
        assert content is not None
        digests = content.select(F.col("_metadata.file_path"), F.sha2("content", 256)).collect()
        paths = {file.uri: file.path for file in files}
        return {paths[uri]: digest for uri, digest in digests}

    def lines(self, files: Sequence[LandedFile]) -> DataFrame:
        """`uri`, `line_no` from 1, and `line`: one row per line of text files, packed or not, that is not blank."""
        small = [file.uri for file in files if not is_large(file)]
        large = [file.uri for file in files if is_large(file)]
        parts = [read(uris) for read, uris in ((self._lines_of_whole, small), (self._lines_by_row, large)) if uris]
        rows = reduce(DataFrame.unionByName, parts)
        return rows.withColumn("line", _bare(F.col("line"))).where(F.trim("line") != "")

    def parquet(self, files: Sequence[LandedFile]) -> DataFrame:
        """`uri`, `line_no` from 1, and the files' own columns."""
        rows = self.spark.read.option("mergeSchema", "true").parquet(*(file.uri for file in files))
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

    def _lines_by_row(self, uris: list[str]) -> DataFrame:
        text = self.spark.read.text(uris, lineSep=END_OF_LINE)
        return text.select(_uri(), _row_in_task(), F.col("value").alias("line"))

    def _lines_of_whole(self, uris: list[str]) -> DataFrame:
        texts = self.spark.read.text(uris, wholetext=True)
        numbered = texts.select(_uri(), F.posexplode(F.split("value", END_OF_LINE)).alias("place", "line"))
        return numbered.select("uri", (F.col("place") + 1).cast("bigint").alias("line_no"), "line")

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


def _bare(line: Column) -> Column:
    """`line` without a byte order mark before it and a carriage return behind it."""
    unmarked = F.when(line.startswith(BYTE_ORDER_MARK), F.substr(line, F.lit(2))).otherwise(line)
    return F.when(unmarked.endswith("\r"), F.substr(unmarked, F.lit(1), F.length(unmarked) - 1)).otherwise(unmarked)


def _row_in_task() -> Column:
    return (F.monotonically_increasing_id().bitwiseAND(F.lit(ROW_BITS)) + 1).alias("line_no")


def is_large(file: LandedFile) -> bool:
    """A file that a task reads alone, line by line."""
    return file.size_bytes > SMALL_BYTES
