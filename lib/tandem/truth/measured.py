"""What a lake holds of the things that the truth knows of."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Measured:
    """Frames of a lake's tables as tandem.truth.frames makes them, and the settings that define what can be known."""

    events: pd.DataFrame  # clean.events: ids, instant and the keys of verdicts
    impressions: pd.DataFrame  # clean.impressions: ids and the keys of verdicts
    verdicts: pd.DataFrame
    conversions: pd.DataFrame
    witnesses: pd.DataFrame  # clean.witnesses: events of customers only
    ad_reports: pd.DataFrame
    ledger: pd.DataFrame
    visits: pd.DataFrame
    people: pd.DataFrame  # identity.people as known today
    sessions: pd.DataFrame
    credits: pd.DataFrame
    effects: pd.DataFrame  # attribution.effects of the last night: models that have an answer
    rates: pd.DataFrame  # of the last night
    cohorts: pd.DataFrame  # readings of cohorts by region and audience, of the last night
    quadrants: pd.DataFrame  # of the last night
    causes: pd.DataFrame  # of the last night
    lead_stages: pd.DataFrame  # of the last night: steps that a page tells of; empty without a CRM
    leads: pd.DataFrame  # leads that count, with channel and campaign of the touch that is credited
    models: tuple[str, ...]  # rule models: columns of `credits`
    carry_days: int
    backfill_days: int
    keys: tuple[bytes, ...]  # of all pseudonyms
