"""What is published of measures that are held, and what the page says of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from tandem.approvals import name_of_measure
from tandem.pages.hold import Hold
from tandem.scorecard.template import Template
from tandem.tables import COMPANY

KEYS = ("entity", "measure")
IN_PLACE = ("held", "corrected")  # a release publishes what was measured
NUMBERS = ("value", "low", "high")


def as_published(found: DataFrame, holds: DataFrame) -> DataFrame:
    """Rows of `found` with the last approved or corrected value where one is held, its mark, and what was `measured`.

    `holds` are the rows of governance.holds of the night. A measure that is held has a row even where none was found.
    """
    stated = holds.select(
        *KEYS, F.col("status").alias("mark"), *(F.col(name).alias(f"held_{name}") for name in NUMBERS)
    )
    both = found.join(F.broadcast(stated), on=list(KEYS), how="full_outer")
    is_in_place = F.coalesce(F.col("mark").isin(*IN_PLACE), F.lit(False))
    numbers = {name: F.when(is_in_place, F.col(f"held_{name}")).otherwise(F.col(name)) for name in NUMBERS}
    told = both.withColumns({"measured": F.col("value"), **numbers})
    return told.where(F.col("value").isNotNull() | is_in_place).select(*found.columns, "mark", "measured")


def read_holds(
    holds: DataFrame, cells: Mapping[str, Mapping[str, Row]], template: Template, names: Mapping[str, str], night: date
) -> tuple[Hold, ...]:
    """What the page says of each published measure that is so far out of limits, the company before campaigns."""
    rows = holds.where(F.col("through") == F.lit(night)).collect()
    labels = {line.id: line.label for line in template.lines}
    told = [
        (row, cells[row["entity"]][row["measure"]]) for row in rows if row["measure"] in cells.get(row["entity"], {})
    ]
    found = [_hold(row, cell, labels[row["measure"]], names) for row, cell in told if row["measure"] in labels]
    return tuple(sorted(found, key=lambda each: (each.name, each.cell)))


def _hold(row: Row, cell: Row, label: str, names: Mapping[str, str]) -> Hold:
    entity = row["entity"]
    return Hold(
        name="" if entity == COMPANY else names.get(entity, entity),
        label=label,
        cell=name_of_measure(entity, row["measure"]),
        **{name: row[name] for name in ("status", "since", "last_date", "days", "approved_to", "decided")},
        **{name: cell[name] for name in ("value", "low", "high", "measured")},
        owner=row["owner"] or "",
        reason=row["reason"] or "",
        answers=cell["owner"],
    )
