import numpy as np
import pytest

from tandem.simulate.flaws import DEALT, GREATEST_EFFECT, KINDS, LEADERS, NONE, PROMISE, SEDUCTION, lost_share
from tandem.simulate.market import CREATIVES_EACH, QUADRANTS, build_market

SEEDS = range(12)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_kind_of_flaw_is_planted_at_forty_per_cent_and_others_have_none(seed):
    market = build_market(seed=seed)
    kind, effect = market.flaws["kind"], market.flaws["effect"]

    assert set(kind[effect == 0.4]) == set(range(len(KINDS)))
    assert {0.1, 0.2, 0.4} == set(effect[kind != NONE])
    quadrants = [QUADRANTS.index(name) for name in ("seduction", "struggle", "average")]
    without = (kind == NONE) & np.isin(market.campaigns["quadrant"], quadrants) & (market.campaigns["weight"] > 0)
    assert without.sum() >= 6
    assert set(market.campaigns["quadrant"][kind != NONE]) == set(DEALT)


def test_clickbait_is_a_campaign_of_high_ctr_and_low_cr():
    market = build_market(seed=3)

    [bait] = np.flatnonzero(market.flaws["kind"] == PROMISE)
    assert market.campaigns["quadrant"][bait] == SEDUCTION
    assert market.campaigns["ctr_multiplier"][bait] > 1 > market.campaigns["cr_multiplier"][bait]


def test_creatives_share_pages_so_that_a_page_is_told_from_a_creative():
    page = build_market(seed=3).creatives["page"].reshape(-1, CREATIVES_EACH)

    assert (page == page[:, LEADERS]).all()


def test_only_clicks_on_the_flawed_part_are_lost():
    creatives = {"page": np.array([7, 7, 8, 8, 9, 5, 5, 6, 6, 4])}
    flaws = {"kind": np.array([0, 1]), "place": np.array([7, 2]), "effect": np.array([0.4, 0.2])}
    clicks = {
        "campaign": np.array([0, 0, 0, 1, 1]),
        "creative": np.array([0, 1, 2, 5, 5]),
        "device_class": np.array([0, 0, 0, 2, 1]),
        "is_returning": np.array([True, False, True, True, False]),
    }
    assert lost_share(flaws, creatives, clicks).tolist() == [0.4, 0.4, 0, 0.2, 0]


@pytest.mark.parametrize(("effect", "greatest"), [(0.0, 0.0), (0.5, 0.2), (2.0, 0.8)])
def test_effect_scales_what_flaws_cost(effect, greatest):
    flaws = build_market(seed=3, effect=effect).flaws

    assert flaws["effect"].max() == pytest.approx(greatest)
    assert flaws["effect"].max() <= GREATEST_EFFECT


def test_purchases_of_a_campaign_are_as_many_as_without_its_flaw():
    market = build_market(seed=3)
    number = np.arange(len(market.creatives["campaign"]))
    for campaign in np.flatnonzero(np.isin(market.flaws["kind"], [KINDS.index("page"), KINDS.index("creative")])):
        mine = number[market.creatives["campaign"] == campaign]
        clicks = {"campaign": np.full(len(mine), campaign), "creative": mine}
        clicks |= {"device_class": np.zeros(len(mine), dtype=int), "is_returning": np.zeros(len(mine), dtype=bool)}
        kept = 1 - lost_share(market.flaws, market.creatives, clicks)
        bought = kept / market.flaws["left"][campaign]
        assert np.average(bought, weights=market.creatives["ctr_multiplier"][mine]) == pytest.approx(1)


def test_clicks_on_a_flawed_part_stay_less_by_its_effect(ask, landed):
    stays = ask(
        f"""with clicks as (
                select session, count(*) over (partition by session) as clicks,
                       regexp_extract(pageUrl, 'utm_id=(\\d+)', 1) as campaign_id,
                       regexp_extract(pageUrl, 'utm_content=(\\d+)', 1) as creative_id,
                       regexp_extract(pageUrl, 'https://([^?]*)', 1) as page
                from '{landed.truth}/senders/*.parquet' join web on event_id = eventId where web.name = 'ad_click'),
            sizes as (select session, count(*) as events from '{landed.truth}/senders/*.parquet' group by session),
            told as (
                select events > 2 as stays, kind <> 'none' and (
                       kind = 'promise' or (kind = 'page' and flaws.name = page)
                       or (kind = 'creative' and flaws.name = creative_id)) as is_hit
                from clicks join sizes using (session) join flaws using (campaign_id)
                where clicks = 1 and kind in ('none', 'promise', 'page', 'creative') and effect in (0, 0.4))
            select is_hit, avg(stays::int), count(*) from told group by is_hit order by is_hit"""
    )
    (_, usual, _), (_, hit, clicks) = stays
    assert clicks > 50
    assert hit / usual == pytest.approx(0.6, abs=0.2)
