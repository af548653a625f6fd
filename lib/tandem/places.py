"""Where one company's tables, pages, deliveries and definitions lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyspark.sql import SparkSession

from tandem.commits import translated
from tandem.config import Config
from tandem.contract import Table
from tandem.definitions import Definition, load_definition, load_versions
from tandem.landing import Landing
from tandem.shipped import conf_folder


@dataclass
class Places:
    """Paths or catalog names, as the settings have them."""

    spark: SparkSession
    conf: Config

    def address(self, table: Table) -> str:
        """How SQL names the table."""
        if self.conf.lake.catalog:
            return f"{self.conf.lake.catalog}.{table.full_name}"
        return f"delta.`{self.root / table.layer / table.name}`"

    @property
    def root(self) -> Path:
        """Parent folder of all layers."""
        return self.conf.lake.root.absolute()

    def write_page(self, name: str, html: str) -> Path:
        """The path of a page, replaced as a whole."""
        page = self.root / "pages" / f"{name}.html"
        with translated(f"pages/{name}"):
            page.parent.mkdir(parents=True, exist_ok=True)
            unfinished = page.with_suffix(".html.part")
            unfinished.write_text(html, encoding="utf-8")
            unfinished.replace(page)
        return page

    def landing(self) -> Landing:
        """The folder where suppliers leave files."""
        return Landing(self.spark, self.conf.ingest.landing or self.root / "landing")

    @property
    def feeds(self) -> Path:
        """Folder of the feed definitions."""
        return self.definitions / (self.conf.ingest.feeds or "feeds")

    def definition(self, name: str) -> Definition:
        """The definition in `<definitions>/<name>.yml`."""
        return load_definition(self.definitions / f"{name}.yml")

    def versions(self, folder: str, id_: str) -> list[Definition]:
        """Every version of the definition `id_` in `<definitions>/<folder>`, the first one first."""
        return load_versions(self.definitions / folder, id_)

    @property
    def definitions(self) -> Path:
        """Folder of the definitions."""
        return self.conf.definitions or conf_folder()
