"""What the rates are worth, what to beware of, where they differ, and whether CTR leads: one compact section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from tandem.pages.cells import number_cell
from tandem.pages.content import Estimate
from tandem.pages.markup import Html, column, table, tag
from tandem.pages.numbers import ABSENT, interval, money, rate, ratio, short_day
from tandem.pages.reading import Reading

MOST = 12  # rows and lines of each part
MOST_COHORTS = 4  # in one line; of more the least and the largest are told
NAMES = {
    **{"ctr": "CTR", "cr": "CR", "bounce": "bounce rate", "engaged": "engaged rate", "leads": "leads"},
    **{"revenue": "revenue", "refunds": "refunded share"},
    **{"device_class": "kind of device", "cohort": "new and returning", "placement": "placement"},
    **{"region": "region", "audience": "audience"},
}
STEP = "+10 %"


def readings_section(readings: Sequence[Reading], currency: str) -> Html | None:
    """Efficiency, flags, cohorts and leads; None where there is nothing to read."""
    parts = [_efficiency(readings, currency), _flags(readings), _cohorts(readings), _leads(readings)]
    if not any(parts):
        return None
    return tag("section", tag("h2", "Worth, and what to beware of", id="readings"), parts, aria_labelledby="readings")


def _efficiency(readings: Sequence[Reading], currency: str) -> Html | None:
    """The campaigns by the lower end of their efficiency: a thin one does not lead by luck."""
    found = [each for each in readings if each.kind == "efficiency"]
    if not found:
        return None
    ranked = sorted(found, key=lambda each: (-(each.low or 0.0), -(each.value or 0.0), each.entity))
    worth = {(e.entity, e.part): e for e in readings if e.kind == "revenue per CTR point" and e.level == "campaign"}
    rows = [_efficiency_row(each, worth, currency) for each in ranked[:MOST]]
    heads = ("Efficiency", f"{STEP} of CTR, CR held", f"{STEP} of CTR, CR moved")
    caption = f"{len(rows)} of {len(found)} campaigns by the lower end of their efficiency"
    note = (
        "Efficiency is the root of CTR index times expected over actual cost per click, times the CR index where that "
        "is under 1: cheap clicks that nobody wanted do not win. Beside it, revenue that a tenth more of CTR would "
        f"bring over the period. {_slope(readings)}"
    )
    head = [column("Campaign"), *(column(text, number=True) for text in heads)]
    return tag("div", tag("p", note, class_="note"), table(head, rows, caption=caption, class_="efficiency"))


def _efficiency_row(each: Reading, worth: dict[tuple[str, str], Reading], currency: str) -> Html:
    steps = [worth.get((each.entity, f"{STEP}, {part}")) for part in ("CR held", "CR moved")]
    return tag(
        "tr",
        tag("th", each.name, tag("small", each.why), scope="row"),
        number_cell(ratio(each.value), interval(_estimate(each), "ratio", currency)),
        [
            number_cell(money(step.value, currency), interval(_estimate(step), "money", currency))
            if step
            else number_cell(ABSENT)
            for step in steps
        ],
    )


def _slope(readings: Sequence[Reading]) -> str:
    """How CR moves with CTR, in a sentence."""
    slope = next((each for each in readings if each.kind == "slope"), None)
    if slope is None or slope.value is None:
        return "How CR moves with CTR within campaigns cannot be told yet."
    ends = f"{slope.low:+.2f} to {slope.high:+.2f}" if slope.low is not None and slope.high is not None else "not known"
    return f"Within campaigns CR moves by {slope.value:+.2f}% where CTR moves by 1% (90%: {ends})."


def _flags(readings: Sequence[Reading]) -> Html | None:
    """Guards that worsened and reversals, by name."""
    asked = [each for each in readings if each.kind in ("guard", "reversal")]
    flagged = [each for each in asked if each.kind == "reversal" or each.verdict == "flagged"]
    if not asked:
        return None
    told = sorted(flagged, key=lambda each: (each.kind, each.verdict != "reversed", each.level, each.name, each.part))
    none = tag("p", "No measure improves at the cost of its guard, and no difference turns round within its parts.")
    return tag("div", tag("h3", "Beware"), _list([_flag(each) for each in told]) or none)


def _flag(each: Reading) -> Html:
    who = "The company" if each.level == "company" else each.name
    if each.kind == "guard":
        words = f": {NAMES[each.measure]} improves while its guard, {NAMES[each.part]}, worsens: {each.why}."
    else:
        kind = "Simpson's reversal" if each.verdict == "reversed" else "explained by the mix"
        words = f": {kind} of {NAMES[each.measure]}, {each.part.replace('_', ' ')}: {each.why.replace('_', ' ')}."
    return tag("li", tag("strong", who), words)


def _cohorts(readings: Sequence[Reading]) -> Html | None:
    """Cohorts of the company whose difference is real, with the channels in which it is so too."""
    found = [each for each in readings if each.kind == "cohort"]
    if not found:
        return None
    real = sorted((each for each in found if each.verdict == "real"), key=_difference)
    lines = [line for _, of_one in groupby(real, key=_difference) if (line := _cohort(list(of_one)))]
    none = tag(
        "p",
        "No difference between devices, placements, regions, audiences, or new and returning people is more than "
        "chance.",
    )
    return tag("div", tag("h3", "Cohorts that differ"), _list(lines) or none)


def _cohort(of_one: Sequence[Reading]) -> Html | None:
    """The company's rates of one measure and dimension; None where they differ within channels alone."""
    told = [each for each in of_one if each.level == "company" and each.value is not None]
    if not told:
        return None
    rates = ", ".join(map(_cohort_rate, told))
    if len(told) > MOST_COHORTS:
        ranked = sorted(told, key=lambda each: each.value or 0.0)
        rates = f"of {len(told)} from {_cohort_rate(ranked[0])} to {_cohort_rate(ranked[-1])}"
    channels = len({each.entity for each in of_one if each.level == "channel"})
    within = f"; within {channels} {'channel' if channels == 1 else 'channels'} too" if channels else ""
    measure, dimension = _difference(of_one[0])
    return tag("li", tag("strong", f"{NAMES[measure]} by {NAMES[dimension]}"), f": {rates}{within}.")


