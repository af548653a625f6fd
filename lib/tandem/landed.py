"""A delivered file: as the file system shows it, and what is wrong with its bytes."""

from __future__ import annotations

import bz2
import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BufferedIOBase, BytesIO
from pathlib import PurePosixPath

import pyarrow as pa
import pyarrow.parquet as pq

CHUNK = 1 << 20
OPENED_BY: dict[str, Callable[[BytesIO], BufferedIOBase]] = {
    ".gz": lambda packed: gzip.GzipFile(fileobj=packed),
    ".bz2": bz2.BZ2File,
}
NEVER = datetime(1970, 1, 1)


@dataclass(frozen=True)
class LandedFile:
    """One file as the file system shows it."""

    path: str  # below the landing folder
    uri: str  # as Spark names it in a scan's rows
    size_bytes: int
    modified_at: datetime  # `NEVER` for a file without bytes


def fault(name: str, content: bytes) -> str | None:
    """Why a file cannot be opened whole: cut off or broken; None when it can."""
    suffix = PurePosixPath(name).suffix
    try:
        if opened := OPENED_BY.get(suffix):
            with opened(BytesIO(content)) as file:
                while file.read(CHUNK):
                    pass
        elif suffix == ".parquet":
            for batch in pq.ParquetFile(BytesIO(content)).iter_batches():
                batch.validate()
    except (EOFError, OSError, zlib.error, pa.ArrowException) as error:
        return f"file cannot be opened: {error}"
    return None
