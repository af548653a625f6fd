"""metrics.* that count: additive sums of days, of what became of their clicks, and of cohorts."""

from tandem.contract import Column, Table
from tandem.tables.raw import MONEY

DIMENSIONS = (
    Column("campaign_id", "string", "campaign; empty when none"),
    Column("creative_id", "string", "creative; empty when none"),
    Column("channel", "string", "channel"),
    Column("placement", "string", "placement; empty when none"),
    Column("device_class", "string", "desktop, mobile, tablet, other; empty when not known"),
    Column("cohort", "string", "new, returning; empty when not known"),
)
DIMENSION_NAMES = tuple(column.name for column in DIMENSIONS)
COHORT_NAMES = ("region", "audience")  # of ad clicks and impressions; counted apart, in metrics.cohorts

DAYS = Table(
    layer="metrics",
    name="days",
    meaning="additive counts of one reporting day and one combination of dimensions; sum over `source` freely",
    grain=("date", "source", "basis", *DIMENSION_NAMES),
    columns=(
        Column("date", "date", "reporting day"),
        Column(
            "source", "string", "what was counted: impressions, clicks, unlinked_clicks, sessions, conversions, reports"
        ),
        Column("basis", "string", "own: Tandem's tracking; platform: the ad platform's report. Never mixed in a rate"),
        *DIMENSIONS,
        Column("impressions", "bigint", "impressions"),
        Column("viewable", "bigint", "viewable impressions"),
        Column("ad_clicks", "bigint", "ad clicks"),
        Column("sessions", "bigint", "sessions, by entry"),
        Column("engaged", "bigint", "engaged sessions"),
        Column("bounces", "bigint", "bounced sessions"),
        Column(
            "conversions",
            "double",
            "conversions (own: whole, by day; platform: as claimed, never summed over platforms)",
        ),
        Column("value", MONEY, "their gross value, reporting currency"),
        Column("refunds", MONEY, "refunded value, on the day of the order"),
        Column("spend", MONEY, "spend, reporting currency"),
        Column(
            "no_consent", "bigint", "of what this row counts: without consent for measurement, so in aggregate only"
        ),
        Column("unknown_consent", "bigint", "of what this row counts: without any word on consent"),
    ),
    scope=("source", "date"),
    partition="date",
)

OUTCOMES = Table(
    layer="metrics",
    name="outcomes",
    meaning="converting clicks by day of the click and day of the conversion; a click converts once a type at most",
    grain=("click_date", "conversion_date", "type", *DIMENSION_NAMES),
    columns=(
        Column("click_date", "date", "reporting day of the click"),
        Column("conversion_date", "date", "reporting day of its first conversion of the type"),
        Column("type", "string", "type of the conversion: purchase, lead"),
        *DIMENSIONS,
        Column(
            "converting_clicks",
            "bigint",
            "ad clicks that are the last click before a conversion of the type in its window",
        ),
        Column("conversions", "bigint", "conversions they precede"),
        Column("value", MONEY, "their gross value, reporting currency"),
    ),
    scope=("click_date",),
    partition="click_date",
)

COHORTS = Table(
    layer="metrics",
    name="cohorts",
    meaning="additive counts of one reporting day, channel, and region, audience or class of device; of ads that name "
    "a campaign. Each `dimension` counts everything once: never sum over two",
    grain=("date", "conversion_date", "source", "basis", "channel", "dimension", "value", "bucket", "type"),
    columns=(
        Column("date", "date", "reporting day; of outcomes that of the click"),
        Column(
            "conversion_date", "date", "of outcomes: reporting day of the first conversion of the type; else `date`"
        ),
        Column("source", "string", "what was counted: impressions, clicks, unlinked_clicks, outcomes"),
        Column("basis", "string", "own: Tandem's tracking"),
        Column("channel", "string", "channel"),
        Column("dimension", "string", "region, audience or device_class"),
        Column("value", "string", "which region, audience or class of device; empty when not known"),
        Column(
            "bucket",
            "int",
            "0 to 19, of impressions and clicks: which of 20 lots of devices; -1: none known, and outcomes",
        ),
        Column("type", "string", "of outcomes: type of the conversion; else empty"),
        Column("impressions", "bigint", "impressions"),
        Column("ad_clicks", "bigint", "ad clicks"),
        Column("converting_clicks", "bigint", "as in metrics.outcomes"),
    ),
    scope=("source", "date"),
    partition="date",
)
