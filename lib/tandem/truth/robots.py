"""Robots and staff: who was set aside, by what the simulator knows of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tandem.truth.groups import Group, Row, ratio
from tandem.truth.known import Known
from tandem.truth.measured import Measured

KINDS = ("agent_id", "device_id", "event_id", "ip_key", "ip_network", "user_id")
COLUMNS = {"rows": ",.0f", "set aside": ",.0f", "recall": ".4f", "false positives": ".6f", "by": "s"}
PERSON = "person"


def compare_robots(known: Known, measured: Measured) -> Group:
    """Rows that verdicts set aside, by true sender: recall of robots and staff, false positives among people."""
    labels = known.events.set_index("event_id")["label"]
    events = measured.events.assign(label=measured.events["event_id"].map(labels))
    robots = known.robot_impressions.set_index("impression_id")["label"]
    shown = measured.impressions["impression_id"].map(robots).fillna(PERSON)
    impressions = measured.impressions.assign(label=shown)
    rows = [
        row
        for what, frame in (("events", events[events["label"].notna()]), ("impressions", impressions))
        for row in _rows(what, frame.assign(rule=rules(frame, measured.verdicts)))
    ]
    return Group("Robots and staff", COLUMNS, tuple(rows), ("events that the mail tool logged are not labelled",))


def rules(rows: pd.DataFrame, verdicts: pd.DataFrame) -> pd.Series:
    """The smallest rule that sets each row aside on its date; null when none does."""
    smallest = pd.Series(None, index=rows.index, dtype=object)
    for kind in KINDS:
        if kind not in rows.columns:
            continue
        of_kind = verdicts[verdicts["kind"] == kind]
        candidates = rows[rows[kind].isin(set(of_kind["key"]))]
        found = candidates[["date", kind]].merge(
            of_kind[["date", "key", "rule"]], left_on=["date", kind], right_on=["date", "key"], how="left"
        )
        rule = pd.Series(found["rule"].to_numpy(), index=candidates.index).dropna()
        before = smallest[rule.index]
        smallest[rule.index] = np.where(before.isna() | (before > rule), rule, before)
    return smallest


def _rows(what: str, rows: pd.DataFrame) -> list[Row]:
    made = []
    for label in sorted(set(rows["label"]), key=lambda name: (name != PERSON, name)):
        of_label = rows.loc[rows["label"] == label, "rule"]
        aside = of_label.dropna()
        share = ratio(len(aside), len(of_label))
        said = ", ".join(f"{rule} {count:,}" for rule, count in aside.value_counts().head(3).items())
        figures = {
            "rows": len(of_label),
            "set aside": len(aside),
            "recall": None if label == PERSON else share,
            "false positives": share if label == PERSON else None,
            "by": said,
        }
        made.append(Row(f"{what}: {label}", figures))
    return made
