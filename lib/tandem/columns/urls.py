"""Parts of web addresses. Literal splits, no regular expressions: every event passes through here."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

EMAIL_SHAPE = r"(?i)[a-z0-9._+-]+(?:@|%40)[a-z0-9-]+\.[a-z0-9.-]+"


def query_of(url: Column) -> Column:
    """What follows `?`, up to the fragment; empty when there is none, null for a null url."""
    return after(before(url, "#"), "?")


def parameter(query: Column, name: str) -> Column:
    """The decoded value of the first parameter `name`; null when absent or empty."""
    value = before(F.split_part(F.concat(F.lit("&"), query), F.lit(f"&{name}="), F.lit(2)), "&")
    return F.nullif(decoded(value), F.lit(""))


def decoded(value: Column) -> Column:
    """`value` without percent signs and pluses; as it is when it cannot be decoded."""
    is_encoded = value.contains("%") | value.contains("+")
    return F.when(is_encoded, F.coalesce(F.try_url_decode(value), value)).otherwise(value)


def page_of(url: Column) -> Column:
    """Host, in lower case, and path: `shop.example/p/7`; null for a null url."""
    plain = before(before(url, "#"), "?")
    address = F.when(plain.contains("://"), after(plain, "://")).otherwise(plain)
    host, path = before(address, "/"), after(address, "/")
    return F.concat(F.lower(host), F.lit("/"), path)


def host_of(url: Column) -> Column:
    """Host in lower case without `www.` and port; null where the address has no scheme.

    The referrer of an app is its package: `android-app://com.slack/` has the host com.slack.
    """
    authority = F.lower(before(before(before(after(url, "://"), "/"), "?"), "#"))
    host = F.regexp_replace(authority, r"^(?:.*@)?(?:www\.)?|:\d+$", "")
    return F.when(url.contains("://"), F.nullif(host, F.lit("")))


def without_personal_parameters(url: Column, names: list[str]) -> Column:
    """`url` without the values of parameters called `names`, and without anything shaped like an e-mail address."""
    listed = rf"(?i)([?&;#](?:[a-z0-9_-]*[_-])?(?:{'|'.join(names)})=)[^&#;]*"
    stripped = F.when(url.contains("="), F.regexp_replace(url, listed, "$1")).otherwise(url)
    is_suspect = stripped.contains("@") | stripped.contains("%40")
    return F.when(is_suspect, F.regexp_replace(stripped, EMAIL_SHAPE, "")).otherwise(stripped)


def before(text: Column, mark: str) -> Column:
    """The part before the first `mark`; all of it when there is none."""
    return F.substring_index(text, mark, 1)


def after(text: Column, mark: str) -> Column:
    """The part after the first `mark`; empty when there is none."""
    return F.substring(text, F.length(F.substring_index(text, mark, 1)) + F.lit(len(mark) + 1), F.length(text))
