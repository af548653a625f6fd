"""Credit of ad clicks to the impressions before them: a view, no table."""

from __future__ import annotations

from datetime import date
from functools import partial

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.attribution.batches import by_persons, credit_rows
from tandem.attribution.credits import credits_schema, in_tie_order, line_up
from tandem.attribution.filters import may_earn
from tandem.attribution.models import Models
from tandem.attribution.path_batches import AD_CLICK
from tandem.columns.owners import with_person
from tandem.config import AttributionConfig


def build_click_credits(
    touches: DataFrame, people: DataFrame, since: date, conf: AttributionConfig, models: Models
) -> DataFrame:
    """One row per ad click from `since` on and viewable impression before it, with the share per model.

    In the columns of attribution.credits: the click is the conversion (its touch_id, of no value), and nothing but
    impressions earns. Clicks that follow none have no row. `touches` reach back to `within_window` of `since`.
    """
    owned = with_person(touches.where("excluded_by IS NULL"), people, at="visit_started_at")
    asked = {"type": F.lit(AD_CLICK), "value": F.lit(None).cast("decimal(18,6)")}
    clicks = owned.where(F.col("kind") == AD_CLICK).withColumns(asked)
    seen = owned.where((F.col("kind") == "impression") & may_earn(conf))
    lined_up = line_up(seen, clicks.withColumnRenamed("touch_id", "conversion_id"))
    made = partial(credit_rows, conf=conf, models=models)
    # Clicks before are credited too: with a scope of its own, an earlier click takes its views from the first one.
    return in_tie_order(lined_up).mapInArrow(by_persons(made), credits_schema()).where(F.col("date") >= F.lit(since))
