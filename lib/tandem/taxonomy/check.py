"""What a link says against the taxonomy, one violation a finding, each with its fix."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tandem.addresses import decoded, parameters_of, personal_in, query_of, without_personal_parameters
from tandem.taxonomy.rules import Taxonomy

MAX_LENGTH = 8_192  # characters; longer addresses are refused by web servers
SHOWN = 200  # characters of a value that is no value
FOLDED_ID = 20  # letters of a click id without one capital among them: no accident

Values = dict[str, list[str]]


class Violation(NamedTuple):
    """One thing wrong with one link; the link is shown without personal data."""

    url: str
    parameter: str
    value: str
    problem: str
    fix: str
    agency: str
    vendor: str


class Finding(NamedTuple):
    """One thing wrong with one parameter."""

    parameter: str
    value: str
    problem: str
    fix: str


def is_tagged(url: str) -> bool:
    """The query has a tag, in whatever letters."""
    return "utm_" in url.lower() and any(name.lower().startswith("utm_") for name in values_of(url))


def violations_of(url: str, taxonomy: Taxonomy, personal: Sequence[str]) -> list[Violation]:
    """What is wrong with `url`; nothing when it has no tag and no personal data."""
    if len(url) > MAX_LENGTH:
        fix = f"at most {MAX_LENGTH:,} characters, not {len(url):,}"
        return [Violation(_short(url), "", "", "too_long", fix, "unknown", "unknown")]
    clean = without_personal_parameters(url, personal)
    given = values_of(clean)
    removed = personal_in(url, personal) if clean != url else []
    found = [Finding(name, "(removed)", "personal_data", "leave it out") for name in removed]
    found += [*_click_ids(given, taxonomy), *_behind_fragment(clean), *_tags(given, taxonomy)]
    if not found:
        return []
    agency = taxonomy.agency_of(_first(given, "utm_campaign"))
    vendor = taxonomy.vendor_of(_first(given, "utm_source"))
    return [Violation(clean, *finding, agency, vendor) for finding in found]


def values_of(url: str) -> Values:
    """The values of each parameter as they stand in the address, in their order; empty ones are none."""
    values: Values = {}
    for part in parameters_of(query_of(url)):
        name, _, value = part.partition("=")
        values.setdefault(name, []).extend([value] if value else [])
    return values


def _tags(given: Values, taxonomy: Taxonomy) -> Iterator[Finding]:
    present = {name.lower() for name, values in given.items() if values}
    if not any(name.lower().startswith("utm_") for name in given):
        return
    yield from _spelled_tags(given, taxonomy)
    for tag in taxonomy.required:
        if tag not in present:
            yield Finding(tag, "", "missing", f"add {tag}")
    for tag in taxonomy.tags:
        if values := given.get(tag):
            if len(set(values)) > 1:
                yield Finding(tag, " ".join(map(decoded, values)), "repeated", f"once: {decoded(values[0])}")
            yield from problems_of(tag, decoded(values[0]), taxonomy)


def _spelled_tags(given: Values, taxonomy: Taxonomy) -> Iterator[Finding]:
    """Tags that nothing reads: capitals in the name, or a name that does not exist."""
    for name, values in given.items():
        folded = name.lower()
        if not folded.startswith("utm_") or name in taxonomy.tags:
            continue
        value = decoded(values[0]) if values else ""
        if folded in taxonomy.tags:
            yield Finding(name, value, "tag_case", folded)
        else:
            yield Finding(name, value, "unknown_tag", f"one of {', '.join(taxonomy.tags)}")


def problems_of(tag: str, value: str, taxonomy: Taxonomy) -> Iterator[Finding]:
    """What is wrong with the value of a tag."""
    if tag == "utm_campaign":
        yield from _campaign(value, taxonomy)
        return
    names = taxonomy.names_of(tag)
    if names is None or value in names.allowed:
        return
    name = names.named(value)
    if name is None:
        nearest = names.nearest(value)
        yield Finding(tag, value, "not_allowed", nearest or f"one of {', '.join(names.allowed)}")
    elif value.strip().lower() == name:
        yield Finding(tag, value, "case", name)
    else:
        yield Finding(tag, value, "alias", name)


def _campaign(value: str, taxonomy: Taxonomy) -> Iterator[Finding]:
    prefix, name = taxonomy.split(value)
    if len(value) > taxonomy.max_length:
        fix = f"at most {taxonomy.max_length} characters, not {len(value)}"
        yield Finding("utm_campaign", _short(value), "campaign_name", fix)
    elif not taxonomy.is_prefix(prefix):
        allowed = ", ".join(f"{known}{taxonomy.separator}" for known in taxonomy.prefixes)
        own = f", or name it without {taxonomy.separator}" if taxonomy.without_prefix else ""
        yield Finding("utm_campaign", value, "agency_prefix", f"begin with one of {allowed}{own}")
    elif not taxonomy.campaign.fullmatch(name):
        yield Finding("utm_campaign", value, "campaign_name", _renamed(prefix, name, taxonomy))


def _renamed(prefix: str | None, name: str, taxonomy: Taxonomy) -> str:
    """A name that the pattern allows, made of this one; the rule in words where that is not enough."""
    slug = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    whole = slug if prefix is None else f"{prefix}{taxonomy.separator}{slug}"
    return whole if taxonomy.campaign.fullmatch(slug) else taxonomy.means


def _click_ids(given: Values, taxonomy: Taxonomy) -> Iterator[Finding]:
    for name in taxonomy.click_ids:
        for value in given.get(name, [])[:1]:
            if value == value.lower() and sum(map(str.isalpha, value)) >= FOLDED_ID:
                yield Finding(name, value, "click_id_case", "as the platform wrote it, capitals kept")


def _behind_fragment(url: str) -> Iterator[Finding]:
    _, _, fragment = url.partition("#")
    for part in re.split("[?&]", fragment) if fragment else ():
        name, equals, value = part.partition("=")
        if equals and name.lower().startswith("utm_"):
            yield Finding(name, decoded(value), "behind_fragment", "before the #")


def _first(given: Values, tag: str) -> str | None:
    return decoded(given[tag][0]) if given.get(tag) else None


def _short(value: str) -> str:
    return value if len(value) <= SHOWN else f"{value[:SHOWN]}..."
