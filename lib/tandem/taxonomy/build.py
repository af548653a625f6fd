"""Links that keep the taxonomy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from tandem.addresses import EMAIL_SHAPE
from tandem.errors import UsageError
from tandem.taxonomy.check import MAX_LENGTH, Finding, problems_of
from tandem.taxonomy.rules import Taxonomy

PLACEHOLDER = re.compile(r"\{\{?[\w.:]+\}?\}")  # the platform puts the value in when it serves the ad
WRITTEN_RIGHT = ("alias", "case")  # problems whose fix is certain


def spelled(tags: Mapping[str, str], taxonomy: Taxonomy) -> dict[str, str]:
    """`tags` with aliases and capitals as the taxonomy writes them.

    Raises UsageError when a value is empty, not allowed or personal.
    """
    return {tag: _spelled(tag, value.strip(), taxonomy) for tag, value in tags.items()}


def tagged(url: str, tags: Mapping[str, str]) -> str:
    """`url` with `tags` behind its own query, and without the tags it had; all else stays letter by letter.

    Raises UsageError when `url` is no address of a page.
    """
    address = _split(url)
    kept = [part for part in address.query.split("&") if part and not part.lower().startswith("utm_")]
    added = [f"{tag}={_quoted(value)}" for tag, value in tags.items()]
    return urlunsplit(address._replace(query="&".join([*kept, *added])))


def _spelled(tag: str, value: str, taxonomy: Taxonomy) -> str:
    if not value:
        raise UsageError(f"utm build: {tag} is empty; leave it out or give it a value")
    if re.search(EMAIL_SHAPE, value):
        raise UsageError(f"utm build: {tag} holds an e-mail address; personal data is not allowed in a link")
    finding = next(problems_of(tag, value, taxonomy), None)
    if finding is None:
        return value
    if finding.problem in WRITTEN_RIGHT:
        return finding.fix
    raise UsageError(f"utm build: {tag}: {finding.value!r} is not allowed; {_allowed(finding, taxonomy)}")


def _allowed(finding: Finding, taxonomy: Taxonomy) -> str:
    """What is allowed, with the nearest fix."""
    names = taxonomy.names_of(finding.parameter)
    if names is not None:
        return f"allowed: {', '.join(names.allowed)}"
    return f"allowed: {taxonomy.means}" + (f"; fix: {finding.fix}" if finding.fix != taxonomy.means else "")


def _split(url: str) -> SplitResult:
    allowed = "allowed: https://host/path, without blanks"
    if re.search(r"[\s\x00-\x1f\x7f]", url):
        raise UsageError(f"utm build: {url[:200]!r} holds a blank or a control character; {allowed}")
    try:
        address = urlsplit(url)
        host = address.hostname
    except ValueError as error:
        raise UsageError(f"utm build: {url[:200]!r}: {error}; {allowed}") from error
    if address.scheme not in ("http", "https") or not host:
        raise UsageError(f"utm build: {url[:200]!r} is no address of a page; {allowed}")
    if len(url) > MAX_LENGTH:
        raise UsageError(f"utm build: the address has {len(url):,} characters; allowed: {MAX_LENGTH:,}")
    return address


def _quoted(value: str) -> str:
    return value if PLACEHOLDER.fullmatch(value) else quote(value, safe="")
