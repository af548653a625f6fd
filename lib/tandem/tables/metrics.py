"""metrics.*: additive counts, and the rates made from their sums."""

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
    meaning="additive counts of one reporting day, channel, and region or audience; of ads that name a campaign. "
    "Each `dimension` counts everything once: never sum over two",
    grain=("date", "conversion_date", "source", "basis", "channel", "dimension", "value", "type"),
    columns=(
        Column("date", "date", "reporting day; of outcomes that of the click"),
        Column(
            "conversion_date", "date", "of outcomes: reporting day of the first conversion of the type; else `date`"
        ),
        Column("source", "string", "what was counted: impressions, clicks, unlinked_clicks, outcomes"),
        Column("basis", "string", "own: Tandem's tracking"),
        Column("channel", "string", "channel"),
        Column("dimension", "string", "region, or audience"),
        Column("value", "string", "which region or audience; empty when not known"),
        Column("type", "string", "of outcomes: type of the conversion; else empty"),
        Column("impressions", "bigint", "impressions"),
        Column("ad_clicks", "bigint", "ad clicks"),
        Column("converting_clicks", "bigint", "as in metrics.outcomes"),
    ),
    scope=("source", "date"),
    partition="date",
)

RATES = Table(
    layer="metrics",
    name="rates",
    meaning="one rate of one entity over one window, with its doubt",
    grain=("through", "level", "entity", "measure", "window_days"),
    columns=(
        Column("through", "date", "last reporting day of the window"),
        Column("level", "string", "channel, campaign, or creative"),
        Column("entity", "string", "name or id at that level"),
        Column("parent", "string", "entity one level up; empty for channels"),
        Column("measure", "string", "ctr, or cr"),
        Column("window_days", "int", "days in the window"),
        Column("basis", "string", "own where it has trials there, else platform; both parts of the rate are of it"),
        Column("successes", "double", "numerator: ad clicks, or converting clicks"),
        Column("trials", "double", "denominator: impressions, or maturity-weighted ad clicks"),
        Column("raw", "double", "successes / trials, at most 1; of cr the projected rate"),
        Column("observed", "double", "successes so far / all trials, whatever is still to come; of ctr it is raw"),
        Column(
            "expected",
            "double",
            "rate that peers lead one to expect: other channels of a channel, other campaigns of its channel else",
        ),
        Column("smoothed", "double", "posterior mean"),
        Column("low", "double", "5 % point of the posterior"),
        Column("high", "double", "95 % point of the posterior"),
        Column("index", "double", "smoothed / expected"),
        Column("index_low", "double", "low / expected"),
        Column("index_high", "double", "high / expected"),
        Column("p_high", "double", "probability that the index is over 1"),
        Column("p_par", "double", "probability that the index is within 5 % of 1"),
        Column("phi", "double", "over-dispersion, at least 1, and of CR the doubt of maturity"),
        Column("strength", "double", "prior strength, in trials"),
        Column("effective_size", "double", "trials / phi"),
        Column("completeness", "double", "share of the conversions to come that are in; 1 for ctr"),
        Column("weighted_raw", "double", "time-weighted rate: both parts decayed by age (metrics.half_life_days)"),
        Column("weighted", "double", "its posterior mean, under the same prior"),
        Column("weighted_low", "double", "5 % point of that posterior"),
        Column("weighted_high", "double", "95 % point of that posterior"),
        Column("weighted_size", "double", "(sum of weights x trials)^2 / sum of weights^2 x trials, / phi"),
    ),
    scope=("through",),
    partition="through",
)

COMPANY = ""  # the entity that is the whole company, here and in the tables of holds and cells

LIMITS = Table(
    layer="metrics",
    name="limits",
    meaning="one day of one rate against its own approved history, as known on the night `through`",
    grain=("through", "level", "entity", "measure", "date"),
    columns=(
        Column("through", "date", "the night"),
        Column(
            "date",
            "date",
            "reporting day of the 28 to `through`, or far out in a longer window; for cr of the click",
        ),
        Column("level", "string", "company, channel, or campaign"),
        Column("entity", "string", "name or id at that level; empty for the company"),
        Column("measure", "string", "ctr, or cr"),
        Column("basis", "string", "own where it has trials there, else platform; both parts of the rate are of it"),
        Column("successes", "double", "numerator: ad clicks, or converting clicks"),
        Column("trials", "double", "denominator: impressions, or maturity-weighted ad clicks"),
        Column("rate", "double", "successes / trials of the day, at most 1; of cr the projected rate"),
        Column("observed", "double", "successes so far / all trials of the day, whatever is still to come"),
        Column("completeness", "double", "share of the day's conversions to come that are in; 1 for ctr"),
        Column("expected", "double", "rate that the history of this weekday leads one to expect; null: no history"),
        Column("low", "double", "under this the day is for review"),
        Column("high", "double", "over this the day is for review"),
        Column(
            "smoothed",
            "double",
            "rate of the day and the two before it together, without those an owner has decided on",
        ),
        Column("smoothed_expected", "double", "what history leads one to expect of those days"),
        Column("smoothed_low", "double", "under this the three days are for review"),
        Column("smoothed_high", "double", "over this the three days are for review"),
        Column("phi", "double", "over-dispersion of the days in the history, at least 1"),
        Column("market", "double", "market index that has moved the limits (conf/market.yml); null: none is stated"),
        Column("status", "string", "in control, watch, review, or not enough history"),
        Column("far_out", "boolean", "in review, and less likely than metrics.hold_tail when nothing has changed"),
        Column(
            "held_since",
            "date",
            "first far out day of the hold that stands on the night, on all days of the series; null: none stands",
        ),
    ),
    scope=("through",),
    partition="through",
)

READINGS = Table(
    layer="metrics",
    name="readings",
    meaning="one reading of a night's rates and sums: what they are worth, where they differ, what goes with what",
    grain=("through", "reading", "level", "entity", "measure", "part"),
    columns=(
        Column("through", "date", "the night"),
        Column("reading", "string", "efficiency, revenue per CTR point, slope, guard, cohort, reversal, or lead"),
        Column("level", "string", "company, channel, or campaign"),
        Column("entity", "string", "name or id at that level; company"),
        Column("measure", "string", "what is read: ctr, cr, bounce, engaged, revenue, leads"),
        Column("part", "string", "cohort, guard, or which of several values; empty where there is one"),
        Column("basis", "string", "own, or platform; empty where it rests on several"),
        Column("value", "double", "the reading; docs/readings.md says of each what it is and in which unit"),
        Column("low", "double", "lower end of its 90 % interval; null: not known"),
        Column("high", "double", "upper end"),
        Column("against", "double", "what it is read against; null: nothing"),
        Column("p", "double", "probability that the verdict rests on; docs/readings.md says of what"),
        Column("size", "double", "trials, successes, or days behind it"),
        Column("lag_days", "int", "of leads: days from CTR to the other; under 0: the other is earlier"),
        Column("verdict", "string", "what it says; empty: it judges nothing"),
        Column("why", "string", "one sentence of evidence, with what is assumed"),
        Column("from_date", "date", "first reporting day read"),
        Column("to_date", "date", "last reporting day read"),
        Column("expires_on", "date", "night from which it is tested again"),
    ),
    scope=("through",),
    partition="through",
)
