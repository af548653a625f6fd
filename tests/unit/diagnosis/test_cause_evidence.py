from datetime import date, datetime, timedelta

import numpy as np
import pytest

from cause_counts import Planted, draw
from tandem.config import DiagnosisConfig, MetricsConfig
from tandem.diagnosis.causes import INDEXES, build_causes, name_causes
from tandem.diagnosis.evidence import FEWEST_VISITS, SCHEMA, count_ads, gather_evidence, open_visits
from tandem.tables import CAUSES

NIGHT = date(2026, 3, 31)
TOUCH = (
    "touch_id string, kind string, date date, occurred_at timestamp, visit_id string, visit_started_at timestamp, "
    "campaign_id string, creative_id string, device_class string, excluded_by string"
)
SESSION = (
    "session_id string, person_id string, landing_page string, is_returning boolean, is_engaged boolean, "
    "excluded_by string"
)
JOURNEY = "conversion_id string, type string, last_click_id string"
DAY = (
    "date date, basis string, campaign_id string, creative_id string, placement string, device_class string, "
    "impressions bigint, ad_clicks bigint"
)
VISIT = (
    "date date, campaign_id string, creative_id string, device_class string, page string, cohort string, bucket int, "
    "stayed int, bought int"
)
NOON = datetime(2026, 3, 30, 12)


def touch(name, *, kind="ad_click", after_s=0, campaign="c1", excluded=None):
    at = NOON + timedelta(seconds=after_s)
    return name, kind, NIGHT, at, f"visit of {name}", NOON, campaign, "a1", "mobile", excluded


def session(name, *, engaged=True, excluded=None):
    return f"visit of {name}", "p1", "shop/x", False, engaged, excluded


def test_only_clicks_that_begin_a_session_that_counts_are_followed(rows):
    touches = rows(
        TOUCH,
        touch("first"),
        touch("within", after_s=9),
        touch("robot", excluded="bot"),
        touch("viewed", kind="impression"),
        touch("nowhere", campaign=None),
        touch("staff"),
        touch("merged"),
    )
    sessions = rows(
        SESSION,
        *(session(name) for name in ("first", "within", "robot", "viewed", "nowhere")),
        session("staff", excluded="staff"),
    )
    found = open_visits(touches, sessions, rows(JOURNEY), cr_of="purchase").collect()

    assert [(row["campaign_id"], row["page"], row["cohort"], row["stayed"], row["bought"]) for row in found] == [
        ("c1", "shop/x", "new", 1, 0)
    ]


def test_a_click_buys_once_and_by_conversions_of_the_type_that_cr_counts(rows):
    touches = rows(TOUCH, touch("twice"), touch("lead"))
    sessions = rows(SESSION, session("twice"), session("lead", engaged=False))
    journeys = rows(JOURNEY, ("o1", "purchase", "twice"), ("o2", "purchase", "twice"), ("l1", "lead", "lead"))

    found = open_visits(touches, sessions, journeys, cr_of="purchase").collect()

    assert sorted((row["stayed"], row["bought"]) for row in found) == [(0, 0), (1, 1)]


def test_visits_are_counted_by_cell_and_by_bucket_within_the_window(rows):
    cell = ("c1", "a1", "mobile", "shop/x", "new")
    visits = rows(
        VISIT,
        *((NIGHT, *cell, 7, 1, 1) for _ in range(FEWEST_VISITS)),
        (NIGHT - timedelta(days=7), *cell, 8, 0, 1),  # left at once: its purchase is no one's who stayed
        (NIGHT - timedelta(days=28), *cell, 8, 1, 1),
        (NIGHT, *cell[:3], "shop/rare", "new", 7, 1, 0),
        (NIGHT, *cell[:3], "shop/as-rare", "new", 7, 0, 0),
    )
    evidence = gather_evidence(visits, rows(DAY), through=NIGHT, window_days=28)

    found = {
        (row["source"], row["page"], row["week"], row["bucket"]): (row["opened"], row["stayed"], row["bought"])
        for row in evidence.collect()
    }
    assert evidence.columns == list(SCHEMA)
    assert evidence.count() == len(found), "rare pages are one row, however many they are"
    assert found == {
        ("visits", "shop/x", 0, 0): (FEWEST_VISITS, FEWEST_VISITS, FEWEST_VISITS),
        ("visits", "shop/x", 1, 0): (1, 0, 0),
        ("visits", "", 0, 0): (2, 1, 0),
        ("bucket", "", 0, 7): (FEWEST_VISITS + 2, FEWEST_VISITS + 1, FEWEST_VISITS),
        ("bucket", "", 0, 8): (1, 0, 0),
    }


