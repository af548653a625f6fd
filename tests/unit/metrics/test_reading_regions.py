"""Cohorts by region and audience: what is read of metrics.cohorts, and what the readings say of it."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from tandem.config import MetricsConfig
from tandem.metrics.reading_cohorts import OTHER, count_cohorts, name_others
from tandem.tables import COHORTS
from unit.metrics.reading_cases import counted, readings
from unit.metrics.test_rates import NIGHT
from unit.metrics.test_readings import of

SHOWN = 10_000


def ctr(rates, *, dimension="region", days=28, seed=1, channel="Search", shown=SHOWN):
    """Clicks of each value, drawn day by day."""
    random = np.random.default_rng(seed)
    known = {"dimension": dimension, "channel": channel}
    return [
        counted("ctr", random.binomial(shown, rate, days), float(shown), value=name, **known)
        for name, rate in rates.items()
    ]


def cohorts(*parts):
    found = readings(*parts, judged=False)
    return found[found["reading"] == "cohort"]


def test_a_planted_difference_between_regions_is_real_for_the_company_and_within_its_channel():
    found = cohorts(*ctr({"GB": 0.02, "NL": 0.02, "US-CA": 0.03}))

    assert set(found["part"]) == {"region=GB", "region=NL", "region=US-CA"}
    assert set(found["level"]) == {"company", "channel"}
    assert set(found["verdict"]) == {"real"}
    row = found[(found["level"] == "company") & (found["part"] == "region=US-CA")].iloc[0]
    assert row["low"] < 0.03 < row["high"]
    assert row["basis"] == "own"
    assert row["against"] == pytest.approx(0.0233, rel=0.02)


def shown_to_devices(spread, rates, *, seed, devices=200, lots=True, dimension="region"):
    """Clicks of each value by day and lot, of devices whose own rates vary by `spread` around the value's."""
    random, days = np.random.default_rng(seed), 28
    parts = []
    for name, rate in rates.items():
        own = rate * random.gamma(1 / spread, spread, devices)
        lot = random.integers(0, 20, devices)
        for number in np.unique(lot):
            clicks = random.binomial(30, np.minimum(own[lot == number], 1.0), (days, (lot == number).sum())).sum(axis=1)
            known = {"dimension": dimension, "value": name, "bucket": number if lots else -1}
            parts.append(counted("ctr", clicks, 30.0 * (lot == number).sum(), **known))
    return parts


@pytest.mark.parametrize("dimension", ["region", "device_class"])
def test_a_few_willing_readers_make_no_value_better_where_devices_are_known_in_lots(dimension):
    same, better = {"GB": 0.03, "NL": 0.03, "BE": 0.03}, {"GB": 0.03, "NL": 0.03, "BE": 0.06}
    told = {
        (name, lots): [
            cohorts(*shown_to_devices(1.0, rates, seed=seed, lots=lots, dimension=dimension)).iloc[0]["verdict"]
            for seed in range(10)
        ].count("real")
        for name, rates in (("same", same), ("better", better))
        for lots in (True, False)
    }

    assert told["same", False] >= 5  # days alone take these people for a better region
    assert told["same", True] <= 1
    assert told["better", True] >= 9


def test_classes_of_devices_are_told_once_by_the_counts_that_know_lots():
    by_day = [counted("ctr", np.full(28, 300.0), 10_000.0, device_class=name) for name in ("desktop", "mobile")]
    by_lot = shown_to_devices(0.1, {"desktop": 0.03, "mobile": 0.06}, seed=1, dimension="device_class")

    found = cohorts(*by_day, *by_lot)
    of_company = found[found["level"] == "company"]

    assert sorted(of_company["part"]) == ["device_class=desktop", "device_class=mobile"]
    assert of_company["why"].str.contains("days and devices").all()
    assert of_company["value"].max() == pytest.approx(0.06, rel=0.1)


def test_one_rate_in_all_audiences_is_no_difference():
    rates = dict.fromkeys(("broad", "similar", "loyal"), 0.02)
    verdicts = [cohorts(*ctr(rates, dimension="audience", seed=s)).iloc[0]["verdict"] for s in range(30)]

    assert verdicts.count("not established") >= 27


@pytest.mark.parametrize(
    ("unknown_shown", "unknown_clicks", "is_read"),
    [(2000.0, 40.0, True), (3000.0, 40.0, False), (2000.0, 60.0, False)],
    ids=["a_tenth_of_neither_side", "impressions", "clicks"],
)
def test_values_that_are_not_known_are_no_cohort_and_too_many_of_them_leave_none(
    unknown_shown, unknown_clicks, is_read
):
    known = [counted("ctr", np.full(28, 200.0), 10_000.0, dimension="region", value=name) for name in ("GB", "NL")]
    unknown = counted("ctr", np.full(28, unknown_clicks), unknown_shown, dimension="region", value="")

    assert set(cohorts(*known, unknown)["part"]) == ({"region=GB", "region=NL"} if is_read else set())


