"""Flaws planted in the campaigns of many companies against the first causes that a night would tell; no lake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from tandem.cli.truth_seeds_campaigns import campaigns_of
from tandem.columns.owners import BUCKETS
from tandem.config import DiagnosisConfig, MetricsConfig
from tandem.diagnosis.causes import INDEXES
from tandem.diagnosis.evidence import FEWEST_VISITS, SCHEMA
from tandem.diagnosis.first_causes import find_causes
from tandem.simulate.flaws import KINDS
from tandem.simulate.market import CHANNELS, CREATIVES_EACH
from tandem.simulate.tracked import Tracked
from tandem.truth import Group
from tandem.truth.causes import ranked_flaws

ASKED_AS = "undecided"  # quadrant of which it is asked why so few clicks buy, of every campaign
Told = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]  # campaigns, their flaws, the causes that are told


def causes_group(companies: Sequence[Told]) -> Group:
    """Ranks of all companies' flaws by effect, and how often a campaign without one is told a cause."""
    numbered = [
        [part.assign(campaign_id=f"{number}/" + part["campaign_id"]) for part in told]
        for number, told in enumerate(companies)
    ]
    campaigns, flaws, causes = (pd.concat(parts, ignore_index=True) for parts in zip(*numbered, strict=True))
    found = ranked_flaws(campaigns, flaws, causes)
    return replace(found, title=f"First causes of campaigns: {len(companies)} companies", notes=found.notes[:1])


def causes_of(company: Tracked, rates: pd.DataFrame) -> Told:
    """Campaigns of one company, what is wrong with them, and the causes found; `rates` are its rates by level."""
    campaigns, diagnosis = campaigns_of(company), DiagnosisConfig()
    judged = campaigns[campaigns["has_impressions"]][["campaign_id"]].merge(
        indexes_of(rates), on="campaign_id", how="left"
    )
    found = find_causes(
        evidence_of(company, MetricsConfig().window_days),
        judged.assign(quadrant=ASKED_AS),
        decided=diagnosis.decided,
        par_share=diagnosis.par_share,
    )
    return campaigns, flaws_of(company), found[["campaign_id", "axis", "rank", "kind", "name", "status"]]


def flaws_of(company: Tracked) -> pd.DataFrame:
    """What is wrong with each campaign: kind, which part, and the share of its clicks that is lost; 0: nothing."""
    kind, place = company.flaws["kind"], company.flaws["place"]
    names = np.where(kind == KINDS.index("promise"), "", place.astype(str))
    return pd.DataFrame(
        {
            "campaign_id": np.arange(len(kind)).astype(str),
            "kind": np.array((*KINDS, ""))[kind],
            "name": np.where(kind < 0, "", names),
            "effect": np.where(kind < 0, 0.0, company.flaws["effect"]),
        }
    )


def indexes_of(rates: pd.DataFrame) -> pd.DataFrame:
    """Both indexes of each campaign with their intervals, as `diagnosis.causes` is told them."""
    parts = []
    for axis in ("ctr", "cr"):
        own = rates[(rates["measure"] == axis) & (rates["level"] == "campaign")].set_index("entity")
        parts.append(own[["index", "index_low", "index_high"]].add_prefix(f"{axis}_"))
    return pd.concat(parts, axis=1).rename_axis("campaign_id").reset_index()[["campaign_id", *INDEXES]]


def evidence_of(company: Tracked, window_days: int) -> pd.DataFrame:
    """What `diagnosis.evidence` counts of the window: of ads and their days, of visits and their lots of people."""
    shown, clicks = (of_window(pd.DataFrame(rows), company, window_days) for rows in (company.shown, company.clicks))
    visits = clicks[clicks["begins"]].assign(opened=1, stayed=lambda rows: rows["stays"].astype(int))
    is_in = (visits["lag"] >= 0) & (visits["day"] + visits["lag"] < company.days)
    visits = visits.assign(bought=visits["stayed"] * is_in, cohort=visits["returning"].astype(int).astype(str))
    of_page = visits.groupby(["campaign_id", "page"])["opened"].transform("sum")
    visits = visits.assign(page=visits["page"].where(of_page >= FEWEST_VISITS, ""))
    shown = shown.rename(columns={"clicks": "clicked"}).assign(shown=shown["impressions"])
    cells = ["creative_id", "device_class", "week"]
    parts = [
        summed(shown, "ads", [*cells, "placement"], ["shown", "clicked"]),
        summed(shown, "day", ["age"], ["shown", "clicked"]),
        summed(visits, "visits", [*cells, "page", "cohort"], ["opened", "stayed", "bought"]),
        summed(visits, "bucket", ["bucket"], ["opened", "stayed", "bought"]),
    ]
    texts = [name for name, kind in SCHEMA.items() if kind == "string"]
    return pd.concat(parts, ignore_index=True).fillna(dict.fromkeys(texts, "")).fillna(0)


def of_window(rows: pd.DataFrame, company: Tracked, window_days: int) -> pd.DataFrame:
    """`rows` of the last days with the names and numbers that evidence is counted by."""
    age = company.days - 1 - rows["day"]
    recent = rows.assign(age=age, week=age // 7)[age < window_days]
    campaign = recent["creative"] // CREATIVES_EACH
    named = recent.assign(
        campaign_id=campaign.astype(str),
        channel=np.array([channel.name for channel in CHANNELS])[company.channels[campaign]],
        creative_id=recent["creative"].astype(str),
        device_class=recent["device_class"].astype(str),
        page=company.pages[recent["creative"]].astype(str),
    )
    if "placement" in named:
        return named.assign(placement=named["placement"].astype(str))
    return named.assign(bucket=named["person"] % BUCKETS)


def summed(rows: pd.DataFrame, source: str, keys: list[str], sums: list[str]) -> pd.DataFrame:
    """Sums of one source of evidence."""
    found = rows.groupby(["campaign_id", "channel", *keys], sort=True)[sums].sum().reset_index()
    return found.assign(source=source)
