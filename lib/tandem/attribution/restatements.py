"""attribution.restatements: what a night changed in credit, by channel and by what brought it about.

Only conversions are compared of which a row changed: one that loses a touch has a changed journey, or other shares.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.attribution.models import Models
from tandem.attribution.news import of_each, touch_news, with_news
from tandem.changes import Affected, Touched
from tandem.tables import CONVERSIONS, CREDITS, JOURNEYS, NO_TOUCH, RULE_MODELS

EXACT = 12  # digits to which shares are compared
AMOUNTS = ("conversions", "value", "refunded")
MARKS = ("is_news", "is_withdrawn")  # of touches
KEYS = ("type", "reason", "channel", "model")
SIDES = ("before", "after")


def build_restatements(
    before: Sequence[DataFrame], after: Sequence[DataFrame], touched: Touched, models: Models, night: Affected
) -> DataFrame:
    """One row per type, reason, channel and model: credit before and after, of conversions whose credit changed.

    Either side is journeys and credits. The one key of `night` names all rows.
    """
    assert night.keys is not None
    ids = of_each(touched, "conversion_id", CREDITS, JOURNEYS, CONVERSIONS)
    if ids is None and not touched.everything:
        ids = after[0].select("conversion_id").limit(0)
    of_ids = [[_of(frame, ids) for frame in side] for side in (before, after)]
    news = touch_news(touched)
    states = [_state(side, news).select("conversion_id", F.struct("*").alias(name))
              for name, side in zip(SIDES, of_ids, strict=True)]  # fmt: skip
    both = states[0].join(states[1], on="conversion_id", how="full_outer")
    changed = both.where(~_content("before").eqNullSafe(_content("after")))
    explained = with_news(changed, touched, [journeys for journeys, _ in of_ids], models.funnel)
    told = explained.withColumn("reason", reason(is_anew=touched.everything))
    together = _amounts(told, models.names).groupBy(*KEYS)
    summed = together.agg(*(_sum(name, side) for name in AMOUNTS for side in SIDES))
    return summed.crossJoin(F.broadcast(night.keys))


def reason(*, is_anew: bool) -> Column:
    """What changed a conversion's credit: the first that applies. `is_anew`: a definition did, or days are redone."""
    before, after = F.col("before"), F.col("after")
    gained, lost = _not_among("after", "before"), _not_among("before", "after")
    moved = (F.size(gained) > 0) | (F.size(lost) > 0)
    other_person = F.col("is_renamed") | (before["person_id"] != after["person_id"])
    return (
        F.when(before.isNull(), "new_conversion")
        .when(after.isNull(), "conversion_set_aside")
        .when(F.col("is_taken_back") & (before["person_id"] != after["person_id"]), "consent_withdrawn")
        .when(F.exists(lost, lambda each: each["is_withdrawn"]), "consent_withdrawn")
        .when(moved & (before["person_id"] != after["person_id"]), "people")
        .when(F.exists(gained, lambda each: each["is_news"]), "late_touch")
        .when(F.exists(lost, lambda each: each["is_news"]), "touch_set_aside")
        .when(moved & other_person, "people")
        .when((F.size(lost) > 0) & F.lit(not is_anew), "touch_gone")
        .when(~before["value"].eqNullSafe(after["value"]), "value")
        .when(~before["refunded_value"].eqNullSafe(after["refunded_value"]), "refund")
        .when(F.exists(after["touches"], lambda each: each["is_news"]), "touch_changed")
        .when(F.col("is_funnel") & F.lit(not is_anew), "funnel_event")
        .otherwise("computed_anew")
    )


def _of(frame: DataFrame, ids: DataFrame | None) -> DataFrame:
    """Rows of those conversions; all where none are named."""
    return frame if ids is None else frame.join(ids, on="conversion_id", how="left_semi")


def _state(side: Sequence[DataFrame], news: DataFrame | None) -> DataFrame:
    """One row per conversion: what it is worth, whose it is, and its touches with their shares, in order of id."""
    journeys, credits_ = side
    credits_ = credits_.withColumns(dict.fromkeys(MARKS, F.lit(False))) if news is None else _marked(credits_, news)
    named = [F.struct(F.lit(model).alias("model"), F.col(model).alias("share")) for model in RULE_MODELS]
    shares = F.transform(
        F.concat(F.array(*named), "custom"),
        lambda each: F.struct(each["model"].alias("model"), F.round(each["share"], EXACT).alias("share")),
    )
    touch = F.struct("touch_id", F.col("channel"), shares.alias("shares"), *MARKS)
    touches = credits_.groupBy("conversion_id").agg(F.array_sort(F.collect_list(touch)).alias("touches"))
    worth = journeys.select("conversion_id", "type", "person_id", "value", "refunded_value")
    return worth.join(touches, on="conversion_id", how="left")


def _marked(credits_: DataFrame, news: DataFrame) -> DataFrame:
    """Credits with what tonight's rows say of their touches."""
    return credits_.join(news, on="touch_id", how="left").fillna(False, subset=list(MARKS))


def _content(side: str) -> Column:
    """What of a conversion is credit."""
    shares = F.transform(F.col(f"{side}.touches"), lambda each: each.dropFields(*MARKS))
    return F.when(
        F.col(side).isNotNull(), F.struct(f"{side}.type", f"{side}.value", f"{side}.refunded_value", shares.alias("t"))
    )


def _not_among(side: str, other: str) -> Column:
    """Touches of one side that the other has not."""
    known = F.transform(F.col(f"{other}.touches"), lambda each: each["touch_id"])
    ids = F.coalesce(known, F.array().cast("array<string>"))
    return F.filter(F.col(f"{side}.touches"), lambda each: ~F.array_contains(ids, each["touch_id"]))


def _amounts(told: DataFrame, models: Sequence[str]) -> DataFrame:
    """Credit by `side`, channel and model; a conversion without a touch is one of `(none)`."""
    whole = F.array(*(F.struct(F.lit(model).alias("model"), F.lit(1.0).alias("share")) for model in models))
    nothing = F.array(F.struct(F.lit(NO_TOUCH).alias("channel"), whole.alias("shares")))
    # Both in one pass: what is told of a conversion takes long to find.
    sides = F.array_compact(F.array(*(F.when(F.col(side).isNotNull(), _worth(side)) for side in SIDES)))
    of_side = told.select(F.coalesce("after.type", "before.type").alias("type"), "reason", F.inline(sides))
    earning = F.transform(
        "touches", lambda each: F.struct(each["channel"].alias("channel"), each["shares"].alias("shares"))
    )
    of_touch = of_side.withColumn("touch", F.explode(F.when(F.size(earning) > 0, earning).otherwise(nothing)))
    listed = of_touch.select(
        "*", F.coalesce("touch.channel", F.lit("")).alias("channel"), F.explode("touch.shares").alias("of")
    )
    share = F.col("of.share").cast("decimal(20,15)")
    return listed.select(
        "type", "reason", "channel", F.col("of.model").alias("model"), "side",
        share.alias("conversions"),
        (share * F.col("value")).cast("decimal(38,15)").alias("value"),
        (share * F.col("refunded_value")).cast("decimal(38,15)").alias("refunded"),
    )  # fmt: skip


def _worth(side: str) -> Column:
    return F.struct(F.lit(side).alias("side"), f"{side}.value", f"{side}.refunded_value", f"{side}.touches")


def _sum(name: str, side: str) -> Column:
    of_side = F.sum(F.when(F.col("side") == side, F.col(name))).cast("double")
    return F.coalesce(of_side, F.lit(0.0)).alias(f"{name}_{side}")
