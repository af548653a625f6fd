"""Efficiency of campaigns, and what a point of CTR is worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tandem.metrics.reading_counts import WINDOWS, Sums
from tandem.metrics.reading_rows import Array, Asked, Row, by_day, by_entity
from tandem.stats.dispersion import typical_dispersion
from tandem.stats.efficiency import Index, Interval, Point, efficiency, enclosed, revenue_of_points
from tandem.stats.quadrants import worth
from tandem.stats.slopes import Slope, slope_within

WEEK = 7
BORROWED = 20.0  # clicks that a thin channel borrows from itself with the judged campaign
STEPS = {"+0.01": (0.01, 0.0), "+10 %": (0.0, 0.1)}  # points of CTR, and share of it
HELD, MOVED = "CR held", "CR moved"
MEASURED, NOT_ESTABLISHED = "measured", "not established"


class Cost(NamedTuple):
    """What a campaign paid for its clicks, by day, and what its peers paid."""

    spend: Array
    clicks: Array
    expected_cpc: float


def read_efficiency(sums: Sums, rates: pd.DataFrame, asked: Asked) -> Iterator[Row]:
    """One row per campaign with both indices and a known spend."""
    costs = costs_of(sums.platform("cpc"), days=asked.window_days)
    found = {(rate["entity"], rate["measure"]): _index(rate) for rate in rates.to_dict("records")}
    for campaign, cost in costs.items():
        ctr, cr = found.get((campaign, "ctr")), found.get((campaign, "cr"))
        if ctr is None or cr is None:
            continue
        value, p = efficiency(ctr, cr, cost.spend, cost.clicks, expected_cpc=cost.expected_cpc)
        cpc = float(cost.spend.sum() / cost.clicks.sum())
        yield {
            **{"reading": "efficiency", "level": "campaign", "entity": campaign, "measure": "ctr"},
            **value._asdict(),
            **{"against": cost.expected_cpc, "p": p, "size": cost.clicks.sum()},
            "verdict": _side(p, asked.decided),
            "why": f"CTR {ctr.value:.2f}x and CR {cr.value:.2f}x expected, CPC {cpc:.2f} where peers pay "
            f"{cost.expected_cpc:.2f}",
        }


def costs_of(reported: pd.DataFrame, *, days: int) -> dict[str, Cost]:
    """Cost of each campaign with clicks; the CPC to expect is that of its channel's other campaigns."""
    recent = reported[(reported["age"] < days) & (reported["campaign"] != "")]
    totals = recent.groupby("channel")[["successes", "trials"]].sum()
    costs = {}
    for campaign, rows in by_entity(recent, "campaign"):
        channel = str(rows.groupby("channel")["successes"].sum().idxmax())
        spend, clicks = by_day(rows, "successes", days=days), by_day(rows, "trials", days=days)
        ran = spend > 0
        if not clicks[ran].sum():
            continue
        all_spend, all_clicks = (float(totals[name][channel]) for name in ("successes", "trials"))
        in_channel = rows[rows["channel"] == channel]
        others = all_spend - in_channel["successes"].sum(), all_clicks - in_channel["trials"].sum()
        expected = (others[0] + BORROWED * all_spend / max(all_clicks, 1.0)) / (others[1] + BORROWED)
        costs[campaign] = Cost(spend[ran], clicks[ran], float(expected))
    return costs


def read_points(sums: Sums, asked: Asked) -> Iterator[Row]:
    """How CR moves with CTR, then two steps of CTR for each campaign and channel, CR held and moved."""
    slope = slope_of(sums, days=WINDOWS * asked.window_days)
    yield _slope_row(slope)
    elasticity = None if slope is None else np.concatenate([[slope.value], slope.draws])
    for level in ("channel", "campaign"):
        for entity, counts in _with_clicks(sums, level, asked.window_days):
            revenue = f"{counts[2].sum():,.0f} of revenue in {asked.window_days} days"
            for step, (points, share) in STEPS.items():
                found = revenue_of_points(*counts, points=points, share=share, slope=elasticity)
                for part, value in _parts(found):
                    yield {
                        **{"reading": "revenue per CTR point", "level": level, "entity": entity, "measure": "revenue"},
                        **{"part": f"{step}, {part}", "basis": "own", **value._asdict()},
                        **{"against": counts[2].sum(), "size": counts[0].sum()},
                        "why": f"over {revenue}, impressions and value of a conversion as they are",
                    }


