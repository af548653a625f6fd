"""sessions.*: what each person did over all their devices, cut at silences."""

from tandem.contract import Column, Table
from tandem.tables.raw import MONEY

SESSIONS = Table(
    layer="sessions",
    name="sessions",
    meaning="one unbroken activity of one person over all their devices",
    grain=("session_id",),
    columns=(
        Column("session_id", "string", "id of its first visit, 32 hex"),
        Column("person_id", "string", "stitched person as known tonight"),
        Column("started_at", "timestamp", "first event, UTC"),
        Column("ended_at", "timestamp", "last event, UTC"),
        Column("date", "date", "UTC day of `started_at`"),
        Column("duration_s", "bigint", "end minus start, seconds; 0 for a single event"),
        Column("visit_count", "bigint", "visits merged, at least 1"),
        Column("device_count", "bigint", "devices, at least 1"),
        Column("is_cross_device", "boolean", "more than one device"),
        Column("event_count", "bigint", "events, at least 1"),
        Column("view_count", "bigint", "views"),
        Column("ad_click_count", "bigint", "ad clicks"),
        Column("conversion_count", "bigint", "purchase and lead events"),
        Column("value", MONEY, "their value in the reporting currency"),
        Column("channel", "string", "channel of the first visit that is not Direct; Direct when all are"),
        Column("campaign_id", "string", "campaign of that visit"),
        Column("creative_id", "string", "creative of that visit"),
        Column("placement", "string", "placement of that visit"),
        Column("landing_page", "string", "landing page of the first visit"),
        Column("device_class", "string", "device class of the first visit"),
        Column("is_engaged", "boolean", "10 s or longer, or a conversion, or 2 views (GA4)"),
        Column("is_bounce", "boolean", "not engaged"),
        Column("is_returning", "boolean", "the person had a session in the 365 days before"),
        Column("is_runaway", "boolean", "one of its visits is a runaway, or it was cut at midnight UTC as one"),
        Column("consent", "string", "of its first visit"),
        Column("excluded_by", "string", "rule that sets one of its visits aside (the smallest); null: it counts"),
    ),
    scope=("person_id",),
    partition="date",
    sort=("date", "person_id", "started_at"),
    found_by=("person_id", "started_at"),
)
