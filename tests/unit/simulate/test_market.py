import numpy as np
import pytest

from tandem.simulate.market import CHANNELS, QUADRANTS, build_market
from tandem.simulate.names import campaign_ids, campaign_names, creative_ids, link_urls


@pytest.fixture(scope="module")
def market():
    return build_market(seed=8)


def test_there_are_40_campaigns_of_200_creatives(market):
    assert len(set(campaign_ids(market))) == len(set(campaign_names(market))) == 40
    assert len(set(creative_ids(market))) == 200


def test_every_quadrant_is_planted_in_every_large_channel(market):
    for number, channel in enumerate(CHANNELS):
        planted = set(market.campaigns["quadrant"][market.campaigns["channel"] == number])
        assert len(planted) == min(channel.campaigns, len(QUADRANTS))


@pytest.mark.parametrize(
    ("quadrant", "high_ctr", "high_cr"),
    [("harmony", True, True), ("seduction", True, False), ("precision", False, True), ("struggle", False, False)],
)
def test_a_quadrant_is_what_its_campaigns_show_against_their_peers(market, quadrant, high_ctr, high_cr):
    mine = (market.campaigns["quadrant"] == QUADRANTS.index(quadrant)) & (market.campaigns["weight"] > 0)

    assert ((market.campaigns["ctr_index"][mine] > 1.05) == high_ctr).all()
    assert ((market.campaigns["cr_index"][mine] > 1.05) == high_cr).all()


def test_average_campaigns_have_an_index_of_one(market):
    average = market.campaigns["quadrant"] == QUADRANTS.index("average")

    assert np.allclose(market.campaigns["cr_index"][average], 1.0, atol=0.1)


def test_brand_search_and_retargeting_alone_have_no_effect(market):
    names = np.array(campaign_names(market))

    assert sorted(names[market.campaigns["effect"] == 0]) == ["display_retargeting_nl", "search_brand_nl"]


def test_the_ctr_of_creatives_averages_to_their_campaigns(market):
    mean = market.creatives["ctr_multiplier"].reshape(-1, 5).mean(axis=1)

    assert np.allclose(mean, 1.0)


def test_links_name_source_medium_campaign_creative_and_placement(market):
    assert link_urls(market)[1].endswith(
        "?utm_source=google&utm_medium=cpc&utm_campaign=search_brand_nl&utm_id=18220000000&utm_content=700100000"
        "&placement=search_side"
    )
    assert "utm_source=GOOGLE&" in link_urls(market)[801]
