"""governance.*: whether the night's sums agree, and what is held, before anything is published."""

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

HOLDS = Table(
    layer="governance",
    name="holds",
    meaning="one measure that is not published as plainly measured on one night, and who decided what about it",
    grain=("through", "entity", "measure"),
    columns=(
        Column("through", "date", "the night"),
        Column("entity", "string", "campaign id; empty for the whole company"),
        Column("measure", "string", "ctr, or cr"),
        Column("status", "string", "held, released (as measured), or corrected"),
        Column("since", "date", "first day that is so far out of limits that it holds the measure"),
        Column("last_date", "date", "last such day of the period"),
        Column("days", "int", "such days in the period"),
        Column("approved_to", "date", "last day of the last approved period; null unless held"),
        Column("value", "double", "published instead: last approved value, or correction; null: released, or no value"),
        Column("low", "double", "lower end of its 90 % interval; null for a correction"),
        Column("high", "double", "upper end"),
        Column("owner", "string", "who released or corrected it, or the value that is held to; null: nobody has"),
        Column("reason", "string", "why"),
        Column("decided", "date", "day of the decision"),
    ),
    scope=("through",),
)
