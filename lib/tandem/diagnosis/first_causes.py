"""First causes of campaigns' quadrants: which candidate is the cause, if any is, and how sure that is."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from tandem.diagnosis.candidates import KEY, PROMISE, count_stages, find_candidates
from tandem.diagnosis.headroom import HEADROOM, find_headroom
from tandem.stats.first_cause import NO_CAUSE, USUAL_EFFECT, judge_effects, more_needed, share_prior, weigh_causes
from tandem.stats.quadrants import OUT_OF_REACH

# What is asked of a quadrant: which axis, and whether for what loses there or for what gains.
LOSS, GAIN = "loss", "gain"
QUESTIONS = {
    "seduction": {"cr": LOSS},
    "precision": {"ctr": GAIN},
    "harmony": {"ctr": GAIN},
    "struggle": {"ctr": LOSS, "cr": LOSS},
    "at par": {"cr": LOSS},
    "undecided": {"cr": LOSS},
}
PROPOSITION = "proposition"  # nothing in particular: the same loss in every part
MOST_CAUSES = 3  # one after another, each given those before
HARMFUL = 0.9  # of the rate of the other creatives: clicks that stay or buy less than this are no gain ...
SURE = 0.7  # ... where this is likelier than so
ESTABLISHED, NOT_ESTABLISHED = "established", "not established"


def find_causes(evidence: pd.DataFrame, campaigns: pd.DataFrame, *, decided: float, par_share: float) -> pd.DataFrame:
    """One row per campaign, axis and candidate, ranked: `probability`, `ratio` with its 90 % interval, `status`.

    `campaigns` has campaign_id, quadrant, and of both axes the index with its 90 % interval. Causes are found one after
    another: each is judged with what those before explain taken out.
    """
    known, found, counted = pd.DataFrame(columns=[*KEY, "ratio"]), [], count_stages(evidence)
    for _ in range(MOST_CAUSES):
        candidates = find_candidates(counted, known, par_share=par_share)
        judged = judge_candidates(candidates[~candidates["is_twin"].astype(bool)], campaigns, decided=decided)
        first = judged[judged["probability"] >= decided]
        found.append(first.assign(status=ESTABLISHED, needed=np.nan))
        known = pd.concat([known, first[[*KEY, "ratio"]]], ignore_index=True) if len(known) else first[[*KEY, "ratio"]]
        judged = judged[judged["probability"] < decided]
        if first.empty:
            break
    told = pd.concat([*found, judged.assign(status=NOT_ESTABLISHED)], ignore_index=True)
    rest = [propositions(told, campaigns, decided=decided), find_headroom(evidence, campaigns, decided=decided)]
    return rank_causes(pd.concat([refuse_harmful(told, find_harmful(candidates)), *rest], ignore_index=True))


def judge_candidates(candidates: pd.DataFrame, campaigns: pd.DataFrame, *, decided: float) -> pd.DataFrame:
    """Candidates that answer their campaign's question, with `probability` of being its cause, and `none` of no cause.

    `needed`: more trials of the campaign until the probability reaches `decided`, -1 more than it can buy.
    """
    asked = candidates.merge(campaigns, on="campaign_id", how="inner")
    axes = zip(asked["quadrant"], asked["axis"], strict=True)
    question = pd.Series([QUESTIONS[quadrant].get(axis) for quadrant, axis in axes], index=asked.index, dtype=object)
    asked = asked.assign(question=question).dropna(subset="question").reset_index(drop=True)
    if asked.empty:
        return asked.assign(**dict.fromkeys(("probability", "none", "ratio", "low", "high", "explains", "needed"), 0.0))
    gains = (asked["question"] == GAIN).to_numpy()
    asked = asked.assign(**_effects(asked, gains))
    family = asked.groupby(["campaign_id", "axis"], sort=True).ngroup().to_numpy().astype(np.intp)
    kind = asked.groupby("kind", sort=True).ngroup().to_numpy().astype(np.intp)
    prior = share_prior(kind, family)
    factors = asked["log_factor"].to_numpy() + explained_level(asked)
    probability, none = weigh_causes(factors, prior, family, families=int(family.max()) + 1)
    asked = asked.assign(probability=probability, none=none[family], explains=share_explained(asked))
    return asked.assign(needed=_needed(asked, prior, gains, decided=decided))


def _effects(asked: pd.DataFrame, gains: NDArray[np.bool_]) -> dict[str, NDArray[np.float64]]:
    made = {name: np.zeros(len(asked)) for name in ("log_factor", "ratio", "low", "high")}
    for upward in (False, True):
        at = np.flatnonzero(gains == upward)
        effects = judge_effects(*(asked[n].to_numpy()[at] for n in ("log_ratio", "variance")), gains=upward)
        for name in made:
            made[name][at] = getattr(effects, name)
    return made


def _needed(
    asked: pd.DataFrame, prior: NDArray[np.float64], gains: NDArray[np.bool_], *, decided: float
) -> NDArray[np.float64]:
    rest = NO_CAUSE * (1 - asked["probability"]) / asked["none"].clip(lower=1e-300)
    ratio, variance = asked["log_ratio"].to_numpy(), asked["variance"].to_numpy()
    times = [
        more_needed(ratio, variance, prior, rest.to_numpy(), gains=upward, decided=decided) for upward in (False, True)
    ]
    more = np.ceil((np.where(gains, times[1], times[0]) - 1) * asked["whole_trials"].to_numpy())
    return np.where(np.isfinite(more), more, OUT_OF_REACH)


def explained_level(asked: pd.DataFrame) -> NDArray[np.float64]:
    """Log of how much better a part explains that its whole campaign lies off its peers where it lands.

    A page that loses half lowers the campaign's sum as a broken promise does; only then are the two told apart.
    """
    level, variance = asked["level"].to_numpy(), asked["level_variance"].to_numpy()
    shift = np.log1p(_share(asked) * (asked["ratio"].to_numpy() - 1))
    better = (level**2 - (level - shift) ** 2) / (2 * variance)
    counts = (asked["stage"] == "stay").to_numpy() & (asked["kind"] != PROMISE).to_numpy()
    return np.where(counts, better, 0.0)


def share_explained(asked: pd.DataFrame) -> NDArray[np.float64]:
    """Share of the campaign's distance from its peers on that axis that a loss accounts for; nan: no such distance."""
    index = np.where(asked["axis"] == "ctr", asked["ctr_index"], asked["cr_index"]).astype(np.float64)
    gap = np.log(np.where(index < 1, index, np.nan))
    return np.asarray(np.minimum(np.log1p(_share(asked) * (asked["ratio"] - 1)) / gap, 1.0))


