"""How numbers read: three significant digits where doubt begins, no more."""

from __future__ import annotations

from datetime import date
from math import floor, isfinite, log10

from tandem.pages.content import UNREACHABLE, Estimate

ABSENT = EN_DASH = "\u2013"
MINUS = "\u2212"
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}
STEPS = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))
MODELS = {
    "first": "First touch",
    "last": "Last touch",
    "last_non_direct": "Last non-direct",
    "linear": "Linear",
    "time_decay": "Time decay",
    "position": "Position",
    "j_shaped": "J-shaped",
    "inverse_j": "Inverse J",
    "w_shaped": "W-shaped",
    "markov": "Markov",
    "shapley": "Shapley",
    "shapley_ordered": "Shapley by place",
    "participation_count": "Participation (a count)",
}


def model_name(model: str) -> str:
    """A model in words; one of the company's own by its name in the definition."""
    return MODELS.get(model, model.replace("_", " ").capitalize())


def count(value: float | None) -> str:
    """1234567.0 -> 1,234,567."""
    return ABSENT if value is None else f"{value:,.0f}"


def rate(value: float | None) -> str:
    """.01324 -> 1.32%; .000179 -> 0.0179%."""
    return ABSENT if value is None else f"{_significant(100 * value)}%"


def ratio(value: float | None) -> str:
    """3.214 -> 3.21."""
    return ABSENT if value is None else f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"


def money(value: float | None, currency: str) -> str:
    """1234567.8 -> €1,234,568; under 100 with cents."""
    if value is None:
        return ABSENT
    digits = f"{abs(value):,.0f}" if abs(value) >= 100 else f"{abs(value):,.2f}"
    return f"{MINUS if value < 0 else ''}{_unit(currency)}{digits}"


def short(value: float | None) -> str:
    """1234567.0 -> 1.23m."""
    if value is None:
        return ABSENT
    for size, name in STEPS:
        if abs(value) >= 0.9995 * size:
            return f"{_significant(value / size)}{name}"
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.1f}"


def short_money(value: float | None, currency: str) -> str:
    """1234567.0 -> €1.23m."""
    return ABSENT if value is None else f"{MINUS if value < 0 else ''}{_unit(currency)}{short(abs(value))}"


def in_unit(value: float | None, unit: str, currency: str, *, tight: bool = False) -> str:
    """A value of a measure; `tight` rounds large counts and sums to three digits."""
    if unit == "rate":
        return rate(value)
    if unit == "money":
        return short_money(value, currency) if tight and value and abs(value) >= 1e4 else money(value, currency)
    if unit == "count":
        return short(value) if tight and value and abs(value) >= 1e4 else count(value)
    return ratio(value)


def interval(estimate: Estimate, unit: str, currency: str) -> str:
    """The two ends, as 1.28 to 1.36%; empty where no interval is known."""
    if estimate.low is None or estimate.high is None:
        return ""
    low = in_unit(estimate.low, unit, currency)
    return f"{low.removesuffix('%')}{EN_DASH}{in_unit(estimate.high, unit, currency)}"


def doubt_and_mark(estimate: Estimate, unit: str, currency: str) -> str:
    """The two ends, and the mark of a number that is not published as plainly measured."""
    return " · ".join(part for part in (interval(estimate, unit, currency), estimate.mark) if part)


def needed(impressions: int | None, clicks: int | None) -> str:
    """What an undecided campaign still has to collect, in words; empty when it is decided."""
    parts = [
        "out of reach" if number == UNREACHABLE else f"about {_roughly(number)} {what}"
        for number, what in ((impressions, "impressions"), (clicks, "clicks"))
        if number is not None
    ]
    return "; ".join(dict.fromkeys(parts))


def share(value: float | None) -> str:
    """.9731 -> 97%; never 100% while something is missing."""
    if value is None:
        return ABSENT
    return f"{min(round(100 * value), 99 if value < 1 else 100)}%"


def channel_name(channel: str) -> str:
    """`(none)`, which conversions without a touch stand under, in words."""
    return "No touch known" if channel == "(none)" else channel


def short_day(value: date) -> str:
    """2026-03-09 -> 9 March."""
    return f"{value:%d %B}".lstrip("0")


def _significant(value: float) -> str:
    if not value or not isfinite(value):
        return "0"
    value = float(f"{value:.3g}")  # first, so that .9996 counts as 1.00
    decimals = max(0, 2 - floor(log10(abs(value))))
    return f"{value:,.{min(decimals, 6)}f}"


def _roughly(value: float) -> str:
    """12345 -> 12k: a forecast has no third digit."""
    rounded = round(value, 1 - floor(log10(value))) if value > 0 else 0
    size, name = next((step for step in STEPS if rounded >= step[0]), (1.0, ""))
    return f"{rounded / size:g}{name}"


def _unit(currency: str) -> str:
    return SYMBOLS.get(currency, f"{currency} ")
