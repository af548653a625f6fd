"""governance.*: whether the night's sums agree, before anything is published."""

from tandem.contract import Column, Table

BOOKS = Table(
    layer="governance",
    name="books",
    meaning="one equation that must hold on one night",
    grain=("through", "book", "part"),
    columns=(
        Column("through", "date", "the night"),
        Column("book", "string", "name of the equation"),
        Column("part", "string", "feed, type, model or day it was checked for"),
        Column("left_side", "double", "e.g. rows delivered"),
        Column("right_side", "double", "e.g. rows kept and set aside"),
        Column("tolerance", "double", "largest difference allowed"),
        Column("holds", "boolean", "the two sides agree"),
    ),
    scope=("through",),
)
