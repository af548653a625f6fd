"""The page of one file of ads: verdicts in words, the quadrant chart, the table. It draws, so it loads what draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tandem import __version__
from tandem.onefile.page_table import arm_table
from tandem.onefile.quadrants import Judged, written
from tandem.onefile.verdicts import Rate
from tandem.pages.campaigns import quadrant_figure
from tandem.pages.content import NOTHING, Campaign, Estimate
from tandem.pages.markup import Html, tag
from tandem.pages.page import document
from tandem.pages.summary import verdict_in_words
from tandem.stats.quadrants import DECIDED, UNDECIDED

SHOWN = 100  # arms on the page


@dataclass(frozen=True)
class AdsContent:
    """What the page says of the arms; ads are called campaigns where pages do not care."""

    noun: str
    campaigns: tuple[Campaign, ...]
    verdicts: Mapping[str, int]
    missing: tuple[str, ...]


def render(judged: Judged) -> str:
    """The page as one HTML document: decided arms first, then the largest, `SHOWN` at most."""
    verdicts = judged.verdicts
    order = np.lexsort((-verdicts.arms.impressions, verdicts.quadrant == UNDECIDED))[:SHOWN]
    content = AdsContent(
        judged.noun,
        tuple(_campaign(judged, int(arm)) for arm in order),
        judged.counts,
        tuple(note.text for note in judged.notes),
    )
    main = tag("main", verdict_in_words(content), quadrant_figure(content), arm_table(content, verdicts.arms))
    return document(f"Quadrants: {judged.name}", tag("body", _masthead(judged), main, _colophon(judged)))


def _masthead(judged: Judged) -> Html:
    arms = judged.verdicts.arms
    counted = (
        f"{written(float(getattr(arms, field).sum()))} {field}" for field in ("impressions", "clicks", "conversions")
    )
    days = [f"{arms.days:,} day{'' if arms.days == 1 else 's'}"] if arms.days else []
    return tag(
        "header",
        tag("p", "Click and conversion, read together", class_="kicker"),
        tag("h1", judged.name),
        tag("p", ", ".join([*counted, *days]), class_="period"),
    )


def _colophon(judged: Judged) -> Html:
    peers = (
        "the others of its channel" if judged.verdicts.arms.has_channels else f"all other {judged.noun}s of the file"
    )
    columns = ", ".join(f"{field} from {column}" for field, column in judged.columns.items())
    return tag(
        "footer",
        tag("p", f"Each {judged.noun} is compared with {peers}. High or low: at least 90% sure. Columns: {columns}."),
        tag("p", f"tandem quadrants, version {__version__}"),
    )


def _campaign(judged: Judged, arm: int) -> Campaign:
    found = judged.verdicts
    arms, ctr, cr = found.arms, found.ctr, found.cr
    spend, value = (None if each is None else float(each[arm]) for each in (arms.spend, arms.value))
    return Campaign(
        arms.names[arm],
        arms.names[arm],
        arms.channels[arms.channel[arm]],
        str(found.quadrant[arm]),
        impressions=float(arms.impressions[arm]),
        ad_clicks=float(arms.clicks[arm]),
        ctr=_estimate(ctr, arm),
        ctr_index=_estimate(ctr, arm, per=float(ctr.expected[arm])),
        ctr_axis=str(ctr.verdict[arm]),
        cr=_estimate(cr, arm),
        cr_index=_estimate(cr, arm, per=float(cr.expected[arm])),
        cr_axis=str(cr.verdict[arm]),
        conversions=float(arms.conversions[arm]),
        revenue=value,
        spend=spend,
        roas=Estimate(value / spend) if value is not None and spend else NOTHING,
        needed_impressions=_needed(ctr, arm),
        needed_clicks=_needed(cr, arm),
    )


def _estimate(rate: Rate, arm: int, *, per: float = 1.0) -> Estimate:
    value, low, high = (float(each[arm]) / per for each in (rate.smoothed, rate.low, rate.high))
    return Estimate(value, low, high) if np.isfinite([value, low, high]).all() else NOTHING


def _needed(rate: Rate, arm: int) -> int | None:
    needed = int(rate.needed[arm])
    return None if needed == DECIDED else needed
