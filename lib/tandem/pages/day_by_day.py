"""Company, channels and campaigns day by day: both rates within the limits that their own history sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tandem.pages.markup import Html, column, table, tag
from tandem.pages.numbers import ABSENT, rate, share
from tandem.pages.signals import IN_CONTROL, OUT, REVIEW, WATCH, Day, Series, Signals
from tandem.pages.sparklines import mark, sparkline

WORDS = {IN_CONTROL: "in control", WATCH: "on watch", REVIEW: "for review"}
TOO_LITTLE = "too little history"
COMPLETE = 0.995  # from here on nothing is said of what is to come

Rates = Mapping[str, Series]  # ctr, cr -> its days


def day_by_day(signals: Signals, campaigns: Sequence[str]) -> Html | None:
    """A row for the company, each channel, and each of `campaigns` in that order, that has days."""
    company = _by_entity(each for each in signals.series if each.level == "company")
    channels = _by_entity(each for each in signals.series if each.level == "channel")
    of_campaigns = _by_entity(each for each in signals.series if each.level == "campaign")
    shown = {name: of_campaigns[name] for name in campaigns if name in of_campaigns}
    rows = [
        *_group("Company", company, signals),
        *_group("Channels", channels, signals),
        *_group("Campaigns", shown, signals),
    ]
    if not rows:
        return None
    caption = (
        "The line is the rate of each day and the two before it together; the band is the range that the days before, "
        "weekday by weekday, lead one to expect. CR is by day of the click, with what is still to come; beside it "
        "stands what has been seen of the last day. Days without limits are left blank."
    )
    return tag(
        "section",
        tag("h2", "Day by day", id="day-by-day"),
        tag("p", caption, class_="note"),
        _key(),
        table(
            [column("The last 28 days"), column("CTR"), column("CR")],
            rows,
            caption="CTR and CR of each channel and campaign by day, with their last rate and its status",
            class_="days",
        ),
        aria_labelledby="day-by-day",
    )


def _key() -> Html:
    items = [
        tag("li", mark(REVIEW, is_above=True), "for review, above"),
        tag("li", mark(REVIEW, is_above=False), "for review, below"),
        tag("li", mark(WATCH, is_above=True), "on watch"),
    ]
    return tag("ul", items, class_="key")


def _by_entity(series: Iterable[Series]) -> dict[str, dict[str, Series]]:
    found: dict[str, dict[str, Series]] = {}
    for each in sorted(series, key=lambda each: each.name):
        found.setdefault(each.entity, {})[each.measure] = each
    return found


def _group(title: str, entities: Mapping[str, Rates], signals: Signals) -> list[Html]:
    if not entities:
        return []
    heading = tag("tr", tag("th", title, scope="rowgroup", colspan=3), class_="group")
    return [heading, *(_row(rates, signals) for rates in entities.values())]


def _row(rates: Rates, signals: Signals) -> Html:
    name = next(iter(rates.values())).name
    return tag(
        "tr",
        tag("th", name, scope="row"),
        [_cell(rates.get(measure), signals) for measure in ("ctr", "cr")],
    )


def _still_to_come(last: Day) -> Html | None:
    """What has been seen of a rate that is not complete."""
    if last.completeness is None or last.completeness > COMPLETE:
        return None
    return tag("small", f" {rate(last.seen)} seen, {share(last.completeness)} in")


def _cell(series: Series | None, signals: Signals) -> Html:
    if series is None or not series.days:
        return tag("td", ABSENT)
    drawn = sparkline(series, signals.through)
    last = series.days[-1]
    status = WORDS.get(last.status, TOO_LITTLE)
    marked = mark(last.status, is_above=last.telling.is_above) if last.status in OUT else None
    late = f" on {last.date:%d %b}".replace(" 0", " ") if last.date != signals.through else ""
    if drawn is None:
        return tag("td", tag("span", TOO_LITTLE, class_="small"))
    said = tag("span", marked, status, late, class_="status")
    told = tag("span", tag("b", rate(last.smoothed.observed)), " ", said, _still_to_come(last))
    return tag("td", tag("div", drawn, told, class_="sparked"))
