"""Which column of a file says what: guessed from common names, or told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tandem.errors import UsageError

GUESSES = {
    "path": "path paths channel_path conversion_path path_to_conversion transformed_path touchpoints channels journey",
    "id": "journey_id customer_id user_id person_id visitor_id client_id user_pseudo_id cookie_id customer user id",
    "time": "time timestamp occurred_at touched_at event_time event_timestamp datetime date ts",
    "channel": "channel channel_name marketing_channel touchpoint source campaign",
    "type": "type touch_type kind event_type interaction",
    "conversions": "total_conversions conversions total_conversion conversion conv converted is_conversion key_events",
    "value": "total_conversion_value conversion_value conversions_value total_value total_revenue value revenue",
    "nulls": "total_null total_nulls null nulls null_conversions non_conversions nonconversions no_conversions",
}
PATH_LAYOUT = ("path", "conversions", "value", "nulls")
TOUCH_LAYOUT = ("id", "time", "channel", "type", "conversions", "value")
NEEDED = {"path": ("path", "conversions"), "touch": ("id", "channel", "conversions")}


def told(options: Sequence[str]) -> dict[str, str]:
    """Columns by role of options like `path=Weg`; UsageError for a role that does not exist."""
    found: dict[str, str] = {}
    for option in options:
        role, equals, name = option.partition("=")
        if not equals or role not in GUESSES or not name:
            raise UsageError(f"--column: {option!r} is no ROLE=NAME; roles are {', '.join(GUESSES)}")
        found[role] = name
    return found


def _recognised(header: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """Columns of the header by role: those told where they are there, others by their common names."""
    by_name = {_plain(name): name for name in reversed(header)}
    found: dict[str, str] = {}
    for role, names in GUESSES.items():
        if role in given:
            found |= {role: given[role]} if given[role] in header else {}
        elif guess := next((by_name[name] for name in names.split() if name in by_name), None):
            found[role] = guess
    return found


def columns_of(where: str, header: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """Columns of the file's layout by role: one path a row where a path column is there, else one touch a row.

    Raises UsageError when a column that was told or is needed is not there.
    """
    if absent := [name for name in given.values() if name not in header]:
        raise UsageError(f"{where}: no column {absent[0]!r} (--column); columns are {', '.join(header)}")
    found = _recognised(header, given)
    layout = "path" if "path" in found or not {"id", "channel"} & set(found) else "touch"
    if missing := [role for role in NEEDED[layout] if role not in found]:
        names = "; ".join(f"{role} (a column like {GUESSES[role].split()[0]})" for role in missing)
        raise UsageError(
            f"{where}: no column for {names}; columns are {', '.join(header)}; name it by --column {missing[0]}=NAME"
        )
    roles = PATH_LAYOUT if layout == "path" else TOUCH_LAYOUT
    return {role: found[role] for role in roles if role in found}


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
