"""The first screen: whose page it is, and what the period says in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.pages.content import (
    DECIDED,
    NO_RATES,
    UNDECIDED,
    VERDICTS,
    Campaign,
    Judgements,
    PageContent,
)
from tandem.pages.markup import Html, tag
from tandem.pages.numbers import count, needed
from tandem.pages.verdicts import LOOKS, glyph

NAMED = 3  # campaigns named in one line of advice


def masthead(content: PageContent) -> Html:
    """Who, which period, and as known when."""
    period = f"{day(content.period_start)} to {day(content.period_end)}"
    return tag(
        "header",
        tag("p", content.title, class_="kicker"),
        tag("h1", content.company),
        tag(
            "p", period, tag("span", f"as known on the night of {day(content.night)}", class_="known"), class_="period"
        ),
        tag("p", "Simulated company: every person, ad and order on this page is invented.", class_="notice")
        if content.is_simulated
        else None,
    )


def verdict_in_words(content: Judgements) -> Html:
    """The headline sentence, what is missing, and what to do next."""
    return tag(
        "section",
        tag("h2", "In short", id="in-short"),
        tag("div", tag("p", headline(content), class_="lede"), _missing(content.missing)),
        _advice(content.campaigns),
        class_="short",
        aria_labelledby="in-short",
    )


def headline(content: Judgements) -> str:
    """How many campaigns stand where, in one sentence."""
    verdicts, noun = content.verdicts, content.noun
    total = sum(verdicts.values()) - verdicts.get(NO_RATES, 0)
    if not total:
        return f"No {noun} can be judged for this period: there are no impressions and clicks to judge it by."
    waiting = verdicts.get(UNDECIDED, 0)
    if waiting == total:
        return (
            f"None of the {count(total)} {noun}s is decided yet."
            if total > 1
            else f"The one {noun} is not decided yet."
        )
    counts = [(verdicts[v], v if v == "at par" else f"in {v}") for v in DECIDED if verdicts.get(v)]
    (first, where), *others = counts
    parts = [f"{first} {_are(first)} {where}", *(f"{number} {place}" for number, place in others)]
    rest = f"; {count(waiting)} {_are(waiting)} not decided yet" if waiting else ""
    if bare := verdicts.get(NO_RATES, 0):
        rest += f"; {count(bare)} more {'has' if bare == 1 else 'have'} no rates to be judged by"
    return f"Of {count(total)} {noun if total == 1 else f'{noun}s'}, {_listed(parts)}{rest}."


def day(value: object) -> str:
    """2026-03-29 -> 29 March 2026."""
    return f"{value:%d %B %Y}".lstrip("0")


def _missing(lines: Sequence[str]) -> Html | None:
    return tag("ul", [tag("li", line) for line in lines], class_="missing") if lines else None


def _advice(campaigns: Sequence[Campaign]) -> Html | None:
    """One line per verdict that calls for an act, the biggest campaigns first."""
    lines = [_advice_line(v, [each for each in campaigns if each.verdict == v]) for v in VERDICTS[:4]]
    lines.append(_nearest([each for each in campaigns if each.verdict == UNDECIDED]))
    told = [line for line in lines if line]
    return tag("div", tag("h3", "What to do next"), tag("ul", told, class_="advice")) if told else None


def _advice_line(verdict: str, campaigns: Sequence[Campaign]) -> Html | None:
    if not campaigns:
        return None
    ranked = sorted(campaigns, key=lambda each: (-(each.spend or 0), -(each.impressions or 0), each.campaign_id))
    more = len(ranked) - NAMED
    names = _listed([*(each.name for each in ranked[:NAMED]), *([f"{more} more"] if more > 0 else [])])
    look = LOOKS[verdict]
    act = look.advice[0].upper() + look.advice[1:]
    return tag("li", glyph(verdict), tag("span", tag("strong", f"{act}: "), names, f" ({verdict}: {look.meaning})."))


def _nearest(waiting: Sequence[Campaign]) -> Html | None:
    """The undecided campaign that needs least."""
    near = [each for each in waiting if (each.needed_impressions or 0) >= 0 and (each.needed_clicks or 0) >= 0]
    near = [each for each in near if each.needed_impressions or each.needed_clicks]
    if not near:
        return None
    first = min(near, key=lambda e: ((e.needed_impressions or 0) / 100 + (e.needed_clicks or 0), e.campaign_id))
    still = needed(first.needed_impressions, first.needed_clicks)
    return tag(
        "li",
        glyph(UNDECIDED),
        tag("span", tag("strong", "Wait: "), f"{first.name} is nearest to a verdict, {still} away."),
    )


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _listed(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def campaigns_shown(content: Judgements) -> str:
    """How many of all campaigns the page names."""
    shown, total, noun = len(content.campaigns), sum(content.verdicts.values()), content.noun
    return (
        f"All {count(total)} {noun}s"
        if shown >= total
        else f"{count(shown)} of {count(total)} {noun}s, decided and largest first"
    )
