"""clean.conversions and clean.witnesses: what was achieved, and who saw it."""

from tandem.contract import Column, Table
from tandem.tables.clean import WHERE_FROM
from tandem.tables.raw import MONEY

CONVERSIONS = Table(
    layer="clean",
    name="conversions",
    meaning="one conversion: an order of the back office, or an event that counts as one",
    grain=("conversion_id",),
    columns=(
        Column("conversion_id", "string", "hash of type and order or event id, 32 hex"),
        Column("type", "string", "purchase, lead, or a stage of leads (clean.lead_conversions)"),
        Column("order_id", "string", "order or lead id"),
        Column("event_id", "string", "event that links it to a device; null: none seen"),
        Column("occurred_at", "timestamp", "instant, UTC"),
        Column("date", "date", "UTC day of `occurred_at`"),
        Column("device_id", "string", "device of the event"),
        Column("strong_id", "string", "user of the order or the event, keyed hash"),
        Column("value", MONEY, "gross value in the reporting currency"),
        Column("margin", MONEY, "margin in the reporting currency, where known"),
        Column("value_original", MONEY, "gross value as delivered"),
        Column("currency", "string", "currency as delivered"),
        Column("refunded_value", MONEY, "refunded so far, reporting currency"),
        Column("refunded_at", "timestamp", "instant of the last refund"),
        Column("status", "string", "confirmed, pending (event younger than 3 days without order), or unconfirmed"),
        Column("excluded_by", "string", "rule that sets it aside, e.g. staff; null: it counts"),
        Column("consent", "string", "consent of the event: all, measurement, none, or unknown"),
        *WHERE_FROM,
    ),
    scope=("conversion_id",),
    partition="date",
    found_by=("occurred_at", "device_id", "strong_id"),
)

WITNESSES = Table(
    layer="clean",
    name="witnesses",
    meaning="one action that browser and server can both see, and what saw it; sum the counts freely",
    grain=("action_id",),
    columns=(
        Column("action_id", "string", "its event; of an order that no event tells of, its conversion"),
        Column("name", "string", "purchase, login, ...: one of clean.witnessed in the settings"),
        Column("date", "date", "UTC day of the event, or of the order that no event tells of"),
        Column("campaign_id", "string", "campaign as its senders state it; empty when none"),
        Column("browser", "string", "family of the browser, e.g. firefox, in_app; unknown: no user agent was sent"),
        Column("both", "bigint", "1: seen by the client (browser or app) and by the server"),
        Column("client_only", "bigint", "1: seen by the client alone"),
        Column("server_only", "bigint", "1: seen by the server alone"),
        Column("order_only", "bigint", "1: an order of the back office that neither has seen"),
        Column(
            "status",
            "string",
            "as in clean.conversions: confirmed, pending, or unconfirmed (no order in 3 days); null: no conversion",
        ),
        Column("excluded_by", "string", "rule that sets it aside, e.g. staff; null: it counts"),
    ),
    scope=("date",),
    partition="date",
)
