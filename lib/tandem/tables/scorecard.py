"""scorecard.*: what is published."""

from tandem.contract import Column, Table

CELLS = Table(
    layer="scorecard",
    name="cells",
    meaning="one measure of one entity and period as published",
    grain=("template", "template_version", "measure", "entity", "period_end"),
    columns=(
        Column("template", "string", "scorecard template"),
        Column("template_version", "int", "its version"),
        Column("perspective", "string", "financial, customer, internal process, or learning and growth"),
        Column("measure", "string", "KPI"),
        Column("entity", "string", "campaign id; empty for the whole company"),
        Column("period_start", "date", "first reporting day"),
        Column("period_end", "date", "last reporting day"),
        Column("value", "double", "value in `unit` as published; null: held, and nothing was approved before"),
        Column("low", "double", "lower end of the 90 % interval; null where the measure is a count"),
        Column("high", "double", "upper end"),
        Column("unit", "string", "rate, count, money, or ratio"),
        Column("completeness", "double", "share of what will come that is in, 0 to 1"),
        Column("target", "double", "target, where the template has one"),
        Column("weight", "double", "weight of its target among those of its perspective"),
        Column("status", "string", "on target, watch, off target, or no target"),
        Column("owner", "string", "role that answers for it"),
        Column("definition_hash", "string", "hash of the definitions behind it"),
        Column("mark", "string", "held, released, or corrected (governance.holds); null: nothing is out of limits"),
        Column("measured", "double", "value as measured; `value` unless the cell is held or corrected"),
    ),
    scope=("template", "period_end"),
    partition="period_end",
)
