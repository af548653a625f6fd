"""clean.* of what suppliers state anew with every delivery: reports, campaigns, creatives and rates."""

from tandem.contract import Column, Table
from tandem.tables.clean import WHERE_FROM
from tandem.tables.raw import MONEY

AD_REPORTS = Table(
    layer="clean",
    name="ad_reports",
    meaning="one line of an ad's (campaign's, account's) day as its platform reports it, latest export",
    grain=(
        "platform",
        "account_id",
        "level",
        "report",
        "campaign_id",
        "ad_group_id",
        "creative_id",
        "action",
        "date",
        "line_no",
    ),
    columns=(
        Column("platform", "string", "ad platform"),
        Column("account_id", "string", "account; empty when not stated"),
        Column("level", "string", "account, campaign, ad_group or ad, or the name of a breakdown"),
        Column("report", "string", "which report of that level; empty: its only one"),
        Column("campaign_id", "string", "campaign, else that of the ad; empty: an account's line, or not known"),
        Column("ad_group_id", "string", "ad group; empty when not stated"),
        Column("creative_id", "string", "the ad; empty when the report stops above it"),
        Column("action", "string", "kind of action counted; empty: not a line of actions"),
        Column("date", "date", "day in the account's timezone"),
        Column("timezone", "string", "timezone of that day"),
        Column("campaign_name", "string", "campaign's name on that day"),
        Column("channel", "string", "channel of the campaign"),
        Column("impressions", "bigint", "shown, platform's definition"),
        Column("clicks", "bigint", "clicks that lead to the advertiser, platform's definition"),
        Column("all_clicks", "bigint", "clicks of any kind; null: the report does not tell"),
        Column("conversions", "double", "conversions the platform claims; never summed over platforms"),
        Column("conversion_value", MONEY, "their value, reporting currency"),
        Column("spend", MONEY, "cost in the reporting currency; null when not reported or no rate is known"),
        Column("spend_original", MONEY, "cost as delivered"),
        Column("currency", "string", "currency as delivered"),
        Column("fx_rate", MONEY, "rate used"),
        Column(
            "excluded_by",
            "string",
            "why the line counts nowhere: unknown_currency or no_rate; breakdown or other_action; level_agrees or "
            "level_differs (another level of the same day counts); no_campaign (one that reported may tell it); "
            "null: it counts",
        ),
        *WHERE_FROM,
    ),
    scope=("date",),
    partition="date",
    found_by=("date",),
)

CAMPAIGNS = Table(
    layer="clean",
    name="campaigns",
    meaning="one campaign, latest state",
    grain=("campaign_id",),
    columns=(
        Column("campaign_id", "string", "id"),
        Column("name", "string", "name"),
        Column("platform", "string", "ad platform"),
        Column("account_id", "string", "account"),
        Column("channel", "string", "channel it runs in, where stated"),
        Column("objective", "string", "what it is for"),
    ),
)

CREATIVES = Table(
    layer="clean",
    name="creatives",
    meaning="one creative, latest state",
    grain=("creative_id",),
    columns=(
        Column("creative_id", "string", "id"),
        Column("campaign_id", "string", "campaign it belongs to"),
        Column("name", "string", "name"),
        Column("format", "string", "text, image, video, ..."),
        Column("headline", "string", "what it says"),
        Column("landing_url", "string", "where it leads"),
    ),
)

FX_RATES = Table(
    layer="clean",
    name="fx_rates",
    meaning="one day's rate of one currency",
    grain=("date", "currency"),
    columns=(
        Column("date", "date", "day"),
        Column("currency", "string", "ISO 4217 code"),
        Column("rate", MONEY, "units of the reporting currency for one unit"),
    ),
)
