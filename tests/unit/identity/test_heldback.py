"""Logins held back as truth, on devices counted by hand."""

import pytest

from tandem.config import BasesConfig, BasisConfig, IdentityConfig
from tandem.identity.heldback import held_back, tried
from unit.identity.test_likely import EDGE, PERSON, VISIT, edge, login

CONF = IdentityConfig(bases=BasesConfig(network=BasisConfig(used=True, trust=0.6)))


def device(owner, told=None, score=None, basis="network", is_elsewhere=True):
    return {"owner": owner, "person_id": told, "score": score, "basis": basis, "is_elsewhere": is_elsewhere}


DEVICES = [
    device("ann", "ann", 0.6),
    device("ann", "ben", 0.6),
    device("ben", "ben", 0.5, basis="click"),
    device("ben", "ben", 0.4),
    device("cem", "cem", 0.9, is_elsewhere=False),  # right by an address in a link, though on no other device
    device("dee"),
]


@pytest.mark.parametrize(
    ("score", "basis", "linked", "precision", "recall"),
    [
        (0.5, None, 4, (3, 4), (2, 5)),
        (0.4, None, 5, (4, 5), (3, 5)),
        (0.41, "network", 3, (2, 3), (1, 5)),
        (0.95, None, 0, (0, 0), (0, 5)),
    ],
)
def test_precision_is_of_the_linked_and_recall_of_those_whose_person_is_known_elsewhere(
    score, basis, linked, precision, recall
):
    said = tried(DEVICES, likely_score=score, basis=basis)

    assert (said.linked, (said.precision.part, said.precision.whole)) == (linked, precision)
    assert (said.recall.part, said.recall.whole) == recall


def test_a_device_is_judged_as_if_its_own_logins_were_not_known(rows):
    logins = [
        login("phone", "u1", 0),
        login("laptop", "u1", 1),  # beside the phone: told without its own login
        login("pad", "u2", 0),  # at the same home, the only device of its person
        login("family", "u1", 0),
        login("family", "u2", 5),  # two people: no truth
    ]
    edges = [*(edge(name, "home", day) for name, day in (("phone", 0), ("laptop", 1))), edge("pad", "home", 9)]

    found = held_back(rows(EDGE, *edges), rows(PERSON), rows(VISIT, *logins), CONF).collect()

    assert {row.device_id: (row.owner, row.person_id, row.score, row.is_elsewhere) for row in found} == {
        "phone": ("u1", "u1", 0.6, True),
        "laptop": ("u1", "u1", 0.6, True),
        "pad": ("u2", None, None, False),
    }
