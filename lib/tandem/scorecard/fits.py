"""What the page says of the models' last fit; frames here are bounded by models, channels and campaigns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from tandem.pages.content import Contested, Estimate, Fits

PURCHASE = "purchase"


def read_fits(tables: Mapping[str, DataFrame], through: date) -> Fits | None:
    """The fit of the night for purchases (where there are none, for the first type); None when there is no fit."""
    of_night = F.col("through") == F.lit(through)
    fitted = tables["attribution.effects"].where(of_night & (F.col("level") == "channel")).collect()
    kinds = sorted({row["type"] for row in fitted})
    if not kinds:
        return None
    kind = PURCHASE if PURCHASE in kinds else kinds[0]
    rows = [row for row in fitted if row["type"] == kind]
    spread = tables["attribution.disagreement"].where(of_night & (F.col("level") == "campaign"))
    named = tables["clean.campaigns"].groupBy("campaign_id").agg(F.max("name").alias("name"))
    costed = (
        spread.where((F.col("type") == kind) & F.col("flips").isNotNull()).join(named, "campaign_id", "left").collect()
    )
    answered = [row for row in rows if row["is_chosen"] and row["not_offered"] is None]
    markov = next((row for row in answered if row["model"] == "markov"), None)
    return Fits(
        period_start=rows[0]["period_from"],
        period_end=rows[0]["period_to"],
        kind=kind,
        target_roas=costed[0]["target_roas"] if costed else 1.0,
        models=tuple(dict.fromkeys(row["model"] for row in answered)),
        credit=_by_channel(answered),
        costed=len(costed),
        contested=tuple(sorted((_contested(row) for row in costed if row["flips"]), key=lambda each: each.name)),
        markov_order=markov["markov_order"] if markov else None,
        held_out_auc=markov["held_out_auc"] if markov else None,
        removed=tuple((step, touches, journeys) for step, touches, journeys in rows[0]["removed"] or ()),
        not_offered={row["model"]: row["not_offered"] for row in rows if row["not_offered"]},
    )


def _by_channel(rows: Sequence[Row]) -> dict[str, dict[str, Estimate]]:
    found: dict[str, dict[str, Estimate]] = {}
    for row in rows:
        ends = (row["conversions_low"], row["conversions_high"])
        found.setdefault(row["channel"], {})[row["model"]] = Estimate(row["conversions"], *ends)
    return found


def _contested(row: Row) -> Contested:
    above, below = (tuple(row[side].split(", ")) for side in ("above_target", "below_target"))
    name = row["name"] or row["campaign_id"] or f"{row['channel']}, no campaign"
    return Contested(name, row["channel"], row["roas_lowest"], row["roas_highest"], above, below)
