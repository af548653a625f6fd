"""Events sent again with less said of whose they are: what had been made of them goes, as in one rebuild."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from deltalake import DeltaTable

from nights import differences, run_night, settings
from tandem.lake import Lake
from tandem.tables import CREDITS, DAYS, EVENTS, RESTATEMENTS, SESSIONS, TOUCHES, VISITS

pytestmark = pytest.mark.slow

AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537"
LAST = date(2026, 3, 4)
SHOP, AD = "https://shop.example/shoes", "https://shop.example/shoes?utm_source=google&utm_medium=cpc&utm_campaign="


def event(id_: str, device: str, at: str, name: str = "view", **said: str) -> dict[str, str]:
    """As the site's collector has it; `at` is day and time of March 2026."""
    instant = datetime.strptime(f"2026-03-{at}", "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    clock = str(int(instant.timestamp() * 1000))
    page = f"{AD}spring" if name == "ad_click" else SHOP
    fixed = {"eventId": id_, "name": name, "ts": clock, "sentAt": clock, "cookieId": f"cookie-{device}"}
    seen = {"pageUrl": page, "userAgent": AGENT, "ip": f"81.2.{ord(device)}.7", "consent": "all"}
    return {**fixed, **seen, **said, "receivedAt": f"{instant:%Y-%m-%dT%H:%M:%S}Z"}


def bought(id_: str, device: str) -> dict[str, str]:
    order = {"orderId": f"order-{device}", "revenue": "50", "currency": "EUR"}
    return event(id_, device, "04 09:00:00", "purchase", **order)


def again(sent: dict[str, str], seconds: int = 1, **said: str) -> dict[str, str]:
    """The same event, received earlier, as another part of the page sent it."""
    earlier = datetime.fromisoformat(sent["receivedAt"]) - timedelta(seconds=seconds)
    return {**sent, **said, "receivedAt": f"{earlier:%Y-%m-%dT%H:%M:%S}Z"}


ALONE = event("alone", "a", "02 10:00:00", "ad_click")
FIRST = event("first", "b", "02 10:00:00", "ad_click")
MIDDLE = event("middle", "c", "02 10:25:00", "ad_click")
LOGIN = event("login", "d", "02 10:00:00", "login", userId="user-77")
OTHERS = event("others", "e", "02 10:00:00", "ad_click")
MOVED = event("moved", "f", "03 00:00:05", "ad_click")
BEFORE = [
    ALONE,
    FIRST,
    event("second", "b", "02 10:05:00"),
    event("c1", "c", "02 10:00:00"),
    MIDDLE,
    event("c3", "c", "02 10:50:00"),
    LOGIN,
    event("d2", "d", "02 14:00:00", "ad_click"),
    OTHERS,
    MOVED,
    event("z", "z", "02 10:00:00", "ad_click"),
    *(bought(f"bought-{device}", device) for device in "abcdefz"),
]
AFTER = [
    *(again(sent, consent="none") for sent in (ALONE, FIRST, MIDDLE, LOGIN)),
    again(OTHERS, cookieId="cookie-g"),
    again(MOVED, seconds=10),
]


def deliver(landing: Path, name: str, events: list[dict[str, str]]) -> None:
    folder = landing / "events" / "web" / str(LAST)
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(each) + "\n" for each in events)
    (folder / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines.encode(), mtime=0))


@pytest.fixture(scope="module")
def lakes(spark, tmp_path_factory):
    """A lake of two nights, the second of which brings copies received earlier, and one made of all at once."""
    home = tmp_path_factory.mktemp("taken_back")
    landing, by_night, rebuilt = home / "landing", home / "by_night", home / "rebuilt"
    deliver(landing, "before", BEFORE)
    run_night(spark, by_night, landing, LAST, last="70_models")
    first = rows_of(Lake(spark, settings(by_night, landing), LAST))
    deliver(landing, "after", AFTER)
    run_night(spark, by_night, landing, LAST, last="70_models")
    run_night(spark, rebuilt, landing, LAST, last="70_models")
    return by_night, rebuilt, first, rows_of(Lake(spark, settings(by_night, landing), LAST))


def rows_of(lake: Lake) -> dict[str, list]:
    return {table.full_name: lake.read(table).collect() for table in (VISITS, TOUCHES, SESSIONS, CREDITS, DAYS)}


def test_two_nights_equal_one_rebuild(spark, lakes):
    assert differences(spark, lakes[0], lakes[1]) == {}


def test_visits_touches_and_credit_of_what_was_taken_back_are_gone(lakes):
    *_, first, second = lakes

    def of(rows, table, column):
        return {row[column] for row in rows[table.full_name]}

    gone = {"alone", "first", "login"}
    assert gone <= of(first, VISITS, "first_event_id")
    assert not gone & of(second, VISITS, "first_event_id")
    assert {"second", "c1", "c3", "others", "moved"} <= of(second, VISITS, "first_event_id")
    clicked = {"alone", "first", "middle"}
    for table in (TOUCHES, CREDITS):
        assert clicked <= of(first, table, "touch_id")
        assert not clicked & of(second, table, "touch_id")
    assert len(of(first, SESSIONS, "session_id") & of(second, SESSIONS, "session_id")) < len(first[SESSIONS.full_name])


def test_clicks_are_counted_where_they_are_now(lakes):
    def clicks(rows):
        counted = {}
        for row in rows[DAYS.full_name]:
            if row["ad_clicks"]:
                key = row["source"], row["date"].day
                counted[key] = counted.get(key, 0) + row["ad_clicks"]
        return counted

    assert clicks(lakes[2]) == {("clicks", 2): 6, ("clicks", 3): 1}
    assert clicks(lakes[3]) == {("clicks", 2): 4, ("unlinked_clicks", 2): 3}


def test_the_night_says_that_consent_was_taken_back(spark, lakes):
    told = Lake(spark, settings(lakes[0], lakes[0]), LAST).read(RESTATEMENTS).where("model = 'linear'")
    moved = told.where("reason = 'consent_withdrawn'").select("channel", "conversions_before", "conversions_after")

    # Four orders lost a touch; that of the login's device keeps its click.
    amounts = {row[0]: tuple(row[1:]) for row in moved.collect()}
    assert amounts == {"Direct": pytest.approx((2, 3.5)), "Paid Search": pytest.approx((2, 0.5))}


def test_what_is_kept_of_rows_that_left_is_what_their_table_promises_and_no_raw_id(lakes):
    kept = {folder.name: DeltaTable(folder).to_pyarrow_table() for folder in lakes[0].glob("*/*_left")}

    assert {"events_left", "visits_left", "touches_left", "sessions_left"} <= kept.keys()
    events = kept["events_left"]
    assert events.column_names == EVENTS.schema.names
    assert set(events["event_id"].to_pylist()) == {event["eventId"] for event in AFTER}
    raw = ("cookie-", "user-77", ALONE["ip"])
    assert [row for table in kept.values() for row in table.to_pylist() if any(id_ in str(row) for id_ in raw)] == []
