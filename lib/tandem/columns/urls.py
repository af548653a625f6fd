"""Parts of web addresses.

Every event passes through here: one short pattern a part, and what is used twice stands in a column of its own, or the
code that Spark makes for a row outgrows what Java accepts.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from tandem.addresses import EMAIL_SHAPE, QUERY, SCHEME, personal_parameter


def query_of(url: Column) -> Column:
    """What follows `?`, up to the fragment; null when there is none."""
    return F.nullif(F.regexp_extract(url, QUERY, 1), F.lit(""))


def parameters_of(query: Column) -> Column:
    """The parts of a query, each as `name=value`; null for a null query."""
    return F.when(query.isNotNull(), F.split(query, "&"))


def parameter(parameters: Column, name: str) -> Column:
    """The value of the first parameter `name` that has one, as it stands in the address; null when there is none."""
    mark = f"{name}="
    found = F.filter(parameters, lambda part: part.startswith(mark) & (part != mark))
    return F.when(parameters.isNotNull(), F.substr(F.get(found, F.lit(0)), F.lit(len(mark) + 1)))


def decoded(value: Column) -> Column:
    """`value` without percent signs and pluses, as it is when it cannot be decoded."""
    is_encoded = value.contains("%") | value.contains("+")
    return F.when(is_encoded, F.coalesce(F.try_url_decode(value), value)).otherwise(value)


def page_of(url: Column) -> Column:
    """Host, in lower case, and path: `shop.example/p/7`; null for a null url."""
    host = F.lower(F.regexp_extract(url, rf"^{SCHEME}([^/?#]*)", 1))
    return F.concat(host, F.lit("/"), F.regexp_extract(url, rf"^{SCHEME}[^/?#]*/?([^?#]*)", 1))


def host_of(url: Column) -> Column:
    """Host in lower case without `www.` and port; null where the address has no scheme.

    The referrer of an app is its package: `android-app://com.slack/` has the host com.slack.
    """
    host = F.regexp_extract(url, r"^[^:/?#]+://(?:[^/?#@]*@)?([^/?#:]*)", 1)
    return F.nullif(F.regexp_replace(F.lower(host), r"^www\.", ""), F.lit(""))


def without_personal_parameters(url: Column, names: list[str]) -> Column:
    """`url` without the values of parameters called `names`, and without anything shaped like an e-mail address."""
    stripped = F.regexp_replace(url, personal_parameter(names), "$1")
    has_address = url.contains("@") | url.contains("%40")
    anonymous = F.when(has_address, F.regexp_replace(stripped, EMAIL_SHAPE, ""))
    return anonymous.when(url.contains("="), stripped).otherwise(url)
