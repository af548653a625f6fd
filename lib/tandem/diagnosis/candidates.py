"""Candidate causes: each part of each campaign against the rest of it and against what peers lead one to expect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tandem.diagnosis.stages import BY_NATURE, PARTS, STAGES, Stage, dispersion_of, rows_of
from tandem.stats.contrasts import Counts, contrast, log_ratio, log_variance

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

FEWEST = 5.0  # successes and failures awaited on either side of a comparison
SAME = 0.9  # of two parts' trials in common, so that nothing tells them apart
PROMISE = "promise"  # the whole campaign against its peers
KEY = ["campaign_id", "stage", "kind", "name"]
SUMS = ["trials", "successes", "awaited"]
CHI_SQUARE_MEDIAN = 0.455  # of one degree of freedom


class Counted(NamedTuple):
    """One stage of all campaigns."""

    stage: Stage
    rows: pd.DataFrame  # with trials, successes and awaited
    phi: pd.Series  # over-dispersion of each campaign


def count_stages(evidence: pd.DataFrame) -> list[Counted]:
    """Every stage of the way from an ad to a customer."""
    return [Counted(stage, rows_of(evidence, stage), dispersion_of(evidence, stage)) for stage in STAGES]


def find_candidates(counted: list[Counted], known: pd.DataFrame, *, par_share: float) -> pd.DataFrame:
    """One row per campaign, stage and part large enough to compare, and one per campaign as a whole where it lands.

    `known` are causes found before, with `ratio`: what is awaited of their parts is lowered by it, and they are no
    candidates again. Columns: KEY, axis, log_ratio, variance, the sums of the part and of the whole, `is_twin` (of a
    page, which stands for both), and `level` and `level_variance`: how far the whole stage lies from its peers.
    """
    found = []
    for stage, all_rows, phi in counted:
        rows = _lowered(all_rows, known[known["stage"] == stage.name])
        sums = rows.groupby("campaign_id", sort=True)[SUMS].sum()
        wholes = sums.assign(phi=phi.reindex(sums.index).to_numpy())  # no row for who has none at this stage
        levels = _levels(rows, wholes, par_share=par_share)
        parts = pd.concat([*_parts(rows, wholes, stage)], ignore_index=True)
        parts = parts.join(levels[["level", "level_variance"]], on="campaign_id")
        found.append(parts.assign(stage=stage.name, axis=stage.axis))
        if stage.name == "stay":
            found.append(_promises(wholes, levels).assign(stage=stage.name, axis=stage.axis))
    candidates = pd.concat(found, ignore_index=True)
    again = pd.MultiIndex.from_frame(candidates[KEY]).isin(pd.MultiIndex.from_frame(known[KEY]))
    return candidates[~again].reset_index(drop=True)


def _lowered(rows: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """`rows` with less awaited of those that a known cause explains."""
    awaited = rows["awaited"].to_numpy(copy=True)
    for kind, causes in known.groupby("kind"):
        name = rows[PARTS[str(kind)]] if kind in PARTS else ""
        parts = pd.MultiIndex.from_frame(rows[["campaign_id"]].assign(name=name))
        ratio = causes.set_index(["campaign_id", "name"])["ratio"].astype(np.float64)
        awaited *= ratio.reindex(parts).fillna(1.0).to_numpy()
    return rows.assign(awaited=awaited)


def _parts(rows: pd.DataFrame, wholes: pd.DataFrame, stage: Stage) -> Iterator[pd.DataFrame]:
    """Contrasts of each kind of part."""
    for kind in stage.parts:
        column = PARTS[kind]
        named = rows[rows[column] != ""]
        sums = named.groupby(["campaign_id", column], sort=True)[SUMS].sum().reset_index(names=["campaign_id", "name"])
        whole = wholes.loc[sums["campaign_id"]].reset_index(drop=True)
        part, all_of_it = _counts(sums), _counts(whole)
        ratio, variance = contrast(part, all_of_it)
        variance = variance * whole["phi"].to_numpy()
        if kind in BY_NATURE:
            variance = variance + _doubt_of_peers(rows, sums, column)
        told = sums.assign(kind=kind, log_ratio=ratio, variance=variance, **{f"whole_{n}": whole[n] for n in SUMS})
        told = told[_is_large_enough(part, all_of_it)]
        yield told.assign(is_twin=_is_a_page(rows, told) if kind == "creative" and "page" in stage.parts else False)


def _counts(sums: pd.DataFrame) -> Counts:
    return Counts(*(sums[name].to_numpy(np.float64) for name in Counts._fields))


def _doubt_of_peers(rows: pd.DataFrame, sums: pd.DataFrame, column: str) -> Array:
    """Variance of the log ratio that other campaigns show between the part and the rest."""
    rows = rows.assign(market=rows["channel"] if column == "placement" else "")  # a placement belongs to its channel
    own = rows.groupby("campaign_id").agg(market=("market", "first"), own=("successes", "sum"))
    where = sums[["campaign_id", "name"]].join(own, on="campaign_id")
    parts = rows.groupby(["market", column])["successes"].sum()
    everywhere = parts.reindex(pd.MultiIndex.from_frame(where[["market", "name"]])).to_numpy(np.float64)
    company = where["market"].map(rows.groupby("market")["successes"].sum()).to_numpy(np.float64)
    peers = np.maximum(everywhere - sums["successes"].to_numpy(), 0.0)
    others = np.maximum(company - where["own"].to_numpy() - peers, 0.0)
    failing = 1 - rows["successes"].sum() / max(rows["trials"].sum(), 1.0)
    return np.asarray(failing / (peers + 1) + failing / (others + 1))


def _is_large_enough(part: Counts, whole: Counts) -> Mask:
    """Both sides have successes and failures enough to be awaited."""
    scaled = part._replace(awaited=part.awaited * whole.successes / np.maximum(whole.awaited, 1e-12))
    rest = whole._replace(awaited=whole.successes).without(scaled)
    sides = [np.minimum(side.awaited, side.trials - side.awaited) for side in (scaled, rest)]
    return np.minimum(*sides) >= FEWEST


def _is_a_page(rows: pd.DataFrame, creatives: pd.DataFrame) -> Mask:
    """Creatives that alone lead to a page and nowhere else: the page stands for both."""
    both = rows[rows["page"] != ""].groupby(["campaign_id", "creative_id", "page"])["trials"].sum().reset_index()
    of_page = both.groupby(["campaign_id", "page"])["trials"].transform("sum")
    of_creative = both.groupby(["campaign_id", "creative_id"])["trials"].transform("sum")
    same = both[both["trials"] >= SAME * np.maximum(of_page, of_creative)]
    pairs = pd.MultiIndex.from_frame(same[["campaign_id", "creative_id"]])
    return pd.MultiIndex.from_frame(creatives[["campaign_id", "name"]]).isin(pairs)


def _levels(rows: pd.DataFrame, wholes: pd.DataFrame, *, par_share: float) -> pd.DataFrame:
    """How far each campaign as a whole lies from its peers, and the variance of that where nothing is wrong.

    Campaigns differ by nature; by how much is told by the median of all of them, which a few with a cause do not move.
    """
    whole = _counts(wholes)
    channel = rows.groupby("campaign_id", sort=True)["channel"].first()
    peers = channel.map(rows.groupby("channel")["successes"].sum()).to_numpy(np.float64) - whole.successes
    failing = 1 - np.minimum(whole.awaited / np.maximum(whole.trials, 1.0), 1.0)
    level, sampling = log_ratio(whole), log_variance(whole) * wholes["phi"].to_numpy() + failing / (peers + 1)
    by_nature = np.median(level**2) / CHI_SQUARE_MEDIAN - np.median(sampling) if len(level) else 0.0
    return wholes.assign(level=level, level_variance=sampling + max(by_nature, par_share**2))


def _promises(wholes: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """Campaigns as a whole, where they land."""
    told = levels.assign(
        kind=PROMISE, name="", is_twin=False, log_ratio=levels["level"], variance=levels["level_variance"]
    )
    large = np.minimum(wholes["awaited"], wholes["trials"] - wholes["awaited"]) >= FEWEST
    return told.assign(**{f"whole_{name}": wholes[name] for name in SUMS})[large].reset_index()