def test_channels_without_impressions_are_left_out_of_ctr():
    mails = counted("ctr", np.full(28, 500.0), 0.0, dimension="region", value="GB", channel="Email")
    with_mails, without = (cohorts(*ctr({"GB": 0.02, "NL": 0.02}), *more) for more in ([mails], []))

    pd.testing.assert_frame_equal(with_mails, without)


def test_young_clicks_count_by_the_maturity_of_their_channel():
    """Half of the conversions come on the day after: the youngest click day stands for half of its clicks."""
    ages = np.arange(28)
    clicks = counted("cr", np.zeros(28), 100.0)
    late = [counted("cr", np.where(ages >= lag, 5.0, 0.0)).assign(lag=float(lag)) for lag in (0, 1)]
    by_region = [
        counted("cr", np.where(ages == 0, 2.5, 5.0), 50.0, dimension="region", value=name) for name in ("GB", "NL")
    ]

    found = cohorts(clicks, *late, *by_region).query("level == 'company'")

    assert found["value"].tolist() == pytest.approx([0.1, 0.1], rel=0.01)
    assert found["size"].tolist() == pytest.approx([50 * 27.5] * 2, rel=0.01)


def test_a_region_whose_channels_all_point_the_other_way_is_a_reversal():
    """GB is worse in either channel and better over all, because it is shown in the better one."""
    shown = {("Search", "GB"): (810, 9000), ("Search", "NL"): (100, 1000),
             ("Display", "GB"): (10, 1000), ("Display", "NL"): (180, 9000)}  # fmt: skip
    parts = [
        counted("ctr", np.full(28, float(k)), float(n), dimension="region", value=region, channel=channel)
        for (channel, region), (k, n) in shown.items()
    ]
    found = readings(*parts, judged=False).query("reading == 'reversal'").set_index("part")

    row = found.loc["region=GB by channel"]
    assert (row["level"], row["measure"], row["verdict"]) == ("company", "ctr", "reversed")
    assert row["value"] < 1 < row["against"]


def cohort_row(**known):
    day = NIGHT - timedelta(days=known.pop("age", 0))
    same = {"date": day, "conversion_date": day, "basis": "own", "channel": "Search", "dimension": "region"}
    return of(COHORTS, **{**same, **known})


def test_what_a_night_reads_of_the_counts(rows):
    table = rows(
        COHORTS.promise,
        cohort_row(value="GB", source="impressions", impressions=1000),
        cohort_row(value="GB", source="clicks", ad_clicks=20),
        cohort_row(value="GB", source="unlinked_clicks", ad_clicks=3),
        cohort_row(value="GB", source="outcomes", type="purchase", converting_clicks=2),
        cohort_row(value="GB", source="outcomes", type="lead", converting_clicks=5),
        cohort_row(
            value="GB", source="outcomes", type="purchase", converting_clicks=7,
            conversion_date=NIGHT + timedelta(days=1),
        ),
        cohort_row(value="GB", source="impressions", impressions=9, age=28),
    )  # fmt: skip

    found = count_cohorts(table, MetricsConfig(), through=NIGHT).collect()

    assert {row["measure"]: (row["successes"], row["trials"]) for row in found} == {"ctr": (23, 1000), "cr": (2, 20)}
    assert {(row["dimension"], row["value"], row["channel"], row["age"]) for row in found} == {
        ("region", "GB", "Search", 0)
    }


def test_of_many_values_those_seen_most_keep_their_name_and_unknown_ones_stay_unknown(rows):
    seen = {"Utrecht": 30, "Leiden": 20, "Delft": 20, "Gouda": 10, "": 99}
    table = rows(
        COHORTS.promise,
        *(cohort_row(value=name, source="impressions", impressions=count) for name, count in seen.items()),
        cohort_row(value="Gouda", source="clicks", ad_clicks=5),
        cohort_row(value="Gouda", source="clicks", ad_clicks=5, dimension="audience"),
    )

    found = name_others(table, most=2).groupBy("dimension", "value").sum("impressions", "ad_clicks").collect()

    assert {tuple(row)[:2]: tuple(row)[2:] for row in found} == {
        ("region", "Utrecht"): (30, 0),
        ("region", "Delft"): (20, 0),
        ("region", OTHER): (30, 5),
        ("region", ""): (99, 0),
        ("audience", "Gouda"): (0, 5),
    }
