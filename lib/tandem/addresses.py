"""Web addresses as plain text: the rules of `tandem.columns.urls` in Python, and the patterns that both share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from urllib.parse import unquote_plus

QUERY = re.compile(r"[^?#]*\?([^#]*)")
EMAIL_SHAPE = r"(?i)[a-z0-9._+-]+(?:@|%40)[a-z0-9-]+\.[a-z0-9.-]+"
BROKEN_ESCAPE = re.compile("%(?![0-9a-fA-F]{2})")


def personal_parameter(names: Iterable[str]) -> str:
    """Pattern of a parameter so called, alone or after an underscore, with its value; group 1 is all but the value."""
    return rf"(?i)([?&;#](?:[a-z0-9_-]*[_-])?(?:{'|'.join(names)})=)[^&#;]*"


def query_of(url: str) -> str | None:
    """What follows `?`, up to the fragment; None when there is none."""
    found = QUERY.match(url)
    return (found[1] or None) if found else None


def host_of(url: str) -> str | None:
    """Host in lower case without `www.` and port, of an app its package; None where the address has no scheme."""
    scheme, mark, rest = re.split(r"[?#]", url, maxsplit=1)[0].partition("://")
    if not mark or not scheme or "/" in scheme or ":" in scheme:
        return None
    place = rest.partition("/")[0]
    named = place.partition("@")[2] if "@" in place else place
    return named.partition(":")[0].lower().removeprefix("www.") or None


def parameters_of(query: str | None) -> list[str]:
    """The parts of a query, each as `name=value`."""
    return query.split("&") if query else []


def parameter(parameters: Iterable[str], name: str) -> str | None:
    """The value of the first parameter `name` that has one, as it stands in the address; None when there is none."""
    mark = f"{name}="
    return next((part.removeprefix(mark) for part in parameters if part.startswith(mark) and part != mark), None)


def decoded(value: str) -> str:
    """`value` without percent signs and pluses, as it is when it cannot be decoded."""
    return value if BROKEN_ESCAPE.search(value) else unquote_plus(value)


def personal_in(url: str, names: Sequence[str]) -> list[str]:
    """Where `url` holds personal data, once a find: the parameter's name, or `e-mail address` outside of those."""
    listed = _compiled(tuple(names))
    named = [found[1][1:-1] for found in listed.finditer(url) if found[0] != found[1]]
    shaped = re.findall(EMAIL_SHAPE, listed.sub(r"\1", url)) if "@" in url or "%40" in url else []
    return [*named, *("e-mail address" for _ in shaped)]


def without_personal_parameters(url: str, names: Sequence[str]) -> str:
    """`url` without the values of parameters called `names`, and without anything shaped like an e-mail address."""
    stripped = _compiled(tuple(names)).sub(r"\1", url) if "=" in url else url
    return re.sub(EMAIL_SHAPE, "", stripped) if "@" in url or "%40" in url else stripped


@cache
def _compiled(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(personal_parameter(names))
