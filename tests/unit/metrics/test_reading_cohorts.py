import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tandem.metrics.cohorts import adjust_for_many
from unit.metrics.reading_cases import counted, readings


def devices(rates, *, shown=10_000, days=28, seed=1, channel="Search", campaign="c1"):
    random = np.random.default_rng(seed)
    return [
        counted(
            "ctr",
            random.binomial(shown, rate, days),
            float(shown),
            campaign=campaign,
            channel=channel,
            device_class=kind,
        )
        for kind, rate in rates.items()
    ]


def of(reading, *parts):
    found = readings(*parts, judged=False)
    return found[found["reading"] == reading]


def test_a_real_difference_between_devices_is_told_with_each_rate():
    found = of("cohort", *devices({"mobile": 0.03, "desktop": 0.02})).query("level == 'company'").set_index("part")

    assert set(found["verdict"]) == {"real"}
    assert found.loc["device_class=mobile", "low"] < 0.03 < found.loc["device_class=mobile", "high"]
    assert found["against"].unique() == pytest.approx([0.025], rel=0.02)
    assert found["p"].max() < 0.001


def test_one_rate_on_two_devices_is_no_difference():
    verdicts = [of("cohort", *devices({"mobile": 0.02, "desktop": 0.02}, seed=s)).iloc[0]["verdict"] for s in range(30)]
    assert verdicts.count("not established") >= 27


def test_many_tests_share_the_chance_of_a_false_one():
    """Sixty channels without a difference: of single tests three would be called real."""
    parts = []
    for number in range(60):
        named = {"channel": f"ch{number}", "campaign": f"c{number}"}
        parts += devices({"mobile": 0.02, "desktop": 0.02}, seed=number, **named)
    found = of("cohort", *parts).query("level == 'channel'")
    alone = found["why"].str.extract(r"p ([\d.]+)")[0].astype(float)

    assert found["entity"].nunique() == 60
    assert (alone < 0.05).sum() >= 2
    assert set(found["verdict"]) == {"not established"}


@pytest.mark.parametrize("tests", [1, 5, 50])
def test_probabilities_are_adjusted_as_scipy_does_and_unknown_ones_stay(tests):
    p = np.random.default_rng(tests).uniform(size=tests) ** 2
    found = adjust_for_many(np.append(p, np.nan))
    assert found[:-1] == pytest.approx(stats.false_discovery_control(p))
    assert np.isnan(found[-1])


def test_a_cohort_of_one_day_is_not_enough_data():
    assert set(of("cohort", *devices({"mobile": 0.03, "desktop": 0.02}, days=1))["verdict"]) == {"not enough data"}


def test_clicks_that_do_not_know_their_placement_make_no_cohorts_of_it():
    parts = [counted("ctr", np.zeros(28), 10_000.0, placement=name) for name in ("top", "foot")]
    assert of("cohort", *parts, counted("ctr", np.full(28, 400.0), 0.0)).empty


def kidney(scale=20):
    """The kidney stones as two campaigns on two devices: the first is better on each and worse over all."""
    table = {
        ("open", "mobile"): (81, 87), ("open", "desktop"): (192, 263),
        ("keyhole", "mobile"): (234, 270), ("keyhole", "desktop"): (55, 80),
    }  # fmt: skip
    return [
        counted("ctr", np.full(28, scale * k / 28), scale * n / 28, campaign=campaign, device_class=device)
        for (campaign, device), (k, n) in table.items()
    ]


def test_a_reversal_is_flagged_by_name():
    found = of("reversal", *kidney()).query("part == 'by device_class'").set_index("entity")

    assert dict(found["verdict"]) == {"open": "reversed", "keyhole": "reversed"}
    row = found.loc["open"]
    assert (row["level"], row["measure"]) == ("campaign", "ctr")
    assert row["against"] < 1 < row["low"] < row["value"] < row["high"]
    assert row["why"].endswith("1.45x within device_class; the other way in 2 of 2")


def test_campaigns_of_a_plain_table_are_not_flagged():
    plain = [
        counted("ctr", np.full(28, rate * 1000), 1000.0, campaign=campaign, device_class=device)
        for campaign, device, rate in (("a", "x", 0.3), ("a", "y", 0.2), ("b", "x", 0.2), ("b", "y", 0.1))
    ]
    assert of("reversal", *plain).empty


def test_a_company_whose_ctr_falls_while_that_of_every_channel_rises_is_told_so():
    now, before = np.arange(56) < 28, np.arange(56) >= 28
    parts = [
        counted("ctr", np.where(now, 220, 1000), np.where(now, 2000.0, 10_000.0), campaign="s", channel="Search"),
        counted("ctr", np.where(before, 20, 230), np.where(before, 2000.0, 20_000.0), campaign="d", channel="Display"),
    ]
    found = of("reversal", *parts).set_index("part")

    row = found.loc["period=now by channel"]
    assert (row["level"], row["verdict"]) == ("company", "reversed")
    assert row["against"] < 1 < row["value"]


def test_sessions_of_a_campaign_that_came_by_two_channels_are_compared_once():
    parts = [
        counted("bounce", np.full(28, k), float(n), campaign=campaign, channel=channel, device_class=device)
        for campaign, channel, device, k, n in (
            ("a", "Search", "x", 81, 87), ("a", "Social", "x", 81, 87), ("a", "Search", "y", 384, 526),
            ("b", "Search", "x", 468, 540), ("b", "Search", "y", 110, 160), ("", "Direct", "x", 30, 90),
            ("c", "Social", "x", 468, 540), ("c", "Social", "y", 110, 160),
        )
    ]  # fmt: skip
    found = readings(*parts, judged=False)
    assert not found.duplicated(["reading", "level", "entity", "measure", "part"]).any()
    assert "a" in set(found[found["reading"] == "reversal"]["entity"])


def test_readings_do_not_depend_on_the_order_of_their_rows():
    rows = pd.concat([*kidney(), *devices({"mobile": 0.03, "desktop": 0.02}, campaign="c2")], ignore_index=True)
    shuffled = rows.sample(frac=1, random_state=3, ignore_index=True)
    pd.testing.assert_frame_equal(readings(rows, judged=False), readings(shuffled, judged=False))
