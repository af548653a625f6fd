"""Which column of a file holds what: guessed from the names that platforms and people use, or told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tandem.errors import UsageError


@dataclass(frozen=True)
class Field:
    """One thing that a column can hold."""

    name: str
    option: str  # by which the column can be told
    usual: tuple[str, ...]  # names that leave no doubt, the best first, in snake_case
    words: frozenset[str] = frozenset()  # else a name with one of these words ...
    but: frozenset[str] = frozenset()  # ... and none of these


RATIOS = frozenset({"per", "rate", "avg", "average", "share", "percent", "pct", "unique", "index", "micros"})
AD = Field("ad", "--name-column", ("ad", "ad_name", "ad_id", "creative", "creative_name", "creative_id"))
CAMPAIGN = Field(
    "campaign",
    "--name-column",
    ("campaign", "campaign_name", "campaign_id"),
    frozenset({"campaign"}),
    frozenset({"type", "status", "budget", "start", "end", "objective", "group", "date"}),
)
COUNTS = (
    Field("impressions", "--impressions", ("impressions", "impression", "impr"), frozenset({"impressions"}), RATIOS),
    Field(
        "clicks",
        "--clicks",
        ("clicks", "ad_clicks", "link_clicks", "inline_link_clicks", "clicks_all"),
        frozenset({"clicks"}),
        RATIOS | {"cost", "conversions", "conversion"},
    ),
    Field(
        "conversions",
        "--conversions",
        ("conversions", "purchases", "orders"),
        frozenset({"conversions", "conversion", "purchases"}),
        RATIOS | {"cost", "value", "values", "through", "view"},
    ),
)
OPTIONAL = (
    Field(
        "spend",
        "--spend",
        ("spend", "cost", "spent", "amount_spent"),
        frozenset({"spend", "spent", "cost"}),
        RATIOS | {"conversion", "conversions"},
    ),
    Field(
        "value",
        "--value",
        ("value", "revenue", "conversion_value", "conversions_value", "conv_value", "purchase_value"),
        frozenset({"value", "revenue"}),
        RATIOS | {"cost"},
    ),
    Field("channel", "--channel", ("channel", "channel_name", "channel_group", "default_channel_group")),
    Field("date", "--date", ("date", "day", "ad_date", "report_date", "date_start")),
)


@dataclass(frozen=True)
class Chosen:
    """The column of each field that is used, what one row is called, and what was left alone for being unclear."""

    columns: dict[str, str]  # field -> column; the key of the names is "name"
    noun: str  # ad or campaign
    unclear: dict[str, list[str]]  # optional field -> columns of which any could be it


def choose_columns(where: str, names: Sequence[str], told: Mapping[str, str | None], by: str | None) -> Chosen:
    """The columns to read of a file with those `names`.

    `told` has what the options say of every field, in order ("name" for the names): None to guess, "" for none. `by` is
    ad, campaign, or None for ad where there is one. Raises UsageError when a needed column is missing, unclear, or not
    there though told.
    """
    columns = {field: _told(where, names, field, column) for field, column in told.items() if column}
    noun = by or ("ad" if _usual(AD, names) or not _candidates(CAMPAIGN, names) else "campaign")
    for key, field in (("name", AD if noun == "ad" else CAMPAIGN), *((each.name, each) for each in COUNTS)):
        if key not in columns:
            columns[key] = _needed(where, names, field)
    unclear = {}
    for field in OPTIONAL:
        found = _candidates(field, names)
        if told.get(field.name) is None and len(found) == 1:
            columns[field.name] = found[0]
        elif told.get(field.name) is None and found:
            unclear[field.name] = found
    in_order = {field: columns[field] for field in told if field in columns}
    return Chosen(in_order, noun, unclear)


def _told(where: str, names: Sequence[str], field: str, column: str) -> str:
    alike = [name for name in names if name == column] or [n for n in names if n.casefold() == column.casefold()]
    if not alike:
        option = "--name-column" if field == "name" else f"--{field}"
        raise UsageError(f"{where}: {option} {column!r}: no such column; the columns are {', '.join(names)}")
    return alike[0]


def _needed(where: str, names: Sequence[str], field: Field) -> str:
    found = _candidates(field, names)
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{where}: {field.name} could be {' or '.join(found)}; choose with {field.option}")
    what = "an ad or campaign" if field is AD else field.name
    raise UsageError(
        f"{where}: no column tells {what}; the columns are {', '.join(names)}; name the one with {field.option}"
    )


def _candidates(field: Field, names: Sequence[str]) -> list[str]:
    if usual := _usual(field, names):
        return usual
    words = {name: set(_snake(name).split("_")) for name in names}
    return [name for name in names if words[name] & field.words and not words[name] & field.but]


def _usual(field: Field, names: Sequence[str]) -> list[str]:
    """The one column with the best of the field's usual names, if any."""
    plain = {_snake(name): name for name in reversed(names)}
    return next(([plain[usual]] for usual in field.usual if usual in plain), [])


def _snake(name: str) -> str:
    """Clicks (all) -> clicks_all; adId -> ad_id."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).casefold()
    return re.sub(r"[^0-9a-z]+", "_", parted).strip("_")
