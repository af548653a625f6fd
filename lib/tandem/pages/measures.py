"""Measures of the whole company: the headline ones as tiles, and all of them by perspective."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.pages.content import PERSPECTIVES, Measure, PageContent
from tandem.pages.markup import Html, column, table, tag
from tandem.pages.numbers import ABSENT, doubt_and_mark, in_unit, share

STATUS_MARKS = {"on target": "●", "watch": "◐", "off target": "○"}


def headline_tiles(content: PageContent) -> Html | None:
    """The headline measures, each with its interval and its age."""
    chosen = [measure for measure in content.measures if measure.is_headline]
    if not chosen:
        return None
    tiles = [_tile(measure, content.currency) for measure in chosen]
    return tag(
        "section",
        tag("h2", "Headline measures", id="headline-measures"),
        tag("dl", tiles, class_="tiles"),
        tag("p", "Ranges are 90% intervals. “In” is the share of what will come that has come.", class_="note"),
        aria_labelledby="headline-measures",
    )


def all_measures(content: PageContent) -> Html | None:
    """Every measure of the company by perspective: value, doubt, age, target, owner."""
    if not content.measures:
        return None
    head = [
        column("Measure"),
        *(column(label, number=True) for label in ("Value", "90% interval", "In", "Target")),
        *(column(label) for label in ("Status", "Answers for it")),
    ]
    rows = [
        row
        for perspective in PERSPECTIVES
        for row in _perspective(
            perspective, [m for m in content.measures if m.perspective == perspective], content.currency
        )
    ]
    return tag(
        "section",
        tag("h2", "All measures", id="all-measures"),
        table(head, rows, caption="Measures of the whole company by perspective", class_="measures"),
        aria_labelledby="all-measures",
    )


def _tile(measure: Measure, currency: str) -> Html:
    estimate, unit = measure.estimate, measure.unit
    ends = doubt_and_mark(estimate, unit, currency)
    value = in_unit(estimate.value, unit, currency, tight=True)
    facts = [
        tag("dd", tag("span", value, class_="value")),
        tag("dd", ends, class_="range") if ends else None,
        tag("dd", _age(measure), class_="age"),
    ]
    return tag("div", tag("dt", measure.label), facts, class_="tile")


def _age(measure: Measure) -> str:
    known = "not reported" if measure.estimate.value is None else f"{share(measure.completeness)} in"
    known = "too little data" if measure.estimate.value is None and measure.completeness else known
    return known if measure.status == "no target" else f"{known} · {STATUS_MARKS[measure.status]} {measure.status}"


def _perspective(name: str, measures: Sequence[Measure], currency: str) -> list[Html]:
    if not measures:
        return []
    told = f"{name.capitalize()}{_reached(measures)}"
    heading = tag("tr", tag("th", told, scope="rowgroup", colspan=7), class_="group")
    return [heading, *(_measure_row(measure, currency) for measure in measures)]


def _reached(measures: Sequence[Measure]) -> str:
    """The share of the targets that is reached, by their weights; empty where there are none."""
    aimed = [each for each in measures if each.status in STATUS_MARKS]
    weight = sum(each.weight for each in aimed)
    if not weight:
        return ""
    reached = sum(each.weight for each in aimed if each.status == "on target") / weight
    return f" · {share(reached)} of its targets reached, by weight"


def _measure_row(measure: Measure, currency: str) -> Html:
    estimate = measure.estimate
    meaning = tag("small", measure.meaning) if measure.meaning else None
    numbers = (
        in_unit(estimate.value, measure.unit, currency) if estimate.value is not None else "not known",
        doubt_and_mark(estimate, measure.unit, currency) or ABSENT,
        share(measure.completeness),
        measure.target or ABSENT,
    )
    status = f"{STATUS_MARKS[measure.status]} {measure.status}" if measure.status in STATUS_MARKS else ABSENT
    return tag(
        "tr",
        tag("th", measure.label, meaning, scope="row"),
        [tag("td", number, class_="number") for number in numbers],
        tag("td", status, class_="word"),
        tag("td", measure.owner, class_="word"),
    )
