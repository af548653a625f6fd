"""Whose each event is, told as the flow tells it: event, its visit, the visit's owner."""

from __future__ import annotations

from typing import Literal

import pandas as pd


def assign_people(events: pd.DataFrame, visits: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """`event_id` with `person_id` as known today; null: nothing tells whose it is.

    An event belongs to the visit of its device with the latest start at or before it. One without such a visit, as
    those of the server without a device, speaks for itself. The owner is the person of the strong id, else of the
    device's claim at the visit's start, else the id itself (tandem.columns.owners).
    """
    starts = visits[["device_id", "started_at", "strong_id"]]
    seen = latest(events, starts, by="device_id", at="occurred_at", since="started_at")
    own = seen["user_id"].fillna(seen["email_id"])
    has_visit = seen["started_at"].notna()
    owned = pd.DataFrame(
        {
            "event_id": seen["event_id"],
            "device_id": seen["device_id"],
            "strong_id": seen["strong_id"].where(has_visit, own),
            "at": seen["started_at"].where(has_visit, seen["occurred_at"]).astype("int64"),
        }
    )
    return owned.assign(person_id=owners(owned, people))[["event_id", "person_id"]]


def owners(rows: pd.DataFrame, people: pd.DataFrame) -> pd.Series:
    """Person of each row's `strong_id`, else of its `device_id` at the instant `at`; null without either."""
    is_device = people["id_type"] == "device"
    persons = people[~is_device].set_index("id")["person_id"]
    by_id = rows["strong_id"].map(persons).fillna(rows["strong_id"])
    claims = people.loc[is_device, ["id", "valid_from", "valid_to", "person_id"]].rename(columns={"id": "device_id"})
    anonymous = rows[rows["strong_id"].isna()]
    claimed = latest(anonymous, claims, by="device_id", at="at", since="valid_from")
    holds = claimed["at"] < claimed["valid_to"]
    return by_id.fillna(claimed["person_id"].where(holds, claimed["device_id"]))


def latest(
    rows: pd.DataFrame,
    known: pd.DataFrame,
    *,
    by: str,
    at: str,
    since: str,
    direction: Literal["backward", "forward"] = "backward",
) -> pd.DataFrame:
    """`rows`, in their own order and index, with the row of `known` that is latest at or before `at`; null if none.

    `direction="forward"`: the first one at or after it.
    """
    named = rows[by].notna()
    matched = pd.merge_asof(
        rows[named].rename_axis("row").reset_index().sort_values(at, kind="stable"),
        known.sort_values(since, kind="stable"),
        left_on=at,
        right_on=since,
        by=by,
        direction=direction,
    ).set_index("row")
    return matched.reindex(rows.index).assign(**{name: rows[name] for name in rows.columns})
