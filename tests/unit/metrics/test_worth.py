import numpy as np
import pandas as pd
import pytest

from unit.metrics.reading_cases import counted, drawn, efficiencies, readings

BAIT = "bait"


def company(seed, *, impressions, bait):
    """Three channels of six campaigns, one bought by the click; one campaign promises what nobody wants."""
    random, parts = np.random.default_rng(seed), []
    for channel in range(3):
        ctr, cr = random.uniform(0.01, 0.04), random.uniform(0.03, 0.08)
        for number in range(6):
            is_bait = (channel, number) == (seed % 3, 0)
            times = bait if is_bait else random.lognormal(0, 0.3, 2)
            name = BAIT if is_bait else f"{channel}-{number}"
            paid = {"cpc": 0.4 if is_bait else 1.0} if channel == 0 else {}
            shown = {"impressions": impressions, "campaign": name, "channel": f"ch{channel}"}
            parts.append(drawn(random, ctr * times[0], cr * times[1], **shown, **paid))
    return pd.concat(parts, ignore_index=True)


def of(reading, *parts):
    found = readings(*parts)
    return found[found["reading"] == reading]


def test_clickbait_never_ranks_in_the_top_half_by_efficiency():
    """Drawn counts of 24 companies: thrice the clicks at a tenth of the CR, or twice at a fifth."""
    for seed in range(24):
        bait = (3.0, 0.1) if seed % 2 else (2.0, 0.2)
        ranks = pd.Series(efficiencies(company(seed, impressions=5000, bait=bait))).rank(ascending=False)
        assert len(ranks) == 18
        assert ranks[BAIT] > 9, f"seed {seed}"


def test_the_efficiency_of_a_campaign_names_what_it_is_made_of():
    parts = [drawn(np.random.default_rng(n), 0.02, 0.05, campaign=f"c{n}", impressions=50_000) for n in range(4)]
    cheap = drawn(np.random.default_rng(9), 0.02, 0.05, campaign="cheap", impressions=50_000, cpm=2.5)

    found = of("efficiency", *parts, cheap).set_index("entity")

    assert found.loc["cheap", "value"] == pytest.approx(np.sqrt(2), rel=0.05)
    assert found.loc["cheap", "verdict"] == "over 1"
    assert found.loc["cheap", "low"] < found.loc["cheap", "value"] < found.loc["cheap", "high"]
    assert found.loc["cheap", "against"] == pytest.approx(0.25, rel=0.02)
    assert found.loc["c0", "value"] == pytest.approx(1, abs=0.1)
    assert "CPC 0.12 where peers pay 0.25" in found.loc["cheap", "why"] or "0.13" in found.loc["cheap", "why"]


def test_a_campaign_whose_spend_did_not_come_has_no_efficiency():
    with_spend = drawn(np.random.default_rng(1), 0.02, 0.05, campaign="paid")
    without = drawn(np.random.default_rng(2), 0.02, 0.05, campaign="unpaid")
    found = of("efficiency", with_spend, without[without["measure"] != "cpc"])
    assert list(found["entity"]) == ["paid"]


def test_a_campaign_alone_in_its_channel_is_held_against_its_own_price():
    found = of("efficiency", drawn(np.random.default_rng(1), 0.02, 0.05)).iloc[0]
    assert found["value"] == pytest.approx(1, abs=0.02)


def creatives(elasticity, *, seed=1):
    """Twelve campaigns of six creatives whose CR follows their CTR, over eight weeks."""
    random, parts = np.random.default_rng(seed), []
    for number in range(72):
        appeal = random.lognormal(0, 0.3)
        known = {"campaign": f"c{number // 6}", "creative_id": f"a{number}", "days": 56, "impressions": 3000}
        parts.append(drawn(random, 0.02 * appeal, 0.05 * appeal**elasticity, **known))
    return pd.concat(parts, ignore_index=True)


def test_a_point_of_ctr_is_worth_less_where_cr_gives_way():
    found = readings(creatives(-0.7))
    slope = found[found["reading"] == "slope"].iloc[0]
    points = found[(found["reading"] == "revenue per CTR point") & (found["level"] == "channel")].set_index("part")

    assert slope["verdict"] == "measured"
    assert slope["low"] <= -0.7 <= slope["high"]
    held, moved = (points.loc[f"+10 %, {part}"] for part in ("CR held", "CR moved"))
    assert held["value"] == pytest.approx(0.1 * held["against"], rel=0.01)
    assert moved["value"] == pytest.approx((1.1 ** (1 + slope["value"]) - 1) * moved["against"], rel=0.01)
    assert moved["low"] < moved["value"] < moved["high"] < held["low"]
    assert set(points.index) == {f"{step}, {cr}" for step in ("+0.01", "+10 %") for cr in ("CR held", "CR moved")}


def test_where_no_slope_can_be_told_only_the_held_value_stands():
    found = readings(drawn(np.random.default_rng(1), 0.02, 0.05))
    slope = found[found["reading"] == "slope"].iloc[0]
    points = found[found["reading"] == "revenue per CTR point"]

    assert (slope["verdict"], slope["value"]) == ("not established", None) or pd.isna(slope["value"])
    assert set(points["part"]) == {"+0.01, CR held", "+10 %, CR held"}


def test_a_night_without_counts_has_the_word_that_no_slope_is_known_and_nothing_else():
    found = readings(counted("bounce", [0.0], 0.0), judged=False)
    assert list(found["reading"]) == ["slope"]
