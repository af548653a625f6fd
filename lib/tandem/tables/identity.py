"""identity.*: which ids are one person, on what evidence, and since when we know."""

from tandem.contract import Column, Table

EDGES = Table(
    layer="identity",
    name="edges",
    meaning="two strong ids seen in authenticated events of one day",
    grain=("id_a", "id_b", "date"),
    columns=(
        Column("id_a", "string", "the smaller id"),
        Column("id_b", "string", "the larger id"),
        Column("type_a", "string", "user or email"),
        Column("type_b", "string", "user or email"),
        Column("date", "date", "UTC day"),
        Column("first_seen_at", "timestamp", "first such event of the day"),
        Column("count", "bigint", "such events of the day"),
        Column("refused_by", "string", "rule that refuses it: limit:<type>, or do_not_link; null: accepted"),
    ),
    scope=("date",),
    partition="date",
)

PEOPLE = Table(
    layer="identity",
    name="people",
    meaning="whose an id is in [valid_from, valid_to), as known from known_from on; an id without a row is itself",
    grain=("id", "valid_from", "known_from"),
    columns=(
        Column("id", "string", "strong id or device, keyed hash"),
        Column("id_type", "string", "user, email, or device"),
        Column("valid_from", "timestamp", "from this instant on; 1900-01-01 for strong ids"),
        Column("valid_to", "timestamp", "until just before this instant; 9999-01-01: open"),
        Column("person_id", "string", "the person, 32 hex"),
        Column("via", "string", "strong id that claims the device; the id itself for strong ids and shared devices"),
        Column("basis", "string", "login, carried, backfilled, shared, or linked"),
        Column("known_from", "date", "night that first knew it", knowledge=True),
        Column("known_to", "date", "night that knew better; null: known today", knowledge=True),
        Column("previous_person_id", "string", "person published for the same id and instant before", knowledge=True),
    ),
    scope=("id",),
)
