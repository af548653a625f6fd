from datetime import date, timedelta
from pathlib import Path

import pytest

from tandem.approvals import answer, answers, read_approvals
from tandem.definitions import Definition, load_definition
from tandem.errors import DefinitionError
from tandem.shipped import conf_folder

DAY = date(2026, 3, 28)
RELEASE = {"measure": "campaign/c-07/ctr", "period": DAY, "owner": "media", "reason": "fair", "decided": DAY}
CORRECTION = {**RELEASE, "measure": "company/cr", "value": 0.02}


def approvals(*entries, through=DAY):
    said = Definition("approvals", 1, "o", date(2020, 1, 1), "0", {"approvals": list(entries)}, Path("approvals.yml"))
    return read_approvals(said, through=through)


def test_a_release_names_a_measure_of_a_campaign_and_a_correction_its_value():
    release, correction = approvals(RELEASE, CORRECTION)

    assert (release.entity, release.measure, release.value) == ("c-07", "ctr", None)
    assert (correction.entity, correction.measure, correction.value) == ("", "cr", 0.02)


def test_nothing_is_decided_where_tandem_is_new():
    assert read_approvals(load_definition(conf_folder() / "approvals.yml"), through=date.max) == []


def test_a_night_does_not_know_decisions_on_later_periods():
    assert approvals(RELEASE, through=DAY - timedelta(days=1)) == []


def test_a_decision_covers_the_days_of_its_period():
    (release,) = approvals(RELEASE)

    days = [DAY - timedelta(days=age) for age in (-1, 0, 27, 28)]
    assert [answer([release], day, period_days=28) for day in days] == [None, release, release, None]


def test_the_last_decision_on_a_day_holds():
    earlier = {**RELEASE, "period": DAY - timedelta(days=1), "value": 0.5}
    correction, release = approvals(earlier, RELEASE)

    found = answers([correction, release], [DAY - timedelta(days=28), DAY], period_days=28)

    assert found == {("c-07", "ctr"): [correction, release]}


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ("ctr", "approvals 1 is 'ctr', expected measure, period"),
        ({**RELEASE, "colour": "red"}, "approvals 1: unknown colour; allowed: measure, period"),
        ({**RELEASE, "owner": ""}, "approvals 1: missing owner"),
        ({**RELEASE, "period": "March"}, "period is 'March', expected a date"),
        ({**RELEASE, "measure": "company/roas"}, "measure is 'company/roas', .* can be held: ctr, cr"),
        ({**RELEASE, "measure": "campaign/ctr"}, "measure is 'campaign/ctr'"),
        ({**CORRECTION, "value": 2}, "value is 2, expected a rate between 0 and 1"),
        ({**CORRECTION, "value": True}, "value is True, expected a rate"),
    ],
)
def test_what_cannot_be_a_decision_is_refused_by_name(entry, complaint):
    with pytest.raises(DefinitionError, match=complaint):
        approvals(entry)


def test_a_list_is_expected():
    said = Definition("approvals", 1, "o", DAY, "0", {"approvals": "ctr"}, Path("approvals.yml"))

    with pytest.raises(DefinitionError, match=r"approvals.yml: approvals is 'ctr', expected a list"):
        read_approvals(said, through=DAY)
