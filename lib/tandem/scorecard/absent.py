"""What a page cannot say, and what was left out of what it does say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from tandem.pages.numbers import share
from tandem.scorecard.bridge import bridge_lines
from tandem.scorecard.cells import between
from tandem.scorecard.coverage import Coverage

NEEDS = {
    "ctr": "No click-through rate: neither impressions nor platform reports came for this period.",
    "cr": "No conversion rate: no clicks that could convert came for this period.",
    "revenue": "No revenue: no orders or conversions came for this period.",
    "spend": "No spend, so no ROAS: no platform report with a known cost came for this period.",
    "sessions": "No sessions: no events came for this period.",
}


def missing(cells: Mapping[str, Row], coverage: Coverage, *, has_verdicts: bool) -> tuple[str, ...]:
    """Sentences that the reader must see first."""
    told = [sentence for measure, sentence in NEEDS.items() if measure not in cells]
    if cells and not has_verdicts:
        told.append("No campaign has both a CTR and a CR, so none has a verdict.")
    if (came := coverage.share("ad_reports")) is not None and came < 1 and "spend" in cells:
        told.append(f"Spend is {share(came)} in; ROAS and cost per conversion leave out the days that have not come.")
    return tuple(told)


def disclosures(days: DataFrame, bridge: DataFrame, start: date, end: date) -> tuple[str, ...]:
    """What was left out, on which basis the rates stand, and how far platforms count otherwise."""
    bases = {
        row["basis"]
        for row in between(days, start, end).where(F.col("impressions") > 0).select("basis").distinct().collect()
    }
    basis = {
        frozenset({"own"}): "Impressions and clicks are from own tracking.",
        frozenset(
            {"platform"}
        ): "Impressions and clicks are as the platforms report them; conversion rates are on their claims.",
        frozenset(
            {"own", "platform"}
        ): "Impressions and clicks are from own tracking where an entity has it, else from the "
        "platform; one rate never mixes the two.",
    }.get(frozenset(bases))
    return (
        "Bots, data centres and staff are in no measure. Their rows are kept, marked with the rule and its version.",
        *([basis] if basis else []),
        *bridge_lines(between(bridge, start, end)),
        *consent_line(between(days, start, end)),
        "Persons appear as keyed hashes, and in no row of this page.",
        "Days younger than the restatement window may still change; “in” is the share of what will come that has come.",
    )


def consent_line(days: DataFrame) -> tuple[str, ...]:
    """How many of the impressions and ad clicks of own tracking may only be counted; nothing where there are none."""
    counted = days.where((F.col("basis") == "own") & F.col("source").isin("impressions", "clicks", "unlinked_clicks"))
    names = ("no_consent", "unknown_consent")
    row = counted.agg(F.sum(F.col("impressions") + F.col("ad_clicks")), *(F.sum(name) for name in names)).first()
    if row is None or not row[0]:
        return ()
    return (
        f"Of the impressions and ad clicks, {share(row[1] / row[0])} came without consent for measurement and "
        f"{share(row[2] / row[0])} without word on it. Without consent a row is counted, and followed to no person, "
        "visit or conversion.",
    )
