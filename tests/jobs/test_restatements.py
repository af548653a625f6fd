"""Nights of attribution over a few touches: what each changed in credit and why, and how it stood before."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal

import pytest

from tandem.asof import read_as_of
from tandem.changes import Affected, Touched
from tandem.config import Config, LakeConfig
from tandem.flow import loaded
from tandem.governance import build_books
from tandem.lake import Lake
from tandem.shipped import conf_folder, jobs_folder
from tandem.tables import (
    AD_REPORTS,
    CONVERSIONS,
    CREDITS,
    DELIVERIES,
    EFFECTS,
    EVENTS,
    JOURNEYS,
    LEDGER,
    PATHS,
    PEOPLE,
    RESTATEMENTS,
    RETURNS,
    TOUCHES,
)
from unit.attribution.journey_rows import conversion, frame, person, touch

pytestmark = pytest.mark.slow

REPORTS = [{"platform": "x", "date": date(2026, 3, 5), "channel": "Email", "campaign_id": "e", "spend": Decimal(50)}]
TOUCHED = [
    touch("t1", "2 10:00", "d1", "Email"),
    touch("t2", "3 10:00", "d2", "Display"),
    touch("t3", "3 10:00", "d3", "Email"),
    touch("t5", "3 10:00", "d5", "Email"),
    touch("t6", "3 10:00", "d6", "Email"),
    touch("t7", "4 10:00", "d6", "Display"),
]
BOUGHT = [conversion(f"c{n}", "28 10:00", f"d{n}") for n in range(1, 8)]
# A touch that comes late, one of a robot, and one that has become part of the visit before it.
CHANGED = [*TOUCHED[:3], touch("t4", "4 10:00", "d1", "Display"), {**TOUCHED[3], "excluded_by": "bot"}]
CHANGED.append({**TOUCHED[4], "placement": "top"})
TEST_ORDER = {**BOUGHT[6], "excluded_by": "staff"}
REFUNDED = {**BOUGHT[1], "refunded_value": Decimal(40)}
MERGED = [
    person("u", "u", "user"),
    person("d1", "u", previous_person_id="d1"),
    person("d3", "u", previous_person_id="d3"),
]


# A click and the order of another person whose consent is taken back, and a lead before two purchases.
WITHDRAWN = {"event_id": "t2", "name": "ad_click", "date": date(2026, 3, 3), "consent": "none"}
STAYED = {**WITHDRAWN, "event_id": "t6", "device_id": "d6", "consent": "all"}
NOBODYS = {**BOUGHT[5], "device_id": None, "consent": "none"}
LEAD = conversion("l1", "20 12:00", "d1", type_="lead")


class WithoutFits(Lake):
    """A lake for which nothing is due but credit and its sums."""

    def touched(self, out, *inputs, **made_by):
        return Touched({}) if out is PATHS else super().touched(out, *inputs, **made_by)

    def is_due(self, *_tables, **_made_by):
        return False


class Company:
    """A lake to which rows are given, and nights of the one job."""

    def __init__(self, spark, root):
        self.spark, self.conf = spark, root / "conf"
        shutil.copytree(conf_folder(), self.conf)
        self.settings = Config(lake=LakeConfig(root=root / "lake"), definitions=self.conf)

    def lake(self, through, **options):
        return WithoutFits(self.spark, self.settings, through, job="test", **options)

    def night(self, day, given):
        """Credit and what changed in it; `given` holds the inputs that are not as they were."""
        lake = self.lake(date(2026, 4, day))
        for table, rows in given.items():
            lake.replace(table, frame(self.spark, table, list(rows)), Affected())
        loaded(jobs_folder() / "50_attribution.py").main(lake, self.settings)
        lake.release()

    def told(self, day, model="linear"):
        rows = self.lake(date.max).read(RESTATEMENTS).where(f"through = DATE'2026-04-{day:02d}' AND model = '{model}'")
        return sorted(
            (row.reason, row.channel, row.conversions_before, row.conversions_after) for row in rows.collect()
        )

    def add_model(self, row):
        with (self.conf / "attribution_models.yml").open("a") as file:
            file.write(f"\n  - {row}\n")


@pytest.fixture(scope="module")
def nights(spark, tmp_path_factory):
    """All that comes first, what changes single journeys, a merge of people, a model more, and consent taken back.

    The days of the touches are closed, those of the conversions open.
    """
    company = Company(spark, tmp_path_factory.mktemp("restated"))
    company.night(10, {TOUCHES: TOUCHED, CONVERSIONS: BOUGHT, AD_REPORTS: REPORTS})
    changed = [BOUGHT[0], REFUNDED, *BOUGHT[2:6], TEST_ORDER, conversion("c8", "29 10:00", "d2")]
    company.night(11, {TOUCHES: CHANGED, CONVERSIONS: changed})
    company.night(12, {PEOPLE: MERGED})
    company.add_model("{name: bathtub, from_start: [0.3, 0.1], between: 0.2, from_end: [0.4]}")
    company.night(13, {})
    with_lead = [*changed[:5], NOBODYS, *changed[6:], LEAD]
    company.night(
        14,
        {
            TOUCHES: [each for each in CHANGED if each["touch_id"] != "t2"],
            EVENTS: [WITHDRAWN, STAYED],
            CONVERSIONS: with_lead,
        },
    )
    return company


def test_on_the_first_night_every_conversion_is_new(nights):
    assert nights.told(10) == [
        ("new_conversion", "(none)", 0, 2),
        ("new_conversion", "Display", 0, 1.5),
        ("new_conversion", "Email", 0, 3.5),
    ]


def test_each_reason_stands_with_the_credit_that_it_moved(nights):
    assert nights.told(11) == [
        ("conversion_set_aside", "(none)", 1, 0),
        ("late_touch", "Display", 0, 0.5),
        ("late_touch", "Email", 1, 0.5),
        ("new_conversion", "Display", 0, 1),
        ("refund", "Display", 1, 1),
        ("touch_gone", "Display", 0.5, 0),
        ("touch_gone", "Email", 0.5, 1),
        ("touch_set_aside", "(none)", 0, 1),
        ("touch_set_aside", "Email", 1, 0),
    ]
    [refund] = nights.lake(date.max).read(RESTATEMENTS).where("reason = 'refund' AND model = 'last'").collect()
    assert (refund.value_before, refund.value_after, refund.refunded_before, refund.refunded_after) == (100, 100, 0, 40)


def test_a_merge_of_people_restates_the_journeys_of_both_and_no_other(nights):
    assert nights.told(12) == [
        ("people", "Display", 0.5, pytest.approx(2 / 3)),
        ("people", "Email", 1.5, pytest.approx(4 / 3)),
    ]


def test_a_model_more_is_a_changed_definition_and_moves_no_credit_of_the_others(nights):
    assert nights.told(13, "linear") == [
        ("computed_anew", "Display", pytest.approx(2 + 2 / 3), pytest.approx(2 + 2 / 3)),
        ("computed_anew", "Email", pytest.approx(7 / 3), pytest.approx(7 / 3)),
    ]
    anew = nights.told(13, "bathtub")
    assert sum(row[2] for row in anew) == 0
    assert sum(row[3] for row in anew) == pytest.approx(5)


def test_consent_that_is_taken_back_is_a_reason_of_its_own_and_so_is_a_lead(nights):
    both = [("Display", pytest.approx(2 / 3)), ("Email", pytest.approx(4 / 3))]
    assert nights.told(14) == [
        ("consent_withdrawn", "(none)", 0, 3),
        ("consent_withdrawn", "Display", 2, 0),
        ("consent_withdrawn", "Email", 1, 0),
        *(("funnel_event", channel, credit, credit) for channel, credit in both),
        ("new_conversion", "Display", 0, pytest.approx(1 / 3)),
        ("new_conversion", "Email", 0, pytest.approx(2 / 3)),
    ]
    # Of three touches the last is that before the lead too: 3/7, 1/7, 3/7 become 30, 10 and 60 %.
    [display] = [row for row in nights.told(14, "w_shaped") if row[:2] == ("funnel_event", "Display")]
    assert display[2:] == (pytest.approx(2 * 3 / 7), pytest.approx(2 * 0.6))


def test_what_all_nights_changed_adds_up_to_what_stands(nights):
    lake = nights.lake(date.max)
    told = lake.read(RESTATEMENTS).where("channel <> '(none)' OR model = 'last'").groupBy("model", "channel")
    summed = told.agg(
        {"conversions_after": "sum", "conversions_before": "sum", "value_after": "sum", "value_before": "sum"}
    )
    changes = {
        (row["model"], row["channel"]): (
            row["sum(conversions_after)"] - row["sum(conversions_before)"],
            row["sum(value_after)"] - row["sum(value_before)"],
        )
        for row in summed.collect()
    }
    returns = (
        lake.read(RETURNS)
        .where("basis = 'conversion' AND (channel <> '(none)' OR model = 'last')")
        .groupBy("model", "channel")
        .sum("conversions", "value")
    )
    stands = {(row[0], row[1]): (row[2], row[3]) for row in returns.collect() if row[2]}
    assert {key for key in changes if changes[key][0] > 1e-9} == stands.keys()
    for key, amounts in stands.items():
        assert changes[key] == pytest.approx(amounts, abs=1e-9), key


def test_the_books_close_with_the_new_model_too(nights):
    lake = nights.lake(date(2026, 4, 14))
    tables = (DELIVERIES, LEDGER, CONVERSIONS, AD_REPORTS, JOURNEYS, CREDITS, RETURNS, EFFECTS)

    books = build_books({table.full_name: lake.read(table) for table in tables}, through=lake.through).collect()

    assert [row for row in books if not row.holds] == []
    assert {"bathtub", "touch / bathtub", "conversion / bathtub"} <= {row.part for row in books}


def test_a_table_reads_as_any_past_night_left_it(nights):
    lake = nights.lake(date.max)

    def shares(day):
        rows = read_as_of(lake, CREDITS, date(2026, 4, day)).where("type = 'purchase'").collect()
        return {(row.conversion_id, row.touch_id): row.linear for row in rows}

    assert shares(9) == {}
    alone = {(f"c{n}", f"t{n}"): 1.0 for n in (1, 2, 3, 5)}
    assert shares(10) == {**alone, ("c6", "t6"): 0.5, ("c6", "t7"): 0.5}
    of_others = dict.fromkeys([("c2", "t2"), ("c3", "t3"), ("c6", "t6"), ("c8", "t2")], 1.0)
    assert shares(11) == {("c1", "t1"): 0.5, ("c1", "t4"): 0.5, **of_others}
    assert shares(12) == shares(13) != shares(14) == shares(20)
    night = lake.read(RESTATEMENTS).where("through = DATE'2026-04-11'").select("credits_version", "journeys_version")
    [(credits_version, journeys_version)] = night.distinct().collect()
    assert read_as_of(lake, JOURNEYS, date(2026, 4, 11)).count() == 7
    assert credits_version == journeys_version == 1
