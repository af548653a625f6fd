"""Regions and audiences of drawn companies: which differences are called real, and what the intervals hold."""

import pandas as pd

from unit.truth.cohort_companies import read_company, summary


def test_planted_differences_are_called_real_and_one_that_is_not_there_is_not():
    told = summary(pd.concat([read_company(seed, people=1_500) for seed in range(300, 306)]))

    company = told.loc["company"]
    assert company.loc[("ctr", "audience"), "real"] == 6
    assert company.loc[("cr", "region"), "real"] >= 4
    assert company.loc[("cr", "audience"), "real"] <= 1
    assert company.loc[("ctr", "region"), "real"] <= 1
    assert told.loc[("channel", "cr", "audience"), "real"] <= 2  # of 36 tests
    assert told["intervals"].sum() > 300
    assert (told["coverage"] * told["intervals"]).sum() / told["intervals"].sum() > 0.85
