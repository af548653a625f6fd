"""raw.*: what suppliers delivered, typed and keyed by delivery, nothing dropped and nothing corrected."""

from tandem.contract import Column, Table

MONEY = "decimal(18,6)"

DELIVERY_COLUMNS = (
    Column("delivery_id", "string", "the file that brought the row, 32 hex"),
    Column("line_no", "bigint", "place of the row in its file, from 1; 0 stands for a file that cannot be opened"),
    Column("delivery_date", "date", "day the file was delivered for, from its path"),
)


CONSENT_DETAILS = (
    Column("consent_version", "string", "version of the consent text or policy, as sent, e.g. tcf-2.2/cmp-31"),
    Column(
        "consent_scopes",
        "string",
        "purposes granted, as sent, e.g. analytics_storage,ad_storage; never a whole TC string",
    ),
)

SET_ASIDE_COLUMNS = (
    Column("set_aside", "string", "why the row could not be read, so that nothing reads it on; null: accepted"),
    Column("line", "string", "the line as delivered, first 10,000 characters, where the row is set aside"),
)


def feed(name: str, meaning: str, *columns: Column) -> Table:
    """The raw table of one feed: its contract columns, where each row came from, and why it is set aside."""
    return Table(
        layer="raw",
        name=name,
        meaning=meaning,
        grain=("delivery_date", "delivery_id", "line_no"),  # a delivery is of one day
        columns=(*columns, *DELIVERY_COLUMNS, *SET_ASIDE_COLUMNS),
        scope=("delivery_id",),
        partition="delivery_date",
    )


RAW_EVENTS = feed(
    "events",
    "one row as a collector, app, server or mail tool delivered it",
    Column("event_id", "string", "id given by the sender; a resend repeats it", required=True),
    Column(
        "name",
        "string",
        "view, ad_click, element_click, login, logout, purchase, lead, consent, email_sent, email_open, "
        "email_click, email_unsubscribe or ping",
        required=True,
    ),
    Column("occurred_at", "timestamp", "instant by the sender's clock, which may be wrong"),
    Column("sent_at", "timestamp", "instant of sending by the sender's clock"),
    Column("received_at", "timestamp", "instant of arrival by the receiver's clock", required=True, is_past=True),
    Column("device_id", "string", "cookie or app install, as sent"),
    Column("user_id", "string", "login id, as sent"),
    Column("email_hash", "string", "hash of the e-mail address, as sent"),
    Column("phone_hash", "string", "hash of the telephone number, as sent"),
    Column("crm_id", "string", "customer number of the back office, as sent"),
    Column("url", "string", "page address with its query"),
    Column("referrer", "string", "address of the page before"),
    Column("user_agent", "string", "as sent"),
    Column("ip", "string", "address the event came from"),
    Column("locale", "string", "language and region of the browser or app, e.g. nl-NL"),
    Column("element", "string", "page element of an element_click"),
    Column("campaign_id", "string", "campaign, where the sender states it; else the url tells"),
    Column("creative_id", "string", "creative, where the sender states it; else the url tells"),
    Column("placement", "string", "placement, where the sender states it; else the url tells"),
    Column("region", "string", "where the visitor is, as the collector tells it; ISO 3166: GB, or US-CA"),
    Column(
        "audience", "string", "segment that a clicked ad was shown to, where the sender states it; else the url tells"
    ),
    Column("channel", "string", "channel, where the sender states it; else the channel table decides"),
    Column("order_id", "string", "order of a purchase, lead id of a lead"),
    Column("value", MONEY, "worth of the conversion, in `currency`", at_least_zero=True),
    Column("currency", "string", "ISO 4217 code of `value`"),
    Column("consent", "string", "consent at event time: all, measurement or none; null: not asked"),
    *CONSENT_DETAILS,
    Column(
        "purpose",
        "string",
        "why a page was fetched, where not for a person to see now: prefetch, prerender, preview or cache",
    ),
    Column("seen_by", "string", "what saw it happen: browser, app or server; null: not stated"),
)

RAW_IMPRESSIONS = feed(
    "impressions",
    "one ad shown, as the ad server logged it",
    Column("impression_id", "string", "id given by the ad server", required=True),
    Column("occurred_at", "timestamp", "instant served", required=True, is_past=True),
    Column("device_id", "string", "cookie or app install, as logged"),
    Column("platform", "string", "ad platform, e.g. google, meta"),
    Column("campaign_id", "string", "campaign", required=True),
    Column("creative_id", "string", "the ad"),
    Column("placement", "string", "where on the platform it was shown"),
    Column("region", "string", "where the viewer is, as the ad server tells it; ISO 3166: GB, or US-CA"),
    Column("audience", "string", "name of the segment or target group that it was shown to"),
    Column("position", "int", "rank on the page, 1 is the top", at_least_zero=True),
    Column("rendered", "boolean", "it began to be drawn; null: not told"),
    Column("viewable", "boolean", "half of its pixels in view for one second, of a video for two (MRC)"),
    Column("user_agent", "string", "as logged"),
    Column("ip", "string", "address it was served to"),
    Column("consent", "string", "as in raw.events"),
    *CONSENT_DETAILS,
)

