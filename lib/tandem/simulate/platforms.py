"""What the ad platforms report of a day: their own counts, their own claims, in the account's timezone and currency."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from tandem.simulate.counting import all_clicks, counted
from tandem.simulate.demand import true_cr
from tandem.simulate.draws import generator
from tandem.simulate.market import CHANNELS, CREATIVES_EACH, GOOGLE, META, MICROSOFT
from tandem.simulate.rates import DAY, HOUR
from tandem.simulate.rows import Array, Rows, count, pick
from tandem.simulate.state import Company

TIMEZONES = {GOOGLE: "Europe/Amsterdam", META: "America/New_York", MICROSOFT: "Europe/Amsterdam"}
CURRENCIES = {GOOGLE: "EUR", META: "USD", MICROSOFT: "EUR"}
RESTATED_AFTER = 3  # days until a second export corrects the first


@dataclass
class Counts:
    """Impressions served, clicks and impressions by the platform's definition, of each account day and creative.

    Those of days that are not yet reported for the last time.
    """

    days: defaultdict[tuple[int, int], Array] = field(default_factory=lambda: defaultdict(lambda: np.zeros(0)))


def tally(company: Company, counts: Counts, day: int, impressions: Rows) -> None:
    """Add the day's impressions to the account days they fall in."""
    for platform, timezone in TIMEZONES.items():
        mine = np.flatnonzero(impressions["platform"] == platform)
        local = _local_day(company, timezone, day, impressions["occurred"][mine])
        for one in np.unique(local):
            chosen = mine[local == one]
            creative, size = impressions["creative"][chosen], len(company.market.creatives["campaign"])
            shown = np.bincount(creative, minlength=size)
            clicked = np.bincount(creative, weights=impressions["clicked"][chosen], minlength=size).astype(np.int64)
            known = counts.days[platform, int(one)]
            own_way = np.bincount(creative[counted(platform, pick(impressions, chosen))], minlength=size)
            new = np.stack([shown, clicked, own_way])
            counts.days[platform, int(one)] = known + new if known.size else new


def reports(company: Company, counts: Counts, platform: int, day: int) -> Rows:
    """Report lines delivered on `day`: yesterday's, and for Google the corrected ones of three days before that."""
    lines = [_lines(company, counts, platform, day - 1, final=False)]
    counts_kept = platform == GOOGLE
    old = day - 1 - RESTATED_AFTER
    if counts_kept and (platform, old) in counts.days:
        lines.append(_lines(company, counts, platform, old, final=True))
    counts.days.pop((platform, old if counts_kept else day - 1), None)
    return {name: np.concatenate([part[name] for part in lines]) for name in lines[0]}


def reports_due(company: Company, counts: Counts, day: int) -> dict[int, Rows]:
    """Report lines that come on `day`, by platform; a platform whose delivery never comes is left out."""
    made = {platform: reports(company, counts, platform, day) for platform in TIMEZONES}
    return {one: rows for one, rows in made.items() if count(rows) and not is_missed(company, one, day)}


def spend_sent(platform: int, rows: Rows) -> Array:
    """Cost of each line as its report states it, in millionths: Microsoft's is cut to cents."""
    micros: Array = rows["spend_micros"]
    return micros // 10_000 * 10_000 if platform == MICROSOFT else micros


def is_missed(company: Company, platform: int, day: int) -> bool:
    """Whether the delivery of that day never comes."""
    return platform == META and day % company.rates.missed_every_days == 6


def rate_to_eur(company: Company, day: int) -> int:
    """Millionths of a euro for a dollar on a day (negative days lie before the first)."""
    drawn = generator(company.seed, day + 1000, 13).normal(0.0, 0.003)
    return round(1e6 * (0.92 + 0.015 * math.sin(day / 17.0) + float(drawn)))


def _lines(company: Company, counts: Counts, platform: int, local: int, *, final: bool) -> Rows:
    known = counts.days.get((platform, local))
    every = known if known is not None else np.zeros((3, 0), dtype=np.int64)
    creative = np.flatnonzero(every[0])
    shown, clicked, own_way = every[:, creative]
    campaign = creative // CREATIVES_EACH
    rng = generator(company.seed, local + 1000, 14, platform)
    claimed = _claims(rng, company, campaign, shown, clicked, final=final)
    return {
        "day": np.full(len(creative), local),
        "campaign": campaign,
        "creative": creative,
        "served": shown,
        "impressions": own_way,
        "clicks": clicked,
        "all_clicks": all_clicks(company, platform, local, own_way, clicked),
        "conversions": claimed,
        "value_cents": claimed * 6_200,
        "spend_micros": _spend(rng, company, campaign, shown, clicked, final=final),
        "final": np.full(len(creative), final),
    }


def _claims(
    rng: np.random.Generator, company: Company, campaign: Array, shown: Array, clicked: Array, *, final: bool
) -> Array:
    """Conversions a platform claims: those after its clicks, late ones in the second export, and views besides."""
    rate = true_cr(company, campaign)
    at_once, later = rng.binomial(clicked, rate.clip(max=0.9) * 0.65), rng.binomial(clicked, rate.clip(max=0.9) * 0.35)
    claims: Array = at_once + rng.poisson(shown * 0.0005) + (later if final else 0)
    return claims


def _spend(
    rng: np.random.Generator, company: Company, campaign: Array, shown: Array, clicked: Array, *, final: bool
) -> Array:
    """Cost in millionths; the second export gives one percent back for invalid clicks."""
    channel = company.market.campaigns["channel"][campaign]
    cpc, cpm = np.array([c.cpc_eur for c in CHANNELS])[channel], np.array([c.cpm_eur for c in CHANNELS])[channel]
    price = rng.uniform(0.85, 1.15, len(campaign))
    cost = price * (clicked * cpc + shown * cpm / 1000.0) * (0.99 if final else 1.0)
    micros: Array = np.round(cost * 1e4).astype(np.int64) * 100
    return micros


def _local_day(company: Company, timezone: str, day: int, instant: Array) -> Array:
    """Account day of each instant, counted from the first day of the simulation."""
    first = company.first_day_ms + day * DAY
    hour = ((instant - first) // HOUR).clip(-1, 60)
    offsets = np.array([_offset_ms(timezone, first + at * HOUR) for at in range(-1, 61)])
    local: Array = (instant + offsets[hour + 1] - company.first_day_ms) // DAY
    return local


def _offset_ms(timezone: str, instant: int) -> int:
    moment = datetime.fromtimestamp(instant / 1000, UTC).astimezone(ZoneInfo(timezone))
    return round((moment.utcoffset() or timedelta()).total_seconds() * 1000)


def date_of(company: Company, day: int) -> date:
    """Calendar date of a day's number."""
    return datetime.fromtimestamp(company.first_day_ms / 1000, UTC).date() + timedelta(days=day)
