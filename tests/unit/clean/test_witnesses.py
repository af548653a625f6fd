from datetime import date
from functools import partial
from hashlib import sha256
from itertools import combinations

import pytest

from clock import at
from tandem.changes import Touched
from tandem.clean import night_of_events, night_of_witnesses
from tandem.tables import CAMPAIGNS, CONVERSIONS, EVENTS, FX_RATES, RAW_EVENTS, VERDICTS, WITNESSES

DAY = date(2026, 3, 10)
COUNTS = ("both", "client_only", "server_only", "order_only")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
BROWSER = {"seen_by": "browser", "user_agent": FIREFOX, "device_id": "d1", "user_id": "u1"}
SERVER = {"seen_by": "server", "user_id": "u1", "received_at": at("09:59:00")}
BOUGHT = {"name": "purchase", "order_id": "o1"}


@pytest.fixture
def play(spark, raw, of, rules):
    """clean.events and clean.witnesses after nights that each bring some rows, as lists of rows."""

    def nights(*arrivals, conversions=(), verdicts=()):
        tables = {each: of(each) for each in (CAMPAIGNS, FX_RATES, EVENTS, WITNESSES)}
        tables |= {CONVERSIONS: of(CONVERSIONS, *conversions), VERDICTS: of(VERDICTS, *verdicts)}
        known = []
        for number, arrived in enumerate(arrivals):
            rows = [{"delivery_id": f"d{number}", **row} for row in arrived]
            known += rows
            tables[RAW_EVENTS] = raw(RAW_EVENTS, *known)
            changed = {RAW_EVENTS.full_name: raw(RAW_EVENTS, *rows)} if number else None
            for out, night in ((EVENTS, night_of_events), (WITNESSES, night_of_witnesses)):
                frame, affected = night(Touched(rows=changed), partial(read, tables), rules)
                kept = [] if affected.keys is None else outside(tables[out], affected)
                tables[out] = spark.createDataFrame([*kept, *frame.collect()], tables[out].schema)
        return tuple(sorted(tables[out].collect(), key=lambda row: row[0]) for out in (EVENTS, WITNESSES))

    return nights


def read(tables, table, within=None):
    return tables[table] if within is None else within.restrict(tables[table])


def outside(standing, affected):
    return standing.join(affected.keys, on=affected.keys.columns, how="left_anti").collect()


def counts(row):
    [name] = [name for name in COUNTS if row[name]]
    return name


def test_what_saw_an_action_is_counted_once_under_both_or_one_alone(play):
    _, found = play(
        [
            {"event_id": "e1", **BOUGHT, **BROWSER},
            {"event_id": "e1", **BOUGHT, **SERVER},
            {"event_id": "e2", "name": "login", **BROWSER},
            {"event_id": "e2", "name": "login", **BROWSER},  # sent twice
            {"event_id": "e3", "name": "login", **SERVER, "campaign_id": "c1"},
            {"event_id": "e4", "name": "view", **BROWSER},  # no server tells of views
            {"event_id": "e5", "name": "login", "seen_by": None},  # of unknown origin
        ]
    )

    assert {row["action_id"]: counts(row) for row in found} == {"e1": "both", "e2": "client_only", "e3": "server_only"}
    assert [(row["browser"], row["campaign_id"]) for row in found] == [
        ("firefox", ""), ("firefox", ""), ("unknown", "c1"),
    ]  # fmt: skip


ROWS = [
    {"event_id": "e1", **BOUGHT, **SERVER},
    {"event_id": "e1", **BOUGHT, **BROWSER},
    {"event_id": "e1", **BOUGHT, **BROWSER, "received_at": at("12:00:00")},
]


@pytest.mark.parametrize("first", [*combinations(range(3), 1), *combinations(range(3), 2)])
def test_the_servers_copy_gives_way_to_the_browsers_whatever_comes_first(play, first):
    """One event, the browser's with its device, though the server's was received before it; both marks."""
    tonight = [ROWS[number] for number in first]
    tomorrow = [row for number, row in enumerate(ROWS) if number not in first]

    [event], [action] = play(tonight, tomorrow)

    assert (event["seen_by"], event["user_agent"], event["received_at"].hour) == ("browser", FIREFOX, 10)
    assert event["device_id"] is not None
    assert counts(action) == "both"


def test_the_back_office_is_the_third_witness(play):
    said = {"type": "purchase", "date": DAY, "event_id": "e"}
    events = [{"event_id": name, "name": "purchase", "order_id": name, **BROWSER} for name in ("o1", "o2")]
    first_order = sha256(b"purchase\no1").hexdigest()[:32]

    _, found = play(
        events,
        conversions=[
            {**said, "conversion_id": first_order, "status": "unconfirmed"},
            {**said, "conversion_id": "by telephone", "status": "confirmed", "event_id": None},
        ],
    )

    assert [(row["action_id"], counts(row), row["status"]) for row in found] == [
        ("by telephone", "order_only", "confirmed"),
        ("o1", "client_only", "unconfirmed"),
        ("o2", "client_only", None),
    ]


def test_staff_are_seen_and_do_not_count(play):
    _, [action] = play([{"event_id": "e1", "name": "login", **BROWSER, "user_id": "staff-01"}])

    assert action["excluded_by"] == "staff_user"
