"""Counts of paths: a hand example on Spark, and random touches against the definition in plain loops."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from tandem.attribution import build_paths, whole_runs
from tandem.config import AttributionConfig
from tandem.errors import UsageError
from tandem.tables import PATHS
from unit.attribution.journey_rows import conversion, frames, person, touch

CONF = AttributionConfig()
BORDER = date(2026, 3, 8)  # 228 blocks of 90 days after 1970 began


def counted(spark, touches, conversions, people=(), conf=CONF):
    return PATHS.conform(build_paths(*frames(spark, touches, conversions, people), conf)).collect()


def on(level, rows):
    return sorted(
        (row.date.day, row.outcome, row.type, row.path, row.journeys, row.touches, int(row.value), row.counts_from)
        for row in rows
        if row.level == level
    )


def test_paths_close_with_the_conversion_or_with_their_last_touch(spark):
    touches = [
        touch("t1", "2 10:00", "phone", "Display", kind="impression"),
        touch("t2", "3 10:00", "phone", "Email", campaign_id="mail"),
        touch("t3", "3 11:00", "laptop", "Email", strong_id="anna"),
        touch("t4", "4 10:00", "laptop", strong_id="anna", campaign_id="brand"),
        touch("t5", "7 10:00", "laptop", "Referral", strong_id="anna"),
        touch("t6", "8 10:00", "laptop", strong_id="anna", excluded_by="bot"),
    ]
    conversions = [
        conversion("c1", "5 20:00", "laptop", strong_id="anna"),
        conversion("c2", "5 20:00", None, value=7, type_="lead"),
    ]
    people = [person("phone", "anna"), person("anna", "anna", "user")]

    rows = counted(spark, touches, conversions, people)

    seen, earned, nothing = date(2026, 3, 3), date(2026, 3, 5), date(2026, 4, 6)
    assert on("channel", rows) == [
        (2, "null", "", "Display", 1, 1, 0, seen),
        (5, "converted", "lead", "", 1, 0, 7, earned),
        (5, "converted", "purchase", "Email > Paid Search", 1, 3, 100, earned),
        (7, "null", "", "Referral", 1, 1, 0, nothing),
    ]
    assert on("campaign", rows)[2][3] == "Email / mail > Email > Paid Search / brand"


def test_a_long_journey_keeps_its_last_touches_and_what_is_cut_is_no_journey_of_its_own(spark):
    touches = [touch(f"t{n}", f"{n} 10:00", "phone", "ABCDE"[n]) for n in range(1, 5)]

    rows = counted(
        spark, touches, [conversion("c1", "5 10:00", "phone")], conf=CONF.model_copy(update={"max_touches": 2})
    )

    assert [(row.outcome, row.path) for row in rows if row.level == "channel"] == [("converted", "D > E")]


def test_names_with_a_separator_stand_in_quotes(spark):
    rows = counted(spark, [touch("t1", "2 10:00", "phone", 'A > "B"')], [])

    assert {row.path for row in rows} == {'"A > ""B"""'}


def test_transforms_name_channels_on_both_levels(spark):
    touches = [touch("t1", "2 10:00", "p", "Email", campaign_id="m"), touch("t2", "3 10:00", "p", "Display")]
    conf = CONF.model_copy(update={"path_transforms": ("remove_if_not_all[email]",)})

    assert {row.path for row in counted(spark, touches, [], conf=conf)} == {"Display"}

    with pytest.raises(UsageError, match=r"attribution\.path_transforms: 'shuffle'"):
        counted(spark, touches, [], conf=CONF.model_copy(update={"path_transforms": ("shuffle",)}))


@pytest.mark.parametrize("seed", range(3))
def test_random_touches_give_the_paths_of_the_definition(spark, seed):
    rng = np.random.default_rng(seed)
    devices = [f"d{n}" for n in range(12)]
    kinds = ["ad_click", "visit", "impression"]
    touches = [
        touch(
            f"t{n:03d}",
            f"{rng.integers(1, 29)} {rng.integers(24):02d}:00",
            str(rng.choice(devices)),
            str(rng.choice(["A", "B"])),
            kind=str(rng.choice(kinds)),
        )
        for n in range(120)
    ]
    conversions = [
        conversion(f"c{n:02d}", f"{rng.integers(1, 29)} {rng.integers(24):02d}:30", str(rng.choice(devices)))
        for n in range(20)
    ]
    conf = AttributionConfig(click_window_days=5, view_window_days=1, path_transforms=())

    found = Counter()
    for row in counted(spark, touches, conversions, conf=conf):
        if row.level == "channel":
            found[row.date, row.outcome, row.path, row.counts_from] += row.journeys

    assert found == plain_paths(touches, conversions, conf)


def plain_paths(touches, conversions, conf):
    """Each journey by itself, then each run of what is left."""
    window = {"impression": conf.view_window_days}
    order = {"impression": 0, "visit": 1, "ad_click": 2}
    found = Counter()
    for device in {each["device_id"] for each in [*touches, *conversions]}:
        own = [each for each in touches if each["device_id"] == device]
        own.sort(key=lambda each: (each["occurred_at"], order[each["kind"]], each["touch_id"]))
        ends = [each["occurred_at"] + timedelta(days=window.get(each["kind"], conf.click_window_days)) for each in own]
        used = set()
        for each in (each for each in conversions if each["device_id"] == device):
            journey = [n for n, t in enumerate(own) if t["occurred_at"] <= each["occurred_at"] < ends[n]]
            used |= set(journey)
            path = " > ".join(own[n]["channel"] for n in journey)
            found[each["date"], "converted", path, each["date"]] += 1
        runs = []
        for n in range(len(own)):
            if n in used:
                continue
            open_run = runs[-1] if runs and runs[-1][-1] == n - 1 else None
            crosses = open_run and own[open_run[-1]]["date"] < BORDER <= own[n]["date"]
            if open_run and not crosses and own[n]["occurred_at"] < max(ends[m] for m in open_run):
                open_run.append(n)
            else:
                runs.append([n])
        for run in runs:
            path = " > ".join(own[n]["channel"] for n in run)
            found[own[run[-1]]["date"], "null", path, max(ends[n] for n in run).date()] += 1
    return found


def test_runs_are_seen_whole_from_the_border_of_their_block():
    assert whole_runs(None).since is None
    assert whole_runs(date(2026, 3, 20)).since == BORDER
