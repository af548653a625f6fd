"""What a link says against the taxonomy, one violation a finding, each with its fix."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tandem.addresses import decoded, parameter, parameters_of, personal_in, query_of, without_personal_parameters
from tandem.taxonomy.rules import Taxonomy

MAX_LENGTH = 8_192  # characters; longer addresses are refused by web servers
SHOWN = 200  # characters of a value that is no value
FOLDED_ID = 20  # letters of a click id without one capital among them: no accident


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
    return any(part.lower().startswith("utm_") for part in parameters_of(query_of(url)))


def violations_of(url: str, taxonomy: Taxonomy, personal: Sequence[str]) -> list[Violation]:
    """What is wrong with `url`; nothing when it has no tag and no personal data."""
    if len(url) > MAX_LENGTH:
        fix = f"at most {MAX_LENGTH:,} characters, not {len(url):,}"
        return [Violation(_short(url), "", "", "too_long", fix, "unknown", "unknown")]
    clean = without_personal_parameters(url, personal)
    parts = parameters_of(query_of(clean))
    campaign, source = parameter(parts, "utm_campaign"), parameter(parts, "utm_source")
    agency = taxonomy.agency_of(decoded(campaign) if campaign else None)
    vendor = taxonomy.vendor_of(decoded(source) if source else None)
    named = [Finding(name, "(removed)", "personal_data", "leave it out") for name in personal_in(url, personal)]
    found = [*named, *_findings(clean, parts, taxonomy)]
    return [Violation(clean, *finding, agency, vendor) for finding in found]


def _findings(url: str, parts: list[str], taxonomy: Taxonomy) -> Iterator[Finding]:
    yield from _click_ids(parts, taxonomy)
    yield from _behind_fragment(url)
    if not is_tagged(url):
        return
    yield from _spelled_tags(parts, taxonomy)
    present = {part.partition("=")[0].lower() for part in parts if part.partition("=")[2]}
    for tag in taxonomy.required:
        if tag not in present:
            yield Finding(tag, "", "missing", f"add {tag}")
    for tag in taxonomy.tags:
        yield from _tag(tag, parts, taxonomy)


def _spelled_tags(parts: list[str], taxonomy: Taxonomy) -> Iterator[Finding]:
    """Tags that nothing reads: capitals in the name, or a name that does not exist."""
    for part in parts:
        name, _, value = part.partition("=")
        folded = name.lower()
        if not folded.startswith("utm_") or name in taxonomy.tags:
            continue
        if folded in taxonomy.tags:
            yield Finding(name, decoded(value), "tag_case", folded)
        else:
            yield Finding(name, decoded(value), "unknown_tag", f"one of {', '.join(taxonomy.tags)}")


def _tag(tag: str, parts: list[str], taxonomy: Taxonomy) -> Iterator[Finding]:
    given = [part.removeprefix(f"{tag}=") for part in parts if part.startswith(f"{tag}=") and part != f"{tag}="]
    if len(set(given)) > 1:
        yield Finding(tag, " ".join(map(decoded, given)), "repeated", f"once: {decoded(given[0])}")
    if given:
        yield from problems_of(tag, decoded(given[0]), taxonomy)


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


def _click_ids(parts: list[str], taxonomy: Taxonomy) -> Iterator[Finding]:
    for name in taxonomy.click_ids:
        value = parameter(parts, name) or ""
        letters = re.sub("[^A-Za-z]", "", value)
        if len(letters) >= FOLDED_ID and letters == letters.lower():
            yield Finding(name, value, "click_id_case", "as the platform wrote it, capitals kept")


def _behind_fragment(url: str) -> Iterator[Finding]:
    _, _, fragment = url.partition("#")
    for part in re.split("[?&]", fragment):
        name, equals, value = part.partition("=")
        if equals and name.lower().startswith("utm_"):
            yield Finding(name, decoded(value), "behind_fragment", "before the #")


def _short(value: str) -> str:
    return value if len(value) <= SHOWN else f"{value[:SHOWN]}..."
