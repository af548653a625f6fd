"""What last-click CR should come to: purchases that ad clicks lead to, and purchases that merely follow one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.simulate.rows import Array

WINDOW_DAYS = 30


@dataclass(frozen=True)
class Outcomes:
    """Sums by campaign, and each person's last ad click."""

    clicks: Array
    expected: Array  # sum of the clicks' true chances to lead to a purchase
    others: Array  # purchases of other causes within the window of a person's last click
    last_campaign: Array  # of each person
    last_day: Array  # of each person


def no_outcomes(people: int, campaigns: int) -> Outcomes:
    """Nothing clicked yet."""
    clicks, expected, others = np.zeros((3, campaigns))
    last_campaign, last_day = np.zeros(people, dtype=np.int64), np.full(people, -WINDOW_DAYS - 1)
    return Outcomes(clicks, expected, others, last_campaign, last_day)


def note_purchases(outcomes: Outcomes, day: int, person: Array) -> None:
    """Count purchases that no ad click led to under the campaign clicked last, if that was not too long ago."""
    recent = person[outcomes.last_day[person] >= day - WINDOW_DAYS]
    np.add.at(outcomes.others, outcomes.last_campaign[recent], 1)


def note_clicks(outcomes: Outcomes, day: int, person: Array, campaign: Array, chance: Array) -> None:
    """Count the day's ad clicks with their chances."""
    np.add.at(outcomes.clicks, campaign, 1)
    np.add.at(outcomes.expected, campaign, chance)
    outcomes.last_campaign[person] = campaign
    outcomes.last_day[person] = day


def last_click_cr(outcomes: Outcomes) -> Array:
    """True last-click CR of each campaign: other purchases fall on any click alike."""
    clicks = outcomes.clicks.clip(min=1)
    rates: Array = outcomes.expected / clicks + outcomes.others.sum() / clicks.sum()
    return np.where(outcomes.clicks > 0, rates, np.nan)


def index_of(outcomes: Outcomes, channel: Array) -> Array:
    """Each campaign's true last-click CR over that of its channel's other campaigns."""
    rate, weight, place = np.nan_to_num(last_click_cr(outcomes)), outcomes.clicks + 1e-9, np.arange(len(channel))
    others = [
        np.average(rate[o], weights=weight[o]) for at in place for o in [(channel == channel[at]) & (place != at)]
    ]
    return np.where(outcomes.clicks > 0, rate / np.maximum(others, 1e-12), np.nan)
