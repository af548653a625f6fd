"""clean.leads, metrics.lead_stages: how far each lead came; how many do, how fast, and what that is worth."""

from tandem.contract import Column, Table
from tandem.tables.clean import WHERE_FROM
from tandem.tables.raw import MONEY

LEADS = Table(
    layer="clean",
    name="leads",
    meaning="one stage of one lead: what the CRM states, or what a later stage implies",
    grain=("lead_id", "stage"),
    columns=(
        Column("lead_id", "string", "lead: the `order_id` of its event"),
        Column("stage", "string", "stage by conf/leads.yml; in the CRM's words, folded, where that does not know it"),
        Column("rank", "int", "place of the stage in its order, from 1; null: the closing stage, or not known"),
        Column("occurred_at", "timestamp", "first entry since the lead was last moved back before it, UTC"),
        Column("date", "date", "UTC day of `occurred_at`"),
        Column("lead_at", "timestamp", "instant of the lead's first stage, UTC"),
        Column("basis", "string", "stated, or implied: skipped, so entered with the next later stage at the latest"),
        Column("entry_count", "bigint", "times that the CRM says the stage was entered; 0 where implied"),
        Column("value", MONEY, "worth in the reporting currency by the day's rate; null when no rate is known"),
        Column("value_original", MONEY, "worth as delivered"),
        Column("currency", "string", "currency as delivered"),
        Column("order_id", "string", "order of a won lead, where known"),
        Column("conversion_id", "string", "the lead's own conversion in clean.conversions, where its event was seen"),
        Column("event_id", "string", "event that links it to a device; null: none seen"),
        Column("device_id", "string", "device of the event"),
        Column("strong_id", "string", "user, e-mail or customer of the CRM, else of the event, keyed hash"),
        Column("consent", "string", "consent of the event: all, measurement, none, or unknown"),
        Column(
            "excluded_by",
            "string",
            "unknown_stage, before_lead (on a day before the lead's own), moved_back (to an earlier stage, and not "
            "entered again), or a rule that sets the lead aside, e.g. staff_user; null: it counts",
        ),
        *WHERE_FROM,
    ),
    scope=("lead_id", "stage"),
    partition="date",
)


def _ends(name: str) -> tuple[Column, Column]:
    """Columns of the interval of another column."""
    return (
        Column(f"{name}_low", "double", "lower end of its 90 % interval"),
        Column(f"{name}_high", "double", "upper end"),
    )


LEAD_STAGES = Table(
    layer="metrics",
    name="lead_stages",
    meaning="one step of the leads of one entity over one window: the rate from a stage to a later one, and its lag",
    grain=("through", "level", "entity", "from_stage", "stage"),
    columns=(
        Column("through", "date", "last reporting day of the window"),
        Column("level", "string", "company, channel, or campaign"),
        Column("entity", "string", "name or id at that level; empty for the company, (none) without a known touch"),
        Column("parent", "string", "channel of a campaign; empty else"),
        Column("from_stage", "string", "stage that the rate is out of (conf/leads.yml), or ad_click"),
        Column("stage", "string", "stage that is reached"),
        Column(
            "step", "string", "lead (out of clicks), qualified, sale (out of qualified), whole (lead to sale), or empty"
        ),
        Column("window_days", "int", "days in the window"),
        Column("entered", "bigint", "leads that entered `stage` in the window, whenever they began"),
        Column("size", "bigint", "leads (or clicks) that entered `from_stage` in the window: the whole of the rate"),
        Column("successes", "double", "those of them that have reached `stage` so far"),
        Column("trials", "double", "`size` weighed by maturity: the share of those to come that can be in"),
        Column("observed", "double", "successes / size: what has been seen"),
        Column("raw", "double", "successes / trials, at most 1: the projected rate, with those still to come"),
        Column("expected", "double", "projected rate that peers lead one to expect; null for the company"),
        Column("smoothed", "double", "projected rate: the posterior mean; of the company `raw`"),
        Column("low", "double", "lower end of its 90 % interval"),
        Column("high", "double", "upper end"),
        Column("index", "double", "smoothed / expected; null for the company"),
        Column("p_high", "double", "probability that the index is over 1; null for the company"),
        Column("phi", "double", "over-dispersion, at least 1, and the doubt of maturity"),
        Column("effective_size", "double", "trials / phi"),
        Column("completeness", "double", "trials / size"),
        Column(
            "lag_quarter_days",
            "double",
            "days after which a quarter of those to come are in; of a campaign its channel's",
        ),
        *_ends("lag_quarter_days"),
        Column("lag_median_days", "double", "days after which half of them have"),
        *_ends("lag_median_days"),
        Column("lag_nine_tenths_days", "double", "days after which nine of ten have"),
        *_ends("lag_nine_tenths_days"),
        Column("cycle_days", "double", "days that it takes them on average"),
        *_ends("cycle_days"),
        Column(
            "value", "double", "mean worth of the leads that entered `stage` in the window, of those with a known one"
        ),
        *_ends("value"),
        Column("value_per_lead", "double", "of the sale: smoothed rate x value, what one of `from_stage` will bring"),
        *_ends("value_per_lead"),
        Column("velocity", "double", "from lead to sale: size x value x smoothed rate / cycle_days (docs/leads.md)"),
        *_ends("velocity"),
    ),
    scope=("through",),
    partition="through",
)
