"""Causes in plain words: the counts behind each, and one paragraph a campaign. No Spark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from tandem.pages.verdicts import LOOKS
from tandem.stats.quadrants import OUT_OF_REACH

SHARE_TOLD = 0.05  # of the gap: less is not worth a sentence
NAMED_FROM = 0.3  # probability from which a cause that is not established is named
PARTS: dict[str, Callable[[str], str]] = {
    "page": lambda name: f"landing on {name}",
    "device": lambda name: f"on {name}",
    "audience": lambda name: f"of {name} visitors",
    "creative": lambda name: f"of creative {name}",
    "placement": lambda name: f"on {name}",
}
STEPS = {
    "click": ("impressions", "", "are clicked"),
    "stay": ("clicks", "", "stay"),
    "buy": ("clicks", " that stay", "buy"),
}
LOSS_ACTS = {
    "page": "bring that page into line with what the ad promises, or lead the ad elsewhere",
    "device": "try the way from the ad to the order on that device",
    "audience": "aim at those who buy, or give the others a page of their own",
    "creative": "rewrite that creative or stop it",
    "placement": "bid less there, or leave it out",
    "promise": "say in the ad what the page offers: its clicks come for something else",
    "proposition": "change the offer or stop: no part of it does better than the others",
}
GAIN_ACTS = {
    "creative": "show that creative more often, and write others like it",
    "device": "bid more on that device",
    "placement": "bid more there",
    "headroom": "raise its budget step by step, and watch its CTR",
}


def say_evidence(told: pd.DataFrame) -> list[str]:
    """The counts of each candidate in one or two sentences."""
    return [SENTENCES.get(row["kind"], _part)(row) for row in _records(told)]


def say_briefs(told: pd.DataFrame) -> pd.Series:
    """One paragraph for each campaign on its row of rank 1: what holds, its first cause or none, what to do."""
    briefs: dict[tuple[str, int], str] = {}
    for campaign, rows in told.sort_values("rank").groupby("campaign_id", sort=False):
        briefs[(str(campaign), int(rows["rank"].iloc[0]))] = _brief(_records(rows))
    keys = zip(told["campaign_id"], told["rank"], strict=True)
    return pd.Series([briefs.get(key) for key in keys], index=told.index, dtype=object)


def _records(told: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in told.to_dict("records")]


def _brief(rows: list[dict[str, Any]]) -> str:
    verdict = rows[0]["quadrant"]
    causes = [row for row in rows if row["status"] == "established"]
    opening = f"{verdict.capitalize()}: {LOOKS[verdict].meaning}."
    return " ".join([opening, *([_cause(*pair) for pair in enumerate(causes)] or [_no_cause(rows)])])


def _cause(place: int, row: dict[str, Any]) -> str:
    first = "First cause" if place == 0 else "Beside it"
    if _is_gain(row):
        first = "It bears more" if row["kind"] == "headroom" else "It can gain"
    explained = row["explains"]
    part = f" It accounts for about {explained:.0%} of its distance from its peers." if _is_told(explained) else ""
    act = (GAIN_ACTS if _is_gain(row) else LOSS_ACTS)[row["kind"]]
    return f"{first} ({_sure(row['probability'])} sure): {row['evidence']}{part} Next: {act}."


def _no_cause(rows: list[dict[str, Any]]) -> str:
    said = (
        "No gain is established" if rows[0]["quadrant"] in ("harmony", "precision") else "No first cause is established"
    )
    parts = [row for row in rows if row["kind"] != "headroom" and not row["is_harmful"]]
    if not parts or parts[0]["kind"] == "none":
        return f"{said}: no part of it has clicks enough to be compared with the rest."
    row, more = parts[0], ""
    if row["probability"] < NAMED_FROM:
        return f"{said}: no part of it stands out from the rest by more than chance."
    if row["needed"] == OUT_OF_REACH:
        more = " To tell would take more than it can buy."
    elif pd.notna(row["needed"]):
        trials, which, _ = STEPS[row["stage"]]
        more = f" About {_round(int(row['needed'])):,} more {trials}{which} would tell, were this to stay."
    return f"{said}; likeliest ({_sure(row['probability'])} sure): {row['evidence']}{more}"


def _part(row: dict[str, Any]) -> str:
    trials, which, does = STEPS[row["stage"]]
    others = row["whole_trials"] - row["trials"]
    rest = (row["whole_successes"] - row["successes"]) / others if others else 0.0
    own = f"{_rate(row['successes'] / row['trials'])} {does}"
    part = f"{trials} {PARTS[row['kind']](row['name'])}{which}"
    counted = f"Of {row['trials']:,.0f} {part} {own}, of the campaign's others {_rate(rest)}"
    harm = " But its clicks stay or buy less than the others'." if row["is_harmful"] else ""
    return f"{counted}: {_change(row)} than those and peers lead one to expect.{harm}"


def _promise(row: dict[str, Any]) -> str:
    seen, awaited = (_rate(row[name] / row["trials"]) for name in ("successes", "awaited"))
    counted = f"Of all its {row['trials']:,.0f} clicks {seen} stay, where peers lead one to expect {awaited}"
    return f"{counted}: {_change(row)}, whatever the page and device."


def _proposition(row: dict[str, Any]) -> str:
    span = f"{row['ratio']:.2g}x expected (90%: {row['low']:.2g} to {row['high']:.2g})"
    return f"No page, device, audience, creative or placement stands out: its {row['axis'].upper()} is {span} in each."


def _headroom(row: dict[str, Any]) -> str:
    busier = f"On its busier days it had {row['busier']:.2g} times the impressions of the others"
    return f"{busier}, and its CTR was {_change(row)}."


def _nothing(_: dict[str, Any]) -> str:
    return "No part of it has clicks enough to be compared with the rest."


SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "promise": _promise,
    "proposition": _proposition,
    "headroom": _headroom,
    "none": _nothing,
}


def _change(row: dict[str, Any]) -> str:
    """`38% lower (90 %: 28% to 47%)`; `not lower` where the counts speak against it."""
    if row["log_ratio"] * (row["ratio"] - 1) < 0:
        return "not lower" if row["ratio"] < 1 else "not higher"
    low, high = row["low"] - 1, row["high"] - 1
    if low * high > 0:
        near, far = sorted((abs(low), abs(high)))
        span = f"{near:.0%} to {far:.0%}"
    else:
        span = f"{-low:.0%} lower to {high:.0%} higher"
    return f"{abs(row['ratio'] - 1):.0%} {'lower' if row['ratio'] < 1 else 'higher'} (90%: {span})"


def _rate(value: float) -> str:
    return f"{value:.0%}" if value >= 0.1 or value == 0 else f"{100 * value:.2g}%"


def _sure(probability: float) -> str:
    """Rounding to 100 would claim what no sample can show."""
    return f"{min(int(100 * probability), 99)}%"


def _is_gain(row: dict[str, Any]) -> bool:
    return bool(row["kind"] == "headroom" or row["ratio"] > 1)


def _is_told(explained: float | None) -> bool:
    return explained is not None and pd.notna(explained) and explained >= SHARE_TOLD


def _round(count: int) -> int:
    """Two significant digits, upwards: the estimate is not better than that."""
    unit = int(10 ** max(len(str(count)) - 2, 0))
    return -(-count // unit) * unit
