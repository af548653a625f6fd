"""clean.*: what may be trusted: typed, pseudonymous, once only, in one time and one currency."""

from tandem.contract import Column, Table
from tandem.tables.raw import CONSENT_DETAILS, MONEY

WHERE_FROM = (
    Column("delivery_id", "string", "delivery of the row that won"),
    Column("line_no", "bigint", "its place in that delivery"),
)
REPLACED = Column(
    "replaced_delivery_id", "string", "delivery of the later copy that stood here first; null: none", knowledge=True
)

EVENTS = Table(
    layer="clean",
    name="events",
    meaning="one thing that happened, once, at its true time",
    grain=("event_id",),
    columns=(
        Column("event_id", "string", "id given by the sender"),
        Column("name", "string", "as in raw.events"),
        Column("occurred_at", "timestamp", "true instant, UTC: the sender's clock corrected by the receiver's"),
        Column("date", "date", "UTC day of `occurred_at`"),
        Column("clock_at", "timestamp", "instant by the sender's own clock"),
        Column("received_at", "timestamp", "instant of arrival"),
        Column(
            "device_id", "string", "keyed hash of the device, 32 hex; null for server-side events and without consent"
        ),
        Column("user_id", "string", "keyed hash of the login id, 32 hex"),
        Column("email_id", "string", "keyed hash of the e-mail hash, 32 hex"),
        Column("phone_id", "string", "keyed hash of the telephone number's hash, 32 hex"),
        Column("crm_id", "string", "keyed hash of the customer number, 32 hex"),
        Column("url_email_id", "string", "as `email_id`, of the e-mail hash that the page address carries"),
        Column("url", "string", "page address without personal parameters"),
        Column("landing_page", "string", "host and path of the page"),
        Column("referrer_host", "string", "host of the page before; null when it is the site's own"),
        Column("source", "string", "utm_source folded, or what the referrer tells"),
        Column("medium", "string", "utm_medium folded"),
        Column("click_id", "string", "kind and value of the ad platform's click id, case kept"),
        Column("channel", "string", "channel that brought the event; null when the event brings no such mark"),
        Column("campaign_id", "string", "campaign"),
        Column("creative_id", "string", "creative"),
        Column("placement", "string", "placement"),
        Column("region", "string", "country or region as told, folded: GB, US-CA; never looked up by address"),
        Column("audience", "string", "segment that the ad was shown to, folded: lower case"),
        Column("user_agent", "string", "as sent"),
        Column("agent_id", "string", "hash of the user agent, 32 hex; 32 zeros for a null one"),
        Column("device_class", "string", "desktop, mobile, tablet or other"),
        Column("ip_key", "string", "keyed hash of the address, 32 hex"),
        Column("ip_network", "string", "address cut to /24 (IPv4) or /48 (IPv6)"),
        Column("locale", "string", "language and region of the browser or app, folded: nl-nl"),
        Column("element", "string", "page element of an element_click"),
        Column("order_id", "string", "order of a purchase, lead id of a lead"),
        Column("value", MONEY, "worth in the reporting currency; null when no rate is known"),
        Column("value_original", MONEY, "worth as sent"),
        Column("currency", "string", "currency as sent"),
        Column("consent", "string", "consent at event time: all, measurement, none, or unknown"),
        *CONSENT_DETAILS,
        Column(
            "flags",
            "string",
            "what only the row as sent shows: staff_user, qa_flag, test_order, blocked_id, prefetched, cached, commas "
            "between; or null",
        ),
        Column("seen_by", "string", "what saw the row that holds: browser, app or server; null: not stated"),
        *WHERE_FROM,
        REPLACED,
    ),
    scope=("event_id",),
    partition="date",
)

IMPRESSIONS = Table(
    layer="clean",
    name="impressions",
    meaning="one ad shown, once",
    grain=("impression_id",),
    columns=(
        Column("impression_id", "string", "id given by the ad server"),
        Column("occurred_at", "timestamp", "instant served, UTC"),
        Column("date", "date", "UTC day of `occurred_at`"),
        Column("device_id", "string", "keyed hash of the device, 32 hex"),
        Column("platform", "string", "ad platform"),
        Column("channel", "string", "channel of the campaign"),
        Column("campaign_id", "string", "campaign"),
        Column("creative_id", "string", "creative"),
        Column("placement", "string", "placement"),
        Column("region", "string", "country or region as told, folded: GB, US-CA"),
        Column("audience", "string", "segment that it was shown to, folded: lower case"),
        Column("position", "int", "rank on the page"),
        Column("rendered", "boolean", "it began to be drawn; null: the log does not tell"),
        Column("viewable", "boolean", "half of its pixels in view for one second, of a video for two"),
        Column("device_class", "string", "desktop, mobile, tablet or other"),
        Column("user_agent", "string", "as logged"),
        Column("agent_id", "string", "hash of the user agent, 32 hex; 32 zeros for a null one"),
        Column("ip_key", "string", "keyed hash of the address"),
        Column("ip_network", "string", "address cut to /24 (IPv4) or /48 (IPv6)"),
        Column("consent", "string", "all, measurement, none, or unknown"),
        *CONSENT_DETAILS,
        *WHERE_FROM,
        REPLACED,
    ),
    scope=("impression_id",),
    partition="date",
)

VERDICTS = Table(
    layer="clean",
    name="verdicts",
    meaning="one key that a rule sets aside, or cleared, on one day; joined when rows are read, so none is rewritten",
    grain=("kind", "key", "date"),
    columns=(
        Column("kind", "string", "what `key` is: agent_id, device_id, event_id, ip_key, ip_network or user_id"),
        Column("key", "string", "value of that column in clean.events and clean.impressions"),
        Column("date", "date", "UTC day it holds for"),
        Column("reason", "string", "bot, staff, data_centre, double_click, or cleared: suspected, but a person"),
        Column("label", "string", "GIVT, SIVT, internal, or none"),
        Column("rule", "string", "rule that decided"),
        Column("list_version", "string", "id, version and hash of the list or definition"),
    ),
    scope=("date",),
    partition="date",
)

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

LEDGER = Table(
    layer="clean",
    name="ledger",
    meaning="rows of one feed and delivery day by what became of them; a row is counted under one fate",
    grain=("feed", "date", "fate", "reason"),
    columns=(
        Column("feed", "string", "feed"),
        Column("date", "date", "day of delivery"),
        Column("fate", "string", "kept, or aside"),
        Column(
            "reason",
            "string",
            "why it was set aside; of kept rows `kept`, or `no_consent`: kept to be counted, not followed",
        ),
        Column("rows", "bigint", "rows"),
    ),
    scope=("feed", "date"),
)
