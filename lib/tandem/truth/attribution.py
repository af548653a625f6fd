"""Attribution: credited purchases against the purchases that touches really caused."""

from __future__ import annotations

import pandas as pd
from scipy.stats import spearmanr

from tandem.truth.groups import Group, Row
from tandem.truth.known import Known
from tandem.truth.measured import Measured

YARDSTICK = "last"
COLUMNS = {
    "rank, channels": ".3f",
    "rank, campaigns": ".3f",
    "misplaced credit": ".1%",
    "credit without effect": ",.1f",
    "against last": "s",
}


def compare_attribution(known: Known, measured: Measured) -> Group:
    """Each rule model: Spearman's rank correlation with the incremental purchases, of channels and of campaigns.

    Misplaced is the share of credit that would have to move between channels to stand where the purchases were
    caused; a channel without campaigns causes none.
    """
    purchases = measured.credits[measured.credits["type"] == "purchase"]
    truth = caused(known)
    scores = {model: _score(purchases, model, truth, known) for model in measured.models}
    base = scores.get(YARDSTICK, {})
    rows = [Row(name, {**score, "against last": _against(score, base, name)}) for name, score in scores.items()]
    orders = known.orders
    notes = (
        f"{int(orders['is_incremental'].sum()):,} of {len(orders):,} purchases were caused by ads or mail",
        *_without_effect(purchases, measured.models, known),
    )
    return Group("Attribution: purchases credited against purchases caused", COLUMNS, tuple(rows), notes)


def caused(known: Known) -> dict[str, pd.Series]:
    """Incremental purchases of each campaign, and of each channel."""
    orders = known.orders[known.orders["is_incremental"]]
    by_campaign = orders.groupby("campaign_id").size().reindex(known.campaigns["campaign_id"], fill_value=0)
    channel = known.campaigns.set_index("campaign_id")["channel"]
    return {"campaign_id": by_campaign, "channel": by_campaign.groupby(channel).sum()}


def rank_correlation(credited: pd.Series, true: pd.Series) -> float | None:
    """Spearman's correlation over all names of either side; None when one side is the same everywhere."""
    names = credited.index.union(true.index)
    one, other = credited.reindex(names, fill_value=0.0), true.reindex(names, fill_value=0.0)
    if one.nunique() < 2 or other.nunique() < 2:
        return None
    return float(spearmanr(one, other).statistic)


def misplaced(credited: pd.Series, true: pd.Series) -> float | None:
    """Half the sum of the differences of shares: 0 none, 1 all; None when nothing was credited or caused."""
    if not credited.sum() or not true.sum():
        return None
    names = credited.index.union(true.index)
    shares = (side.reindex(names, fill_value=0.0) / side.sum() for side in (credited, true))
    return float(next(shares).sub(next(shares)).abs().sum() / 2)


def _score(purchases: pd.DataFrame, model: str, truth: dict[str, pd.Series], known: Known) -> dict[str, float | None]:
    channels, campaigns = (purchases.groupby(column)[model].sum() for column in ("channel", "campaign_id"))
    idle = known.campaigns.loc[known.campaigns["incremental_effect"] == 0, "campaign_id"]
    return {
        "rank, channels": rank_correlation(channels, truth["channel"]),
        "rank, campaigns": rank_correlation(campaigns, truth["campaign_id"]),
        "misplaced credit": misplaced(channels, truth["channel"]),
        "credit without effect": float(campaigns.reindex(idle, fill_value=0.0).sum()),
    }


def _against(score: dict[str, float | None], base: dict[str, float | None], model: str) -> str:
    """Where a model ranks worse than last touch."""
    if model == YARDSTICK:
        return ""
    pairs = {name: (score[name], base.get(name)) for name in ("rank, channels", "rank, campaigns")}
    worse = [
        name.split(", ")[1]
        for name, (own, last) in pairs.items()
        if own is not None and last is not None and own < last
    ]
    return f"loses on {' and '.join(worse)}" if worse else "not worse"


def _without_effect(purchases: pd.DataFrame, models: tuple[str, ...], known: Known) -> list[str]:
    """What each model credits to campaigns that cause nothing, such as brand search and retargeting."""
    idle = known.campaigns[known.campaigns["incremental_effect"] == 0]
    lines = []
    for campaign, name in idle[["campaign_id", "name"]].itertuples(index=False):
        credit = purchases.loc[purchases["campaign_id"] == campaign, list(models)].sum()
        lines.append(f"{name} causes nothing and gets " + ", ".join(f"{m} {credit[m]:,.1f}" for m in models))
    return lines
