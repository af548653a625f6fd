"""Attribution: credited purchases against the purchases that touches really caused."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from scipy.stats import spearmanr

from tandem.truth.groups import Group, Row
from tandem.truth.known import Known
from tandem.truth.measured import Measured

YARDSTICK = "last"
RANKED = ("channels", "campaigns")
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
    purchases, orders = measured.credits[measured.credits["type"] == "purchase"], known.orders
    sums = {name: purchases.groupby(name)[list(measured.models)].sum() for name in ("channel", "campaign_id")}
    truth = caused(orders, known.campaigns)
    scores = {
        model: score(sums["channel"][model], sums["campaign_id"][model], truth, known.campaigns)
        for model in measured.models
    }
    notes = (
        f"{int(orders['is_incremental'].sum()):,} of {len(orders):,} purchases were caused by ads or mail",
        *_without_effect(purchases, measured.models, known),
    )
    return Group("Attribution: purchases credited against purchases caused", COLUMNS, _ranked(scores), notes)


def compare_fits(known: Known, measured: Measured) -> Group | None:
    """The same for every model of the last night's fit, data-driven ones too; None where no period is complete yet.

    What was caused is counted over the days of the fit's period.
    """
    effects = measured.effects[measured.effects["type"] == "purchase"]
    if effects.empty:
        return None
    first, last = effects["period_from"].iloc[0], effects["period_to"].iloc[0]
    ordered = pd.to_datetime(known.orders["ordered_at"], unit="us").dt.normalize()
    orders = known.orders[ordered.between(first, last)]
    truth, scores = caused(orders, known.campaigns), {}
    for model, rows in effects.groupby("model", sort=False):
        of = {level: rows[rows["level"] == level] for level in ("channel", "campaign")}
        channels = of["channel"].set_index("channel")["conversions"]
        campaigns = of["campaign"].groupby("campaign_id")["conversions"].sum().drop("", errors="ignore")
        without_none = channels.drop("(none)", errors="ignore")
        scores[str(model)] = score(without_none, campaigns, truth, known.campaigns)
    by_ads = int(orders["is_incremental"].sum())
    note = f"{by_ads:,} of {len(orders):,} purchases to {last:%Y-%m-%d} were caused by ads or mail"
    return Group("Attribution, last complete period: credited against caused", COLUMNS, _ranked(scores), (note,))


def caused(orders: pd.DataFrame, campaigns: pd.DataFrame) -> dict[str, pd.Series]:
    """Incremental purchases of each campaign, and of each channel."""
    orders = orders[orders["is_incremental"]]
    by_campaign = orders.groupby("campaign_id").size().reindex(campaigns["campaign_id"], fill_value=0)
    channel = campaigns.set_index("campaign_id")["channel"]
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


def _ranked(scores: Mapping[str, dict[str, float | None]]) -> tuple[Row, ...]:
    base = scores.get(YARDSTICK, {})
    return tuple(Row(name, {**each, "against last": _against(each, base, name)}) for name, each in scores.items())


def score(
    of_channels: pd.Series, of_campaigns: pd.Series, truth: dict[str, pd.Series], campaigns: pd.DataFrame
) -> dict[str, float | None]:
    """How near one model's credit of channels and of campaigns comes to the purchases that they caused."""
    idle = campaigns.loc[campaigns["incremental_effect"] == 0, "campaign_id"]
    return {
        "rank, channels": rank_correlation(of_channels, truth["channel"]),
        "rank, campaigns": rank_correlation(of_campaigns, truth["campaign_id"]),
        "misplaced credit": misplaced(of_channels, truth["channel"]),
        "credit without effect": float(of_campaigns.reindex(idle, fill_value=0.0).sum()),
    }


def loses_on(own: dict[str, float | None], last: dict[str, float | None]) -> list[str]:
    """Where a model ranks worse than last touch: among channels, campaigns."""
    pairs = {name: (own[f"rank, {name}"], last.get(f"rank, {name}")) for name in RANKED}
    return [name for name, (one, other) in pairs.items() if one is not None and other is not None and one < other]


def _against(own: dict[str, float | None], last: dict[str, float | None], model: str) -> str:
    if model == YARDSTICK:
        return ""
    worse = loses_on(own, last)
    return f"loses on {' and '.join(worse)}" if worse else "not worse"


def _without_effect(purchases: pd.DataFrame, models: tuple[str, ...], known: Known) -> list[str]:
    """What each model credits to campaigns that cause nothing, such as brand search and retargeting."""
    idle = known.campaigns[known.campaigns["incremental_effect"] == 0]
    lines = []
    for campaign, name in idle[["campaign_id", "name"]].itertuples(index=False):
        credit = purchases.loc[purchases["campaign_id"] == campaign, list(models)].sum()
        lines.append(f"{name} causes nothing and gets " + ", ".join(f"{m} {credit[m]:,.1f}" for m in models))
    return lines
