"""The end of the page: the night's ledger and books, and what stands behind the numbers."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.pages.content import FeedRows, PageContent
from tandem.pages.markup import Html, column, table, tag
from tandem.pages.numbers import ABSENT, count
from tandem.pages.summary import day


def ledger_section(content: PageContent) -> Html | None:
    """What became of every row delivered."""
    if not content.ledger:
        return None
    head = [
        column("Feed"),
        *(column(label, number=True) for label in ("Delivered", "Kept", "Set aside")),
        column("Why"),
    ]
    rows = [_feed_row(feed) for feed in content.ledger]
    return tag(
        "section",
        tag("h2", "Ledger", id="ledger"),
        tag(
            "p", "Rows delivered for the days of this period. Rows set aside are kept with their reason.", class_="note"
        ),
        table(head, rows, caption="Rows delivered, kept and set aside by feed", class_="ledger"),
        aria_labelledby="ledger",
    )


def books_section(content: PageContent) -> Html | None:
    """Each equation of the night, held or not."""
    if not content.books:
        return None
    head = [
        column("Equation"),
        column("Checked for", number=True),
        column("Largest gap", number=True),
        column("Result"),
    ]
    rows = [
        tag(
            "tr",
            tag("th", book.name, scope="row"),
            tag("td", f"{book.parts} {'part' if book.parts == 1 else 'parts'}", class_="number"),
            tag("td", f"{book.largest_gap:.2g}", class_="number"),
            tag("td", f"✗ fails for {', '.join(book.failing)}" if book.failing else "✓ holds", class_="word"),
            class_="fails" if book.failing else None,
        )
        for book in content.books
    ]
    return tag(
        "section",
        tag("h2", "Books", id="books"),
        table(head, rows, caption="Sums that must agree before anything is published", class_="books"),
        aria_labelledby="books",
    )


def behind_section(content: PageContent) -> Html:
    """What was left out, what did not come, and which definitions hold."""
    gaps = [
        tag(
            "li",
            f"{gap.feed} from {gap.supplier}: nothing came for {_days(gap.days)}; not known is never shown as 0.",
        )
        for gap in content.gaps
    ]
    told = [*gaps, *(tag("li", line) for line in content.disclosures)]
    return tag(
        "section",
        tag("h2", "Behind the numbers", id="behind"),
        tag("ul", told, class_="disclosures") if told else None,
        _definitions(content),
        aria_labelledby="behind",
    )


def sign_off() -> Html:
    """Lines for the names of those who approve; on paper only."""
    lines = [tag("p", tag("span", label)) for label in ("Prepared by", "Approved by", "Date")]
    return tag("div", lines, class_="sign-off", aria_hidden="true")


def colophon(content: PageContent) -> Html:
    """Run and versions: enough to repeat the page."""
    read = ", ".join(f"{name} {version}" for name, version in sorted(content.versions.items()))
    return tag(
        "footer",
        tag("p", f"Run {content.run_id}, night of {content.night}." if content.run_id else None),
        tag("p", f"Table versions read: {read}." if read else None),
        tag("p", "Made by Tandem."),
    )


def _feed_row(feed: FeedRows) -> Html:
    aside = sum(feed.aside.values())
    largest = sorted(feed.aside.items(), key=lambda pair: (-pair[1], pair[0]))
    why = ", ".join(f"{reason.replace('_', ' ')} {count(rows)}" for reason, rows in largest)
    numbers = (feed.delivered, feed.kept, aside)
    return tag(
        "tr",
        tag("th", feed.feed, scope="row"),
        [tag("td", count(number), class_="number") for number in numbers],
        tag("td", why or ABSENT, class_="word"),
    )


def _definitions(content: PageContent) -> Html | None:
    if not content.definitions:
        return None
    head = [column(label) for label in ("Definition", "Version", "Owner", "In force since", "Hash")]
    rows = [
        tag(
            "tr",
            tag("th", each.name, scope="row"),
            [tag("td", text, class_="word") for text in (str(each.version), each.owner, day(each.effective_from))],
            tag("td", tag("code", each.hash)),
        )
        for each in content.definitions
    ]
    return table(head, rows, caption="Definitions that gave the numbers their meaning", class_="definitions")


def _days(days: Sequence[object]) -> str:
    named = ", ".join(day(each) for each in days[:4])
    return named if len(days) <= 4 else f"{named} and {len(days) - 4} more days"
