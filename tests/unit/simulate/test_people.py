import numpy as np
import pytest

from tandem.simulate.people import SHARED, build_people
from tandem.simulate.rates import Rates


@pytest.fixture(scope="module")
def people():
    return build_people(seed=4, size=5000, rates=Rates())


def test_people_have_one_to_four_devices(people):
    devices = people.persons["device_count"] + people.persons["shares"]

    assert sorted(np.unique(devices)) == [1, 2, 3, 4]


def test_a_tenth_or_more_share_a_device_with_their_household(people):
    sharing = people.persons["shares"]
    members = np.bincount(people.persons["household"][sharing])

    assert sharing.mean() >= 0.1
    assert members.min() >= 2
    assert members.max() <= 4


def test_some_never_log_in_and_some_have_two_logins_or_two_emails(people):
    assert np.isclose((people.persons["account_count"] == 0).mean(), 0.4, atol=0.03)
    assert (people.persons["account_count"] == 2).any()
    assert (people.persons["email_count"] == 2).any()


def test_members_of_a_household_never_use_their_device_in_the_same_slot(people):
    person = np.flatnonzero(people.persons["shares"])
    users: dict[tuple[int, int], set[int]] = {}
    for slot in range(12):
        device = people.device_at(person, np.full(len(person), slot), day=3)
        for who, which in zip(person, device, strict=True):
            if people.devices["kind"][which] == SHARED:
                users.setdefault((int(which), slot), set()).add(int(who))

    assert users
    assert max(map(len, users.values())) == 1


def test_a_person_uses_only_devices_of_their_own_or_of_their_household(people):
    person = np.arange(people.size)
    device = people.device_at(person, person % 12, day=1)
    owner = people.devices["owner"][device]

    assert ((owner == person) | (device == people.persons["shared_device"][person])).all()


def test_few_clocks_are_wrong(people):
    wrong = people.devices["skew_ms"] != 0

    assert np.isclose(wrong.mean(), Rates().wrong_clock_share, atol=0.005)
