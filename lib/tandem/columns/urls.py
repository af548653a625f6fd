"""Parts of web addresses.

Every event passes through here: parts are cut at fixed marks, because a pattern costs ten times as much, after a look
whether the mark is there, a third of a cut; by bytes, as characters must be counted; and what is used twice stands in a
column of its own, or the code that Spark makes for a row outgrows what Java accepts.
"""

from __future__ import annotations

import re

from pyspark.sql import Column
from pyspark.sql import functions as F

from tandem.addresses import BROKEN_ESCAPE, EMAIL_SHAPE, personal_parameter


def query_of(url: Column) -> Column:
    """What follows `?`, up to the fragment; null when there is none."""
    return F.when(url.contains("?"), F.nullif(_after(_before(url, "#"), "?"), F.lit("")))


def parameters_of(query: Column) -> Column:
    """The query with an `&` before each parameter; null for a null query."""
    return F.concat(F.lit("&"), query)


def parameter(parameters: Column, name: str) -> Column:
    """The value of the first parameter `name` that has one, as it stands in the address; null when there is none."""
    mark = f"&{name}="
    first = _before(_after(parameters, mark), "&")
    later = F.nullif(F.regexp_extract(parameters, rf"{re.escape(mark)}([^&]+)", 1), F.lit(""))
    return F.when(parameters.contains(mark), F.when(first != "", first).otherwise(later))


def decoded(value: Column) -> Column:
    """`value` without percent signs and pluses, as it is when it cannot be decoded."""
    is_encoded = value.contains("%") | value.contains("+")
    can_be_read = ~value.rlike(BROKEN_ESCAPE.pattern)  # Spark takes the sign in `%+a` for a digit
    return F.when(is_encoded & can_be_read, F.coalesce(F.try_url_decode(value), value)).otherwise(value)


def page_of(url: Column) -> Column:
    """Host, in lower case, and path: `shop.example/p/7`; null for a null url."""
    page = _without_query(url)
    place = F.when(_has_scheme(page), _after(page, "://")).otherwise(page)
    return F.concat(F.lower(_before(place, "/")), F.lit("/"), _after(place, "/"))


def host_of(url: Column) -> Column:
    """Host in lower case without `www.` and port; null where the address has no scheme.

    The referrer of an app is its package: `android-app://com.slack/` has the host com.slack.
    """
    page = _without_query(url)
    place = _before(_after(page, "://"), "/")
    named = F.lower(_before(F.when(place.contains("@"), _after(place, "@")).otherwise(place), ":"))
    return F.when(_has_scheme(page), _bare(named))


def host_of_other(referrer: Column, url: Column) -> Column:
    """Host of `referrer`; null where `url` has the same."""
    # Most begin alike up to the path, so that nobody need look at their hosts.
    begins_alike = F.substring_index(referrer, "/", 3).eqNullSafe(F.substring_index(url, "/", 3))
    return F.when(~begins_alike, F.nullif(host_of(referrer), host_of(url)))


def host_of_page(page: Column) -> Column:
    """Host, without `www.`, of a page as `page_of` has it; null where none is known."""
    return _bare(_before(page, "/"))


def without_personal_parameters(url: Column, names: list[str]) -> Column:
    """`url` without the values of parameters called `names`, and without anything shaped like an e-mail address."""
    stripped = F.regexp_replace(url, personal_parameter(names), "$1")
    has_address = url.contains("@") | url.contains("%40")
    anonymous = F.when(has_address, F.regexp_replace(stripped, EMAIL_SHAPE, ""))
    return anonymous.when(url.contains("="), stripped).otherwise(url)


def _bare(host: Column) -> Column:
    """A host without `www.`; null for none."""
    return F.nullif(F.when(host.startswith("www."), F.substr(host, F.lit(5))).otherwise(host), F.lit(""))


def _has_scheme(page: Column) -> Column:
    """The address, without query and fragment, begins with a word and `://`."""
    scheme = _before(page, "://")
    return (scheme != "") & (scheme != page) & ~scheme.contains("/") & ~scheme.contains(":")


def _without_query(url: Column) -> Column:
    """`url` without query and fragment."""
    has_more = url.contains("?") | url.contains("#")
    return F.when(has_more, _before(_before(url, "#"), "?")).otherwise(url)


def _before(text: Column, mark: str) -> Column:
    """What stands before the first `mark`; all of it when there is none."""
    return F.substring_index(text, mark, 1)


def _after(text: Column, mark: str) -> Column:
    """What stands after the first `mark`; nothing when there is none."""
    begin = F.octet_length(_before(text, mark)) + len(mark.encode()) + 1
    return F.substr(text.cast("binary"), begin).cast("string")
