"""Values of few keys, known before a query runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F


def looked_up(key: Column, values: Mapping[str, Any]) -> Column:
    """The value of `key` among few; null where it is not one of them."""
    pairs = [F.lit(part) for pair in values.items() for part in pair]
    return F.try_element_at(F.create_map(*pairs), key) if pairs else F.lit(None)
