"""Regions and audiences of the simulated company: who belongs where, what is sent of it, and what is true of it."""

import numpy as np
import pytest

from tandem.simulate.cohorts import (
    AUDIENCE_CTR,
    AUDIENCES,
    NOBODY,
    REGION_CR,
    REGIONS,
    audience_of,
    region_of,
)
from tandem.simulate.outcomes import last_click_cr_by_value, no_outcomes, note_clicks, note_purchases
from tandem.simulate.people import build_people
from tandem.simulate.rates import Rates

PEOPLE = np.arange(20_000)


@pytest.fixture(scope="module")
def people():
    return build_people(3, len(PEOPLE), Rates())


def test_shares_are_unequal_and_factors_have_the_mean_1(people):
    region, audience = region_of(people, PEOPLE), audience_of(PEOPLE)

    assert np.bincount(region) / len(PEOPLE) == pytest.approx([0.4, 0.25, 0.2, 0.15], abs=0.015)
    assert np.bincount(audience) / len(PEOPLE) == pytest.approx([0.3, 0.4, 0.3], abs=0.015)
    assert np.array([0.4, 0.25, 0.2, 0.15]) @ REGION_CR == pytest.approx(1)
    assert np.array([0.3, 0.4, 0.3]) @ AUDIENCE_CTR == pytest.approx(1)


def test_a_household_lives_in_one_region_and_region_tells_nothing_of_the_audience(people):
    region, household = region_of(people, PEOPLE), people.persons["household"]
    both = np.histogram2d(region, audience_of(PEOPLE), bins=(4, 3))[0]

    assert len(np.unique(np.stack([household, region]), axis=1).T) == len(np.unique(household))
    assert both / both.sum(axis=1, keepdims=True) == pytest.approx(np.tile([0.3, 0.4, 0.3], (4, 1)), abs=0.03)


def test_who_is_no_person_has_neither(people):
    nobody = np.array([-1, 5])

    assert region_of(people, nobody)[0] == audience_of(nobody)[0] == NOBODY
    assert region_of(people, nobody)[1] != NOBODY


def test_events_tell_the_region_of_people_and_ad_links_their_audience(ask, landed):
    web = (
        f"select eventId, region, regexp_extract(pageUrl, '[?&]audience=([^&]*)', 1) as audience, pageUrl "
        f"from read_json('{landed.landing}/events/web/*/*', ignore_errors=true, format='newline_delimited', "
        "columns={'eventId': 'varchar', 'region': 'varchar', 'pageUrl': 'varchar'})"
    )
    sent = ask(
        f"select label = 'person', region is not null, pageUrl like '%utm_id=%', audience <> '', count(*) "
        f"from ({web}) join events on event_id = eventId where label in ('person', 'crawler') group by all"
    )
    found = {row[:4] for row in sent}

    assert found == {(True, True, True, True), (True, True, False, False), (False, False, False, False)}
    assert {row[0] for row in ask(f"select distinct region from ({web}) where region is not null")} == set(REGIONS)


def test_each_person_is_shown_ads_in_one_region_and_as_one_audience(ask):
    rows = ask("select cookie, count(distinct segment) from impressions group by cookie having count(*) > 20")
    [(regions, segments)] = ask("select count(distinct country), count(distinct segment) from impressions")

    assert (regions, segments) == (len(REGIONS), len(AUDIENCES))
    assert sum(count == 1 for _, count in rows) > 0.8 * len(rows)  # the others sit in households


def test_the_truth_of_ctr_adds_up_to_that_of_all_impressions(ask, landed):
    sums = "sum(impressions), round(sum(expected_clicks), 6)"
    [whole] = ask(f"select {sums} from '{landed.truth}/shown/*.parquet'")
    by = ask(f"select {sums} from '{landed.truth}/shown_to/*.parquet' group by dimension")

    assert by == [whole, whole]


def test_audiences_differ_in_ctr_and_one_region_in_cr(ask, landed):
    ctr = dict(
        ask(
            f"select value, sum(expected_clicks) / sum(impressions) from '{landed.truth}/shown_to/*.parquet' "
            "where dimension = 'audience' group by value"
        )
    )
    cr = dict(ask("select value, last_click_cr from cohort_outcomes where channel = '' and dimension = 'region'"))

    assert ctr["broad"] < ctr["look-alike"] < ctr["in-market"]
    assert cr["BE"] > 1.2 * max(rate for name, rate in cr.items() if name != "BE")


def test_factors_are_told_and_clicks_are_those_of_the_campaigns(ask):
    assert ask("select * from regions") == [(name, 1.0, cr) for name, cr in zip(REGIONS, REGION_CR, strict=True)]
    assert ask("select * from audiences") == [
        (name, ctr, 1.0) for name, ctr in zip(AUDIENCES, AUDIENCE_CTR, strict=True)
    ]
    [(clicks,)] = ask("select sum(clicks) from outcomes")
    assert ask("select sum(clicks) from cohort_outcomes group by dimension, channel = ''") == [(clicks,)] * 4


def test_other_purchases_fall_on_the_clicks_of_their_own_value():
    """Two channels, two values: of the first value's four clicks one led to a purchase of another cause."""
    outcomes = no_outcomes(people=8, campaigns=4)
    rows = {"person": np.arange(8), "start": np.zeros(8), "campaign": np.array([0, 0, 2, 2, 1, 1, 3, 3])}
    note_clicks(outcomes, 0, {**rows, "chance": np.full(8, 0.5)}, at_once=1.0)
    note_purchases(outcomes, 0, np.array([0]))

    with_other = 0.5 + 0.25 * 0.5
    assert last_click_cr_by_value(outcomes, 2) == pytest.approx(np.tile([with_other, 0.5], (3, 1)))
