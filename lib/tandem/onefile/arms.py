"""The arms that are judged: rows of one name summed, with what their days say of the doubt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.onefile.rows import Rows
from tandem.stats.dispersion import over_dispersion

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True)
class Arms:
    """Sums of each name, in order of the names."""

    names: list[str]
    channels: list[str]
    channel: Codes  # place of each name's channel among them
    impressions: Array
    clicks: Array
    conversions: Array
    spend: Array | None  # in the file's currency; None: no such column
    value: Array | None
    ctr_phi: Array  # over-dispersion of the days; 1 where they cannot tell
    cr_phi: Array
    days: int  # days in the file; 0: no column of them
    is_dispersion_known: bool  # some name has two days or more
    several_channels: list[str]  # names that stood under more than one channel

    @property
    def has_channels(self) -> bool:
        """The file tells channels apart."""
        return self.channels != [""]


def sum_arms(rows: Rows) -> Arms:
    """One arm per name: sums over its rows, and the channel with most of its impressions."""
    sums = {field: _totals(rows.name.place, each, len(rows.name.texts)) for field, each in rows.numbers.items()}
    channel, several = _settled_channels(rows)
    ctr_phi, cr_phi = (_phi(rows, *pair) for pair in (("clicks", "impressions"), ("conversions", "clicks")))
    return Arms(
        names=rows.name.texts,
        channels=rows.channel.texts,
        channel=channel,
        impressions=sums["impressions"],
        clicks=sums["clicks"],
        conversions=sums["conversions"],
        spend=sums.get("spend"),
        value=sums.get("value"),
        ctr_phi=ctr_phi,
        cr_phi=cr_phi,
        days=len(rows.day.texts) if rows.day else 0,
        is_dispersion_known=rows.day is not None and len(np.unique(_name_days(rows))) > len(rows.name.texts),
        several_channels=[rows.name.texts[each] for each in several],
    )


def _settled_channels(rows: Rows) -> tuple[Codes, Codes]:
    """Each name's channel (most impressions, ties to the smaller channel), and the names that had several."""
    known = len(rows.channel.texts)
    pairs, pair = np.unique(rows.name.place * known + rows.channel.place, return_inverse=True)
    shown = _totals(pair, rows.numbers["impressions"], len(pairs))
    name, channel = np.divmod(pairs, known)
    order = np.lexsort((channel, -shown, name))
    first = np.unique(name[order], return_index=True)[1]
    return channel[order][first], np.flatnonzero(np.bincount(name) > 1)


def _phi(rows: Rows, successes: str, trials: str) -> Array:
    """Over-dispersion of each name between its days."""
    names = len(rows.name.texts)
    if rows.day is None:
        return np.ones(names)
    pairs, pair = np.unique(_name_days(rows), return_inverse=True)
    k, n = (_totals(pair, rows.numbers[each], len(pairs)) for each in (successes, trials))
    return over_dispersion(k, n, pairs // len(rows.day.texts), entities=names)


def _name_days(rows: Rows) -> Codes:
    """One number for each pair of name and day."""
    assert rows.day is not None
    return rows.name.place * len(rows.day.texts) + rows.day.place


def _totals(place: Codes, values: Array, size: int) -> Array:
    return np.bincount(place, weights=values, minlength=size).astype(np.float64)
