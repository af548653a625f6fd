"""metrics.lead_stages: how many leads get how far, how long that takes, and what it is worth."""

from tandem.contract import Column, Table

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
        Column("phi", "double", "over-dispersion, at least 1"),
        Column("effective_size", "double", "trials / phi"),
        Column("completeness", "double", "trials / size"),
        Column(
            "lag_quarter_days",
            "double",
            "days after which a quarter of those to come are in; of a campaign its channel's",
        ),
        Column("lag_median_days", "double", "days after which half of them have"),
        Column("lag_nine_tenths_days", "double", "days after which nine of ten have"),
        Column("cycle_days", "double", "days that it takes them on average"),
        Column(
            "value", "double", "mean worth of the leads that entered `stage` in the window, of those with a known one"
        ),
        Column("value_per_lead", "double", "of the sale: smoothed rate x value, what one of `from_stage` will bring"),
        Column("velocity", "double", "from lead to sale: size x value x smoothed rate / cycle_days (docs/leads.md)"),
        Column("velocity_low", "double", "the same at the lower end of the rate"),
        Column("velocity_high", "double", "the same at its upper end"),
    ),
    scope=("through",),
    partition="through",
)
