"""Rows of a table from what a test says of them."""


def of(rows, table, *data):
    """Rows of `table` from dicts; columns that a dict lacks are null."""
    return rows(table.promise, *(tuple(row.get(name) for name in table.column_names) for row in data))
