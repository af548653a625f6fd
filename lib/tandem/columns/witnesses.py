"""Rows of clean.witnesses: what saw an action, and which actions count."""

from pyspark.sql import Column
from pyspark.sql import functions as F

WITNESSED = ("both", "client_only", "server_only", "order_only")  # counts of 0 or 1


def is_counted() -> Column:
    """The action is in KPIs: no rule sets it aside, and it is no purchase that no order confirms."""
    return F.col("excluded_by").isNull() & ~F.col("status").eqNullSafe("unconfirmed")
