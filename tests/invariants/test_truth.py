"""A lake against the truth of the company that it was made of."""

import pytest

from nights import settings
from tandem.cli.truth_tables import read_measured
from tandem.lake import Lake
from tandem.truth import compare, load_known

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def known(company):
    return load_known(company.truth, company.last_day)


@pytest.fixture(scope="module")
def groups(spark, company, known):
    lake = Lake(spark, settings(company.lake, company.delivered), company.last_day)
    return {group.title.split(":")[0]: group for group in compare(known, read_measured(lake))}


def test_every_group_has_figures(groups):
    assert list(groups) == [
        "Identity",
        "Sessions",
        "Robots and staff",
        "Client and server",
        "Intervals of 90 %",
        "Cohorts by region and audience",
        "Quadrants of campaigns",
        "First causes of campaigns",
        "Attribution",
        "Projected rates of leads",
        "Books",
    ]
    assert [title for title, group in groups.items() if not group.rows] == []


def test_the_books_lose_nothing_and_invent_nothing(groups):
    assert [(row.name, dict(row.figures)) for row in groups["Books"].rows if row.verdict != "met"] == []


def test_every_delivered_event_of_a_person_is_compared(groups, known):
    everything = groups["Identity"].rows[0]

    assert everything.figures["rows"] == len(known.sent)
    assert 0 < everything.figures["recall"] <= 1


def test_login_ids_of_the_truth_are_found_by_their_pseudonyms(groups):
    [logins] = [row for row in groups["Identity"].rows if row.name == "logins and e-mails"]

    assert logins.figures["rows"] > 0
    assert logins.figures["recall"] > 0.5


def test_no_event_of_a_person_is_taken_for_a_robots(groups):
    [people] = [row for row in groups["Robots and staff"].rows if row.name == "events: person"]

    assert people.figures["false positives"] == 0
