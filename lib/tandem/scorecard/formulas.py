"""What a KPI's formula gives over the rows of its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.errors import DefinitionError
from tandem.scorecard.kpis import Formula
from tandem.scorecard.sources import SOURCES
from tandem.tables import COMPANY


@dataclass(frozen=True)
class Outcome:
    """The numbers of one formula; a number is None where nothing is known of it."""

    value: float | None
    numerator: float | None
    denominator: float | None
    beside: Mapping[str, float | None]
    rows: Mapping[str, int]  # of the period, of the entity, and those that count


def evaluate(formula: Formula, rows: DataFrame, entity: str) -> Outcome:
    """The formula's numbers for the company or one campaign; `rows` are those of its source and period.

    Raises DefinitionError when Spark does not understand an expression.
    """
    of_entity = is_of(formula, entity)
    counts = of_entity & F.coalesce(F.expr(formula.where or "true"), F.lit(False))
    try:
        found = rows.where(counts).agg(
            _number(formula.sql, "value"),
            _number(formula.numerator, "numerator"),
            _number(formula.denominator or "null", "denominator"),
            *(_number(aggregate, name) for name, aggregate in formula.beside.items()),
        )
    except AnalysisException as error:
        raise DefinitionError(f"{formula.sql}: {str(error).splitlines()[0]}") from error
    steps = rows.agg(F.count("*"), F.count_if(of_entity), F.count_if(counts))
    # One row each.
    numbers, counted = found.collect()[0].asDict(), steps.collect()[0]
    main = {name: numbers.pop(name) for name in ("value", "numerator", "denominator")}
    return Outcome(**main, beside=numbers, rows=dict(zip(("period", "entity", "counted"), counted, strict=True)))


def is_of(formula: Formula, entity: str) -> Column:
    """Rows that tell of the entity; all of them tell of the company."""
    column = SOURCES[formula.source].entity
    return F.lit(True) if entity == COMPANY or column is None else F.col(column) == entity


def _number(expression: str, name: str) -> Column:
    return F.expr(expression).cast("double").alias(name)
