from types import SimpleNamespace

import pandas as pd
import pytest

from tandem.truth.attribution import compare_attribution, compare_fits, misplaced, rank_correlation


def test_ranks_over_all_channels_that_either_side_names():
    true = pd.Series({"Search": 3, "Social": 2, "Display": 1})

    assert rank_correlation(pd.Series({"Search": 9.0, "Social": 5.0, "Display": 1.0}), true) == pytest.approx(1.0)
    assert rank_correlation(pd.Series({"Search": 1.0, "Social": 5.0, "Display": 9.0}), true) == pytest.approx(-1.0)
    # Direct causes nothing and is credited most: ranks 4, 3, 2, 1 against 1, 4, 3, 2, so 1 - 6 * 12 / 60
    with_direct = pd.Series({"Direct": 9.0, "Search": 5.0, "Social": 4.0, "Display": 3.0})
    assert rank_correlation(with_direct, true) == pytest.approx(-0.2)


def test_no_rank_where_nothing_is_caused():
    assert rank_correlation(pd.Series({"Search": 1.0, "Social": 2.0}), pd.Series({"Search": 0, "Social": 0})) is None


def test_misplaced_credit_is_what_would_have_to_move():
    assert misplaced(pd.Series({"Search": 2.0, "Direct": 2.0}), pd.Series({"Search": 3, "Social": 1})) == 0.5
    assert misplaced(pd.Series({"Search": 2.0}), pd.Series({"Search": 0})) is None


def test_a_model_that_ranks_worse_than_last_touch_is_told_so():
    campaigns = pd.DataFrame(
        {"campaign_id": ["a", "b", "c"], "channel": ["X", "Y", "Z"], "incremental_effect": [1.0, 1.0, 0.0],
         "name": ["a", "b", "brand"]}
    )  # fmt: skip
    orders = pd.DataFrame({"campaign_id": ["a", "a", "b", None], "is_incremental": [True, True, True, False]})
    credits_ = pd.DataFrame(
        [("purchase", "X", "a", 2.0, 0.0), ("purchase", "Y", "b", 1.0, 1.0), ("purchase", "Z", "c", 0.5, 3.0),
         ("lead", "Z", "c", 9.0, 9.0)],
        columns=["type", "channel", "campaign_id", "last", "first"],
    )  # fmt: skip

    group = compare_attribution(
        SimpleNamespace(orders=orders, campaigns=campaigns), SimpleNamespace(credits=credits_, models=("first", "last"))
    )

    rows = {row.name: row for row in group.rows}
    assert rows["last"].figures["rank, channels"] == pytest.approx(1.0)
    assert rows["first"].figures["against last"] == "loses on channels and campaigns"
    assert rows["last"].figures["credit without effect"] == 0.5
    assert "brand causes nothing and gets first 3.0, last 0.5" in group.notes


def test_a_fit_is_held_against_what_its_period_caused():
    day = pd.Timestamp("2026-03-01")
    campaigns = pd.DataFrame(
        {"campaign_id": ["a", "b"], "channel": ["X", "Y"], "incremental_effect": [1.0, 1.0], "name": ["a", "b"]}
    )
    us = [(day + pd.Timedelta(days=n)).value // 1000 for n in (0, 0, 1, 2, 2, 2)]
    orders = pd.DataFrame({"campaign_id": ["a", "a", "b", "b", "b", "b"], "is_incremental": True, "ordered_at": us})
    rows = [
        ("purchase", level, model, channel, campaign, credit, day, day + pd.Timedelta(days=1))
        for level, model, channel, campaign, credit in [
            ("channel", "last", "X", "", 1.0), ("channel", "last", "Y", "", 2.0),
            ("channel", "last", "(none)", "", 9.0), ("campaign", "last", "X", "a", 1.0),
            ("campaign", "last", "Y", "b", 2.0), ("campaign", "last", "Y", "", 5.0),
            ("channel", "markov", "X", "", 2.0), ("channel", "markov", "Y", "", 1.0),
            ("campaign", "markov", "X", "a", 3.0), ("campaign", "markov", "Y", "b", 1.0),
        ]
    ]  # fmt: skip
    columns = ["type", "level", "model", "channel", "campaign_id", "conversions", "period_from", "period_to"]
    known = SimpleNamespace(orders=orders, campaigns=campaigns)

    group = compare_fits(known, SimpleNamespace(effects=pd.DataFrame(rows, columns=columns)))

    figures = {row.name: row.figures for row in group.rows}
    assert figures["last"]["rank, channels"] == pytest.approx(-1.0)
    assert figures["markov"]["rank, channels"] == pytest.approx(1.0)
    assert figures["markov"]["misplaced credit"] == pytest.approx(0.0)
    assert group.notes == ("3 of 3 purchases to 2026-03-02 were caused by ads or mail",)
    assert compare_fits(known, SimpleNamespace(effects=pd.DataFrame([], columns=columns))) is None
