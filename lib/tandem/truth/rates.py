"""Rates: how often the 90 % intervals of metrics.rates hold the true rate, and how wide they are."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from tandem.truth.groups import Group, Row, ratio
from tandem.truth.known import Known
from tandem.truth.measured import Measured

COLUMNS = {"rates": ",.0f", "coverage": ".3f", "truth below": ".3f", "truth above": ".3f", "median width": ".1%"}
MEASURED = (("ctr", "creative"), ("ctr", "campaign"), ("ctr", "channel"), ("cr", "campaign"))
LEVELS = {"creative": "creative_id", "campaign": "campaign_id", "channel": "channel"}


def compare_rates(known: Known, measured: Measured) -> Group:
    """Share of the intervals that hold the true CTR or CR; width is high minus low over the smoothed rate."""
    rates = measured.rates[measured.rates["basis"] == "own"]
    true = pd.concat([true_ctr(known, days=int(rates["window_days"].max())), true_cr(known)])
    joined = rates.merge(true, on=["measure", "level", "entity"], how="inner")
    return Group(
        "Intervals of 90 %",
        COLUMNS,
        tuple(coverage_rows(joined)),
        (
            "true CTR: expected clicks of the impressions that people were shown in the window, for each impression",
            "true CR: purchases that clicks lead to and others after them, for each click, of all days simulated",
            "left out: placements (no rate of theirs is published), CR of creatives and channels (no truth is kept)",
        ),
    )


def true_ctr(known: Known, *, days: int) -> pd.DataFrame:
    """`truth` by level and entity: expected clicks for each impression that people were shown in the last `days` days.

    Expected with the creative, placement, position and device of each impression, and with how willing its reader was.
    """
    since = known.through - pd.Timedelta(days=days - 1)
    window = known.shown[known.shown["date"] >= since]
    parts = []
    for level, column in LEVELS.items():
        sums = window.groupby(column)[["expected_clicks", "impressions"]].sum()
        rate = (sums["expected_clicks"] / sums["impressions"]).rename("truth").rename_axis("entity").reset_index()
        parts.append(rate.assign(level=level, measure="ctr"))
    return pd.concat(parts)


def true_cr(known: Known) -> pd.DataFrame:
    """`truth` of each campaign with clicks: the last-click CR that its clicks lead to."""
    told = known.outcomes[known.outcomes["clicks"] > 0]
    names = {"campaign_id": "entity", "last_click_cr": "truth"}
    return told.rename(columns=names)[["entity", "truth"]].assign(level="campaign", measure="cr")


def coverage_rows(rates: pd.DataFrame, measured: Iterable[tuple[str, str]] = MEASURED) -> list[Row]:
    """One row a measure and level: how often `low` to `high` holds `truth`, and how wide it is."""
    chosen = [(name, rates[(rates["measure"] == name[0]) & (rates["level"] == name[1])]) for name in measured]
    return [covered(f"{measure.upper()} of {level}s", some) for (measure, level), some in chosen]


def covered(name: str, rates: pd.DataFrame) -> Row:
    """How many of `rates` hold their `truth`, on which side it lies else, and how wide they are."""
    below, above = rates["truth"] < rates["low"], rates["truth"] > rates["high"]
    figures = {
        "rates": len(rates),
        "coverage": ratio(int((~below & ~above).sum()), len(rates)),
        "truth below": ratio(int(below.sum()), len(rates)),
        "truth above": ratio(int(above.sum()), len(rates)),
        "median width": float(((rates["high"] - rates["low"]) / rates["smoothed"]).median()) if len(rates) else None,
    }
    return Row(name, figures)
