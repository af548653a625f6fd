import pandas as pd
import pytest

from tandem.truth.owners import assign_people

EVER, NEVER = -(10**15), 10**15
PEOPLE = pd.DataFrame(
    [
        ("user-1", "user", EVER, NEVER, "person-1"),
        ("device-1", "device", 0, 100, "person-2"),
        ("device-1", "device", 100, 200, "person-1"),
    ],
    columns=["id", "id_type", "valid_from", "valid_to", "person_id"],
)
VISITS = pd.DataFrame(
    [("device-1", 90, None), ("device-1", 150, None), ("device-1", 300, None), ("device-2", 50, "user-1")],
    columns=["device_id", "started_at", "strong_id"],
)


def person_of(**event):
    given = {"event_id": "e", "device_id": None, "occurred_at": 0, "user_id": None, "email_id": None, **event}
    return assign_people(pd.DataFrame([given]), VISITS, PEOPLE)["person_id"][0]


@pytest.mark.parametrize(
    ("event", "person"),
    [
        ({"device_id": "device-1", "occurred_at": 90}, "person-2"),
        ({"device_id": "device-1", "occurred_at": 149}, "person-2"),
        ({"device_id": "device-1", "occurred_at": 150}, "person-1"),
        ({"device_id": "device-1", "occurred_at": 400}, "device-1"),
        ({"device_id": "device-1", "occurred_at": 10}, "person-2"),
        ({"device_id": "device-2", "occurred_at": 60}, "person-1"),
        ({"device_id": "device-3", "occurred_at": 60}, "device-3"),
        ({"user_id": "user-1"}, "person-1"),
        ({"user_id": "user-9", "email_id": "email-9"}, "user-9"),
        ({"email_id": "email-9"}, "email-9"),
    ],
    ids=[
        "claim_at_the_visits_start",
        "claim_at_the_visits_start_not_the_events",
        "next_claim_begins_with_its_first_instant",
        "claim_is_over",
        "before_any_visit_the_events_own_instant",
        "login_of_the_visit",
        "unknown_device_is_itself",
        "server_event_speaks_for_itself",
        "unlinked_login_is_itself",
        "email_where_no_login_is",
    ],
)
def test_an_event_belongs_to_the_owner_of_its_visit(event, person):
    assert person_of(**event) == person


def test_an_event_without_any_id_is_nobodys():
    assert pd.isna(person_of())


def test_events_keep_their_persons_whatever_their_order():
    events = pd.DataFrame(
        [("b", "device-1", 160, None, None), ("a", "device-1", 95, None, None)],
        columns=["event_id", "device_id", "occurred_at", "user_id", "email_id"],
    )

    assigned = assign_people(events, VISITS, PEOPLE)

    assert dict(assigned.itertuples(index=False)) == {"b": "person-1", "a": "person-2"}
