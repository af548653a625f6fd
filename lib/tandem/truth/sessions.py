"""Sessions: what people did in one go, against the sessions that tracking made of it."""

from __future__ import annotations

import pandas as pd

from tandem.truth.frames import SECOND_US
from tandem.truth.groups import Group, Row, ratio
from tandem.truth.measured import Measured

CLOCK_US = 2 * SECOND_US  # an event's instant is told up to this much late: the way to the collector takes that long
COLUMNS = {"simulated": ",.0f", "measured": ",.0f", "same start": ".4f", "same start and end": ".4f"}


def compare_sessions(measured: Measured, events: pd.DataFrame) -> Group:
    """True sessions as far as tracking saw them: delivered events of people on a device, pings left out.

    A session has the same start when the same event begins it, and the same end within 2 s.
    """
    true = true_sessions(events[events["device_id"].notna() & (events["name"] != "ping")])
    found = found_sessions(measured)
    joined = true.merge(found, on="first_event_id", how="left")
    starts = joined["session_id"].notna()
    ends = starts & ((joined["ended_at"] - joined["last_at"]).abs() <= CLOCK_US)
    by_people = int(found["first_event_id"].isin(events["event_id"]).sum())
    several, known = joined["devices"] > 1, joined["parts"] == 1
    kinds = {
        "all": pd.Series(True, index=joined.index),
        "on one device": ~several,
        "on several devices, knowable": several & known,
        "on several devices, not knowable": several & ~known,
    }
    rows = tuple(
        Row(
            name,
            {
                "simulated": int(kind.sum()),
                "measured": by_people if name == "all" else None,
                "same start": ratio(int((starts & kind).sum()), int(kind.sum())),
                "same start and end": ratio(int((ends & kind).sum()), int(kind.sum())),
            },
        )
        for name, kind in kinds.items()
    )
    return Group("Sessions", COLUMNS, rows, ("measured: sessions that an event of a person begins",))


def true_sessions(events: pd.DataFrame) -> pd.DataFrame:
    """One row a true session: its first event, the instant of its last, its devices and its knowable parts."""
    in_time = events.sort_values(["occurred_at", "event_id"], kind="stable")
    sessions = in_time.groupby("session", sort=False).agg(
        first_event_id=("event_id", "first"),
        last_at=("occurred_at", "max"),
        devices=("device_id", "nunique"),
        parts=("part", "nunique"),
    )
    return sessions.reset_index()


def found_sessions(measured: Measured) -> pd.DataFrame:
    """`session_id` and `ended_at` of each measured session, with the event that begins it."""
    firsts = measured.visits[["visit_id", "first_event_id"]].rename(columns={"visit_id": "session_id"})
    return measured.sessions[["session_id", "ended_at"]].merge(firsts, on="session_id", how="inner")
