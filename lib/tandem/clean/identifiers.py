"""Which texts that a sender gives for an id are one; a placeholder identifies nobody."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column
from pyspark.sql import functions as F

from tandem.clean.rules import Rules
from tandem.columns.ids import pseudonym
from tandem.columns.urls import parameter

ZEROS = "0{}-"
ONLY_ZEROS = f"^[{ZEROS}]+$"  # an advertising id that its owner switched off, in whatever spelling
HASH = r"^(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64})$"  # MD5, SHA-1 or SHA-256
BLOCKED = "blocked_id"  # the flag of a row with such a value


def identifier(column: str, *, kind: str, rules: Rules) -> Column:
    """The pseudonym of an id as sent; null where none or a blocked value was sent."""
    value = given(column)
    return F.when(~is_blocked(value, rules.clean.blocked_ids), pseudonym(value, kind=kind, keys=rules.keys))


def url_identifier(column: str, *, kind: str, rules: Rules) -> Column:
    """The pseudonym of the hash in the first listed parameter that holds one; `column` has those of a page address."""
    values = [parameter(F.col(column), name) for name in rules.clean.url_email_hashes]
    hashes = [F.when(value.rlike(HASH) & ~is_blocked(value, rules.clean.blocked_ids), value) for value in values]
    return pseudonym(F.coalesce(*hashes, F.lit(None).cast("string")), kind=kind, keys=rules.keys)


def is_blocked(value: Column, blocked_ids: Sequence[str]) -> Column:
    """The text stands for no id: a listed word in any case, or zeros alone; false for null."""
    # Nearly every id begins otherwise, which is seen at a tenth of a pattern's cost.
    is_zeros = F.substring(value, 1, 1).isin(*ZEROS) & value.rlike(ONLY_ZEROS)
    return F.coalesce(F.lower(value).isin(*blocked_ids) | is_zeros, F.lit(False))


def given(column: str) -> Column:
    """A text column without blanks around it; null when nothing is left."""
    return F.nullif(F.trim(column), F.lit(""))