def _share(asked: pd.DataFrame) -> NDArray[np.float64]:
    return np.asarray((asked["awaited"] / asked["whole_awaited"].clip(lower=1e-12)).clip(upper=1.0))


def find_harmful(candidates: pd.DataFrame) -> pd.DataFrame:
    """Creatives whose clicks most likely stay or buy less than `HARMFUL` times as often as the others'."""
    after = candidates[(candidates["kind"] == "creative") & (candidates["axis"] == "cr")]
    kept = USUAL_EFFECT**2 / (after["variance"] + USUAL_EFFECT**2)
    less = special.ndtr((np.log(HARMFUL) - after["log_ratio"] * kept) / np.sqrt(after["variance"] * kept))
    harmful: pd.DataFrame = after[less > SURE][["campaign_id", "name"]].drop_duplicates()
    return harmful


def refuse_harmful(told: pd.DataFrame, harmful: pd.DataFrame) -> pd.DataFrame:
    """`told` with `is_harmful`: a creative that gains clicks which then stay or buy less is no gain."""
    pairs = pd.MultiIndex.from_frame(harmful)
    named = pd.MultiIndex.from_frame(told[["campaign_id", "name"]]).isin(pairs)
    is_harmful = named & (told["question"] == GAIN).to_numpy() & (told["kind"] == "creative").to_numpy()
    return told.assign(is_harmful=is_harmful, status=told["status"].mask(is_harmful, NOT_ESTABLISHED))


def propositions(told: pd.DataFrame, campaigns: pd.DataFrame, *, decided: float) -> pd.DataFrame:
    """One row per axis of a campaign in struggle where no part is established: the loss is the same in every part."""
    families = told[told["campaign_id"].map(campaigns.set_index("campaign_id")["quadrant"]) == "struggle"]
    has_cause = (
        (families["status"] == ESTABLISHED).groupby([families["campaign_id"], families["axis"]]).transform("any")
    )
    rest = families[~has_cause].drop_duplicates(["campaign_id", "axis"])
    index = {
        name: np.where(rest["axis"] == "ctr", rest[f"ctr_index{end}"], rest[f"cr_index{end}"]).astype(np.float64)
        for name, end in (("ratio", ""), ("low", "_low"), ("high", "_high"))
    }
    status = np.where(rest["none"] >= decided, ESTABLISHED, NOT_ESTABLISHED)
    whole = {"trials": rest["whole_trials"], "successes": rest["whole_successes"], "awaited": rest["whole_awaited"]}
    return rest.assign(
        is_harmful=False,
        kind=PROPOSITION,
        name="",
        stage="",
        probability=rest["none"],
        explains=1.0,
        needed=np.nan,
        status=status,
        **index,
        **whole,
    )


def rank_causes(told: pd.DataFrame) -> pd.DataFrame:
    """`told` with `rank` within each campaign: established, then likelier, then larger; what is no cause comes last."""
    is_no_cause = told["is_harmful"].astype(bool) | (told["kind"] == HEADROOM)
    waits = 2 * (told["status"] != ESTABLISHED).astype(int) + is_no_cause.astype(int)
    order = told.assign(waits=waits, doubt=-told["probability"], size=-np.log(told["ratio"]).abs())
    order = order.sort_values(["campaign_id", "waits", "doubt", "size", *KEY[1:]], kind="stable")
    told = told.loc[order.index].reset_index(drop=True)
    return told.assign(rank=told.groupby("campaign_id").cumcount() + 1)
