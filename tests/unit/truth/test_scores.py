"""Each score on an example small enough to be worked out by hand."""

import hmac
from types import SimpleNamespace

import pandas as pd
import pyarrow as pa
import pytest

from tandem.truth.causes import compare_causes
from tandem.truth.frames import SECOND_US, frame
from tandem.truth.groups import Row
from tandem.truth.identity import score_ids
from tandem.truth.ids import pseudonym
from tandem.truth.quadrants import compare_quadrants
from tandem.truth.rates import compare_rates
from tandem.truth.robots import compare_robots, rules
from tandem.truth.sessions import compare_sessions

DAY, NEXT_DAY = pd.Timestamp("2026-01-05"), pd.Timestamp("2026-01-06")


def rows_of(group):
    return {row.name: row for row in group.rows}


@pytest.mark.parametrize(
    ("value", "verdict"), [(0.98, "met"), (0.97, "missed"), (None, "")], ids=["equal", "under", "not_measured"]
)
def test_a_bar_is_met_by_a_figure_equal_to_it(value, verdict):
    assert Row("pairs", {"recall": value}, at_least={"recall": 0.98}).verdict == verdict


def test_every_bar_of_a_row_must_be_met():
    row = Row("books", {"lost": 0.0, "too many": 1.0}, at_most={"lost": 0.0, "too many": 0.0})

    assert row.verdict == "missed"


def test_instants_become_microseconds_even_those_that_nanoseconds_cannot_hold():
    ever = pa.array([-2_208_988_800_000_000, 253_370_764_800_000_000], pa.timestamp("us", "UTC"))

    assert frame(pa.table({"valid": ever}))["valid"].tolist() == [-2_208_988_800_000_000, 253_370_764_800_000_000]


def test_pseudonyms_are_half_of_a_keyed_hash_of_kind_and_value():
    assert (
        pseudonym("u1", kind="user", keys=[b"simulated"]) == hmac.digest(b"simulated", b"user:u1", "sha256").hex()[:32]
    )
    assert pseudonym("u1", kind="user", keys=[b"s"]) != pseudonym("u1", kind="device", keys=[b"s"])


def test_two_logins_of_one_person_are_found_as_one_by_their_pseudonyms():
    key = b"simulated"
    known = SimpleNamespace(people=pd.DataFrame({"person": [1], "user_ids": [["a", "b"]], "email_hashes": [["m"]]}))
    ids = [pseudonym("a", kind="user", keys=[key]), pseudonym("b", kind="user", keys=[key])]
    people = pd.DataFrame({"id": ids, "id_type": ["user", "user"], "person_id": ["p", "p"]})
    mail = pseudonym("m", kind="email", keys=[key])
    events = pd.DataFrame({"user_id": [*ids, None], "email_id": [None, None, mail]})

    score = score_ids(known, SimpleNamespace(people=people, events=events, keys=[key]))

    assert (score.rows, score.true_pairs, score.precision) == (3, 3, 1.0)
    assert score.recall == pytest.approx(1 / 3)  # the e-mail is linked with neither


def sessions_of(**ended_at):
    events = pd.DataFrame(
        [("e1", 1, "phone", 0, "view", "p"), ("e2", 1, "tablet", 10, "view", "p"), ("e3", 1, "phone", 99, "ping", "p"),
         ("e4", 2, "phone", 500, "view", "p"), ("e5", 2, None, 600, "login", "p")],
        columns=["event_id", "session", "device_id", "occurred_at", "name", "part"],
    )  # fmt: skip
    events["occurred_at"] *= SECOND_US
    measured = SimpleNamespace(
        visits=pd.DataFrame({"visit_id": ["v1", "v2", "v4"], "first_event_id": ["e1", "e2", "e4"]}),
        sessions=pd.DataFrame(
            {"session_id": list(ended_at), "ended_at": [second * SECOND_US for second in ended_at.values()]}
        ),
    )
    return rows_of(compare_sessions(measured, events))


def test_a_session_is_the_same_when_one_event_begins_it_and_its_last_event_ends_it():
    rows = sessions_of(v1=12, v4=500)

    assert rows["all"].figures == {"simulated": 2, "measured": 2, "same start": 1.0, "same start and end": 1.0}
    assert rows["on several devices, knowable"].figures["simulated"] == 1


def test_a_session_torn_in_two_ends_too_early():
    rows = sessions_of(v1=0, v2=10, v4=500)

    assert rows["all"].figures == {"simulated": 2, "measured": 3, "same start": 1.0, "same start and end": 0.5}


VERDICTS = pd.DataFrame(
    [("agent_id", "robot", DAY, "crawler"), ("device_id", "d1", DAY, "a_rule"), ("ip_key", "office", DAY, "staff")],
    columns=["kind", "key", "date", "rule"],
)


def test_a_row_is_set_aside_by_the_smallest_rule_of_its_day():
    events = pd.DataFrame(
        [("robot", "d1", "home", DAY), ("robot", "d2", "home", DAY), ("robot", "d1", "office", NEXT_DAY),
         ("browser", None, None, DAY)],
        columns=["agent_id", "device_id", "ip_key", "date"],
    )  # fmt: skip

    assert rules(events, VERDICTS).fillna("").tolist() == ["a_rule", "crawler", "", ""]


