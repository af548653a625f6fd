"""What last-click CR should come to: purchases that ad clicks lead to, and purchases that merely follow one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.simulate.rows import Array, Rows, pick

WINDOW_DAYS = 30


@dataclass(frozen=True)
class Outcomes:
    """Sums by campaign, and each person's last ad click."""

    clicks: Array
    expected: Array  # purchases to be expected of the campaign's clicks, or of its click that came last before them
    clicked: list[int]  # clicks of each day
    others: Array  # purchases of other causes by campaign of the person's last click and days since, within its window
    last_campaign: Array  # of each person
    last_day: Array  # of each person


def no_outcomes(people: int, campaigns: int) -> Outcomes:
    """Nothing clicked yet."""
    clicks, expected = np.zeros((2, campaigns))
    others = np.zeros((campaigns, WINDOW_DAYS + 1))
    last_campaign, last_day = np.zeros(people, dtype=np.int64), np.full(people, -WINDOW_DAYS - 1)
    return Outcomes(clicks, expected, [], others, last_campaign, last_day)


def note_purchases(outcomes: Outcomes, day: int, person: Array) -> None:
    """Count purchases that no ad click led to under the campaign clicked last, if that was not too long ago."""
    person = person[outcomes.last_day[person] >= day - WINDOW_DAYS]
    np.add.at(outcomes.others, (outcomes.last_campaign[person], day - outcomes.last_day[person]), 1)


def note_clicks(outcomes: Outcomes, day: int, clicks: Rows, *, at_once: float) -> None:
    """Count the day's ad clicks with their chances; who buys `at_once` does so before the next click.

    Who buys later clicks no ad until then, but may click another on the same day, which is then the last click.
    """
    clicks = pick(clicks, np.lexsort((clicks["start"], clicks["person"])))
    person, campaign, chance = clicks["person"], clicks["campaign"], clicks["chance"]
    outcomes.last_day[person] = day
    outcomes.last_campaign[person] = campaign  # of several the last is kept
    np.add.at(outcomes.clicks, campaign, 1)
    np.add.at(outcomes.expected, campaign, at_once * chance)
    np.add.at(outcomes.expected, outcomes.last_campaign[person], (1 - at_once) * chance)
    outcomes.clicked.append(len(person))


def last_click_cr(outcomes: Outcomes) -> Array:
    """True last-click CR of each campaign, as if all its clicks were older than the window.

    Other purchases fall on any click alike, and count where it has not led to one of its own.
    """
    old_enough = np.cumsum(outcomes.clicked)[::-1][: WINDOW_DAYS + 1]  # clicks at least 0, 1, 2, ... days old
    others = float((outcomes.others.sum(axis=0)[: len(old_enough)] / old_enough.clip(min=1)).sum())
    own = outcomes.expected / outcomes.clicks.clip(min=1)
    return np.where(outcomes.clicks > 0, own + others * (1 - own), np.nan)


def last_click_cr_by_value(outcomes: Outcomes, values: int) -> Array:
    """The same of cells of channel and value, `values` of them a channel; of each value other purchases fall alike.

    Shape (channels + 1, values): the last row is that of all channels together.
    """
    cells = {name: getattr(outcomes, name).reshape(-1, values) for name in ("clicks", "expected")}
    clicks, expected = (np.vstack([cell, cell.sum(axis=0)]) for cell in cells.values())
    old_enough = np.cumsum(outcomes.clicked)[::-1][: WINDOW_DAYS + 1] / max(1, sum(outcomes.clicked))
    others = outcomes.others.reshape(-1, values, WINDOW_DAYS + 1).sum(axis=0)[:, : len(old_enough)]
    fallen = (others / old_enough.clip(min=1e-9)).sum(axis=1) / clicks[-1].clip(min=1)
    own = expected / clicks.clip(min=1)
    return np.where(clicks > 0, own + fallen * (1 - own), np.nan)


def index_of(outcomes: Outcomes, channel: Array) -> Array:
    """Each campaign's true last-click CR over that of its channel's other campaigns."""
    rate, weight, place = np.nan_to_num(last_click_cr(outcomes)), outcomes.clicks + 1e-9, np.arange(len(channel))
    others = [
        np.average(rate[o], weights=weight[o]) for at in place for o in [(channel == channel[at]) & (place != at)]
    ]
    return np.where(outcomes.clicks > 0, rate / np.maximum(others, 1e-12), np.nan)