def test_impressions_are_those_of_one_basis_the_own_one_first(rows):
    cell = ("a1", "top", "mobile")
    days = rows(
        DAY,
        (NIGHT, "own", "c1", *cell, 500, 5),
        (NIGHT, "platform", "c1", *cell, 900, 9),
        (NIGHT, "own", "c2", *cell, 0, 5),
        (NIGHT, "platform", "c2", *cell, 900, 9),
        (NIGHT, "own", "", *cell, 80, 1),
    )
    found = count_ads(days, through=NIGHT, window_days=28).where("source = 'ads'").collect()

    assert sorted((row["campaign_id"], row["shown"], row["clicked"]) for row in found) == [
        ("c1", 500, 5),
        ("c2", 900, 9),
    ]


@pytest.fixture(scope="module")
def judged():
    evidence, campaigns = draw(
        np.random.default_rng(3),
        [Planted("seduction", "page", "/p0", 0.4), *[Planted("undecided")] * 6, Planted("struggle", clicks=0)],
    )
    return campaigns.assign(campaign_name="Spring", channel="Paid Search").merge(
        evidence.drop(columns="channel"), on="campaign_id", how="left"
    )


def test_causes_are_the_same_whatever_the_order_of_the_evidence(judged):
    one, other = (
        name_causes(rows, decided=0.9, par_share=0.05) for rows in (judged, judged.sample(frac=1, random_state=1))
    )

    assert one.drop(columns="brief").equals(other.drop(columns="brief"))


def test_every_campaign_has_one_brief_and_one_first_row(judged):
    told = name_causes(judged, decided=0.9, par_share=0.05)

    first = told[told["rank"] == 1]
    assert sorted(first["campaign_id"]) == [str(number) for number in range(8)]
    assert first["brief"].notna().all()
    assert told.loc[told["rank"] > 1, "brief"].isna().all()
    assert not told.duplicated(["campaign_id", "axis", "stage", "kind", "name"]).any()
    brief = first.set_index("campaign_id")["brief"]
    assert "First cause (99% sure): Of 800 clicks landing on /p0" in brief["0"]
    assert brief["7"].endswith("no part of it has clicks enough to be compared with the rest.")


def test_the_night_writes_what_its_table_promises(rows):
    quadrants = rows(
        "through date, campaign_id string, campaign_name string, channel string, quadrant string",
        (NIGHT, "c1", "Spring", "Paid Search", "seduction"),
        (NIGHT - timedelta(days=1), "c0", "Old", "Paid Search", "harmony"),
    )
    ends = ", ".join(f"`{name}` double" for name in ("index", "index_low", "index_high"))
    rates = rows(
        f"through date, level string, entity string, measure string, {ends}",
        (NIGHT, "campaign", "c1", "cr", 0.5, 0.4, 0.7),
    )
    clicks = rows(TOUCH, touch("first")), rows(SESSION, session("first")), rows(JOURNEY)

    found = CAUSES.conform(
        build_causes(
            (quadrants, rates), clicks, rows(DAY), through=NIGHT, metrics=MetricsConfig(), diagnosis=DiagnosisConfig()
        )
    ).collect()

    assert [(row["campaign_id"], row["rank"], row["kind"], row["status"]) for row in found] == [
        ("c1", 1, "none", "not established")
    ]
    assert (found[0]["probability"], found[0]["needed"]) == (None, None)
    assert set(INDEXES) == {f"{axis}_index{end}" for axis in ("ctr", "cr") for end in ("", "_low", "_high")}