def _cohort_rate(each: Reading) -> str:
    name = each.part.partition("=")[2] or "not known"
    return f"{name} {rate(each.value)} ({interval(_estimate(each), 'rate', '')})"


def _difference(each: Reading) -> tuple[str, str]:
    return each.measure, each.part.partition("=")[0]


def _leads(readings: Sequence[Reading]) -> Html | None:
    """Which channels' CTR leads or lags, and how many pairs were looked at."""
    found = [each for each in readings if each.kind == "lead"]
    if not found:
        return None
    counts = Counter(each.verdict for each in found)
    tested = len(found) - counts["not enough data"]
    told = sorted((e for e in found if e.verdict in ("leading", "lagging")), key=lambda e: (e.name, e.measure))
    chance = f"{0.05 * tested:.0f}" if tested >= 10 else f"{0.05 * tested:.1f}"
    summary = (
        f"Of {len(found)} pairs of a channel and what its CTR may lead{_dates(found[0])}: {counts['leading']} leading, "
        f"{counts['lagging']} lagging, {counts['neither']} neither, {counts['not enough data']} without enough data."
    )
    if tested:
        summary += f" By chance alone {chance} of the {tested} tested would lead or lag."
    return tag("div", tag("h3", "Does CTR lead?"), tag("p", summary, class_="note"), _list([_lead(e) for e in told]))


def _dates(each: Reading) -> str:
    """When the record was made, and when it expires."""
    if each.to_date is None or each.expires_on is None:
        return ""
    return f", as of {short_day(each.to_date)}, tested again on {short_day(each.expires_on)}"


def _lead(each: Reading) -> Html:
    days = abs(each.lag_days or 0)
    late = f"{days} {'day' if days == 1 else 'days'}"
    words = (
        f": CTR leads {NAMES[each.measure]} by {late}; {each.why}."
        if each.verdict == "leading"
        else f": CTR follows {NAMES[each.measure]} after {late}; {each.why}."
    )
    return tag("li", tag("strong", each.name), words)


def _list(lines: Sequence[Html]) -> Html | None:
    if not lines:
        return None
    more = len(lines) - MOST
    rest = tag("li", f"and {more} more, in metrics.readings.", class_="small") if more > 0 else None
    return tag("ul", lines[:MOST], rest, class_="disclosures")


def _estimate(each: Reading) -> Estimate:
    return Estimate(each.value, each.low, each.high)
