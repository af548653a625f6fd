import pandas as pd
import pytest

from tandem.truth.frames import DAY_US
from tandem.truth.knowable import knowable_parts

COLUMNS = ["event_id", "person", "device_id", "kind", "session", "occurred_at", "name", "user_id", "email_hash"]


def parts_of(*events):
    """Knowable part of each event, by id; an event is (id, person, device, kind, session, day, name, user, mail)."""
    sent = pd.DataFrame(events, columns=COLUMNS)
    sent["occurred_at"] = (sent["occurred_at"] * DAY_US).astype("int64")
    parts = knowable_parts(sent, carry_days=30, backfill_days=30)
    return dict(zip(sent["event_id"], parts, strict=True))


def view(name, day, *, person=1, device="phone", kind="own", user=None, mail=None, what="view"):
    return name, person, device, kind, f"{person}-{day}", day, what, user, mail


def test_a_login_tells_of_the_whole_visit_and_of_other_devices():
    parts = parts_of(
        view("before", 1),
        view("login", 1, user="u1", what="login"),
        view("elsewhere", 2, device="tablet", user="u1", what="login"),
    )

    assert len(set(parts.values())) == 1


@pytest.mark.parametrize(("day", "knows"), [(30.9, True), (31.1, False)], ids=["just_within", "just_over"])
def test_a_login_is_carried_on_for_so_many_days(day, knows):
    parts = parts_of(view("login", 1, user="u1"), view("later", day))

    assert (parts["later"] == parts["login"]) is knows


@pytest.mark.parametrize(("day", "knows"), [(31, True), (31.1, False)], ids=["just_within", "just_over"])
def test_a_login_reaches_back_for_so_many_days(day, knows):
    parts = parts_of(view("early", 1), view("login", day, user="u1"))

    assert (parts["early"] == parts["login"]) is knows


def test_a_logout_ends_what_is_carried_and_the_next_login_reaches_back():
    out = (view("login", 1, user="u1"), view("logout", 1, user="u1", what="logout"), view("later", 2))

    ended, resumed = parts_of(*out), parts_of(*out, view("again", 3, user="u1"))

    assert ended["later"] == "cookie phone"
    assert resumed["later"] == resumed["again"] == resumed["login"]


def test_a_visit_that_another_members_login_claims_is_known_by_itself_only():
    parts = parts_of(
        view("his login", 1, person=1, device="family", kind="shared", user="u1"),
        view("hers", 2, person=2, device="family", kind="shared"),
        view("her phone", 2, person=2, device="hers", user="u2"),
    )

    assert len(set(parts.values())) == 3


def test_a_cookie_that_nobody_claims_is_one_on_an_own_device_and_not_on_a_shared_one():
    own = parts_of(view("one", 1), view("two", 9))
    shared = parts_of(view("one", 1, kind="shared"), view("two", 9, kind="shared"))

    assert own["one"] == own["two"]
    assert shared["one"] != shared["two"]


def test_two_cookies_of_one_device_are_apart_until_a_login_is_seen_on_both():
    parts = parts_of(view("old", 1, device="cookie-1"), view("new", 2, device="cookie-2"))

    assert parts["old"] != parts["new"]


def test_on_the_kiosk_a_login_tells_of_its_own_visit_only():
    parts = parts_of(view("login", 1, kind="kiosk", user="u1"), view("later", 2, kind="kiosk"))

    assert parts["later"] != parts["login"]


def test_two_accounts_are_one_when_events_show_both_with_one_email():
    apart = parts_of(view("a", 1, user="u1", mail="m1"), view("b", 2, user="u2"))
    linked = parts_of(view("a", 1, user="u1", mail="m1"), view("b", 2, user="u2", mail="m1"))

    assert apart["a"] != apart["b"]
    assert linked["a"] == linked["b"]


def test_server_events_without_device_are_known_by_the_id_they_show():
    parts = parts_of(
        view("login", 1, user="u1"),
        view("order", 5, device=None, kind=None, user="u1"),
        view("nameless", 6, device=None, kind=None),
    )

    assert parts["order"] == parts["login"]
    assert parts["nameless"] == "event nameless"
