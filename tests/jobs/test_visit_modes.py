"""Nights of visits and sessions over a few events: the mode changes, and a click that comes late splits a visit."""

from __future__ import annotations

from datetime import date

import pytest

from clock import at
from tandem.changes import Affected
from tandem.config import Config, LakeConfig, ReportingConfig, VisitsConfig
from tandem.flow import loaded
from tandem.lake import Lake
from tandem.shipped import jobs_folder
from tandem.tables import EVENTS, IMPRESSIONS, PEOPLE, SESSIONS, TOUCHES, VERDICTS, VISITS
from unit.attribution.journey_rows import frame

pytestmark = pytest.mark.slow

EMAIL, DISPLAY = {"channel": "Email", "campaign_id": "c1"}, {"channel": "Display", "campaign_id": "c2"}


def event(event_id, clock, day, name="view", **more):
    instant = at(clock, day)
    told = {"event_id": event_id, "occurred_at": instant, "date": instant.date(), "name": name, "device_id": "d1"}
    return {**told, "device_class": "desktop", "consent": "all", **more}


# Over a midnight in Berlin: once on a day that is closed on the first night, once on one that is open.
GIVEN = [
    event("closed1", "22:50:00", "2026-01-10"),
    event("closed2", "23:10:00", "2026-01-10"),
    event("open1", "22:50:00", "2026-03-10", **EMAIL),
    event("open2", "23:10:00", "2026-03-10"),
    event("open3", "23:30:00", "2026-03-10"),
]
LATE = event("late", "23:20:00", "2026-03-10", "ad_click", **DISPLAY)


class Nights:
    """A lake that is given events, and the jobs of visits and sessions over it."""

    def __init__(self, spark, root):
        self.spark, self.root = spark, root

    def run(self, mode, events=None, **options):
        """The first events of visits, of touches and of sessions after a night in `mode`."""
        conf = Config(
            lake=LakeConfig(root=self.root),
            reporting=ReportingConfig(timezone="Europe/Berlin"),
            visits=VisitsConfig(mode=mode),
        )
        lake = Lake(self.spark, conf, date(2026, 3, 12), job="test", **options)
        if lake.marker(PEOPLE) is None:
            for table in (IMPRESSIONS, VERDICTS, PEOPLE):
                lake.replace(table, frame(self.spark, table, []), Affected())
        if events is not None:
            lake.replace(EVENTS, frame(self.spark, EVENTS, events), Affected())
        for job in ("30_visits.py", "40_sessions.py"):
            loaded(jobs_folder() / job).main(lake, conf)
        first = {row.visit_id: row.first_event_id for row in lake.read(VISITS).collect()}
        touches = sorted(row.touch_id for row in lake.read(TOUCHES).collect())
        sessions = sorted(first[row.session_id] for row in lake.read(SESSIONS).collect())
        lake.release()
        return [sorted(first.values()), touches, sessions]


def test_a_changed_mode_restates_open_days_and_a_late_click_splits_as_in_a_rebuild(spark, tmp_path):
    nights = Nights(spark, tmp_path / "lake")

    in_ga4, *_ = nights.run("ga4", GIVEN)
    in_ua = nights.run("ua")
    with_late = nights.run("ua", [*GIVEN, LATE])
    rebuilt = nights.run("ua", rebuild=True)

    assert in_ga4 == ["closed1", "open1"]
    # The closed day stays as it was published, until a rebuild.
    assert in_ua == 3 * [["closed1", "open1", "open2"]]
    assert with_late == 3 * [["closed1", "late", "open1", "open2"]]
    assert rebuilt == 3 * [["closed1", "closed2", "late", "open1", "open2"]]
