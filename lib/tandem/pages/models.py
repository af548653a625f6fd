"""The models side by side: what each credits over one complete period, and whose budget hangs on the choice."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.pages.content import Contested, Estimate, Fits, PageContent
from tandem.pages.markup import Html, column, table, tag
from tandem.pages.numbers import ABSENT, EN_DASH, channel_name, model_name, ratio
from tandem.pages.summary import day

DATA_DRIVEN = ("markov", "shapley")
RULES = ("last", "linear")


def models_section(content: PageContent) -> Html | None:
    """Which decisions hang on the model, in words; then credit of the data-driven models beside two rules."""
    fits = content.fits
    if fits is None:
        return None
    return tag(
        "section",
        tag("h2", "Does the model matter?", id="models"),
        tag("p", _period(fits), class_="note"),
        tag("p", _removed(fits), class_="note") if fits.removed else None,
        tag("p", _verdict(fits)) if fits.costed else None,
        _contested_table(fits.contested) if fits.contested else None,
        tag("h3", f"Credited {fits.kind}s with their 90% interval") if fits.credit else None,
        _credit_table(fits) if fits.credit else None,
        [
            tag("p", f"{model_name(model)} has no answer: {why}.", class_="note")
            for model, why in fits.not_offered.items()
        ],
        aria_labelledby="models",
    )


def _period(fits: Fits) -> str:
    """Which journeys were looked at, and how far back Markov chains look."""
    days = f"{day(fits.period_start)} to {day(fits.period_end)}"
    said = f"Journeys that closed from {days}; of later ones some may still convert."
    if fits.markov_order is None:
        return said
    touches = "1 touch" if fits.markov_order == 1 else f"{fits.markov_order} touches"
    told = (
        f" and tell a held-out {fits.kind} from none with an AUC of {fits.held_out_auc:.2f}"
        if fits.held_out_auc
        else ""
    )
    return f"{said} Markov chains look back {touches}{told}."


def _removed(fits: Fits) -> str:
    """What touch filters left out of every journey, and path transforms of what the data-driven models saw."""
    filters = [f"{step} left out {touches:,}" for step, touches, journeys in fits.removed if not journeys]
    transforms = [
        f"{step} took {touches:,} from {journeys:,} journeys" for step, touches, journeys in fits.removed if journeys
    ]
    said = [("Touch filters", filters), ("Path transforms, for data-driven models alone", transforms)]
    return " ".join(f"{what}: {'; '.join(lines)} (touches)." for what, lines in said if lines)


def _verdict(fits: Fits) -> str:
    """How many campaigns stand on both sides of the target."""
    target, many = ratio(fits.target_roas), len(fits.contested)
    campaigns = f"{fits.costed} campaigns with spend"
    if not many:
        return f"Whatever the model: each of {campaigns} stays on one side of a ROAS of {target} under all of them."
    hang, them = ("hangs", "it") if many == 1 else ("hang", "them")
    return (
        f"Of {campaigns}, {many} {hang} on the model: some models put {them} at a ROAS of {target} or above, others "
        "below. A test decides such a budget better than a model."
    )


def _contested_table(contested: Sequence[Contested]) -> Html:
    head = [
        column("Campaign"),
        column("ROAS, lowest to highest", number=True),
        column("At target or above"),
        column("Below"),
    ]
    rows = [
        tag(
            "tr",
            tag("th", each.name, tag("small", each.channel), scope="row"),
            tag("td", f"{ratio(each.roas_lowest)} to {ratio(each.roas_highest)}", class_="number"),
            [
                tag("td", ", ".join(model_name(model) for model in side), class_="word")
                for side in (each.above, each.below)
            ],
        )
        for each in contested
    ]
    return table(head, rows, caption="Campaigns whose budget hangs on the model", class_="contested")


def _credit_table(fits: Fits) -> Html:
    models = [model for model in (*RULES, *DATA_DRIVEN) if model in fits.models]
    head = [column("Channel"), *(column(model_name(model), number=True) for model in models)]
    first = models[-1]
    ordered = sorted(
        fits.credit, key=lambda channel: (channel == "(none)", -(_credit(fits, channel, first).value or 0), channel)
    )
    rows = [
        tag(
            "tr",
            tag("th", channel_name(channel), scope="row"),
            [_cell(_credit(fits, channel, model)) for model in models],
        )
        for channel in ordered
    ]
    return table(head, rows, caption=f"Credited {fits.kind}s by channel and model", class_="fits")


def _credit(fits: Fits, channel: str, model: str) -> Estimate:
    return fits.credit[channel].get(model, Estimate())


def _cell(found: Estimate) -> Html:
    value = ABSENT if found.value is None else f"{found.value:,.1f}"
    known = found.low is not None and found.high is not None
    return tag(
        "td", value, tag("small", f"{found.low:,.1f}{EN_DASH}{found.high:,.1f}") if known else None, class_="number"
    )
