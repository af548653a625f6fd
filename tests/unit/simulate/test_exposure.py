from datetime import date

import numpy as np
import pytest

from tandem.simulate import build_company
from tandem.simulate.exposure import expose
from tandem.simulate.market import CHANNELS, POSITIONS
from tandem.simulate.state import new_state


@pytest.fixture(scope="module")
def shown():
    company = build_company(people=40_000, seed=2, start=date(2026, 1, 5))
    return expose(company, new_state(company.people, company.market), 0)


def test_a_higher_position_draws_more_clicks_as_planted(shown):
    clicked, at = shown["clicked"], shown["position"]
    top, bottom = clicked[at == 0].mean(), clicked[at == 3].mean()

    assert top / bottom == pytest.approx(POSITIONS[0] / POSITIONS[3], rel=0.15)


def test_a_better_placement_draws_more_clicks_as_planted(shown):
    social = shown["channel"] == 2
    feed, network = (shown["clicked"][social & (shown["placement"] == place)].mean() for place in (0, 3))

    assert feed / network == pytest.approx(1.2 / 0.55, rel=0.2)


def test_only_viewable_impressions_are_clicked(shown):
    assert not (shown["clicked"] & ~shown["viewable"]).any()


def test_retargeting_reaches_nobody_who_has_not_visited(shown):
    retargeting = np.flatnonzero(np.repeat(range(len(CHANNELS)), [c.campaigns for c in CHANNELS]) == 3)[0]

    assert retargeting not in shown["campaign"]
    assert retargeting + 1 in shown["campaign"]


def test_clicks_per_impression_follow_the_true_multipliers(ask):
    high, low = (
        ask(
            f"""with clicks as (select regexp_extract(pageUrl, 'utm_id=(\\d+)', 1) as campaign_id, count(*) as k
                  from web join events on event_id = eventId where name = 'ad_click' and label = 'person' group by 1),
                shown as (select campaign as campaign_id, count(*) as n from impressions group by 1)
                select sum(k) / sum(n * base_ctr)
                from clicks join shown using (campaign_id) join campaigns using (campaign_id)
                where quadrant in ({quadrants})"""
        )[0][0]
        for quadrants in ("'harmony', 'seduction'", "'precision', 'struggle'")
    )

    assert high > 2 * low


def test_paid_channels_have_impressions_and_mail_and_affiliates_none(ask):
    rows = ask(
        """select channel, count(impression_id) > 0 from campaigns left join impressions on campaign = campaign_id
           group by 1"""
    )

    assert {channel for channel, shown in rows if not shown} == {"Affiliates", "Email"}


def test_a_few_impressions_are_logged_twice(ask):
    [(share,)] = ask("select 1 - count(distinct impression_id) / count(*) from impressions")

    assert 0.001 < share < 0.006
