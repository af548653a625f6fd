import hmac
from datetime import UTC, date

import pytest

from clock import at
from tandem.changes import Affected, Touched
from tandem.columns.ids import rekeyed_text
from tandem.config import BasesConfig, IdentityConfig, LimitsConfig, LinkLimit
from tandem.identity import build_edges, reach_edges, rejudged
from tandem.identity.links import Pair
from tandem.tables import EDGES, EVENTS

EVENT = """user_id string, email_id string, occurred_at timestamp, date date, device_id string, phone_id string,
    crm_id string, url_email_id string, click_id string, ip_key string, user_agent string, locale string"""
LIMITS = LimitsConfig(user=LinkLimit(others=2, days=10), email=LinkLimit(others=1, days=3))
CONF, KEYS = IdentityConfig(limits=LIMITS), [b"secret"]
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"
SHOWN = ("device_id", "phone_id", "crm_id", "url_email_id", "click_id", "ip_key", "user_agent", "locale")


def login(user, email, day, clock="10:00:00", **shown):
    instant = at(clock, f"2026-03-{day:02}")
    return user, email, instant, instant.date(), *(shown.get(name) for name in SHOWN)


def edges_of(rows, events, known=(), counted=None, conf=CONF, forbidden=()):
    known_edges = rows(EDGES.schema, *known).drop("changed_in")
    frame = build_edges(rows(EVENT, *events), known_edges, counted or Affected(), conf, forbidden=forbidden, keys=KEYS)
    return EDGES.conform(frame)


def using(*bases, **more):
    """Settings in which exactly these bases are used."""
    chosen = {name: basis.model_copy(update={"used": name in bases}) for name, basis in BasesConfig().own.items()}
    return IdentityConfig(bases=BasesConfig(**chosen), **more)


def test_an_edge_counts_the_events_of_one_pair_and_day(rows):
    events = [
        login("u1", "m1", 1, "11:00:00"),
        login("u1", "m1", 1, "10:00:00"),
        login("u1", "m1", 2),
        login("a1", "m2", 1),
        login("u9", None, 1),
        login(None, "m9", 1),
    ]

    edges = {(row.id_a, row.id_b, row.date.day): row for row in edges_of(rows, events).collect()}

    assert {key: row["count"] for key, row in edges.items()} == {
        ("m1", "u1", 1): 2,
        ("m1", "u1", 2): 1,
        ("a1", "m2", 1): 1,
    }
    first = edges["m1", "u1", 1]
    assert (first.type_a, first.type_b, first.first_seen_at.astimezone(UTC)) == (
        "email",
        "user",
        at("10:00:00", "2026-03-01"),
    )
    assert (edges["a1", "m2", 1].type_a, edges["a1", "m2", 1].type_b) == ("user", "email")


def test_an_id_over_its_limit_in_any_window_identifies_nobody(rows):
    events = [
        *(login(f"at_limit_{no}", "m_two", 1 + 3 * no) for no in range(2)),  # never two users within three days
        *(login(f"over_{no}", "m_over", 1 + 2 * no) for no in range(2)),  # two users on days 1 and 3
        login("over_0", "m_other", 20),
        *(login("u_two", f"m_a{no}", 1) for no in range(2)),
        *(login("u_apart", f"m_b{no}", 1 + 5 * no) for no in range(3)),  # the third on day 11: ten days later
        *(login("u_over", f"m_c{no}", 2 + 4 * no) for no in range(3)),  # the third on day 10
        *(login("u_again", f"m_d{no % 2}", 1 + no) for no in range(6)),
        login("over_1", "m_c0", 2),  # breaks both rules: the smaller name
    ]

    refused = {
        (row.id_a, row.id_b): row.refused_by for row in edges_of(rows, events).where("refused_by is not null").collect()
    }

    assert refused == {
        ("m_over", "over_0"): "limit:email",
        ("m_over", "over_1"): "limit:email",
        ("m_c0", "over_1"): "limit:email",
        ("m_c0", "u_over"): "limit:email",
        ("m_c1", "u_over"): "limit:user",
        ("m_c2", "u_over"): "limit:user",
    }


def test_a_night_equals_a_rebuild_also_where_a_limit_is_broken_by_a_later_day(rows):
    old, new = [login("u1", "m1", 1), login("u5", "m5", 1), login("u7", "m7", 2)], [login("u2", "m1", 2)]
    known = [(*row, 0) for row in edges_of(rows, old).collect()]
    touched = Touched({EVENTS.full_name: rows(EVENT, *new, login("u8", None, 9))}, since=date(2026, 3, 1))

    counted = reach_edges(touched, CONF)
    on_those_days = counted.restrict(rows(EVENT, *old, *new))
    known_edges = rows(EDGES.schema, *known).drop("changed_in")
    edges = EDGES.conform(build_edges(on_those_days, known_edges, counted, CONF, keys=KEYS))
    affected = rejudged(edges, known_edges, counted)

    assert {row.date for row in counted.keys.collect()} == {date(2026, 3, 2)}
    assert {row.date for row in affected.keys.collect()} == {date(2026, 3, 1), date(2026, 3, 2)}
    assert sorted(edges.collect()) == sorted(edges_of(rows, [*old, *new]).collect())


