"""How far a lead stands: stages entered twice, moved back, skipped, or dated before the lead itself."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.window import Window, WindowSpec

from tandem.clean.identifiers import given
from tandem.columns.lookup import looked_up
from tandem.funnel import Funnel

UNKNOWN_STAGE, MOVED_BACK, BEFORE_LEAD = "unknown_stage", "moved_back", "before_lead"
STATED, IMPLIED = "stated", "implied"
OF_ENTRY = ("value", "currency", "order_id", "delivery_id", "line_no")  # what an implied stage does not have


def name_stages(entries: DataFrame, funnel: Funnel) -> DataFrame:
    """`entries` with `stage` by the definition and its `rank` in the order; null for `lost`, and for an unknown one."""
    folded = F.lower(given("stage"))
    stage = looked_up(folded, funnel.names)
    known = {name: place for place, name in enumerate(funnel.stages, 1)}
    return entries.withColumns(
        {"is_known": stage.isNotNull(), "stage": F.coalesce(stage, folded)},
    ).withColumn("rank", looked_up(F.col("stage"), known).cast("int"))


def count_entries(entries: DataFrame) -> DataFrame:
    """`entries` with `entry_count`: how often the CRM says that the lead entered the stage."""
    return entries.withColumn("entry_count", F.count("*").over(Window.partitionBy("lead_id", "stage")))


def judge_entries(entries: DataFrame, funnel: Funnel) -> DataFrame:
    """`entries` with `excluded_by`: why one does not count; null when it does.

    A later entry of an earlier stage takes back what lies beyond it; `lost` takes back the sale, and any later entry
    takes back `lost`. The lead's own first entry takes back nothing: what is dated before it is dated wrongly.
    """
    is_lost, is_first = F.col("stage") == funnel.lost, F.col("rank") == 1
    of_stage, later = Window.partitionBy("lead_id", "stage"), in_order().rowsBetween(1, Window.unboundedFollowing)
    takes_back = F.when(~(is_first & (F.col("place") == 1)), F.col("rank"))
    began = F.min(F.when(is_first, F.to_date("occurred_at"))).over(Window.partitionBy("lead_id"))
    stands_at = F.when(is_lost, len(funnel.stages) + 1).otherwise(F.col("rank"))
    is_taken_back = (F.col("earliest_after") < stands_at) | ((F.col("stage") == funnel.sale) & F.col("lost_after"))
    return (
        entries.withColumn("place", F.row_number().over(of_stage.orderBy("occurred_at", "entry")))
        .withColumns({"earliest_after": F.min(takes_back).over(later), "lost_after": F.bool_or(is_lost).over(later)})
        .withColumn(
            "excluded_by",
            F.when(~F.col("is_known"), UNKNOWN_STAGE)
            .when(F.to_date("occurred_at") < began, BEFORE_LEAD)
            .when(is_taken_back, MOVED_BACK),
        )
    )


def one_per_stage(entries: DataFrame, funnel: Funnel) -> DataFrame:
    """One row per lead and stage with `basis`, `date` and `lead_at`: the first entry that counts.

    A stage without one that a later stage of the lead passes is implied at the first instant beyond it.
    """
    counts = F.col("excluded_by").isNull()
    passed = F.sequence(F.lit(1), F.coalesce(F.col("rank") - 1, F.lit(1)))
    implies = counts & (F.coalesce(F.col("rank"), F.lit(2)) > 1)
    ahead = entries.where(implies).withColumn("rank", F.explode(passed)).withColumn("basis", F.lit(IMPLIED))
    stages = F.array(*(F.lit(stage) for stage in funnel.stages))
    implied = ahead.withColumns(
        {
            "stage": F.element_at(stages, F.col("rank")),
            "entry_count": F.lit(0).cast("bigint"),
            **{name: F.lit(None).cast(ahead.schema[name].dataType) for name in OF_ENTRY},
        }
    )
    stated = entries.withColumn("basis", F.lit(STATED))
    preferred = F.when(~counts, 2).when(F.col("basis") == IMPLIED, 1).otherwise(0)
    best = Window.partitionBy("lead_id", "stage").orderBy(preferred, "occurred_at", "entry")
    chosen = stated.unionByName(implied).withColumn("place", F.row_number().over(best)).where("place = 1")
    began = F.min(F.when(F.col("rank") == 1, F.col("occurred_at"))).over(Window.partitionBy("lead_id"))
    return chosen.withColumns({"date": F.to_date("occurred_at"), "lead_at": began})


def is_no_entry() -> Column:
    """The row of clean.leads is of a stage that the lead did not enter, or did not stay in."""
    return F.coalesce(F.col("excluded_by").isin(UNKNOWN_STAGE, MOVED_BACK, BEFORE_LEAD), F.lit(False))


def in_order() -> WindowSpec:
    """Entries of a lead in order of time; at one instant the later stage comes later."""
    return Window.partitionBy("lead_id").orderBy("occurred_at", F.asc_nulls_last("rank"), "stage", "entry")
