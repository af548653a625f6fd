"""identity.*: which ids are one person, on what evidence, and since when we know."""

from tandem.contract import Column, Table

EDGES = Table(
    layer="identity",
    name="edges",
    meaning="two ids seen in events of one day: evidence that they are one person's",
    grain=("id_a", "id_b", "basis", "trait", "date"),
    columns=(
        Column("id_a", "string", "the smaller id"),
        Column("id_b", "string", "the larger id"),
        Column("type_a", "string", "user, email, phone or crm: strong; device, click or network: weak"),
        Column("type_b", "string", "as `type_a`; an edge with a weak id only says whose a device may be"),
        Column("basis", "string", "login, or phone, crm, url_email, click or network: see docs/identity.md"),
        Column("trait", "string", "of a network: browser family and locale; else empty"),
        Column("date", "date", "UTC day"),
        Column("first_seen_at", "timestamp", "first such event of the day"),
        Column("count", "bigint", "such events of the day"),
        Column(
            "refused_by",
            "string",
            "rule that refuses it: limit:<type>, trust:<basis>, off:<basis> or do_not_link; null: accepted",
        ),
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
        Column("id_type", "string", "user, email, phone, crm, or device"),
        Column("valid_from", "timestamp", "from this instant on; 1900-01-01 for strong ids"),
        Column("valid_to", "timestamp", "until just before this instant; 9999-01-01: open"),
        Column("person_id", "string", "the person, 32 hex"),
        Column("via", "string", "strong id that claims the device; the id itself for strong ids and shared devices"),
        Column(
            "basis",
            "string",
            "carried, backfilled, shared, or linked; a likely owner's strongest evidence: phone, crm, url_email, click "
            "or network",
        ),
        Column("known_from", "date", "night that first knew it", knowledge=True),
        Column("known_to", "date", "night that knew better; null: known today", knowledge=True),
        Column("previous_person_id", "string", "person published for the same id and instant before", knowledge=True),
        Column("score", "double", "of a likely owner, 0 to 1 in tenths, rounded down; null: no likelihood"),
    ),
    scope=("id",),
    found_by=("id", "person_id", "previous_person_id"),
)
