"""attribution.effects and attribution.disagreement: what models credit over a period, and how far they differ."""

from tandem.contract import Column, Table
from tandem.tables.attribution import REMOVED
from tandem.tables.raw import MONEY

_OF_FIT = (
    Column("through", "date", "the night of the fit; it keeps its rows"),
    Column("type", "string", "type of the conversions"),
    Column("level", "string", "channel, or campaign"),
    Column("channel", "string", "channel; (none) for conversions without a touch"),
    Column("campaign_id", "string", "campaign; empty when none, and on the level channel"),
)

EFFECTS = Table(
    layer="attribution",
    name="effects",
    meaning="what one model credits to a channel or campaign over the last period whose journeys are complete",
    grain=("through", "type", "level", "model", "markov_order", "place", "channel", "campaign_id"),
    columns=(
        *_OF_FIT,
        Column("model", "string", "rule model, markov, shapley, or shapley_ordered"),
        Column("markov_order", "int", "order of the chain, 1 to 3; 0 for other models"),
        Column("place", "int", "shapley_ordered: among a path's names by first touch, 5 with all later; 0 for others"),
        Column(
            "is_chosen",
            "boolean",
            "models are compared by it: not by Markov's orders that tell held-out paths less well, counts or places",
        ),
        Column("held_out_auc", "double", "of that order: area under the ROC curve on paths the fit had not seen"),
        Column("period_from", "date", "first day of the period (closing day of journeys)"),
        Column("period_to", "date", "last day of it: no later conversion can change what closed by then"),
        Column("journeys", "bigint", "journeys with and without a conversion that the model saw"),
        Column("removal_effect", "double", "share of the conversions lost without it, Markov only"),
        Column(
            "conversions",
            "double",
            "credited conversions; but for a count, over all names and places they are those of the period",
        ),
        Column("conversions_low", "double", "lower end of the 90 % interval"),
        Column("conversions_high", "double", "upper end"),
        Column("value", "double", "credited value, reporting currency"),
        Column("value_low", "double", "lower end of the 90 % interval"),
        Column("value_high", "double", "upper end"),
        Column("share", "double", "of the period's conversions, 0 to 1; null for a count"),
        Column("spend", MONEY, "spend of the period, reporting currency; null: no report came"),
        Column("roas", "double", "value / spend; null without spend"),
        Column("roas_low", "double", "lower end of the 90 % interval"),
        Column("roas_high", "double", "upper end"),
        Column("cpa", "double", "spend / conversions; null without either"),
        Column("removed", REMOVED, "what touch filters and path transforms took out of paths of its type and level"),
        Column("not_offered", "string", "why the model has no answer (its one row then names no channel); else null"),
    ),
    scope=("through",),
    partition="through",
)

DISAGREEMENT = Table(
    layer="attribution",
    name="disagreement",
    meaning="how far the models differ on one channel or campaign, and whether a budget decision hangs on the model",
    grain=("through", "type", "level", "channel", "campaign_id"),
    columns=(
        *_OF_FIT,
        Column("models", "int", "models compared"),
        Column("lowest_share", "double", "smallest share of the period's conversions, 0 to 1"),
        Column("lowest_model", "string", "the model that gives it"),
        Column("highest_share", "double", "largest share"),
        Column("highest_model", "string", "the model that gives it"),
        Column("best_rank", "int", "best rank among the names of its level, 1 the most credit"),
        Column("worst_rank", "int", "worst rank"),
        Column("roas_lowest", "double", "smallest ROAS of any model; null without spend"),
        Column("roas_highest", "double", "largest"),
        Column("target_roas", "double", "the ROAS that decides (attribution.target_roas)"),
        Column("above_target", "string", "models that put it at the target or above, joined by ', '"),
        Column("below_target", "string", "models that put it below"),
        Column("flips", "boolean", "models stand on both sides; null where there is no spend or no value"),
    ),
    scope=("through",),
    partition="through",
)
