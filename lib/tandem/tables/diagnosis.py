"""diagnosis.*: what CTR and CR, read together, say of a campaign."""

from tandem.contract import Column, Table
from tandem.tables.raw import MONEY

QUADRANTS = Table(
    layer="diagnosis",
    name="quadrants",
    meaning="verdict on one campaign over the 28 days to `through`",
    grain=("through", "campaign_id"),
    columns=(
        Column("through", "date", "last reporting day"),
        Column("campaign_id", "string", "campaign"),
        Column("campaign_name", "string", "its name; the id where no name is known"),
        Column("channel", "string", "its channel"),
        Column("quadrant", "string", "harmony, seduction, precision, struggle, at par, or undecided"),
        Column("ctr_axis", "string", "high, low, at par, or undecided"),
        Column("cr_axis", "string", "high, low, at par, or undecided"),
        Column("ctr_p_high", "double", "probability that the CTR index is over 1"),
        Column("cr_p_high", "double", "probability that the CR index is over 1"),
        Column("ctr_index", "double", "smoothed CTR / expected CTR"),
        Column("cr_index", "double", "smoothed CR / expected CR"),
        Column(
            "needed_impressions", "bigint", "more impressions to decide CTR; null: decided; -1: more than it can buy"
        ),
        Column("needed_clicks", "bigint", "more clicks to decide CR; null: decided; -1: more than it can buy"),
        Column("why", "string", "one sentence of evidence"),
    ),
    scope=("through",),
    partition="through",
)

TRANSITIONS = Table(
    layer="diagnosis",
    name="transitions",
    meaning="one campaign whose quadrant on the night `through` is another than on a night of the week before",
    grain=("through", "campaign_id"),
    columns=(
        Column("through", "date", "the night"),
        Column("campaign_id", "string", "campaign"),
        Column("campaign_name", "string", "its name; the id where no name is known"),
        Column("channel", "string", "its channel"),
        Column("since", "date", "the night it is compared with: the last one 7 to 13 days before"),
        Column("from_quadrant", "string", "its quadrant that night"),
        Column("to_quadrant", "string", "its quadrant now"),
        Column(
            "p_real",
            "double",
            "probability that a rate whose axis changed has moved that way within 28 days; null: too little history",
        ),
        Column("first_date", "date", "likeliest first day of that move"),
        Column("spend", MONEY, "spend of the 7 days to `through`, reporting currency; null: not known"),
        Column("spend_before", MONEY, "spend of the 7 days before those"),
        Column("new_creatives", "bigint", "creatives that ran in those 7 days and not in the three weeks before"),
    ),
    scope=("through",),
    partition="through",
)
