"""Lines of text files as suppliers write them: their characters, and why a line is no text."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

BYTE_ORDER_MARK, NO_CHARACTER = "\ufeff", "\ufffd"
UTF_8 = "utf-8"
MOST_BYTES = 1_000_000  # of a line; a longer one is no row but a broken file or an attack
LONGEST_LINE = 10_000  # characters kept of a line that is set aside


def decoded(text: Column, encoding: str) -> Column:
    """`text` as characters; Spark takes the bytes of every file for UTF-8, right or wrong."""
    return text if encoding == UTF_8 else F.decode(text.cast("binary"), encoding)


def checked(value: Column, *, is_text: Column) -> tuple[Column, Column]:
    """`line` and `line_fault`."""
    too_long = F.concat(F.lit("line is longer than 1 MB: "), F.octet_length(value), F.lit(" bytes"))
    fault = (
        F.when(F.octet_length(value) > MOST_BYTES, too_long)
        .when(~is_text, F.lit("line is not UTF-8; the feed's `encoding` says what it is"))
        .when(value.contains("\0"), F.lit("line holds NUL bytes"))
    )
    line = F.when(F.octet_length(value) > MOST_BYTES, excerpt(value)).otherwise(value)
    return line.alias("line"), fault.alias("line_fault")


def excerpt(line: Column | str) -> Column:
    """What is kept of a line that is set aside."""
    return F.substring(line, 1, LONGEST_LINE)


def bare(line: Column) -> Column:
    """`line` without a byte order mark before it and a carriage return behind it."""
    unmarked = F.when(line.startswith(BYTE_ORDER_MARK), F.substr(line, F.lit(2))).otherwise(line)
    return F.when(unmarked.endswith("\r"), F.substr(unmarked, F.lit(1), F.length(unmarked) - 1)).otherwise(unmarked)
