"""Credit by channel and model, and how much of it consent hides."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.pages.content import ChannelCredit, PageContent
from tandem.pages.credit_chart import draw_credit
from tandem.pages.markup import Html, column, table, tag
from tandem.pages.numbers import ABSENT, MODELS, channel_name, model_name, money, ratio, share
from tandem.pages.restated import restated_note


def credit_section(content: PageContent) -> Html | None:
    """Credit by channel and model: the spread as a chart, every number as a table."""
    if not content.credit:
        return None
    drawn = {
        place: draw_credit(
            content.credit,
            model=content.credit_model_id,
            currency=content.currency,
            width=width,
            name=f"credit-{place}",
        )
        for place, width in (("wide", 860), ("narrow", 190))
    }
    caption = f"Dot: {content.credit_model}. Ticks: every model. The longer the bar, the more the credit depends on it."
    figure = tag(
        "figure",
        [tag("div", chart, class_=place) for place, chart in drawn.items()],
        tag("figcaption", caption),
        class_="card",
    )
    return tag(
        "section",
        tag("h2", "Credit by channel and model", id="credit"),
        figure if drawn["wide"] else None,
        _credit_table(content),
        _young_note(content),
        restated_note(content),
        _consent_note(content),
        aria_labelledby="credit",
    )


def _credit_table(content: PageContent) -> Html:
    models = sorted({model for each in content.credit for model in each.value}, key=_order)
    head = [column("Channel"), column("Spend", number=True)]
    head += [column(model_name(model), number=True) for model in models]
    head += [column(name, number=True) for name in ("Spread", "ROAS, lowest to highest", "Clicks without consent")]
    return table(
        head,
        [_credit_row(each, models, content) for each in content.credit],
        caption="Credited conversions and value by channel and model",
        class_="credit",
    )


def _credit_row(each: ChannelCredit, models: Sequence[str], content: PageContent) -> Html:
    values = [each.value.get(model, 0.0) for model in models]
    low, high = min(values), max(values)
    middle = each.value.get(content.credit_model_id, 0.0)
    spread = f"±{50 * (high - low) / middle:.0f}%" if middle > 0 else ABSENT
    returned = f"{ratio(low / each.spend)} to {ratio(high / each.spend)}" if each.spend else ABSENT
    amounts = [
        tag(
            "td",
            money(each.value.get(model, 0.0), content.currency),
            tag("small", f"{each.conversions.get(model, 0.0):,.1f} conv."),
            class_="number chosen" if model == content.credit_model_id else "number",
        )
        for model in models
    ]
    return tag(
        "tr",
        tag("th", channel_name(each.channel), scope="row"),
        tag("td", money(each.spend, content.currency), class_="number"),
        amounts,
        tag("td", spread, class_="number"),
        tag("td", returned, class_="number"),
        _hidden(each, content.credit_model_id),
    )


def _hidden(each: ChannelCredit, model: str) -> Html:
    """Ad clicks that may not be followed, and the credit they would have at the rate of the others."""
    if each.hidden is None:
        return tag("td", ABSENT, class_="number")
    credit = each.conversions.get(model, 0.0)
    lost = tag("small", f"about {credit * each.hidden / (1 - each.hidden):,.1f} conv.") if 0 < each.hidden < 1 else None
    return tag("td", share(each.hidden), lost, class_="number")


def _young_note(content: PageContent) -> Html | None:
    """Models that came with the period under way: their sums are of a part of it, so they stand beside no other."""
    if not content.young_models:
        return None
    names = ", ".join(model_name(model) for model in content.young_models)
    return tag(
        "p",
        f"Not shown, because days of this period were credited before there was such a model: {names}.",
        class_="note",
    )


def _consent_note(content: PageContent) -> Html | None:
    if not any(each.hidden for each in content.credit):
        return None
    said = (
        "Clicks without consent earn nothing. Beside their share stands the credit that they would add at the rate of "
        "the channel's other clicks; the conversions behind it count, under another channel or under no touch."
    )
    return tag("p", said, class_="note")


def _order(model: str) -> int:
    return list(MODELS).index(model) if model in MODELS else len(MODELS)
