"""attribution.*: the touches before each conversion, and what each of them earns."""

from tandem.contract import Column, Table
from tandem.tables.raw import MONEY

RULE_MODELS = ("first", "last", "last_non_direct", "linear", "time_decay", "position")

JOURNEYS = Table(
    layer="attribution",
    name="journeys",
    meaning="one conversion that counts, with the touches before it",
    grain=("conversion_id",),
    columns=(
        Column("conversion_id", "string", "conversion"),
        Column("type", "string", "purchase, lead, ..."),
        Column("person_id", "string", "who converted, as known tonight"),
        Column("occurred_at", "timestamp", "instant of the conversion, UTC"),
        Column("date", "date", "UTC day of the conversion"),
        Column("value", MONEY, "gross value, reporting currency"),
        Column("refunded_value", MONEY, "refunded so far, reporting currency"),
        Column("touch_count", "bigint", "touches in the window; 0: uncredited"),
        Column("first_touch_at", "timestamp", "first of them"),
        Column("path", "string", "their channels in order, joined by ' > '; empty when none"),
        Column("last_click_id", "string", "touch_id of the last ad click in the window; null when none"),
        Column("uncredited_by", "string", "no_touch, or no_person; null: its credit sums to 1"),
    ),
    scope=("person_id",),
    partition="date",
    sort=("date", "person_id"),
)

CREDITS = Table(
    layer="attribution",
    name="credits",
    meaning="one touch of one journey with its share of the conversion under each rule model",
    grain=("conversion_id", "touch_id"),
    columns=(
        Column("conversion_id", "string", "conversion"),
        Column("touch_id", "string", "touch"),
        Column("person_id", "string", "who converted"),
        Column("type", "string", "type of the conversion"),
        Column("date", "date", "UTC day of the conversion"),
        Column("converted_at", "timestamp", "instant of the conversion, UTC"),
        Column("touched_at", "timestamp", "instant of the touch, UTC"),
        Column("kind", "string", "ad_click, visit, or impression"),
        Column("channel", "string", "channel of the touch"),
        Column("campaign_id", "string", "campaign of the touch; null when none"),
        Column("creative_id", "string", "creative of the touch"),
        Column("placement", "string", "placement of the touch"),
        Column("device_class", "string", "device class of the touch"),
        Column("place", "int", "place in the journey, from 1"),
        Column("value", MONEY, "gross value of the conversion, reporting currency"),
        *(Column(model, "double", f"share under `{model}`, 0 to 1") for model in RULE_MODELS),
    ),
    scope=("person_id",),
    partition="date",
    sort=("date", "person_id"),
)

RETURNS = Table(
    layer="attribution",
    name="returns",
    meaning="credit and spend of one campaign, model and day, on the day of the click or of the conversion",
    grain=("basis", "model", "channel", "campaign_id", "date"),
    columns=(
        Column("basis", "string", "touch: credit on the day of the touch; conversion: on that of the conversion"),
        Column("model", "string", "rule model"),
        Column("channel", "string", "channel; (none) for conversions without a touch"),
        Column("campaign_id", "string", "campaign; empty when none"),
        Column("date", "date", "reporting day"),
        Column("conversions", "double", "credited conversions"),
        Column("value", "double", "credited value, reporting currency"),
        Column("spend", MONEY, "spend of that day, reporting currency; null: no report came, or no rate is known"),
        Column("roas", "double", "value / spend; 0 where spend earned nothing; null without spend"),
    ),
    scope=("date",),
    partition="date",
)
