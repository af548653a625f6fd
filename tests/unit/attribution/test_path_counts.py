"""Counts of paths: a hand example on Spark, and random touches against the definition in plain loops."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from tandem.attribution import build_paths, whole_paths
from tandem.changes import Affected
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


def test_what_each_transform_removed_stands_beside_the_paths_that_it_left(spark):
    at = iter(range(10, 24))
    touches = [touch(f"t{n}", f"2 {next(at)}:00", "p", "AABDD"[n]) for n in range(5)]
    touches += [touch(f"u{n}", f"2 {10 + n}:00", "q", "BAA"[n]) for n in range(3)]
    touches += [touch("v0", "2 10:00", "r", "D")]
    bought = [conversion("c1", "2 20:00", "p"), conversion("c2", "2 20:00", "q"), conversion("c3", "2 20:00", None)]
    conf = CONF.model_copy(update={"path_transforms": ("remove_if_not_all[D]", "unique", "exposure")})

    rows = [row for row in counted(spark, touches, bought, conf=conf) if row.level == "channel"]

    assert {row.path: [tuple(step) for step in row.removed] for row in rows} == {
        "A > B": [("remove_if_not_all[D]", 2, 1), ("exposure", 1, 1)],
        "B > A": [("exposure", 1, 1)],
        "D": [],
        "": [],
    }
    for row in rows:
        steps = row.path.split(" > ") if row.path else []
        assert row.touches == len(steps) * row.journeys + sum(step.touches for step in row.removed)


LEADS_OF_2_DAYS = {"lead": {"click_window_days": 2}}


@pytest.mark.parametrize(("seed", "types"), [(0, {}), (1, {}), (2, LEADS_OF_2_DAYS), (3, LEADS_OF_2_DAYS)])
def test_random_touches_give_the_paths_of_the_definition(spark, seed, types):
    touches, conversions = random_company(np.random.default_rng(seed))
    conf = AttributionConfig(click_window_days=5, view_window_days=1, path_transforms=(), types=types)

    found = Counter()
    for row in counted(spark, touches, conversions, conf=conf):
        if row.level == "channel":
            found[row.date, row.outcome, row.type, row.path, row.counts_from] += row.journeys

    assert {key[2] for key in found} == ({"purchase", "lead"} if types else {"purchase", "lead", ""})
    assert found == plain_paths(touches, conversions, conf, ("purchase", "lead") if types else ("",))


@pytest.mark.parametrize("since", [date(2026, 3, 9), date(2026, 3, 20)], ids=["as_a_block_began", "within_a_block"])
def test_paths_of_open_days_equal_a_rebuild(spark, since):
    touches, conversions = random_company(np.random.default_rng(4))
    conf = AttributionConfig(click_window_days=7)
    reached = whole_paths(Affected(since=since), conf).since

    rebuilt, tonight = (
        sorted(row for row in counted(spark, *sides, conf=conf) if row.date >= since)
        for sides in (
            (touches, conversions),
            ([each for each in rows if each["date"] >= reached] for rows in (touches, conversions)),
        )
    )

    assert min(each["date"] for each in touches) < reached
    assert tonight == rebuilt


def random_company(rng):
    """Touches and conversions of 12 devices in 28 days."""
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
        conversion(
            f"c{n:02d}",
            f"{rng.integers(1, 29)} {rng.integers(24):02d}:30",
            str(rng.choice(devices)),
            type_=str(rng.choice(["purchase", "lead"])),
        )
        for n in range(20)
    ]
    return touches, conversions


def plain_paths(touches, conversions, conf, null_types):
    """Each journey by itself, then each run of what is left, once by the windows of each of `null_types`."""

    def end(touched, type_):
        how = conf.of(type_)
        days = how.view_window_days if touched["kind"] == "impression" else how.click_window_days
        return touched["occurred_at"] + timedelta(days=days)

    order = {"impression": 0, "visit": 1, "ad_click": 2}
    found = Counter()
    for device in {each["device_id"] for each in [*touches, *conversions]}:
        own = [each for each in touches if each["device_id"] == device]
        own.sort(key=lambda each: (each["occurred_at"], order[each["kind"]], each["touch_id"]))
        used = set()
        for each in (each for each in conversions if each["device_id"] == device):
            at, type_ = each["occurred_at"], each["type"]
            journey = [n for n, t in enumerate(own) if t["occurred_at"] <= at < end(t, type_)]
            used |= set(journey)
            path = " > ".join(own[n]["channel"] for n in journey)
            found[each["date"], "converted", type_, path, each["date"]] += 1
        for type_ in null_types:
            ends = [end(each, type_) for each in own]
            for run in plain_runs(own, ends, used):
                path = " > ".join(own[n]["channel"] for n in run)
                found[own[run[-1]]["date"], "null", type_, path, max(ends[n] for n in run).date()] += 1
    return found


def plain_runs(own, ends, used):
    """One person's touches that are in no journey, cut where none of a run could earn any more."""
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
    return runs


def test_paths_are_seen_whole_from_the_border_of_their_block_or_a_window_back():
    first = {day: whole_paths(Affected(since=day), CONF).since for day in (date(2026, 3, 20), date(2026, 5, 20))}

    assert first == {date(2026, 3, 20): date(2026, 2, 18), date(2026, 5, 20): BORDER}
    assert whole_paths(Affected(), CONF).since is None
