"""Which ids were seen together, and which of those links are believed."""

from collections.abc import Mapping, Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected, affected_by
from tandem.config import IdentityConfig, LimitsConfig
from tandem.identity.bases import BASES, count_links, is_strong, is_weak
from tandem.identity.crowds import overcrowded
from tandem.identity.links import RULE, Pair

PAIR_DAY = ("id_a", "id_b", "basis", "trait", "date")
MEETER = ("id", "type", "trait")


def build_edges(
    events: DataFrame,
    known: DataFrame,
    counted: Affected,
    conf: IdentityConfig,
    *,
    forbidden: Sequence[Pair] = (),
    keys: Sequence[bytes],
) -> DataFrame:
    """Edges, one row per pair of ids, basis and day: counted from `events` or `known`; all judged anew."""
    edges = standing(known, counted).unionByName(count_links(events, conf, keys))
    return forbid(refuse(edges, conf), forbidden)


def standing(known: DataFrame, counted: Affected) -> DataFrame:
    """Known edges, unjudged, of days that are not counted again."""
    unjudged = known.drop("refused_by")
    if counted.keys is not None:
        return unjudged.join(counted.keys, on="date", how="left_anti")
    return unjudged.where(F.col("date") < F.lit(counted.since)) if counted.since else unjudged.limit(0)


def refuse(edges: DataFrame, conf: IdentityConfig) -> DataFrame:
    """`edges` with `refused_by`: the smallest name of a rule that its basis, or an end of it on any day, breaks."""
    broken = over_limit(edges, conf.limits)
    for end in "ab":
        rule = broken.withColumnsRenamed({"id": f"id_{end}", "type": f"type_{end}", "rule": f"rule_{end}"})
        # Few ids break a rule, or the rule is wrong.
        edges = edges.join(F.broadcast(rule), on=[f"id_{end}", f"type_{end}", "trait"], how="left")
    return edges.withColumn("refused_by", F.least("rule_a", "rule_b", distrusted(conf))).drop("rule_a", "rule_b")


def distrusted(conf: IdentityConfig) -> Column:
    """`off:<basis>` of a basis no longer used, `trust:<basis>` where one may not join strong ids; else null."""
    rule = F.lit(None).cast("string")
    for name in BASES:
        basis, is_its = conf.bases.own[name], F.col("basis") == name
        if not basis.used:
            rule = F.when(is_its, F.lit(f"off:{name}")).otherwise(rule)
        elif basis.trust < conf.merge_trust:
            rule = F.when(is_its & is_strong(), F.lit(f"trust:{name}")).otherwise(rule)
    return rule


def forbid(edges: DataFrame, forbidden: Sequence[Pair]) -> DataFrame:
    """`edges` with those of `forbidden` pairs refused, whatever else refuses them."""
    if not forbidden:
        return edges
    pairs = edges.sparkSession.createDataFrame(
        [(pair.a, pair.b, RULE) for pair in forbidden], "id_a string, id_b string, rule string"
    )
    named = edges.join(F.broadcast(pairs), on=["id_a", "id_b"], how="left")
    return named.withColumn("refused_by", F.coalesce("rule", "refused_by")).drop("rule")


def over_limit(edges: DataFrame, limits: LimitsConfig) -> DataFrame:
    """Ids with more than their limit of other ids in some sliding window of days, with the rule they break."""
    crowds = overcrowded(sight_ends(edges, limits)).select("key.*").select(*MEETER).distinct()
    return crowds.withColumn("rule", F.concat(F.lit("limit:"), "type"))


def sight_ends(edges: DataFrame, limits: LimitsConfig) -> DataFrame:
    """Days on which an id of a limited type was seen with another id, with the limit of its type.

    Others are counted by their type. A person may have many devices, so those count for clicks and networks alone.
    """
    ends = {end: F.struct(F.col(f"id_{end}").alias("id"), F.col(f"type_{end}").alias("type"), "trait") for end in "ab"}
    both_ways = (
        F.struct(F.struct(*(ends[one][part] for part in MEETER), ends[other]["type"].alias("of")).alias("key"),
                 ends[other]["id"].alias("member"), (is_strong() | is_weak(one)).alias("counts"))
        for one, other in (("a", "b"), ("b", "a"))
    )  # fmt: skip
    spans = {id_type: limit.days for id_type, limit in limits.own.items()}
    most = {id_type: limit.others for id_type, limit in limits.own.items()}
    return (
        edges.select(F.unix_date("date").cast("bigint").alias("at"), F.inline(F.array(*both_ways)))
        .withColumns({"span": of_type(spans), "most": of_type(most)})
        .where(F.col("counts") & F.col("most").isNotNull())
        .drop("counts")
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
