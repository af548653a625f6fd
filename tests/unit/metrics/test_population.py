import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tandem.metrics.population import judge_population


def counts(*rows, measure="ctr", basis="own"):
    """Rows of (campaign, creative, channel, placement, age, lag, successes, trials)."""
    names = ["campaign_id", "creative_id", "channel", "placement", "age", "lag", "successes", "trials"]
    frame = pd.DataFrame(rows, columns=names).astype({"successes": float, "trials": float})
    return frame.assign(device_class="mobile", cohort="", measure=measure, basis=basis)


def judged(frame, **settings):
    found = judge_population(frame, **{"window_days": 28, "lag_days": 30, "par_share": 0.05, **settings})
    return found.set_index(["level", "entity"])


def many_days(campaign, rate, *, channel="Search", placement="top", impressions=10_000, creative=None):
    return [
        (campaign, creative or f"{campaign}-ad", channel, placement, age, None, rate * impressions, impressions)
        for age in range(28)
    ]


def test_a_campaign_is_judged_against_the_others_of_its_channel():
    frame = counts(
        *many_days("a", 0.04), *many_days("b", 0.02), *many_days("c", 0.02), *many_days("x", 0.001, channel="Display")
    )

    campaigns = judged(frame).loc["campaign"]

    assert campaigns.loc["a", "expected"] == pytest.approx(0.02, rel=0.01)
    assert campaigns.loc["a", "index"] == pytest.approx(2, rel=0.02)
    assert campaigns.loc["x", "index"] == pytest.approx(1, rel=0.02)
    assert campaigns.loc["a", "p_high"] > 0.99 > 0.01 > campaigns.loc["b", "p_high"]


def test_a_channel_is_judged_against_the_other_channels_and_counts_its_own_data_once():
    """A channel unlike all others has the doubt of its own clicks: that of Beta(successes, failures)."""
    frame = counts(
        ("a", "a1", "Search", "top", 3, None, 40, 1_000),
        ("b", "b1", "Social", "top", 3, None, 2_000, 250_000),
        ("c", "c1", "Video", "top", 3, None, 100, 100_000),
    )

    search = judged(frame).loc["channel"].loc["Search"]

    assert search["expected"] == pytest.approx(2_100 / 350_000, rel=0.02)
    assert search["index"] == pytest.approx(0.04 / 0.006, rel=0.05)
    own = stats.beta(40, 960)
    assert search["high"] - search["low"] == pytest.approx(own.ppf(0.95) - own.ppf(0.05), rel=0.1)


def test_a_campaign_does_not_start_from_the_index_of_its_channel_whose_rate_it_is_held_against():
    frame = counts(
        *many_days("a", 0.04), *many_days("b", 0.04), *many_days("c", 0.001, channel="Video"),
        ("thin", "t1", "Search", "top", 3, None, 0, 1),
    )  # fmt: skip
    assert judged(frame).loc["campaign"].loc["thin", "smoothed"] == pytest.approx(0.04, rel=0.02)


def test_a_good_placement_is_no_merit_of_the_campaign():
    frame = counts(
        *many_days("a", 0.04, placement="top"),
        *many_days("b", 0.04, placement="top"),
        *many_days("c", 0.01, placement="foot"),
        *many_days("d", 0.01, placement="foot"),
    )
    assert judged(frame).loc["campaign"]["index"].to_numpy() == pytest.approx(np.ones(4), rel=0.02)


def test_clicks_that_do_not_know_their_placement_leave_placements_out_of_it():
    shown = [(c, f"{c}1", "Search", "top", age, None, 0, 10_000) for c in "ab" for age in range(28)]
    clicked = [(c, f"{c}1", "Search", "", age, None, 200, 0) for c in "ab" for age in range(28)]

    campaigns = judged(counts(*shown, *clicked)).loc["campaign"]

    assert campaigns["expected"].to_numpy() == pytest.approx([0.02, 0.02], rel=0.01)


def test_impressions_and_clicks_of_one_campaign_meet_in_one_channel():
    frame = counts(
        ("a", "a1", "Display", "", 0, None, 0, 10_000),
        ("a", "a1", "Other", "", 0, None, 100, 0),
        ("b", "b1", "Display", "", 0, None, 100, 10_000),
    )
    found = judged(frame)
    assert found.loc[("campaign", "a"), "parent"] == "Display"
    assert found.loc[("campaign", "a"), "raw"] == pytest.approx(0.01)
    assert list(found.loc["channel"].index) == ["Display"]