RAW_AD_REPORTS = feed(
    "ad_reports",
    "one line of a platform's own daily report",
    Column("date", "date", "day in the account's timezone", required=True, is_past=True),
    Column("platform", "string", "ad platform", required=True),
    Column("account_id", "string", "account on the platform"),
    Column("level", "string", "account, campaign, ad_group or ad; else the name of a breakdown, e.g. keyword, country"),
    Column("report", "string", "which report of that level, where a platform sends several; null: its only one"),
    Column("campaign_id", "string", "campaign; empty: none (an account's line), or the creative tells", required=True),
    Column("campaign_name", "string", "campaign's name on that day"),
    Column("channel", "string", "channel, where stated; else that of the campaign"),
    Column("ad_group_id", "string", "ad group or ad set, where stated"),
    Column("creative_id", "string", "the ad; null where the report stops above it"),
    Column("action", "string", "kind of action that a line of actions counts or values; null: not such a line"),
    Column("impressions", "bigint", "shown, by the platform's own definition", at_least_zero=True),
    Column("clicks", "bigint", "clicks that lead to the advertiser, as the platform counts them", at_least_zero=True),
    Column("all_clicks", "bigint", "clicks of any kind, where the platform tells them too", at_least_zero=True),
    Column("conversions", "double", "conversions the platform claims", at_least_zero=True),
    Column("conversion_value", MONEY, "their value, in `currency`", at_least_zero=True),
    Column("spend", MONEY, "cost, in `currency`", at_least_zero=True),
    Column("currency", "string", "ISO 4217 code of the account"),
    Column("timezone", "string", "timezone of the account's day"),
    Column("exported_at", "timestamp", "instant of the export; the latest export of a line holds"),
)

RAW_ORDERS = feed(
    "orders",
    "one state of one order, as the back office exported it",
    Column("order_id", "string", "id of the order", required=True),
    Column("occurred_at", "timestamp", "instant of the order", required=True, is_past=True),
    Column("user_id", "string", "login id of the buyer"),
    Column("email_hash", "string", "hash of the buyer's e-mail address"),
    Column("value", MONEY, "gross value, in `currency`", required=True, at_least_zero=True),
    Column("currency", "string", "ISO 4217 code", required=True),
    Column("margin", MONEY, "margin where known, in `currency`"),
    Column("refunded_value", MONEY, "refunded so far, in `currency`", at_least_zero=True),
    Column("refunded_at", "timestamp", "instant of the last refund"),
    Column("updated_at", "timestamp", "instant of this state; the latest state of an order holds"),
)

RAW_LEADS = feed(
    "leads",
    "one stage of one lead, as the CRM exported it",
    Column("lead_id", "string", "id that the site gave the lead: the `order_id` of its event", required=True),
    Column("stage", "string", "stage in the CRM's own words; conf/leads.yml knows them", required=True),
    Column("occurred_at", "timestamp", "instant the lead entered the stage", required=True, is_past=True),
    Column("change_id", "string", "id of the change, where the CRM keeps a history; null: one row a lead and stage"),
    Column("value", MONEY, "worth of the lead at that stage, in `currency`", at_least_zero=True),
    Column("currency", "string", "ISO 4217 code of `value`"),
    Column("order_id", "string", "order of a won lead, where known"),
    Column("user_id", "string", "login id, as sent"),
    Column("email_hash", "string", "hash of the e-mail address, as sent"),
    Column("crm_id", "string", "customer number of the back office, as sent"),
    Column("updated_at", "timestamp", "instant of this state of the row; the latest state holds"),
)

RAW_CAMPAIGNS = feed(
    "campaigns",
    "one state of one campaign",
    Column("campaign_id", "string", "id of the campaign", required=True),
    Column("name", "string", "name", required=True),
    Column("platform", "string", "ad platform"),
    Column("account_id", "string", "account on the platform"),
    Column("channel", "string", "channel it runs in, where stated"),
    Column("objective", "string", "what it is for, in the advertiser's words"),
    Column("updated_at", "timestamp", "instant of this state; the latest holds"),
)

RAW_CREATIVES = feed(
    "creatives",
    "one state of one creative",
    Column("creative_id", "string", "id of the creative", required=True),
    Column("campaign_id", "string", "campaign it belongs to", required=True),
    Column("name", "string", "name"),
    Column("format", "string", "text, image, video, ..."),
    Column("headline", "string", "what it says"),
    Column("landing_url", "string", "where it leads"),
    Column("updated_at", "timestamp", "instant of this state; the latest holds"),
)

RAW_FX_RATES = feed(
    "fx_rates",
    "one day's rate of one currency",
    Column("date", "date", "day the rate is for", required=True, is_past=True),
    Column("currency", "string", "ISO 4217 code", required=True),
    Column("rate", MONEY, "units of the reporting currency for one unit", required=True, at_least_zero=True),
)
