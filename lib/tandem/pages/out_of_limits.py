"""What lies outside the limits of its own history, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.pages.content import Estimate
from tandem.pages.markup import Html, tag
from tandem.pages.numbers import interval, rate, short_day
from tandem.pages.signals import IN_CONTROL, LOOKED_BACK, OUT, REVIEW, WATCH, Day, Series, Signals
from tandem.pages.sparklines import mark

MOST = 12  # lines under one heading
HEADINGS = {REVIEW: "For review", WATCH: "On watch"}
NOW = {REVIEW: "for review", WATCH: "on watch", IN_CONTROL: "in control again"}


def out_of_limits(signals: Signals) -> Html | None:
    """One line per rate that was out of limits in the last days; None when there are no rates by day at all."""
    if not signals.series:
        return None
    found = [(each, days) for each in signals.series if (days := each.out_since(signals.recent))]
    worst = sorted(((_worst(days), each, days) for each, days in found), key=_urgency)
    listed = [_listed(status, [line for line in worst if line[0].status == status]) for status in OUT]
    return tag(
        "section",
        tag("h2", "Out of limits", id="out-of-limits"),
        [part for part in listed if part] or tag("p", _calm(signals)),
        tag(
            "p",
            "A rate is held against its own history, weekday by weekday. Beyond its limits it is for review; near one "
            "it is on watch, which some are by chance.",
            class_="note",
        ),
        aria_labelledby="out-of-limits",
    )


def _worst(days: Sequence[Day]) -> Day:
    """The day to tell of: for review before on watch, then the one that lies farthest out."""
    return min(days, key=lambda day: (OUT.index(day.status), -day.telling.stretch))


def _urgency(line: tuple[Day, Series, list[Day]]) -> tuple[object, ...]:
    """Those out on the last day first, then the farthest out."""
    worst, series, days = line
    return -days[-1].date.toordinal(), -worst.telling.stretch, series.level, series.name, series.measure


def _listed(status: str, lines: Sequence[tuple[Day, Series, list[Day]]]) -> Html | None:
    if not lines:
        return None
    told = [_line(*line) for line in lines[:MOST]]
    more = len(lines) - MOST
    rest = tag("li", f"and {more} more, in the table by day.", class_="small") if more > 0 else None
    return tag("div", tag("h3", HEADINGS[status]), tag("ul", told, rest, class_="advice"))


def _line(worst: Day, series: Series, days: Sequence[Day]) -> Html:
    held = worst.telling
    of_day = "that day" if held is worst.alone else "over three days"
    market = worst.market is not None and worst.market != 1
    words = (
        f" {series.measure.upper()} on {short_day(worst.date)}: {rate(held.observed)} {of_day}, {_where(worst)} "
        f"{interval(Estimate(held.expected, held.low, held.high), 'rate', '')}"
        f"{f', limits moved by a market index of {worst.market:.2f}' if market else ''}{_since(series, days)}."
    )
    return tag("li", mark(worst.status, is_above=held.is_above), tag("span", tag("strong", series.name), words))


def _where(worst: Day) -> str:
    """Where the rate lies with regard to the range that follows."""
    held = worst.telling
    if held.stretch > 1:
        return "above the expected" if held.is_above else "below the expected"
    return f"near the {'upper' if held.is_above else 'lower'} end of the expected"


def _since(series: Series, days: Sequence[Day]) -> str:
    """How many of the last days were out, and how the last one stands."""
    last = series.days[-1]
    many = f"{len(days)} of the last {LOOKED_BACK} days out" if len(days) > 1 else ""
    now = f"{NOW[last.status]} on {short_day(last.date)}" if last.status in NOW and last is not _worst(days) else ""
    said = "; ".join(part for part in (many, now) if part)
    return f" ({said})" if said else ""


def _calm(signals: Signals) -> str:
    """Why nothing is listed."""
    judged = any(day.status == IN_CONTROL for each in signals.series for day in each.days if day.date >= signals.recent)
    if judged:
        return f"Nothing is out of limits: so it was on each of the last {LOOKED_BACK} days."
    return "Nothing can be said yet: there is too little history to hold a day against."
