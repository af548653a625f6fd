"""Whether CTR leads or lags CR, leads and revenue, channel by channel: a dated record that expires."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from tandem.metrics.reading_counts import Sums
from tandem.metrics.reading_rows import Array, Asked, Row, basis_of, by_day, by_entity
from tandem.stats.leads import LEAST_DAYS, LEVEL, MOST_LAG, TOO_LITTLE, Lead, find_lead

SERIES_DAYS, VALID_DAYS = 180, 28
LEADS_DAYS = SERIES_DAYS + VALID_DAYS
FEWEST_A_DAY = 1.0  # events a day; under it chance hides everything
NAMES = {"cr": "CR by day of the click", "leads": "leads by their own day", "revenue": "revenue by its own day"}


def tested_on(through: date) -> date:
    """The last day of the four weeks before `through` that are complete, counted from 1970: a function of the night."""
    return date.fromordinal(through.toordinal() - 1 - (through.toordinal() - date(1970, 1, 1).toordinal()) % VALID_DAYS)


def read_leads(sums: Sums, asked: Asked) -> Iterator[Row]:
    """One row per channel with impressions and what its CTR may lead; the same test stands for four weeks."""
    last = tested_on(asked.through)
    others = {measure: dict(by_entity(sums.own(measure), "channel")) for measure in NAMES}
    for channel, shown in by_entity(sums.together("ctr"), "channel"):
        for measure, channels in others.items():
            if channel not in channels:
                continue
            yield _row(channel, measure, basis_of(shown), *lead_of(shown, channels[channel], measure, last, asked))


def lead_of(ctr: pd.DataFrame, other: pd.DataFrame, measure: str, last: date, asked: Asked) -> tuple[Lead, date, date]:
    """What CTR and the other say of each other in the `SERIES_DAYS` to `last`, and the days that there were."""
    after = (asked.through - last).days
    clicks, impressions = (by_day(ctr, name, days=SERIES_DAYS, after=after)[::-1] for name in ("successes", "trials"))
    events, of = (by_day(other, name, days=SERIES_DAYS, after=after)[::-1] for name in ("successes", "trials"))
    start = int(np.argmax(impressions > 0)) if (impressions > 0).any() else SERIES_DAYS
    first = date.fromordinal(last.toordinal() - SERIES_DAYS + 1 + min(start, SERIES_DAYS - 1))
    if SERIES_DAYS - start < LEAST_DAYS or not _enough(events[start:]):
        return Lead(TOO_LITTLE), first, last
    weekday = (np.arange(SERIES_DAYS - start) + first.weekday()) % 7
    later = _log_rate(events, of) if measure == "cr" else np.sqrt(events)
    return find_lead(_log_rate(clicks, impressions)[start:], later[start:], weekday=weekday), first, last


def _log_rate(successes: Array, trials: Array) -> Array:
    """Logarithm of the rate of each day; nan without trials."""
    return np.where(trials > 0, np.log((successes + 0.5) / (trials + 1)), np.nan)


def _enough(events: Array) -> bool:
    """Something happens nearly daily: a count or an amount of once a week says nothing of days."""
    return bool((events > 0).mean() >= 0.5 * FEWEST_A_DAY)


def _row(channel: str, measure: str, basis: str, found: Lead, first: date, last: date) -> Row:
    return {
        **{"reading": "lead", "level": "channel", "entity": channel, "measure": measure, "part": "ctr", "basis": basis},
        **{"value": found.effect, "low": found.effect_low, "high": found.effect_high, "against": found.by_chance},
        **{"p": found.p, "size": float((last - first).days + 1), "verdict": found.verdict},
        **{"lag_days": None if found.verdict == TOO_LITTLE else found.lag_days, "why": _why(measure, found)},
        **{"from_date": first, "to_date": last, "expires_on": date.fromordinal(last.toordinal() + VALID_DAYS + 1)},
    }


def _why(measure: str, found: Lead) -> str:
    if found.verdict == TOO_LITTLE:
        return f"fewer than {LEAST_DAYS} days with impressions, {NAMES[measure]} on under half of them, or never moving"
    return (
        f"correlation {found.correlation:+.2f} at {found.lag_days:+d} days with {NAMES[measure]}, chance gives "
        f"{found.by_chance:.2f} in {LEVEL:.0%}; assumed: lags to {MOST_LAG} days, linear, the same all along, ".replace(
            "%", " %"
        )
        + "weekdays, trend and own past taken off"
    )
