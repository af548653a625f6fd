"""A supplier's format is data: one definition names its files, their format and an expression per column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tandem.columns.lines import UTF_8
from tandem.contract import Table
from tandem.definitions import Definition, load_definitions
from tandem.errors import FeedError
from tandem.tables import DELIVERY_COLUMNS, FEEDS, SET_ASIDE_COLUMNS

FORMATS = ("json", "csv", "parquet", "regex")
ENCODINGS = (UTF_8, "iso-8859-1")  # what Spark decodes a line by
NEEDED = ("feed", "supplier", "files", "format", "columns")
KEYS = (*NEEDED, "fields", "options", "encoding", "pattern", "delivery_date", "where")
OURS = {column.name for column in (*DELIVERY_COLUMNS, *SET_ASIDE_COLUMNS)}


@dataclass(frozen=True)
class Feed:
    """How one supplier's files become rows of one raw table."""

    definition: Definition
    table: Table
    supplier: str
    files: str  # glob below the landing folder
    format: str
    columns: dict[str, str]  # contract column -> Spark SQL expression over the source columns
    fields: tuple[str, ...] = ()  # json: names read from each object
    options: dict[str, str] | None = None  # csv: options of the reader
    encoding: str = UTF_8  # of text files
    pattern: str = ""  # regex: named groups become source columns
    only: str = ""  # Spark SQL: rows it does not hold for are another feed's
    delivery_date: str = ""  # regular expression over the path; its first group is the day

    @property
    def where(self) -> str:
        """The file to mend when the mapping is wrong."""
        return str(self.definition.path)


def load_feeds(folder: Path) -> list[Feed]:
    """All feeds defined below `folder`. Raises FeedError or DefinitionError for the first that is wrong."""
    return [_feed(definition) for definition in load_definitions(folder, "**/*.yml")]


def _feed(definition: Definition) -> Feed:
    body, where = definition.body, definition.path
    _refuse(where, "unknown key", set(body) - set(KEYS), KEYS)
    if missing := [key for key in NEEDED if not body.get(key)]:
        raise FeedError(f"{where}: missing {', '.join(missing)}")
    tables = {table.name: table for table in FEEDS}
    _refuse(where, "unknown feed", {body["feed"]} - set(tables), tables)
    _refuse(where, "unknown format", {body["format"]} - set(FORMATS), FORMATS)
    encoding = str(body.get("encoding", UTF_8)).lower()
    _refuse(where, "unknown encoding", {encoding} - set(ENCODINGS), ENCODINGS)
    table = tables[body["feed"]]
    _refuse(where, f"columns not in {table.full_name}:", set(body["columns"]) - _own(table), _own(table))
    required = {column.name for column in table.columns if column.required}
    _refuse(where, "no expression for required column", required - set(body["columns"]), body["columns"])
    _check_format(where, body)
    return Feed(
        definition=definition,
        table=table,
        columns={name: str(expression) for name, expression in body["columns"].items()},
        fields=tuple(body.get("fields", ())),
        options={key: str(value) for key, value in body.get("options", {}).items()},
        encoding=encoding,
        only=body.get("where", ""),
        **{key: body.get(key, "") for key in ("supplier", "files", "format", "pattern", "delivery_date")},
    )


def _own(table: Table) -> set[str]:
    return set(table.column_names) - OURS


def _check_format(where: Path, body: dict[str, Any]) -> None:
    if body["format"] == "json" and not body.get("fields"):
        raise FeedError(f"{where}: format json needs fields, the names read from each object")
    if body["format"] == "regex" and not group_names(body.get("pattern", "")):
        raise FeedError(f"{where}: format regex needs a pattern with named groups like (?<name>...)")


def group_names(pattern: str) -> dict[str, int]:
    """Names of the groups of a Java regular expression with their numbers."""
    try:
        return dict(re.compile(re.sub(r"\(\?<(?=[A-Za-z])", "(?P<", pattern)).groupindex)
    except re.error:
        return {}


def _refuse(where: Path, what: str, found: set[str], allowed: Any) -> None:
    if found:
        raise FeedError(f"{where}: {what} {', '.join(sorted(found))}; allowed: {', '.join(sorted(allowed))}")
