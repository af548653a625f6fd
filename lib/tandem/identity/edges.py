"""Which strong ids were seen together, and which of those links are believed."""

from collections.abc import Mapping, Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected, affected_by
from tandem.config import LinkLimit
from tandem.identity.crowds import overcrowded
from tandem.identity.links import RULE, Pair

PAIR_DAY = ("id_a", "id_b", "date")


def build_edges(
    events: DataFrame, known: DataFrame, counted: Affected, limits: Mapping[str, LinkLimit], forbidden: Sequence[Pair]
) -> DataFrame:
    """Edges, one row per pair of strong ids and day: counted from `events` or `known`; all judged anew."""
    edges = standing(known, counted).unionByName(count_links(events))
    return forbid(refuse(edges, limits), forbidden)


def standing(known: DataFrame, counted: Affected) -> DataFrame:
    """Known edges, unjudged, of days that are not counted again."""
    unjudged = known.drop("refused_by")
    if counted.keys is not None:
        return unjudged.join(counted.keys, on="date", how="left_anti")
    return unjudged.where(F.col("date") < F.lit(counted.since)) if counted.since else unjudged.limit(0)


def count_links(events: DataFrame) -> DataFrame:
    """One row per pair of strong ids in one authenticated event, and day, unjudged."""
    user, email = (F.struct(F.col(f"{kind}_id").alias("id"), F.lit(kind).alias("type")) for kind in ("user", "email"))
    a, b = F.least(user, email), F.greatest(user, email)
    linked = events.where(F.col("user_id").isNotNull() & F.col("email_id").isNotNull())
    return linked.groupBy(
        a["id"].alias("id_a"), b["id"].alias("id_b"), a["type"].alias("type_a"), b["type"].alias("type_b"), "date"
    ).agg(F.min("occurred_at").alias("first_seen_at"), F.count("*").alias("count"))


def refuse(edges: DataFrame, limits: Mapping[str, LinkLimit]) -> DataFrame:
    """`edges` with `refused_by`: the rule of the smaller name that an end of the edge breaks, on whatever day."""
    broken = over_limit(edges, limits)
    for end in "ab":
        rule = broken.withColumnsRenamed({"id": f"id_{end}", "type": f"type_{end}", "rule": f"rule_{end}"})
        # Few ids break a rule, or the rule is wrong.
        edges = edges.join(F.broadcast(rule), on=[f"id_{end}", f"type_{end}"], how="left")
    return edges.withColumn("refused_by", F.least("rule_a", "rule_b")).drop("rule_a", "rule_b")


def forbid(edges: DataFrame, forbidden: Sequence[Pair]) -> DataFrame:
    """`edges` with those of `forbidden` pairs refused, whatever else refuses them."""
    if not forbidden:
        return edges
    pairs = edges.sparkSession.createDataFrame(
        [(pair.a, pair.b, RULE) for pair in forbidden], "id_a string, id_b string, rule string"
    )
    named = edges.join(F.broadcast(pairs), on=["id_a", "id_b"], how="left")
    return named.withColumn("refused_by", F.coalesce("rule", "refused_by")).drop("rule")


def over_limit(edges: DataFrame, limits: Mapping[str, LinkLimit]) -> DataFrame:
    """Ids with more than their limit of other ids in some sliding window of days, with the rule they break."""
    crowds = overcrowded(sight_ends(edges, limits)).select("key.*").distinct()
    return crowds.withColumn("rule", F.concat(F.lit("limit:"), "type"))


def sight_ends(edges: DataFrame, limits: Mapping[str, LinkLimit]) -> DataFrame:
    """Days on which an id of a limited type was seen with another id, with the limit of its type."""
    a, b = (F.struct(F.col(f"id_{end}").alias("id"), F.col(f"type_{end}").alias("type")) for end in "ab")
    both_ways = (F.struct(one.alias("key"), other.alias("member")) for one, other in ((a, b), (b, a)))
    spans = {id_type: limit.days for id_type, limit in limits.items()}
    most = {id_type: limit.others for id_type, limit in limits.items()}
    return (
        edges.select(F.unix_date("date").cast("bigint").alias("at"), F.inline(F.array(*both_ways)))
        .withColumns({"span": of_type(spans), "most": of_type(most)})
        .where(F.col("most").isNotNull())
    )


def of_type(values: Mapping[str, int]) -> Column:
    """The value of the key's id type; null where it has none."""
    of_each = (F.when(F.col("key.type") == id_type, F.lit(value)) for id_type, value in values.items())
    return F.coalesce(*of_each, F.lit(None).cast("int"))


def rejudged(edges: DataFrame, known: DataFrame, counted: Affected) -> Affected:
    """`counted`, and the days whose known edges are judged otherwise in `edges`: a limit looks over many days."""
    if counted.keys is None:
        return Affected()
    judged = edges.select(*PAIR_DAY, F.col("refused_by").alias("refused_now"))
    differ = ~F.col("refused_by").eqNullSafe(F.col("refused_now"))
    days = known.join(judged, on=list(PAIR_DAY), how="inner").where(differ).select("date")
    return affected_by(counted.keys, days, since=None)
