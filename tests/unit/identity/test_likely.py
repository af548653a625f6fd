"""Likely owners on examples worked out by hand, and against plain Python on random evidence."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random

import pytest

from clock import at
from tandem.config import BasesConfig, BasisConfig, IdentityConfig
from tandem.identity import build_likely
from tandem.identity.likely import best_candidates

EDGE = """id_a string, id_b string, type_a string, type_b string, basis string, trait string, date date,
    first_seen_at timestamp, count bigint, refused_by string"""
VISIT = """device_id string, strong_id string, started_at timestamp, ended_at timestamp, logged_out boolean,
    visit_id string"""
PERSON = "id string, id_type string, person_id string"
CLAIM = "device_id string, valid_from timestamp, valid_to timestamp, person_id string, via string"
FIRST = date(2026, 3, 1)


def conf(trust=0.6, **more):
    used = {name: BasisConfig(used=True, trust=trust) for name in ("click", "network")}
    return IdentityConfig(bases=BasesConfig(url_email=BasisConfig(used=True, trust=0.9), **used), **more)


def edge(device, key, day, basis="network", trait="chrome nl", refused_by=None):
    on = FIRST + timedelta(days=day)
    key_type = {"network": "network", "click": "click"}.get(basis, "email")
    (id_a, type_a), (id_b, type_b) = sorted([(device, "device"), (key, key_type)])
    trait = trait if basis == "network" else ""
    return id_a, id_b, type_a, type_b, basis, trait, on, at("12:00:00", str(on)), 1, refused_by


def login(device, who, day):
    instant = at("12:00:00", str(FIRST + timedelta(days=day)))
    return device, who, instant, instant, False, f"{device}{day}{who}"


def likely(rows, edges, logins, settings, persons=()):
    frame = build_likely(rows(EDGE, *edges), rows(PERSON, *persons), rows(VISIT, *logins), settings)
    return {row.device_id: (row.person_id, row.via, row.basis, row.score) for row in frame.collect()}


def test_a_device_is_likely_whose_neighbours_are(rows):
    logins = [login("phone", "u1", 0), login("kiosk", "u1", 0)]
    edges = [
        edge("phone", "home", 0),
        edge("laptop", "home", 1),  # a day apart, and the phone is claimed since noon of day 0
        edge("tablet", "home", 2),  # two days apart
        edge("console", "home", 1, trait="edge nl"),  # another browser
        edge("guest", "elsewhere", 0),
        edge("spam", "crowd", 0, refused_by="limit:network"),
        edge("kiosk", "home", 0),  # somebody logged in on it
    ]

    found = likely(rows, edges, logins, conf(), persons=[("u1", "user", "ann")])

    assert found == {"laptop": ("ann", "u1", "network", 0.6)}


@pytest.mark.parametrize(("score", "owner"), [(0.36, {"laptop"}), (0.361, set())], ids=["equal", "just_over"])
def test_a_score_is_the_trust_times_the_share_of_days_and_must_reach_the_threshold(rows, score, owner):
    logins = [login("phone", "u1", 0), login("pad", "u2", 0)]
    ours = [edge("phone", "home", day) for day in range(3)] + [edge("pad", "home", day) for day in (8, 9)]
    theirs = [edge("laptop", "home", day) for day in (0, 1, 2, 8, 9)]

    found = likely(rows, [*ours, *theirs], logins, conf(trust=0.6, likely_score=score, close_days=0))

    assert found.keys() == owner
    assert set(found.values()) <= {("u1", "u1", "network", 0.3)}  # three of five days at 0.6, told in tenths


def test_bases_that_agree_add_up_as_chances_that_err_apart(rows):
    logins = [login("phone", "u1", 0)]
    evidence = [edge(device, key, 0, basis) for device in ("phone", "laptop")
                for key, basis in (("home", "network"), ("gclid", "click"))]  # fmt: skip

    found = likely(rows, evidence, logins, conf(trust=0.6))

    assert found == {"laptop": ("u1", "u1", "network", 0.8)}  # 1 - 0.4 * 0.4 = 0.84; of equal bases the last name


def test_an_address_in_a_link_names_its_person_even_one_that_never_logged_in(rows):
    edges = [edge("laptop", "m1", 0, "url_email"), edge("pad", "m7", 0, "url_email")]

    found = likely(rows, edges, [], conf(), persons=[("m1", "email", "ann"), ("u1", "user", "ann")])

    assert found == {"laptop": ("ann", "m1", "url_email", 0.9), "pad": ("m7", "m7", "url_email", 0.9)}


def test_without_a_basis_that_meets_neighbours_only_names_count(rows):
    settings = IdentityConfig(bases=BasesConfig(url_email=BasisConfig(used=True, trust=0.9)))
    edges = [edge("phone", "home", 0), edge("laptop", "home", 0), edge("laptop", "m1", 0, "url_email")]

    assert likely(rows, edges, [login("phone", "u1", 0)], settings).keys() == {"laptop"}


def in_python(edges, owners, settings):
    """Best candidate of each device, walked through in plain Python; `owners` claim their devices for ever."""
    days = defaultdict(set)
    for one in edges:
        for other in edges:
            is_key = (one["key"], one["basis"]) == (other["key"], other["basis"])
            is_other = one["device"] != other["device"] and other["device"] in owners
            if is_key and is_other and abs(one["day"] - other["day"]) <= settings.close_days:
                days[one["device"], one["basis"], owners[other["device"]]].add(one["day"])
    best = {}
    for device in {key[0] for key in days}:
        scores = defaultdict(lambda: 1.0)
        for basis in ("click", "network"):
            mine = {who: len(on) for (at_, of, who), on in days.items() if (at_, of) == (device, basis)}
            for who, count in mine.items():
                scores[who] *= 1 - settings.bases.own[basis].trust * count / sum(mine.values())
        best[device] = min((-round(1 - wrong, 6), who) for who, wrong in scores.items())
    return best


@pytest.mark.parametrize("seed", range(3))
def test_the_best_candidate_is_the_one_that_plain_python_finds(rows, seed):
    random, settings = Random(seed), conf()
    drawn = {
        (
            f"d{random.randrange(9)}",
            f"k{random.randrange(3)}",
            random.choice(["click", "network"]),
            random.randrange(12),
        )
        for _ in range(70)
    }
    owners = {f"d{no}": f"p{random.randrange(3)}" for no in range(5)}
    claims = [(d, at("00:00:00", "1900-01-01"), at("00:00:00", "9999-01-01"), who, who) for d, who in owners.items()]

    edges = rows(EDGE, *(edge(device, key, day, basis) for device, key, basis, day in sorted(drawn)))
    best = best_candidates(edges, rows(PERSON), rows(CLAIM, *claims), settings).collect()

    expected = in_python(
        [dict(zip(("device", "key", "basis", "day"), one, strict=True)) for one in drawn], owners, settings
    )
    assert len(expected) > 5
    assert {row.device_id: (-row.score, row.person_id) for row in best} == expected