@pytest.mark.parametrize(("since", "kept"), [(None, set()), (date(2026, 3, 2), {"m1"})])
def test_a_rebuild_keeps_only_edges_of_closed_days(rows, since, kept):
    known = [(*row, 0) for row in edges_of(rows, [login("u1", "m1", 1), login("u2", "m2", 2)]).collect()]

    edges = edges_of(rows, [], known, Affected(since=since))

    assert {row.id_a for row in edges.collect()} == kept


def test_a_forbidden_pair_is_refused_and_no_other(rows):
    events = [login("a" * 32, "b" * 32, 1), login("c" * 32, "b" * 32, 1)]
    pair = Pair("a" * 32, "b" * 32, "two sisters", "Kim", date(2026, 3, 2))

    edges = edges_of(rows, events, conf=IdentityConfig(), forbidden=[pair])

    assert {(row.id_a[0], row.id_b[0]): row.refused_by for row in edges.collect()} == {
        ("a", "b"): "do_not_link",
        ("b", "c"): None,
    }


EVERYTHING = {"device_id": "d1", "phone_id": "t1", "crm_id": "k1", "url_email_id": "m2", "click_id": "gclid:X",
              "ip_key": "i1", "user_agent": CHROME, "locale": "nl-nl"}  # fmt: skip


@pytest.mark.parametrize(
    ("used", "linked"),
    [
        ((), {("m1", "u1", "login")}),
        (("phone",), {("m1", "u1", "login"), ("m1", "t1", "phone"), ("t1", "u1", "phone"), ("d1", "t1", "phone")}),
        (
            ("phone", "crm"),
            {
                ("m1", "u1", "login"), ("m1", "t1", "phone"), ("t1", "u1", "phone"), ("d1", "t1", "phone"),
                ("k1", "m1", "crm"), ("k1", "u1", "crm"), ("k1", "t1", "crm"), ("d1", "k1", "crm"),
            },
        ),
        (("url_email",), {("m1", "u1", "login"), ("m1", "m2", "url_email"), ("m2", "u1", "url_email"),
                          ("d1", "m2", "url_email")}),
        (("network",), {("m1", "u1", "login"), ("d1", "i1", "network")}),
    ],
    ids=["no_basis", "phone", "phone_and_crm", "url_email", "network"],
)  # fmt: skip
def test_each_basis_links_what_it_shows_when_it_is_used(rows, used, linked):
    edges = edges_of(rows, [login("u1", "m1", 1, **EVERYTHING)], conf=using(*used)).collect()

    assert {(row.id_a, row.id_b, row.basis) for row in edges} == linked
    assert {row.trait for row in edges if row.basis == "network"} <= {"chrome nl-nl"}
    assert {row.trait for row in edges if row.basis != "network"} == {""}


def test_a_click_id_is_a_pseudonym_under_the_keys_of_all_ids(rows):
    [edge] = edges_of(
        rows, [login(None, None, 1, device_id="d" * 32, click_id="gclid:X")], conf=using("click")
    ).collect()

    first = hmac.new(KEYS[0], b"click:gclid:X", "sha256").hexdigest()[:32]
    assert {edge.id_a, edge.id_b} == {"d" * 32, first}
    assert rekeyed_text(first, b"next") != first


def test_the_same_address_in_the_login_and_in_the_page_address_is_no_link(rows):
    edges = edges_of(rows, [login(None, "m1", 1, url_email_id="m1")], conf=using("url_email")).collect()

    assert edges == []


@pytest.mark.parametrize(("trust", "rule"), [(0.95, None), (0.94, "trust:url_email")], ids=["equal", "just_under"])
def test_a_basis_trusted_less_than_a_merge_needs_joins_no_strong_ids(rows, trust, rule):
    conf = IdentityConfig(bases={"url_email": {"used": True, "trust": trust}}, merge_trust=0.95)
    event = login("u1", None, 1, url_email_id="m2", device_id="d1")

    edges = {(row.id_a, row.id_b): row.refused_by for row in edges_of(rows, [event], conf=conf).collect()}

    assert edges == {("m2", "u1"): rule, ("d1", "m2"): None}


def test_a_basis_that_is_used_no_more_is_refused_where_it_was_counted(rows):
    event = login("u1", None, 1, phone_id="t1")
    known = [(*row, 0) for row in edges_of(rows, [event], conf=using("phone")).collect()]

    edges = edges_of(rows, [], known, Affected(since=date(2026, 3, 2)), conf=using()).collect()

    assert [(row.id_a, row.id_b, row.refused_by) for row in edges] == [("t1", "u1", "off:phone")]


def test_devices_count_for_a_networks_limit_and_not_for_that_of_a_persons_id(rows):
    limits = LimitsConfig(network=LinkLimit(others=2, days=30), phone=LinkLimit(others=1, days=30))
    conf = using("phone", "network", limits=limits)
    full = [login(None, None, 1, device_id=f"d{no}", ip_key="full", user_agent=CHROME, locale="nl") for no in range(3)]
    other_language = login(None, None, 1, device_id="d9", ip_key="full", user_agent=CHROME, locale="de")
    roomy = [login(None, None, 1, device_id=f"d{no}", ip_key="roomy", user_agent=CHROME) for no in range(2)]
    phones = [login(None, None, 1, device_id=f"d{no}", phone_id="t1") for no in range(3)]

    edges = edges_of(rows, [*full, other_language, *roomy, *phones], conf=conf).collect()

    assert {(row.id_a, row.id_b) for row in edges if row.refused_by} == {(f"d{no}", "full") for no in range(3)}
    assert {row.refused_by for row in edges} == {None, "limit:network"}
