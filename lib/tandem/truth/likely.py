"""Likely owners: devices that evidence gives to a person, against who sat there."""

from __future__ import annotations

import pandas as pd

from tandem.stats.shares import Share
from tandem.truth.groups import Group, Row, ratio
from tandem.truth.ids import pseudonym
from tandem.truth.measured import Measured

COLUMNS = {
    "devices": ",.0f",
    "precision": ".4f",
    "from": ".4f",
    "to": ".4f",
    "recall": ".4f",
    "recall from": ".4f",
    "recall to": ".4f",
    "share of events": ".4f",
}


def compare_likely(measured: Measured, events: pd.DataFrame) -> Group | None:
    """Precision and recall over devices, by basis; None where no device has a likely owner.

    Of `events` each has its true `person`, `person_id` and cookie. A person_id is the true person who sent most of its
    events on other devices. Findable is a cookie on which nobody logged in, of a person known elsewhere.
    """
    likely = measured.people[measured.people["score"].notna()].set_index("id")
    if likely.empty:
        return None
    on_device = events[events["device_id"].notna()]
    ids = {raw: pseudonym(raw, kind="device", keys=measured.keys) for raw in on_device["device_id"].unique()}
    on_device = on_device.assign(id=on_device["device_id"].map(ids))
    certain = events[~events["device_id"].map(ids).isin(likely.index)]
    owners = most_frequent(certain, by="person_id")
    logged_in = set(measured.visits.loc[measured.visits["strong_id"].notna(), "device_id"])
    cookies = most_frequent(on_device, by="id").rename("person").to_frame()
    cookies = cookies.assign(
        told=likely["person_id"].reindex(cookies.index).map(owners),
        basis=likely["basis"].reindex(cookies.index),
        events=on_device.groupby("id").size(),
        is_findable=~cookies.index.isin(logged_in) & cookies["person"].isin(set(owners)),
    )
    bases = sorted(cookies["basis"].dropna().unique())
    rows = [_row("all bases", cookies, cookies["basis"].notna(), len(events))]
    rows += [_row(basis, cookies, cookies["basis"] == basis, len(events)) for basis in bases]
    return Group(
        "Likely owners: devices on which nobody logged in",
        COLUMNS,
        tuple(rows),
        ("from, to: intervals of 90 %; recall: of cookies without a login whose person is known elsewhere",),
    )


def most_frequent(events: pd.DataFrame, *, by: str) -> pd.Series:
    """The true person of most events of each group; of as many events the smaller number."""
    counts = events.groupby([by, "person"]).size().reset_index(name="events")
    in_order = counts.sort_values(["events", "person"], ascending=[False, True], kind="stable")
    return in_order.drop_duplicates(by).set_index(by)["person"]


def _row(name: str, cookies: pd.DataFrame, chosen: pd.Series, all_events: int) -> Row:
    right = chosen & (cookies["told"] == cookies["person"])
    precision = Share(int(right.sum()), int(chosen.sum()))
    recall = Share(int((right & cookies["is_findable"]).sum()), int(cookies["is_findable"].sum()))
    figures = {"devices": precision.whole, "precision": precision.value, "recall": recall.value}
    for share, prefix in ((precision, ""), (recall, "recall ")):
        low, high = share.interval or (None, None)
        figures |= {f"{prefix}from": low, f"{prefix}to": high}
    return Row(name, {**figures, "share of events": ratio(int(cookies.loc[chosen, "events"].sum()), all_events)})
