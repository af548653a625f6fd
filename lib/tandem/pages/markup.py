"""HTML from plain values: every string is escaped unless it is markup already."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

VOID = frozenset({"meta", "br", "hr", "col"})


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


Child = str | None | Iterable["Child"]


def tag(name: str, /, *children: Child, **attributes: str | float | None) -> Html:
    """One element. `class_` means class, `aria_label` aria-label; None leaves an attribute or a child out."""
    given = "".join(
        f' {key.strip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in VOID:
        return Html(f"<{name}{given}>")
    return Html(f"<{name}{given}>{join(children)}</{name}>")


def join(children: Child) -> Html:
    """The children one after the other."""
    if children is None:
        return Html("")
    if isinstance(children, Html):
        return children
    if isinstance(children, str):
        return Html(escape(children))
    return Html("".join(join(child) for child in children))


def table(
    head: Iterable[Html],
    rows: Iterable[Html],
    *,
    caption: str,
    class_: str,
    foot: Html | None = None,
) -> Html:
    """A table that scrolls sideways on a narrow screen, by keyboard too."""
    inner = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *head)),
        tag("tbody", *rows),
        tag("tfoot", foot) if foot else None,
        class_=class_,
    )
    return tag("div", inner, class_="scroll", role="region", tabindex=0, aria_label=caption)


def column(*label: Child, number: bool = False) -> Html:
    """The head of one column."""
    return tag("th", *label, scope="col", class_="number" if number else None)
