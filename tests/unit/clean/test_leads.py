"""How far each lead came: a hand-made CRM, and random ones against plain loops."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from pyspark.sql import functions as F

from clock import at
from tandem.changes import Touched
from tandem.clean.leads import LINK, build_leads, night_of_leads
from tandem.columns.ids import digest
from tandem.tables import CONVERSIONS, EVENTS, FX_RATES, LEADS, RAW_LEADS, VERDICTS

T0 = at("10:00:00", "2026-03-02")
RATES = {"date": T0.date(), "currency": "USD", "rate": "0.5"}
LEVELS = {"lead": 1, "qualified": 2, "opportunity": 3, "won": 4, "lost": None}


def day(number, hours=0):
    return T0 + timedelta(days=number, hours=hours)


@pytest.fixture
def build(raw, of, rules, spark):
    """Rows of clean.leads by lead and stage."""

    def make(*entries, links=()):
        told = spark.createDataFrame(
            [tuple(link.get(name) for name in ("lead_id", *LINK[1:])) for link in links],
            ", ".join(f"{name} string" for name in ("lead_id", *LINK[1:])),
        ).withColumn("conversion_id", digest(F.lit("lead"), F.col("lead_id")))
        found = build_leads(raw(RAW_LEADS, *entries), told, of(FX_RATES, RATES), rules)
        rows = LEADS.conform(found).collect()
        assert len({(row["lead_id"], row["stage"]) for row in rows}) == len(rows)
        return {(row["lead_id"], row["stage"]): row for row in rows}

    return make


def entry(lead, stage, when, **more):
    return {"lead_id": lead, "stage": stage, "occurred_at": when, **more}


def told(found, lead):
    """Stage -> (day of its entry, basis, why it does not count)."""
    return {
        stage: ((row["occurred_at"] - T0.replace(tzinfo=None)).days, row["basis"], row["excluded_by"])
        for (of, stage), row in found.items()
        if of == lead
    }


def test_a_hand_made_crm(build):
    """plain: as it should be · skips: from lead to won · back: qualified taken back · again: and entered again.

    A stage may be dated before its lead on the same day only; lost closes a sale, and a sale reopens what was lost.
    """
    found = build(
        entry("plain", "New", day(0)),
        entry("plain", "MQL", day(3), value=80, currency="USD"),
        entry("plain", " Closed Won ", day(9), value=100, currency="EUR", order_id="o1"),
        entry("skips", "lead", day(1)),
        entry("skips", "won", day(5)),
        entry("back", "lead", day(0), change_id="1"),
        entry("back", "qualified", day(2), change_id="2"),
        entry("back", "lead", day(4), change_id="3"),
        entry("again", "lead", day(0), change_id="1"),
        entry("again", "qualified", day(2), change_id="2"),
        entry("again", "lead", day(4), change_id="3"),
        entry("again", "qualified", day(6), change_id="4"),
        entry("again", "qualified", day(7), change_id="5"),
        entry("odd", "lead", day(2)),
        entry("odd", "qualified", day(1)),
        entry("odd", "on hold", day(3)),
        entry("same day", "lead", day(2)),
        entry("same day", "qualified", day(2, -10)),
        entry("day before", "lead", day(2)),
        entry("day before", "qualified", day(2, -11)),
        *(entry("lost again", stage, day(n)) for n, stage in enumerate(("lead", "won", "lost"))),
        *(entry("sold after all", stage, day(n)) for n, stage in enumerate(("lead", "lost", "won"))),
        entry("gone", "qualified", day(4)),
        entry("gone", "lost", day(8)),
    )

    assert told(found, "plain") == {
        "lead": (0, "stated", None), "qualified": (3, "stated", None), "opportunity": (9, "implied", None),
        "won": (9, "stated", None),
    }  # fmt: skip
    assert told(found, "skips") == {
        "lead": (1, "stated", None), "qualified": (5, "implied", None), "opportunity": (5, "implied", None),
        "won": (5, "stated", None),
    }  # fmt: skip
    assert told(found, "back") == {"lead": (0, "stated", None), "qualified": (2, "stated", "moved_back")}
    assert told(found, "again") == {"lead": (0, "stated", None), "qualified": (6, "stated", None)}
    assert found["again", "qualified"]["entry_count"] == 3
    assert told(found, "odd") == {
        "lead": (2, "stated", None), "qualified": (1, "stated", "before_lead"),
        "on hold": (3, "stated", "unknown_stage"),
    }  # fmt: skip
    assert told(found, "gone") == {
        "lead": (4, "implied", None), "qualified": (4, "stated", None), "lost": (8, "stated", None)
    }  # fmt: skip
    assert [found[lead, "qualified"]["excluded_by"] for lead in ("same day", "day before")] == [None, "before_lead"]
    closed = {
        lead: [found[lead, stage]["excluded_by"] for stage in ("won", "lost")]
        for lead in ("lost again", "sold after all")
    }
    assert closed == {"lost again": ["moved_back", None], "sold after all": [None, "moved_back"]}
    won, qualified = found["plain", "won"], found["plain", "qualified"]
    assert (won["value"], won["order_id"], won["rank"]) == (100, "o1", 4)
    assert (qualified["value"], qualified["value_original"], qualified["currency"]) == (40, 80, "USD")
    assert {row["lead_at"] for (lead, _), row in found.items() if lead == "plain"} == {day(0).replace(tzinfo=None)}
    implied = found["skips", "qualified"]
    assert (implied["value"], implied["delivery_id"], implied["entry_count"]) == (None, None, 0)


def test_the_latest_state_of_a_stage_holds_and_may_correct_its_instant_its_value_or_the_stage_itself(build):
    found = build(
        entry("l1", "lead", day(0)),
        entry("l1", "qualified", day(3), value=10, currency="EUR", updated_at=day(3)),
        entry("l1", "qualified", day(2), value=20, currency="EUR", updated_at=day(4)),
        entry("l2", "won", day(3), change_id="c", updated_at=day(3)),
        entry("l2", "qualified", day(3), change_id="c", updated_at=day(5)),
    )

    assert (found["l1", "qualified"]["value"], told(found, "l1")["qualified"][0]) == (20, 2)
    assert found["l1", "qualified"]["entry_count"] == 1
    assert set(told(found, "l2")) == {"lead", "qualified"}


def test_a_lead_is_known_by_its_event_and_by_the_crm_and_counts_without_consent(build):
    link = {"event_id": "e1", "device_id": "d1", "strong_id": "s1", "consent": "all"}
    found = build(
        entry("l1", "lead", day(0), user_id="u1"),
        entry("l1", "qualified", day(1)),
        entry("l2", "lead", day(0)),
        entry("l3", "lead", day(0), user_id="u3"),
        entry("l4", "lead", day(0), user_id="staff-02"),
        entry("l5", "lead", day(0), email_hash="anonymous"),
        links=[
            {**link, "lead_id": "l1"},
            {**link, "lead_id": "l2", "excluded_by": "data_centre"},
            {**link, "lead_id": "l3", "consent": "none"},
        ],
    )

    one = found["l1", "qualified"]
    assert (one["event_id"], one["device_id"], one["consent"]) == ("e1", "d1", "all")
    assert one["strong_id"] == found["l1", "lead"]["strong_id"] != "s1"
    assert (found["l2", "lead"]["strong_id"], found["l2", "lead"]["excluded_by"]) == ("s1", "data_centre")
    assert (found["l3", "lead"]["strong_id"], found["l3", "lead"]["excluded_by"]) == (None, None)
    assert found["l4", "lead"]["excluded_by"] == "staff_user"
    assert (found["l5", "lead"]["strong_id"], found["l5", "lead"]["consent"]) == (None, "unknown")


def test_a_night_equals_a_rebuild_on_open_days_though_it_reads_no_events_of_closed_ones(raw, of, rules):
    lead = {"name": "lead", "device_id": "d", "consent": "all", "user_id": "u"}
    old, new = ({**lead, "event_id": n, "order_id": n, "occurred_at": day(d), "date": day(d).date()} for n, d in (
        ("old", 0), ("new", 6)))  # fmt: skip
    entries = [entry("old", "lead", day(0)), entry("old", "won", day(7)), entry("new", "lead", day(6))]
    since = day(5).date()
    stood = {"type": "lead", "order_id": "old", "event_id": "old", "device_id": "d", "strong_id": "u", "consent": "all",
             "date": day(0).date(), "conversion_id": _conversion(of, "old")}  # fmt: skip
    tables = {RAW_LEADS: raw(RAW_LEADS, *entries), VERDICTS: of(VERDICTS), FX_RATES: of(FX_RATES)}

    def night(since, events):
        known = {**tables, EVENTS: of(EVENTS, *events), CONVERSIONS: of(CONVERSIONS, *([stood] if since else []))}
        rows, affected = night_of_leads(Touched(rows=None, since=since), lambda table, within=None: known[table], rules)  # noqa: ARG005
        return sorted(map(tuple, affected.restrict(rows).where(F.col("date") >= F.lit(day(5).date())).collect()))

    assert night(since, [new]) == night(None, [old, new])


def _conversion(of, lead):
    return of(CONVERSIONS, {"order_id": lead}).select(digest(F.lit("lead"), F.col("order_id"))).first()[0]


def test_random_leads_equal_plain_loops(build):
    rng = random.Random(7)
    entries = [
        entry(
            f"l{rng.randrange(40)}",
            rng.choice([*LEVELS, "foo"]),
            day(rng.randrange(9), rng.randrange(9)),
            change_id=str(n),
        )
        for n in range(220)
    ]

    found = build(*entries)

    expected = {}
    for lead in {each["lead_id"] for each in entries}:
        expected |= {(lead, stage): row for stage, row in plain([e for e in entries if e["lead_id"] == lead]).items()}
    actual = {
        key: (row["occurred_at"], row["basis"], row["excluded_by"], row["entry_count"]) for key, row in found.items()
    }
    assert actual == expected


def plain(entries):
    """Stage -> (instant, basis, why not, entries) of one lead, entry by entry."""
    order = sorted(entries, key=lambda e: (e["occurred_at"], LEVELS.get(e["stage"]) or 99, e["stage"], e["change_id"]))
    began = [e for e in order if e["stage"] == "lead"]
    first = min(began, key=lambda e: (e["occurred_at"], e["change_id"])) if began else None
    rows, counting = {}, {}
    for place, each in enumerate(order):
        stage, when = each["stage"], each["occurred_at"].replace(tzinfo=None)
        why = None
        if stage == "foo":
            why = "unknown_stage"
        elif first and when.date() < first["occurred_at"].date():
            why = "before_lead"
        elif any(takes_back(after, each, first) for after in order[place + 1 :]):
            why = "moved_back"
        seen = sum(e["stage"] == stage for e in order)
        if why is None:
            counting.setdefault(stage, when)
            rows.setdefault((stage, 0), (when, "stated", None, seen))
        else:
            rows.setdefault((stage, 2), (when, "stated", why, seen))
    for stage, level in LEVELS.items():
        beyond = [w for s, w in counting.items() if level and ((LEVELS[s] or 1.5) > level)]
        if beyond:
            rows[stage, 1] = (min(beyond), "implied", None, 0)
    return {stage: rows[min(key for key in rows if key[0] == stage)] for stage, _ in rows}


def takes_back(later, earlier, first):
    if later["stage"] == "foo" or later is first:
        return False
    if later["stage"] == "lost":
        return earlier["stage"] == "won"
    return earlier["stage"] == "lost" or LEVELS[later["stage"]] < LEVELS[earlier["stage"]]
