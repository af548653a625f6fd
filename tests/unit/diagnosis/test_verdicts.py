import numpy as np
import pandas as pd
import pytest

from tandem.diagnosis.verdicts import judge_campaigns


def verdict(**ctr):
    """The verdict on a campaign whose CR is high beyond doubt."""
    usual = {
        "index": 1.5,
        "p_high": 0.999,
        "p_par": 0.0,
        "smoothed": 0.015,
        "expected": 0.01,
        "low": 0.009,
        "high": 0.021,
        "phi": 1.0,
        "trials": 1e3,
    }
    row = {f"ctr_{name}": value for name, value in {**usual, **ctr}.items()} | {
        f"cr_{name}": value for name, value in usual.items()
    }
    return judge_campaigns(pd.DataFrame([row]), decided=0.9, par_share=0.05).iloc[0]


@pytest.mark.parametrize(
    ("ctr", "sentence"),
    [
        ({"p_high": 0.001}, "CTR 1.5x expected (sure at 99 %)"),
        ({"p_high": 0.05, "index": 0.5}, "CTR 0.5x expected (sure at 95 %)"),
        ({"p_par": 0.93, "index": 1.0}, "CTR 1x expected (at par, sure at 93 %)"),
        ({"p_high": 0.6, "smoothed": 0.01001}, "CTR 1.5x expected (undecided: needs more impressions than it can buy)"),
        ({"index": np.nan, "p_high": np.nan, "p_par": np.nan}, "CTR not known (no impressions)"),
    ],
)
def test_evidence_is_told_in_plain_words(ctr, sentence):
    assert verdict(**ctr)["why"] == f"{sentence}, CR 1.5x expected (sure at 99 %)"


def test_an_undecided_axis_says_how_much_more_it_needs_in_two_digits():
    found = verdict(p_high=0.85, smoothed=0.0115)
    assert found["why"].startswith("CTR 1.5x expected (undecided: needs about ")
    assert "00 more impressions)" in found["why"]
    assert found["needed_impressions"] > 1_000
    assert pd.isna(found["needed_clicks"])
