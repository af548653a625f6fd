"""Notebooks, run cell by cell as Databricks runs them."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
FIRST_LINE, BETWEEN_CELLS = "# Databricks notebook source\n", "\n# COMMAND ----------\n"


class Widgets:
    """Databricks' widgets, as a caller filled them."""

    def __init__(self, given: dict[str, str]) -> None:
        self.values = given

    def text(self, name: str, default: str) -> None:
        self.values = {name: default} | self.values

    def get(self, name: str) -> str:
        return self.values[name]


@dataclass
class Dbutils:
    widgets: Widgets


def run_notebook(spark: SparkSession, name: str, **given: Any) -> dict[str, Any]:
    """The names that a notebook has after its last cell, with `printed`; it begins with those that Databricks gives."""
    path = NOTEBOOKS / f"{name}.py"
    text = path.read_text(encoding="utf-8")
    assert text.startswith(FIRST_LINE)
    widgets = Widgets({parameter: str(value) for parameter, value in given.items()})
    scope: dict[str, Any] = {"__name__": "__main__", "spark": spark, "dbutils": Dbutils(widgets)}
    with redirect_stdout(io.StringIO()) as printed:
        for place, cell in enumerate(text.removeprefix(FIRST_LINE).split(BETWEEN_CELLS), 1):
            exec(compile(cell, f"{path.name}, cell {place}", "exec"), scope)
    return scope | {"printed": printed.getvalue()}
