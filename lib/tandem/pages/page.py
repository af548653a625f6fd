"""One self-contained page: no script, nothing loaded from anywhere, made from plain values."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from tandem.pages.campaigns import campaign_table, quadrant_figure, rank
from tandem.pages.content import PageContent
from tandem.pages.credit import credit_section
from tandem.pages.day_by_day import day_by_day
from tandem.pages.holds import holds_section
from tandem.pages.leads import leads_section
from tandem.pages.markup import Html, tag
from tandem.pages.measures import all_measures, headline_tiles
from tandem.pages.models import models_section
from tandem.pages.moved import moved_campaigns
from tandem.pages.out_of_limits import out_of_limits
from tandem.pages.readings import readings_section
from tandem.pages.record import behind_section, books_section, colophon, ledger_section, sign_off
from tandem.pages.summary import day, masthead, verdict_in_words

SECTIONS: tuple[Callable[[PageContent], Html | None], ...] = (
    verdict_in_words,
    headline_tiles,
    lambda content: holds_section(content.holds),
    lambda content: out_of_limits(content.signals),
    quadrant_figure,
    lambda content: moved_campaigns(content.signals, content.currency),
    campaign_table,
    lambda content: day_by_day(content.signals, [each.campaign_id for each in sorted(content.campaigns, key=rank)]),
    lambda content: readings_section(content.readings, content.currency),
    lambda content: leads_section(content.leads, content.currency),
    credit_section,
    models_section,
    all_measures,
    ledger_section,
    books_section,
    behind_section,
)


def render_page(content: PageContent) -> str:
    """The scorecard as one HTML document; sections without content are left out."""
    body = tag(
        "body",
        masthead(content),
        tag("main", [section(content) for section in SECTIONS], sign_off()),
        colophon(content),
    )
    title = f"{content.title}: {content.company}, {day(content.period_end)}"
    return document(title, body, mark=content.published)


def document(title: str, body: Html, *, mark: str = "") -> str:
    """`body` as one HTML document with the style of all pages, and a mark by which `is_published` knows it."""
    return f"<!doctype html>\n{tag('html', _head(title, mark), body, lang='en')}\n"


def is_published(page: Path, mark: str) -> bool:
    """The file is the page that carries this mark."""
    return page.is_file() and str(_published(mark)) in page.read_text(encoding="utf-8")


def _published(mark: str) -> Html:
    return tag("meta", name="tandem-published", content=mark)


def _head(title: str, mark: str) -> Html:
    style = files("tandem.pages").joinpath("page.css").read_text(encoding="utf-8")
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        _published(mark) if mark else None,
        tag("title", title),
        tag("style", Html(style)),
    )