def slope_of(sums: Sums, *, days: int) -> Slope | None:
    """Per cent of CR for one per cent of CTR, over creatives and weeks within campaigns, on the own basis."""
    keys = ["campaign", "creative", "week"]
    parts = {}
    for measure in ("ctr", "cr"):
        rows = sums.own(measure)
        recent = rows[(rows["creative"] != "") & (rows["age"] < days)]
        parts[measure] = recent.assign(week=recent["age"] // WEEK).groupby(keys)[["successes", "trials"]].sum()
    cells = parts["ctr"].join(parts["cr"], lsuffix="_ctr", rsuffix="_cr", how="inner").reset_index()
    codes = [pd.factorize(cells[name], sort=True)[0].astype(np.intp) for name in ("campaign", "creative")]
    k, n, c, m = (
        cells[f"{name}_{measure}"].to_numpy(dtype=np.float64)
        for measure in ("ctr", "cr")
        for name in ("successes", "trials")
    )
    return slope_within(k, n, c, m, group=codes[0], cluster=codes[1], phi=_phi_of_creatives(sums.own("ctr")))


def _phi_of_creatives(rows: pd.DataFrame) -> float:
    """Over-dispersion of a creative's days: the chance in its CTR."""
    days = rows[rows["creative"] != ""].groupby(["creative", "age"], sort=True)[["successes", "trials"]].sum()
    if days.empty:
        return 1.0
    codes: NDArray[np.intp] = pd.factorize(days.index.get_level_values("creative"))[0].astype(np.intp)
    k, n = (days[name].to_numpy(dtype=np.float64) for name in ("successes", "trials"))
    return typical_dispersion(k, n, codes)


def _with_clicks(sums: Sums, level: str, days: int) -> Iterator[tuple[str, tuple[Array, Array, Array, Array]]]:
    """Clicks, impressions, value and mature clicks by day, of each entity with value, all on the own basis."""
    worth_of = dict(by_entity(sums.own("worth"), level))
    mature_of = dict(by_entity(sums.own("cr"), level))
    for entity, shown in by_entity(sums.own("ctr"), level):
        if entity not in worth_of or entity not in mature_of:
            continue
        counts = (
            by_day(shown, "successes", days=days),
            by_day(shown, "trials", days=days),
            by_day(worth_of[entity], "successes", days=days),
            by_day(mature_of[entity], "trials", days=days),
        )
        if all(each.sum() > 0 for each in counts):
            yield entity, counts


def _slope_row(slope: Slope | None) -> Row:
    row = {"reading": "slope", "level": "company", "entity": "company", "measure": "cr", "part": "ctr", "basis": "own"}
    if slope is None:
        why = (
            "CTR varies within campaigns by little more than chance, or too few clicks convert, to tell how CR follows"
        )
        return {**row, "verdict": NOT_ESTABLISHED, "why": why}
    found = enclosed(slope.value, slope.draws)
    return {
        **row,
        **found._asdict(),
        **{"p": float((slope.draws < 0).mean()), "verdict": MEASURED},
        "why": f"where CTR is 1 % higher within a campaign, CR is {found.value:+.2f} % different; "
        f"{slope.reliable:.0%} of the spread of CTR is more than chance".replace("%", " %").replace("  %", " %"),
    }


def _parts(point: Point) -> list[tuple[str, Interval]]:
    held = [(HELD, point.held)]
    return held if point.moved is None else [*held, (MOVED, point.moved)]


def _index(rate: Mapping[Any, Any]) -> Index:
    size = worth(*(np.array([rate[name]], dtype=np.float64) for name in ("smoothed", "low", "high")))
    return Index(float(rate["smoothed"]), float(rate["expected"]), float(size[0]))


def _side(p: float, decided: float) -> str:
    if p > decided:
        return "over 1"
    return "under 1" if p < 1 - decided else "undecided"
