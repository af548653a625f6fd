"""Nights of metrics.cohorts, whose inputs come late, change and are set aside, against one rebuild."""

from __future__ import annotations

from datetime import date

import pytest

from clock import at
from tandem.changes import Affected, Touched
from tandem.config import Config, LakeConfig
from tandem.lake import Lake
from tandem.metrics import COHORTS_FROM, nights_of_counts
from tandem.tables import COHORTS, CREDITS, EVENTS, IMPRESSIONS, JOURNEYS, TOUCHES, VERDICTS

FIRST, SECOND = date(2026, 3, 10), date(2026, 3, 11)
ZONE = "Europe/Kyiv"
AD = {"channel": "Display", "campaign_id": "c1", "consent": "all"}


def seen(key, number, clock="10:00:00", day=FIRST, **more):
    return {key: number, "occurred_at": at(clock, str(day)), "date": day, **AD, **more}


def shown(number, **more):
    return seen("impression_id", number, **{"agent_id": "person", "region": "GB", "audience": "broad", **more})


def click(number, **more):
    return seen("touch_id", number, **{"kind": "ad_click", "device_id": "d1", "region": "GB", **more})


def credit(conversion, touch, **more):
    when = {"touched_at": at("10:00:00", str(FIRST)), "converted_at": at("12:00:00", str(SECOND)), "date": SECOND}
    return {"conversion_id": conversion, "touch_id": touch, "type": "purchase", "person_id": "p", **when, **AD, **more}


def journey(conversion, click_id, **more):
    return {"conversion_id": conversion, "last_click_id": click_id, "person_id": "p", "date": SECOND, **more}


BEFORE = {
    IMPRESSIONS: [shown("1"), shown("2", region=None), shown("3", agent_id="robot"), shown("5", region="NL")],
    TOUCHES: [click("t1"), click("t2", clock="11:00:00", audience="broad")],
    EVENTS: [seen("event_id", "e1", name="ad_click", region="NL")],
    CREDITS: [credit("o1", "t1", region="GB"), credit("o1", "t2", region="GB", audience="broad")],
    JOURNEYS: [journey("o1", "t2")],
}
# A late impression, one that was another day's, a robot found late, a click set aside, and so another last click.
AFTER = {
    IMPRESSIONS: [
        *BEFORE[IMPRESSIONS][:3],
        shown("4", clock="23:30:00"),
        shown("5", region="NL", day=SECOND),
    ],
    TOUCHES: [click("t1"), click("t2", clock="11:00:00", audience="broad", excluded_by="staff")],
    EVENTS: [*BEFORE[EVENTS], seen("event_id", "e2", name="ad_click", day=SECOND, audience="similar")],
    VERDICTS: [{"kind": "agent_id", "key": "robot", "date": FIRST, "rule": "bots"}],
    CREDITS: [credit("o1", "t1", region="GB")],
    JOURNEYS: [journey("o1", "t1")],
}


def stand(lake, tables):
    """Make these rows all that their tables hold."""
    for table, rows in tables.items():
        given = [tuple(row.get(name) for name in table.column_names) for row in rows]
        lake.replace(table, lake.spark.createDataFrame(given, table.promise), Affected())


def night(spark, root, through, tables):
    """The lake after one night with these rows."""
    lake = Lake(spark, Config(lake=LakeConfig(root=root)), through)
    stand(lake, tables)
    touched = lake.touched(COHORTS, *COHORTS_FROM)
    lake.replace(*night_of_cohorts(touched, lake))
    lake.release()
    return lake


def night_of_cohorts(touched, lake):
    """Table, rows and what they replace, where nothing has touched metrics.days."""
    (night,) = nights_of_counts(Touched(rows={}), touched, lake.read, lake.hold, timezone=ZONE, through=lake.through)
    return night


def content(cohorts):
    return sorted(map(str, cohorts.select(*COHORTS.column_names).collect()))


@pytest.mark.parametrize("nights", [(BEFORE, AFTER), (BEFORE, AFTER, AFTER)], ids=["two", "one_more_without_news"])
def test_nights_equal_one_rebuild_of_what_stands(spark, tmp_path, nights):
    lakes = [night(spark, tmp_path, SECOND, {VERDICTS: [], **tables}) for tables in nights]
    _, rebuilt, everything = night_of_cohorts(Touched(rows=None), lakes[-1])

    assert everything == Affected()
    assert content(lakes[-1].read(COHORTS)) == content(rebuilt)
    told = lakes[-1].read(COHORTS).where("dimension = 'region'").collect()
    assert {(row["source"], row["date"].day, row["value"]): row_counts(row) for row in told} == {
        ("impressions", 10, "GB"): (1, 0, 0),
        ("impressions", 10, ""): (1, 0, 0),
        ("impressions", 11, "GB"): (1, 0, 0),
        ("impressions", 11, "NL"): (1, 0, 0),
        ("clicks", 10, "GB"): (0, 1, 0),
        ("unlinked_clicks", 10, "NL"): (0, 1, 0),
        ("unlinked_clicks", 11, ""): (0, 1, 0),
        ("outcomes", 10, "GB"): (0, 0, 1),
    }
    changed = [write.rows_changed for write in lakes[-1].writes if write.table == COHORTS.full_name]
    assert any(changed) == (len(nights) == 2)


def row_counts(row):
    return row["impressions"], row["ad_clicks"], row["converting_clicks"]


def test_days_counted_together_with_cohorts_are_as_each_counted_alone(spark, tmp_path):
    night(spark, tmp_path, SECOND, {VERDICTS: [], **BEFORE})
    lake = Lake(spark, Config(lake=LakeConfig(root=tmp_path)), SECOND)
    stand(lake, AFTER)
    cohorts, nothing = lake.touched(COHORTS, *COHORTS_FROM), Touched(rows={})

    def counted(*both):
        nights = nights_of_counts(*both, lake.read, lake.hold, timezone=ZONE, through=SECOND)
        found = {table.name: sorted(map(str, made.collect())) for table, made, _ in nights}
        lake.release()
        return found

    late = {IMPRESSIONS.full_name: lake.read(IMPRESSIONS).where("impression_id = '4'")}
    alone = counted(nothing, cohorts)
    for days in (Touched(rows=None), Touched(rows=late, since=FIRST)):
        together = counted(days, cohorts)
        assert together == {**counted(days, nothing), **alone}
        assert all(together.values())
    assert counted(nothing, nothing) == {}
