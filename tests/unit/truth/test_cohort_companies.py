"""Regions, audiences and kinds of device of drawn companies: differences called real, and what intervals hold."""

import pandas as pd

from unit.truth.cohort_companies import read_company, summary


def test_planted_differences_are_called_real_and_one_that_is_not_there_is_not():
    told = summary(pd.concat([read_company(seed, people=1_500) for seed in range(300, 306)]))

    company = told.loc["company"]
    assert company.loc[("ctr", "audience"), "real"] == 6
    assert company.loc[("ctr", "device_class"), "real"] >= 4
    assert company.loc[("cr", "region"), "real"] >= 4
    assert company.loc[("cr", "audience"), "real"] <= 1
    assert company.loc[("ctr", "region"), "real"] <= 1
    assert told.loc[("channel", "cr", "audience"), "real"] <= 2  # of 36 tests
    assert told["intervals"].sum() > 300
    assert (told["coverage"] * told["intervals"]).sum() / told["intervals"].sum() > 0.85


def test_kinds_of_device_that_are_clicked_alike_are_not_told_apart(monkeypatch):
    monkeypatch.setattr("tandem.simulate.exposure.DEVICE_CTR", (1.0, 1.0, 1.0))
    told = summary(pd.concat([read_company(seed, people=1_500) for seed in range(100, 106)]))

    assert told.loc[("company", "ctr", "device_class"), "real"] <= 1
    assert told.loc[("channel", "ctr", "device_class"), "real"] <= 2  # of 30 tests
