"""docs/tables.md, made from the contracts: `python -m tandem.tables.document > docs/tables.md`."""

from __future__ import annotations

from itertools import groupby

from tandem.contract import CHANGED_IN, Column, Table
from tandem.tables import TABLES

HEAD = f"""# Tables

Made from the contracts in `lib/tandem/tables/` by `make docs`. Instants are UTC, money is `decimal(18,6)`, rates and
shares are fractions. Every table also has `{CHANGED_IN}` (bigint): the number of the table's write in which the row's
content last changed; Delta's file statistics use it to skip what a reader has already seen. Where readers look changed
rows up by columns, a row that goes, or in which one of those changes, is kept as it stood in `<layer>.<name>_left`,
with the number of the write that took it, so that what was made of it is made again
([decision 0025](decisions/0025-rows-as-they-stood.md)).
"""


def document() -> str:
    """Markdown of all tables, one section per layer, in the order of the flow."""
    layers = groupby(TABLES, key=lambda table: table.layer)
    return "\n".join([HEAD, *(f"## {layer}\n\n" + "\n".join(map(section, tables)) for layer, tables in layers)])


def section(table: Table) -> str:
    """Markdown of one table: what a row is, its key and layout, its columns."""
    columns = "\n".join(map(line, table.columns))
    return f"""### {table.full_name}

{table.meaning[0].upper()}{table.meaning[1:]}. {layout(table)}

| column | type | meaning |
|---|---|---|
{columns}
"""


def layout(table: Table) -> str:
    """One line: key, day of partition, and what a night replaces together."""
    parts = [f"Key: {names(table.grain)}."]
    if table.partition:
        parts.append(f"Partitioned by {names((table.partition,))}.")
    parts.append(f"Replaced by {names(table.scope)}." if table.scope else "Replaced whole.")
    if table.found_by:
        parts.append(f"Changed rows are looked up by {names(table.found_by)}.")
    return " ".join(parts)


def names(columns: tuple[str, ...]) -> str:
    """Column names as code, joined by commas."""
    return ", ".join(f"`{column}`" for column in columns)


def line(column: Column) -> str:
    """One row of a table of columns; a bar would end its cell."""
    marks = " (required)" if column.required else ""
    return f"| `{column.name}` | {column.type} | {column.meaning.replace('|', '/')}{marks} |"


if __name__ == "__main__":
    print(document(), end="")
