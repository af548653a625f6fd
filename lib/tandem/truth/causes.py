"""First causes: the ranks of the flaws that were planted, and how often a campaign without one gets a cause."""

from __future__ import annotations

import pandas as pd

from tandem.truth.groups import Group, Row, ratio
from tandem.truth.known import Known
from tandem.truth.measured import Measured

STRONG, FIRST_BAR, SILENT_BAR = 0.4, 0.8, 0.9
ASKED = ("seduction", "struggle", "average")  # planted quadrants that may have a flaw
COLUMNS = {
    "campaigns": ",.0f",
    "ranked first": ".3f",
    "established": ".3f",
    "of those right": ".3f",
    "not established": ".3f",
}


def compare_causes(known: Known, measured: Measured) -> Group:
    """The flaws of campaigns against the causes that a night tells of them."""
    return ranked_flaws(known.campaigns, known.flaws, measured.causes)


def ranked_flaws(campaigns: pd.DataFrame, flaws: pd.DataFrame, causes: pd.DataFrame) -> Group:
    """Per planted effect: share of campaigns whose flaw ranks first among causes of few buying, and is established.

    Asked are campaigns with impressions of the quadrants that have flaws; one without a verdict counts as not ranked.
    """
    shown = campaigns[campaigns["has_impressions"] & campaigns["quadrant"].isin(ASKED)]
    asked = shown[["campaign_id", "name"]].rename(columns={"name": "campaign"})
    planted = flaws.merge(asked, on="campaign_id", how="inner")
    first = causes[causes["axis"] == "cr"].sort_values("rank").drop_duplicates("campaign_id")
    told = planted.merge(first, on="campaign_id", how="left", suffixes=("", "_said"))
    told = told.assign(
        is_first=(told["kind"] == told["kind_said"]) & (told["name"] == told["name_said"]),
        is_said=told["status"] == "established",
    )
    flawed = told[told["effect"] > 0]
    rows = [
        _planted(effect, flawed[flawed["effect"] == effect]) for effect in sorted(set(flawed["effect"]), reverse=True)
    ]
    return Group(
        "First causes of campaigns",
        COLUMNS,
        (*rows, _without(told[told["effect"] == 0])),
        (
            "first among the candidates that tell why so few clicks buy; established: so said of the first",
            *_missed(flawed),
        ),
    )


def _planted(effect: float, rows: pd.DataFrame) -> Row:
    said = rows[rows["is_said"]]
    figures = {
        "campaigns": len(rows),
        "ranked first": ratio(int(rows["is_first"].sum()), len(rows)),
        "established": ratio(len(said), len(rows)),
        "of those right": ratio(int(said["is_first"].sum()), len(said)),
    }
    bar = {"ranked first": FIRST_BAR} if round(effect, 6) >= STRONG else {}
    return Row(f"a part loses {effect:.0%}", figures, at_least=bar)


def _without(rows: pd.DataFrame) -> Row:
    silent = ratio(int((~rows["is_said"]).sum()), len(rows))
    return Row(
        "nothing is wrong",
        {"campaigns": len(rows), "not established": silent},
        at_least={"not established": SILENT_BAR},
    )


def _missed(flawed: pd.DataFrame) -> list[str]:
    """Strong flaws that do not rank first, by campaign."""
    missed = flawed[(flawed["effect"].round(6) >= STRONG) & ~flawed["is_first"]]
    lines = missed[["campaign", "kind", "name", "kind_said", "name_said"]].fillna("").itertuples(index=False)
    return [
        f"{campaign}: {_words(kind, name)} is planted, {_words(kind_said, name_said) or 'nothing'} ranks first"
        for campaign, kind, name, kind_said, name_said in lines
    ]


def _words(kind: str, name: str) -> str:
    return f"{kind} {name}".strip()
