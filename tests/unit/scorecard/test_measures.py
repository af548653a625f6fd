from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from tandem.scorecard.daily import COUNTS
from tandem.scorecard.measures import measure_company_rate, measure_entity
from tandem.tables import RULE_MODELS

CREDIT = ("credited", "credited_value", "traced", "spend", "costed_conversions", "spend_gap_days")


def daily(entity="", days=6, **columns):
    names = [*COUNTS, *CREDIT, *(f"costed_{model}" for model in RULE_MODELS)]
    blank = {name: [np.nan] * days for name in names}
    dates = [date(2026, 3, 1) + timedelta(days=ahead) for ahead in range(days)]
    return pd.DataFrame({"entity": entity, "date": dates, **blank, **columns})


def measured(rows, **options):
    found = measure_entity(rows, **{"credit_model": "last", "came": {}, "days": 28, **options})
    return found.set_index("measure")


def test_a_measure_without_a_source_has_no_row_and_spend_is_never_zero_for_unknown():
    found = measured(daily(impressions=[10.0] * 6))

    assert list(found.index) == ["impressions"]
    assert found.loc["impressions", "value"] == 60


def test_a_campaign_has_credit_where_the_company_has_its_own_conversions():
    rows = {"conversions": [5.0] * 6, "value": [50.0] * 6, "credited": [2.5] * 6, "credited_value": [20.0] * 6}

    assert measured(daily("", **rows)).loc[["conversions", "revenue"], "value"].tolist() == [30, 300]
    assert measured(daily("c1", **rows)).loc[["conversions", "revenue"], "value"].tolist() == [15, 120]


def test_roas_is_value_over_spend_and_the_spread_names_the_extreme_models():
    values = {f"costed_{model}": [place + 1.0] * 6 for place, model in enumerate(RULE_MODELS)}
    found = measured(daily(spend=[2.0] * 6, costed_conversions=[4.0] * 6, **values), credit_model="last")

    assert found.loc["roas", "value"] == pytest.approx(1.0)
    assert (found.loc["roas_lowest", "value"], found.loc["roas_highest", "value"]) == (0.5, 3.0)
    assert found.loc["cpa", "value"] == pytest.approx(0.5)


def test_completeness_is_that_of_the_feed_behind_the_measure():
    rows = daily(impressions=[1.0] * 6, sessions=[4.0] * 6, bounces=[1.0] * 6, spend=[1.0] * 6)
    found = measured(rows, came={"events": 0.5, "ad_reports": 0.75})

    assert found.loc[["impressions", "sessions", "bounce_rate", "spend"], "completeness"].tolist() == [
        1,
        0.5,
        0.5,
        0.75,
    ]


def test_a_campaign_knows_how_much_of_its_own_spend_is_in():
    found = measured(daily("c1", spend=[1.0] * 6, spend_gap_days=[7.0] * 6), came={"ad_reports": 0.9})

    assert found.loc["spend", "completeness"] == pytest.approx(0.75)


def test_rows_in_any_order_measure_the_same():
    rows = daily(spend=[0.1, 0.7, 0.3, 0.9, 0.2, 0.6], costed_last=[1.0, 2, 3, 4, 5, 6.5])

    pd.testing.assert_frame_equal(measured(rows), measured(rows.iloc[::-1]))


def test_the_company_rate_is_the_sum_over_its_channels():
    channels = pd.DataFrame(
        {
            "entity": ["a", "b"],
            "measure": "cr",
            "successes": [30.0, 10.0],
            "trials": [1000.0, 3000.0],
            "phi": [1.0, 2.0],
            "completeness": [1.0, 0.8],
        }
    )
    row = measure_company_rate(channels).iloc[0]

    assert (row["value"], row["completeness"]) == (0.01, pytest.approx(0.85))
    assert row["low"] < 0.01 < row["high"]