def test_robots_have_a_recall_and_people_false_positives():
    events = pd.DataFrame(
        [("e1", "robot"), ("e2", "browser"), ("e3", "robot"), ("e4", "browser"), ("e5", "robot")],
        columns=["event_id", "agent_id"],
    ).assign(date=DAY)
    labels = {"e1": "crawler", "e2": "crawler", "e3": "person", "e4": "person"}
    known = SimpleNamespace(
        events=pd.DataFrame(labels.items(), columns=["event_id", "label"]),
        robot_impressions=pd.DataFrame({"impression_id": [], "label": []}),
    )
    nothing = pd.DataFrame({"impression_id": [], "date": []})

    rows = rows_of(compare_robots(known, SimpleNamespace(events=events, impressions=nothing, verdicts=VERDICTS)))

    assert rows["events: crawler"].figures["recall"] == 0.5
    assert rows["events: person"].figures["false positives"] == 0.5
    assert set(rows) == {"events: crawler", "events: person"}  # e5 is a mail event: not labelled


def test_an_interval_covers_the_truth_up_to_its_ends():
    shown = pd.DataFrame(
        [("c1", "k", "Search", 100, 10.0, DAY), ("c2", "k", "Search", 100, 30.0, DAY),
         ("c1", "k", "Search", 100, 90.0, DAY - pd.Timedelta("28D"))],
        columns=["creative_id", "campaign_id", "channel", "impressions", "expected_clicks", "date"],
    )  # fmt: skip
    outcomes = pd.DataFrame({"campaign_id": ["k"], "clicks": [5], "last_click_cr": [0.2]})
    rates = pd.DataFrame(
        [("ctr", "creative", "c1", 0.1, 0.12, 0.11), ("ctr", "creative", "c2", 0.31, 0.4, 0.35),
         ("ctr", "campaign", "k", 0.1, 0.3, 0.2), ("cr", "campaign", "k", 0.1, 0.19, 0.15)],
        columns=["measure", "level", "entity", "low", "high", "smoothed"],
    ).assign(basis="own", window_days=28)  # fmt: skip

    known = SimpleNamespace(through=DAY, shown=shown, outcomes=outcomes)
    rows = rows_of(compare_rates(known, SimpleNamespace(rates=rates)))

    assert rows["CTR of creatives"].figures["coverage"] == 0.5
    assert rows["CTR of creatives"].figures["truth below"] == 0.5
    assert rows["CTR of campaigns"].figures["median width"] == pytest.approx(1.0)
    assert rows["CR of campaigns"].figures["truth above"] == 1.0
    assert rows["CTR of channels"].figures["coverage"] is None


def test_quadrants_are_counted_against_the_planted_ones():
    known = SimpleNamespace(
        campaigns=pd.DataFrame(
            {"campaign_id": list("abc"), "quadrant": ["harmony", "harmony", "average"], "has_impressions": True}
        )
    )
    said = pd.DataFrame({"campaign_id": list("abc"), "quadrant": ["harmony", "undecided", "harmony"]})

    figures = rows_of(compare_quadrants(known, SimpleNamespace(quadrants=said)))["harmony"].figures

    assert (figures["right"], figures["wrong"], figures["precision"], figures["recall"]) == (1, 1, 0.5, 0.5)


def test_a_flaw_counts_as_found_when_the_first_cause_of_few_buying_names_it():
    ids = ["bait", "page", "weak", "none", "wrong", "brand"]
    campaigns = pd.DataFrame({"campaign_id": ids, "name": ids, "has_impressions": True, "quadrant": "seduction"})
    campaigns.loc[5, "quadrant"] = "harmony"
    flaws = pd.DataFrame(
        {
            "campaign_id": ids,
            "kind": ["promise", "page", "device", "none", "none", "none"],
            "name": ["", "shop/x", "mobile", "", "", ""],
            "effect": [0.4, 0.4, 0.1, 0.0, 0.0, 0.0],
        }
    )
    said = pd.DataFrame(
        [
            ("bait", "cr", 2, "promise", "", "established"),
            ("bait", "ctr", 1, "creative", "1", "established"),  # why few click: another question
            ("page", "cr", 1, "creative", "2", "established"),
            ("page", "cr", 2, "page", "shop/x", "not established"),
            ("wrong", "cr", 1, "page", "shop/y", "established"),
            ("brand", "cr", 1, "page", "shop/y", "established"),
        ],
        columns=["campaign_id", "axis", "rank", "kind", "name", "status"],
    )
    group = compare_causes(SimpleNamespace(campaigns=campaigns, flaws=flaws), SimpleNamespace(causes=said))

    rows = rows_of(group)
    assert list(rows) == ["a part loses 40%", "a part loses 10%", "nothing is wrong"]
    strong, weak, without = rows.values()
    assert strong.figures == {"campaigns": 2, "ranked first": 0.5, "established": 1.0, "of those right": 0.5}
    assert (strong.verdict, weak.verdict, without.verdict) == ("missed", "", "missed")
    assert weak.figures == {"campaigns": 1, "ranked first": 0.0, "established": 0.0, "of those right": None}
    assert without.figures == {"campaigns": 2, "not established": 0.5}
    assert group.notes[1:] == ("page: page shop/x is planted, creative 2 ranks first",)
