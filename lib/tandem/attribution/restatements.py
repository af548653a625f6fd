"""attribution.restatements: what a night changed in credit, by channel and by what brought it about.

Only conversions are compared of which a row changed: one that loses a touch has a changed journey, or other shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.attribution.models import Models
from tandem.attribution.reach import renamed
from tandem.attribution.returns import NO_TOUCH
from tandem.changes import Affected, Touched
from tandem.contract import Table
from tandem.tables import CONVERSIONS, CREDITS, JOURNEYS, PEOPLE, RULE_MODELS, TOUCHES

EXACT = 12  # digits to which shares are compared
AMOUNTS = ("conversions", "value", "refunded")
RESTATED_BY = (JOURNEYS, CREDITS, CONVERSIONS, TOUCHES, PEOPLE)
KEYS = ("type", "reason", "channel", "model")


def build_restatements(
    before: Sequence[DataFrame], after: Sequence[DataFrame], touched: Touched, models: Models, night: Affected
) -> DataFrame:
    """One row per type, reason, channel and model: credit before and after, of conversions whose credit changed.

    Either side is journeys and credits. The one key of `night` names all rows.
    """
    assert night.keys is not None
    ids = _of_each(touched, "conversion_id", CREDITS, JOURNEYS, CONVERSIONS)
    if ids is None and not touched.everything:
        ids = after[0].select("conversion_id").limit(0)
    news = _of_each(touched, "touch_id", TOUCHES)
    sides = [_state(side, ids, news).select("conversion_id", F.struct("*").alias(name)) for side, name in
             ((before, "before"), (after, "after"))]  # fmt: skip
    both = sides[0].join(sides[1], on="conversion_id", how="full_outer")
    changed = both.where(~_content("before").eqNullSafe(_content("after")))
    told = _with_renamed(changed, touched).withColumn("reason", reason(is_anew=touched.everything))
    amounts = [_amounts(told, side, models.names) for side in ("before", "after")]
    together = amounts[0].unionByName(amounts[1], allowMissingColumns=True).groupBy(*KEYS)
    summed = together.agg(*(_sum(f"{name}_{side}") for name in AMOUNTS for side in ("before", "after")))
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
        .when(moved & (before["person_id"] != after["person_id"]), "people")
        .when(F.exists(gained, lambda each: each["is_news"]), "late_touch")
        .when(F.exists(lost, lambda each: each["is_news"]), "touch_set_aside")
        .when(moved & other_person, "people")
        .when((F.size(lost) > 0) & F.lit(not is_anew), "touch_gone")
        .when(~before["value"].eqNullSafe(after["value"]), "value")
        .when(~before["refunded_value"].eqNullSafe(after["refunded_value"]), "refund")
        .when(F.exists(after["touches"], lambda each: each["is_news"]), "touch_changed")
        .otherwise("computed_anew")
    )


def _state(side: Sequence[DataFrame], ids: DataFrame | None, news: DataFrame | None) -> DataFrame:
    """One row per conversion: what it is worth, whose it is, and its touches with their shares, in order of id."""
    journeys, credits_ = (
        frame if ids is None else frame.join(ids, on="conversion_id", how="left_semi") for frame in side
    )
    credits_ = credits_.withColumn("is_news", F.lit(False)) if news is None else _marked(credits_, news)
    named = [F.struct(F.lit(model).alias("model"), F.col(model).alias("share")) for model in RULE_MODELS]
    shares = F.transform(
        F.concat(F.array(*named), "custom"),
        lambda each: F.struct(each["model"].alias("model"), F.round(each["share"], EXACT).alias("share")),
    )
    touch = F.struct("touch_id", F.col("channel"), shares.alias("shares"), "is_news")
    touches = credits_.groupBy("conversion_id").agg(F.array_sort(F.collect_list(touch)).alias("touches"))
    worth = journeys.select("conversion_id", "type", "person_id", "value", "refunded_value")
    return worth.join(touches, on="conversion_id", how="left")


def _marked(credits_: DataFrame, news: DataFrame) -> DataFrame:
    """Credits with `is_news`: the touch itself came or changed tonight."""
    marked = credits_.join(news.withColumn("is_news", F.lit(True)), on="touch_id", how="left")
    return marked.fillna(False, subset=["is_news"])


def _of_each(touched: Touched, key: str, *tables: Table) -> DataFrame | None:
    """Keys of the changed rows of these tables; None where there are none, or everything is taken as changed."""
    keys = [frame for table in tables for frame in touched.keys(table, key)]
    return reduce(DataFrame.unionByName, keys).distinct() if keys else None


def _with_renamed(changed: DataFrame, touched: Touched) -> DataFrame:
    """Conversions with `is_renamed`: who their person is changed tonight."""
    people = renamed(touched.of(PEOPLE))
    if not people:
        return changed.withColumn("is_renamed", F.lit(False))
    persons = people[0].distinct().withColumn("is_renamed", F.lit(True))
    owned = changed.withColumn("person_id", F.coalesce("after.person_id", "before.person_id"))
    return owned.join(persons, on="person_id", how="left").fillna(False, subset=["is_renamed"]).drop("person_id")


def _content(side: str) -> Column:
    """What of a conversion is credit."""
    shares = F.transform(F.col(f"{side}.touches"), lambda each: each.dropFields("is_news"))
    return F.when(
        F.col(side).isNotNull(), F.struct(f"{side}.type", f"{side}.value", f"{side}.refunded_value", shares.alias("t"))
    )


def _not_among(side: str, other: str) -> Column:
    """Touches of one side that the other has not."""
    known = F.transform(F.col(f"{other}.touches"), lambda each: each["touch_id"])
    ids = F.coalesce(known, F.array().cast("array<string>"))
    return F.filter(F.col(f"{side}.touches"), lambda each: ~F.array_contains(ids, each["touch_id"]))


def _amounts(told: DataFrame, side: str, models: Sequence[str]) -> DataFrame:
    """Credit of one side by channel and model; a conversion without a touch is one of `(none)`."""
    whole = F.array(*(F.struct(F.lit(model).alias("model"), F.lit(1.0).alias("share")) for model in models))
    nothing = F.array(F.struct(F.lit(NO_TOUCH).alias("channel"), whole.alias("shares")))
    earning = F.transform(
        F.col(f"{side}.touches"),
        lambda each: F.struct(each["channel"].alias("channel"), each["shares"].alias("shares")),
    )
    of_side = told.where(F.col(side).isNotNull()).select(
        F.coalesce("after.type", "before.type").alias("type"), "reason", f"{side}.value", f"{side}.refunded_value",
        F.explode(F.when(F.size(earning) > 0, earning).otherwise(nothing)).alias("touch"),
    )  # fmt: skip
    listed = of_side.select(
        "*", F.coalesce("touch.channel", F.lit("")).alias("channel"), F.explode("touch.shares").alias("of")
    )
    share = F.col("of.share").cast("decimal(20,15)")
    return listed.select(
        "type", "reason", "channel", F.col("of.model").alias("model"),
        share.alias(f"conversions_{side}"),
        (share * F.col("value")).cast("decimal(38,15)").alias(f"value_{side}"),
        (share * F.col("refunded_value")).cast("decimal(38,15)").alias(f"refunded_{side}"),
    )  # fmt: skip


def _sum(name: str) -> Column:
    return F.coalesce(F.sum(name).cast("double"), F.lit(0.0)).alias(name)