def test_an_ad_without_trials_gives_its_campaign_no_successes():
    frame = counts(
        ("a", "a1", "S", "", 0, None, 10, 1_000),
        ("a", "a2", "S", "", 0, None, 90, 0),
        ("b", "b1", "S", "", 0, None, 10, 1_000),
    )
    assert judged(frame).loc[("campaign", "a"), "successes"] == 10


def test_an_ad_starts_from_its_campaigns_index():
    frame = counts(*many_days("a", 0.04), *many_days("b", 0.02), ("a", "new", "Search", "top", 0, None, 0, 1))
    assert judged(frame).loc[("creative", "new"), "smoothed"] > 1.5 * judged(frame).loc[("creative", "new"), "expected"]


def test_the_only_ad_of_a_campaign_counts_its_data_once():
    """Unlike all others, and alone in its campaign: its interval is as wide as that of Beta(successes, failures)."""
    frame = counts(
        ("a", "a1", "S", "", 3, None, 40, 1_000), *(("b", f"b{i}", "S", "", 3, None, 50, 5_000) for i in range(5))
    )

    ad = judged(frame).loc["creative"].loc["a1"]

    own = stats.beta(40, 960)
    assert ad["high"] - ad["low"] == pytest.approx(own.ppf(0.95) - own.ppf(0.05), rel=0.15)


def test_young_clicks_count_by_the_share_of_their_conversions_that_are_in():
    # Half of the conversions come on the day of the click, half on the next.
    clicks = [(c, f"{c}1", "S", "", age, None, 0, 100_000) for c in "ab" for age in range(60)]
    same_day = [(c, f"{c}1", "S", "", age, 0, 1_000, 0) for c in "ab" for age in range(60)]
    next_day = [(c, f"{c}1", "S", "", age, 1, 1_000, 0) for c in "ab" for age in range(1, 60)]

    found = judged(counts(*clicks, *same_day, *next_day, measure="cr"), window_days=2).loc[("campaign", "a")]

    assert found["trials"] == pytest.approx(150_000, rel=0.01)
    assert found["raw"] == pytest.approx(0.02, rel=0.01)
    assert found["completeness"] == pytest.approx(0.75, rel=0.01)
    assert found["observed"] == pytest.approx(0.015, rel=0.01)


def test_the_window_ends_before_the_day_of_its_length():
    frame = counts(("a", "a1", "S", "", 27, None, 1, 100), ("a", "a1", "S", "", 28, None, 50, 100))
    assert judged(frame).loc[("campaign", "a"), ["successes", "trials"]].tolist() == [1, 100]


def test_a_measure_that_never_succeeded_is_not_judged():
    assert judge_population(
        counts(("a", "a1", "S", "", 0, None, 0, 100)), window_days=28, lag_days=30, par_share=0.05
    ).empty


@pytest.mark.parametrize("campaign", ["", "a"])
def test_only_campaigns_have_rates(campaign):
    frame = counts((campaign, "x", "S", "", 0, None, 1, 100), ("b", "b1", "S", "", 0, None, 1, 100))
    assert ("a" in judged(frame).loc["campaign"].index) == (campaign == "a")


def test_a_platform_that_claims_more_conversions_than_clicks_stays_below_one():
    found = judged(
        counts(
            ("a", "a1", "S", "", 0, None, 7, 5), ("b", "b1", "S", "", 0, None, 1, 50), measure="cr", basis="platform"
        )
    )
    assert found.loc[("campaign", "a"), "raw"] == 1
    assert (found["high"] <= 1).all()


def test_an_unknown_channel_and_an_unnamed_ad_break_nothing():
    found = judged(counts(("a", "", "", "", 0, None, 2, 100), ("b", "", "", "", 0, None, 2, 100)))
    assert sorted(found.index) == [("campaign", "a"), ("campaign", "b")]
    assert found["smoothed"].notna().all()


def test_the_order_of_rows_changes_no_bit():
    rng = np.random.default_rng(0)
    rows = [
        (f"c{i % 7}", f"a{i % 23}", f"ch{i % 3}", "", int(rng.integers(28)), None, rng.random() * 3, 100)
        for i in range(400)
    ]
    frame = counts(*rows)
    pd.testing.assert_frame_equal(judged(frame), judged(frame.sample(frac=1, random_state=1)), check_exact=True)
