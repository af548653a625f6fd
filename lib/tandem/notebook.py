"""What a notebook has that a job has not: parameters from widgets, tables of any night to read, and a screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.errors import LakeError
from tandem.job import Options, parse_date, settings, undated_lake
from tandem.lake import Lake
from tandem.tables import CELLS

MOST_ROWS = 100  # printed where no screen pages through them


@dataclass(frozen=True)
class Notebook:
    """A notebook by its globals, which on Databricks hold dbutils, display and displayHTML."""

    names: Mapping[str, Any]

    def ask(self, **defaults: str) -> dict[str, str]:
        """The value of each parameter: that of its widget, which is made where there are widgets, else the default."""
        if "dbutils" not in self.names:
            return defaults
        widgets = self.names["dbutils"].widgets
        for name, default in defaults.items():
            widgets.text(name, default)
        return {name: widgets.get(name).strip() for name in defaults}

    def show(self, frame: DataFrame) -> None:
        """The rows as a table that can be sorted and drawn, else printed."""
        if "displayHTML" in self.names:  # Jupyter has a `display` too, which prints a frame's columns only
            self.names["display"](frame)
            return
        rows = frame.limit(MOST_ROWS).toPandas()
        print(rows.to_string(index=False, float_format="{:,.5f}".format, na_rep="") if len(rows) else "(no rows)")

    def show_page(self, page: Path) -> None:
        """The page itself where HTML can be shown, and its path."""
        if not page.is_file():
            print(f"{page}: no page was published yet")
            return
        print(page)
        if "displayHTML" in self.names:
            self.names["displayHTML"](page.read_text(encoding="utf-8"))


def options_of(asked: Mapping[str, str]) -> Options:
    """A run as the parameters conf (files, commas between), lake, landing and through ask for; empty: as configured.

    Raises UsageError for a day that is none.
    """

    def folder(name: str) -> Path | None:
        return Path(asked[name]) if asked.get(name) else None

    conf = tuple(Path(name.strip()) for name in asked.get("conf", "").split(",") if name.strip())
    through = parse_date("through", asked.get("through"))
    return Options(conf=conf, lake=folder("lake"), landing=folder("landing"), through=through)


def open_tables(asked: Mapping[str, str]) -> Lake:
    """The lake that the parameters name, in the session that is there, whatever night it has reached."""
    return undated_lake(settings(options_of(asked)))


def last_published(lake: Lake) -> date:
    """The last night whose scorecard stands. Raises LakeError when none was published."""
    row = lake.read(CELLS).agg(F.max("period_end").alias("night")).first()
    if row is None or row["night"] is None:
        raise LakeError(f"{CELLS.full_name}: nothing is published in {lake.address(CELLS)}; run a night first")
    night: date = row["night"]
    return night
