"""attribution.*: the touches before each conversion, and what each of them earns."""

from tandem.contract import Column, Table
from tandem.tables.raw import MONEY

REMOVED = "array<struct<step:string,touches:bigint,journeys:bigint>>"
SHARES = "array<struct<model:string,share:double>>"
NO_TOUCH = "(none)"  # channel of what no touch brought
# Rule models with a column of their own; a further one is a row of conf/attribution_models.yml, and no column.
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
        Column("touches_cut", "bigint", "the oldest of them, which earn nothing because the journey is too long"),
        Column("first_touch_at", "timestamp", "first of them that earns"),
        Column("path", "string", "channels of those that earn, in order, joined by ' > '; empty when none"),
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
        Column("region", "string", "region of the touch; null unless it is an ad click"),
        Column("audience", "string", "audience of the touch; null unless it is an ad click"),
        Column("place", "int", "place in the journey, from 1; later where its oldest touches earn nothing"),
        Column("value", MONEY, "gross value of the conversion, reporting currency"),
        *(Column(model, "double", f"share under `{model}`, 0 to 1") for model in RULE_MODELS),
        Column("custom", SHARES, "share under each further model of conf/attribution_models.yml, 0 to 1"),
    ),
    scope=("person_id",),
    partition="date",
    sort=("date", "person_id"),
)

RESTATEMENTS = Table(
    layer="attribution",
    name="restatements",
    meaning="credit of one channel and model before and after a night, of the conversions that one reason changed",
    grain=("through", "credits_version", "journeys_version", "type", "reason", "channel", "model"),
    columns=(
        Column("through", "date", "the night; it keeps its rows"),
        Column("credits_version", "bigint", "Delta version of attribution.credits that holds the credit after"),
        Column("journeys_version", "bigint", "Delta version of attribution.journeys, likewise"),
        Column("type", "string", "type of the conversions"),
        Column(
            "reason",
            "string",
            "what changed them, e.g. late_touch, people, refund; docs/attribution.md lists all",
        ),
        Column("channel", "string", "channel; (none) for conversions without a touch"),
        Column("model", "string", "rule model"),
        Column("conversions_before", "double", "credited conversions before; over all channels how many changed"),
        Column("conversions_after", "double", "after"),
        Column("value_before", "double", "credited gross value before, reporting currency"),
        Column("value_after", "double", "after"),
        Column("refunded_before", "double", "refunds of those conversions by their credit before, reporting currency"),
        Column("refunded_after", "double", "after"),
    ),
    scope=("through", "credits_version", "journeys_version"),
    partition="through",
)

RETURNS = Table(
    layer="attribution",
    name="returns",
    meaning="credit and spend of one campaign, model and day, on the day of the click or of the conversion",
    grain=("basis", "model", "channel", "campaign_id", "date"),
    columns=(
        Column("basis", "string", "touch: credit on the day of the touch; conversion: on that of the conversion"),
        Column("model", "string", "rule model of attribution.credits, with a column of its own or custom"),
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

PATHS = Table(
    layer="attribution",
    name="paths",
    meaning="how often one path was walked to its last touch or conversion on a day, as the path transforms leave it",
    grain=("date", "level", "outcome", "type", "counts_from", "path"),
    columns=(
        Column("date", "date", "UTC day of the conversion; of a journey without one, of its last touch"),
        Column("level", "string", "channel, or campaign: steps are `channel / campaign` where a touch has one"),
        Column("outcome", "string", "converted; null: touches of no conversion's journey; left_out: filtered touches"),
        Column("type", "string", "type of the conversion; of a null journey the one whose windows cut it, empty: all"),
        Column("counts_from", "date", "a null journey is open before: a conversion could still be credited to it"),
        Column("path", "string", "steps in order, joined by ' > '; empty: a conversion that follows no touch"),
        Column("journeys", "bigint", "journeys"),
        Column("touches", "bigint", "their touches before any transform"),
        Column("value", MONEY, "gross value of the conversions, reporting currency"),
        Column("removed", REMOVED, "what each path transform took away, journeys: that lost a touch; or each filter"),
    ),
    scope=("date",),
    partition="date",
)
