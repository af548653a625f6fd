"""The folder where suppliers leave files: what lies there, what its bytes are, and its rows as they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from tandem.landed import LandedFile

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

    def lines(self, uris: Sequence[str]) -> DataFrame:
        """`uri`, `line_no` from 1, and `line`: one row per line of text files, packed or not."""
        text = self.spark.read.text(list(uris))
        return text.select(_uri(), _row_number(), F.col("value").alias("line"))

    def parquet(self, uris: Sequence[str]) -> DataFrame:
        """`uri`, `line_no` from 1, and the files' own columns."""
        rows = self.spark.read.option("mergeSchema", "true").parquet(*uris)
        return rows.select(_uri(), _row_number(), *(F.col(f"`{name}`") for name in rows.columns))

    @contextmanager
    def one_file_per_task(self) -> Iterator[None]:
        """Inside, `line_no` is the place of a row in its file."""
        before = {key: str(self.spark.conf.get(key)) for key in ONE_FILE_PER_TASK}
        try:
            for key, value in ONE_FILE_PER_TASK.items():
                self.spark.conf.set(key, value)
            yield
        finally:
            for key, value in before.items():
                self.spark.conf.set(key, value)

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


def _row_number() -> Column:
    return (F.monotonically_increasing_id().bitwiseAND(F.lit(ROW_BITS)) + 1).alias("line_no")
