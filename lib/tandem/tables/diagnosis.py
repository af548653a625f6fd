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

CAUSES = Table(
    layer="diagnosis",
    name="causes",
    meaning="one candidate cause of one campaign's quadrant over the 28 days to `through`; the ten likeliest are kept",
    grain=("through", "campaign_id", "axis", "stage", "kind", "name"),
    columns=(
        Column("through", "date", "last reporting day"),
        Column("campaign_id", "string", "campaign"),
        Column("campaign_name", "string", "its name; the id where no name is known"),
        Column("channel", "string", "its channel"),
        Column("quadrant", "string", "as in diagnosis.quadrants"),
        Column("rank", "int", "place among the campaign's candidates: established first, then the likeliest"),
        Column("axis", "string", "ctr: why so few or so many click; cr: why so few buy; empty: nothing to compare"),
        Column("stage", "string", "click, stay (the session is engaged), or buy (of those that stay); empty: all"),
        Column(
            "kind",
            "string",
            "page, device, audience, creative or placement: a part against the rest of the campaign; promise: the "
            "campaign against its peers where it lands; proposition: the same in every part; headroom; none",
        ),
        Column("name", "string", "which page, device class, cohort, creative or placement; empty: the whole campaign"),
        Column("status", "string", "established: the probability reaches diagnosis.decided; else not established"),
        Column("probability", "double", "that this is the cause on its axis: one posterior over all and over none"),
        Column("effect", "double", "rate of the part / what the rest and peers lead one to expect of it, minus 1"),
        Column("effect_low", "double", "5 % point of it, were this the cause"),
        Column("effect_high", "double", "95 % point of it"),
        Column("explains", "double", "share of the log of the axis' index that it accounts for; null: not low"),
        Column("trials", "bigint", "impressions (click), visits begun by a click (stay), or those that stay (buy)"),
        Column(
            "needed",
            "bigint",
            "more such trials of the campaign until it is established, were the difference to stay; null: it is, or "
            "cannot be said; -1: more than it can buy",
        ),
        Column("evidence", "string", "the counts in words"),
        Column("brief", "string", "one paragraph on the campaign, on its row of rank 1; null on the others"),
    ),
    scope=("through",),
    partition="through",
)
