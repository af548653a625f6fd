"""Effects and disagreement of a small company whose figures are worked out by hand."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from tandem.attribution import build_disagreement, build_effects, complete_period
from tandem.attribution.buckets import BUCKETS, interval
from tandem.attribution.fit import fit_models
from tandem.attribution.walked import read_walked
from tandem.config import AttributionConfig
from tandem.tables import AD_REPORTS, CREDITS, DISAGREEMENT, EFFECTS, PATHS, RULE_MODELS
from unit.attribution.journey_rows import MODELS, frame

THROUGH = date(2026, 3, 31)
CLOSED = date(2026, 2, 20)
CONF = AttributionConfig()


def path(text, journeys, outcome="converted", level="channel", value=0, **other):
    type_ = "purchase" if outcome == "converted" else ""
    row = {"date": CLOSED, "level": level, "outcome": outcome, "type": type_, "counts_from": CLOSED, "path": text}
    return {**row, "journeys": journeys, "touches": journeys, "value": Decimal(value), **other}


def credit(n, channel, shares, campaign=None, value=10, **other):
    row = {"conversion_id": f"c{n}", "touch_id": f"t{n}{channel}", "person_id": f"p{n}", "type": "purchase"}
    earned = dict(zip(RULE_MODELS, map(float, shares), strict=True))
    listed = [{"model": model, "share": earned["linear"]} for model in MODELS.custom]
    return {
        **row,
        "date": CLOSED,
        "channel": channel,
        "campaign_id": campaign,
        "value": Decimal(value),
        **earned,
        "custom": listed,
        **other,
    }


def report(channel, campaign, spend, **other):
    return {"date": CLOSED, "channel": channel, "campaign_id": campaign, "spend": Decimal(spend), **other}


# Two paths convert: A > B twice and B once; A alone never does, twice. Hence removal effects: without A the journeys
# that began there (4 of 5) are lost, 2 of 3 conversions; without B all of them.
WALKED = [path("A > B", 2, value=20), path("B", 1, value=10), path("A", 2, "null"), path("", 1, value=5)]
FIRST_A, LAST_B = [1, 0, 0, 0.5, 0.3, 0.5], [0, 1, 1, 0.5, 0.7, 0.5]
EARNED = (
    [credit(n, "A", FIRST_A) for n in (1, 2)] + [credit(n, "B", LAST_B) for n in (1, 2)] + [credit(3, "B", [1] * 6)]
)
SPENT = [report("A", "a1", 30), report("B", "b1", 5), report("C", "c1", 8), report("A", "a1", 99, excluded_by="total")]


def effects_of(spark, walked=WALKED, earned=EARNED, spent=SPENT):
    sides = zip((PATHS, CREDITS, AD_REPORTS), (walked, earned, spent), strict=True)
    frames = [frame(spark, table, rows) for table, rows in sides]
    return EFFECTS.conform(build_effects(*frames, period=complete_period(THROUGH, CONF), models=MODELS))


def by_name(effects, model, *columns, level="channel", order=0):
    rows = effects.where(f"model = '{model}' AND level = '{level}' AND markov_order = {order}").collect()
    return {row.channel: tuple(row[column] for column in columns) for row in rows}


def test_the_period_ends_where_no_conversion_can_come_any_more():
    period = complete_period(THROUGH, CONF)

    assert (period.first, period.last) == (date(2025, 12, 2), date(2026, 3, 1))


def test_a_fit_says_what_filters_and_transforms_took_out_of_its_period(spark):
    walked = [
        path("A > B", 2, value=20, removed=[("exposure", 5, 2)]),
        path("B", 1, value=10, removed=[("exposure", 1, 1), ("trim_last[2]", 9, 1)]),
        path("A", 2, "null", removed=[("exposure", 1, 1)]),
        path("", 0, "left_out", removed=[("exclude_channels", 7, 0)]),
        path("B", 1, "null", counts_from=date(2026, 6, 1), removed=[("exposure", 100, 1)]),
        path("B", 1, date=date(2026, 3, 2), removed=[("exposure", 1000, 1)]),
        path("B / b1", 1, level="campaign", removed=[("first", 3, 1)]),
    ]
    rows = effects_of(spark, walked).where("level = 'channel' AND type = 'purchase'").collect()

    told = [("trim_last[2]", 9, 1), ("exclude_channels", 7, 0), ("exposure", 7, 4)]
    assert len(rows) > 5
    assert all([tuple(step) for step in row.removed] == told for row in rows)


def test_rule_models_credit_their_shares_and_spend_that_earned_nothing_stays(spark):
    effects = effects_of(spark)

    assert by_name(effects, "first", "conversions", "value", "share", "roas", "cpa") == {
        "A": (2, 20, 0.5, pytest.approx(20 / 30), 15),
        "B": (1, 10, 0.25, 2, 5),
        "C": (0, 0, 0, 0, None),
        "(none)": (1, 5, 0.25, None, None),
    }
    assert by_name(effects, "linear", "conversions")["A"] == (1,)
    low, high = by_name(effects, "first", "conversions_low", "conversions_high")["A"]
    assert 0 <= low < 2 < high
    assert by_name(effects, "first", "conversions_low", "conversions_high")["C"] == (0, pytest.approx(2.9957, abs=1e-4))


def test_data_driven_models_share_the_conversions_of_the_period_exactly(spark):
    effects = effects_of(spark)

    # Removal effects 2/3 and 1, over their sum 5/3, of the 3 conversions that follow a touch.
    assert by_name(effects, "markov", "removal_effect", "conversions", order=1) == {
        "A": (pytest.approx(2 / 3), pytest.approx(3 * 0.4)),
        "B": (pytest.approx(1), pytest.approx(3 * 0.6)),
        "C": (None, 0),
        "(none)": (None, 1),
    }
    assert by_name(effects, "shapley", "conversions", "value") == {
        "A": (1, 10),
        "B": (2, 20),
        "C": (0, 0),
        "(none)": (1, 5),
    }
    totals = (
        effects.where("share IS NOT NULL AND level = 'channel'").groupBy("model", "markov_order").sum("conversions")
    )
    assert [row[2] for row in totals.collect()] == pytest.approx([4.0] * 14, abs=1e-9)
    chosen = (
        effects.where("model = 'markov' AND is_chosen").select("markov_order", "held_out_auc", "journeys").distinct()
    )
    assert [(row.markov_order, row.journeys) for row in chosen.collect() if row.journeys] == [(1, 5)]


def test_a_count_gives_each_name_whole_conversions_and_has_no_share_and_no_return(spark):
    found = by_name(effects_of(spark), "participation_count", "conversions", "value", "share", "roas", "is_chosen")

    assert found["A"] == (2, 20, None, None, False)
    assert found["B"] == (3, 30, None, None, False)


def test_shapley_by_place_sums_to_shapley_and_is_compared_with_nothing(spark):
    effects = effects_of(spark)

    rows = effects.where("model = 'shapley_ordered' AND level = 'channel'").collect()
    assert sorted((row.channel, row.place, row.conversions, row.is_chosen, row.roas) for row in rows) == [
        ("(none)", 0, 1, False, None),
        ("A", 1, 1, False, None),
        ("B", 1, 1, False, None),
        ("B", 2, 1, False, None),
    ]
    assert all(row.conversions_low <= row.conversions <= row.conversions_high for row in rows if row.place)
    assert [row.share for row in rows] == [row.conversions / 4 for row in rows]


def test_a_model_younger_than_the_period_says_on_how_many_conversions_it_stands(spark):
    earned = [*EARNED[:-1], credit(3, "B", [1] * 6, custom=[])]

    effects = effects_of(spark, earned=earned)

    rows = effects.where("model = 'j_shaped' AND level = 'channel'").collect()
    assert [(row.channel, row.conversions) for row in rows] == [("", None)]
    assert rows[0].not_offered.startswith("credit of 2 of the 3 conversions that follow a touch")
    assert by_name(effects, "linear", "conversions")["B"] == (2,)


def test_what_is_not_complete_or_lies_before_is_not_in_the_fit(spark):
    late, old = THROUGH - timedelta(days=5), date(2025, 12, 1)
    more = [
        path("A", 9, date=late),
        path("B", 9, date=old),
        path("B", 9, "null", counts_from=THROUGH + timedelta(days=1)),
    ]

    effects = effects_of(spark, walked=WALKED + more, earned=[*EARNED, credit(9, "A", [1] * 6, date=late)])

    assert by_name(effects, "shapley", "conversions")["A"] == (1,)
    assert by_name(effects, "first", "conversions")["A"] == (2,)


def test_a_fit_sees_the_journeys_without_a_conversion_of_its_own_type_and_those_of_all(spark):
    leads = [path("A > B", 1, type="lead"), path("A", 4, "null", type="lead"), path("A", 3, "null", type="purchase")]

    rows = effects_of(spark, walked=WALKED + leads).where("level = 'channel'").collect()

    assert {row.type: row.journeys for row in rows if row.model == "markov"} == {"purchase": 5 + 3, "lead": 1 + 2 + 4}


def test_a_type_without_a_conversion_has_no_rows(spark):
    open_leads = [path("A", 4, "null", type="lead")]

    assert {row.type for row in effects_of(spark, walked=WALKED + open_leads).collect()} == {"purchase"}


@pytest.mark.parametrize(
    ("walked", "model", "why"),
    [
        ([path("A", 2), path("A", 9, "null")], "shapley", "A is the only channel: there is nothing to share"),
        ([path("A > B", 2)], "markov", "there are no journeys without a conversion"),
        ([path("", 2), path("A", 9, "null")], "markov", "no conversion of the period follows a touch"),
    ],
)
def test_a_model_that_cannot_be_had_says_why(spark, walked, model, why):
    effects = effects_of(spark, walked=walked, earned=[])

    rows = effects.where(f"model = '{model}' AND level = 'channel'").collect()
    assert [(row.channel, row.conversions) for row in rows] == [("", None)]
    assert re.match(why, rows[0].not_offered)


def test_of_too_many_paths_the_rule_models_still_share_every_conversion(spark, monkeypatch):
    monkeypatch.setattr("tandem.attribution.effects.MOST_PATHS", 2)

    effects = effects_of(spark)

    assert by_name(effects, "first", "conversions", "share")["(none)"] == (1, 0.25)
    assert by_name(effects, "first", "conversions", "share")["A"] == (2, 0.5)
    said = {row.not_offered for row in effects.where("model IN ('markov', 'shapley')").collect()}
    assert len(said) == 1
    assert said.pop().startswith("more than 2 distinct paths; shorten them")


def test_campaigns_have_a_level_of_their_own(spark):
    walked = [path("A / a1 > B", 2, level="campaign"), path("A / a2", 3, "null", level="campaign")]

    rows = effects_of(spark, walked=walked).where("model = 'shapley' AND level = 'campaign'").collect()

    names = {(row.channel, row.campaign_id): row.conversions for row in rows}
    assert names == {("A", "a1"): 1, ("A", "a2"): 0, ("B", ""): 1, ("B", "b1"): 0, ("C", "c1"): 0}


def test_models_that_put_a_channel_on_both_sides_of_the_target_disagree(spark):
    effects = effects_of(spark)

    found = DISAGREEMENT.conform(build_disagreement(effects, target_roas=0.5)).where("level = 'channel'").collect()

    rows = {row.channel: row for row in found}
    assert rows.keys() == {"A", "B", "C"}
    assert (rows["A"].models, rows["A"].lowest_share, rows["A"].highest_share) == (11, 0, 0.5)
    assert (rows["A"].highest_model, rows["A"].best_rank, rows["A"].worst_rank) == ("first", 1, 2)
    assert (rows["A"].above_target, rows["A"].below_target) == (
        "first",
        "inverse_j, j_shaped, last, last_non_direct, linear, markov, position, shapley, time_decay, w_shaped",
    )
    assert [rows[name].flips for name in "ABC"] == [True, False, False]


def test_intervals_of_bucket_sums_cover_what_they_promise():
    """300 campaigns of 5 to 200 expected conversions, each split by a model's shares; 20 seeds."""
    hits, widths = [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        expected = rng.uniform(5, 200, size=15)
        sums = np.zeros((BUCKETS, expected.size))
        for n, conversions in enumerate(rng.poisson(expected)):
            np.add.at(sums[:, n], rng.integers(0, BUCKETS, conversions), rng.beta(1, 1, conversions))
        low, high = interval(sums)
        hits += ((low <= expected / 2) & (expected / 2 <= high)).tolist()
        widths += ((high - low) / (expected / 2)).tolist()
    assert 0.85 <= np.mean(hits) <= 0.95
    assert np.median(widths) < 0.6


def test_intervals_of_fits_cover_what_they_promise():
    """The same journeys walked by other people: shares of the truth lie within the intervals."""
    texts = ["A", "B", "A > B", "B > A", "A > C", "C", "C > B > A"]
    converts, stays = np.array([30, 20, 60, 25, 40, 10, 15]), np.array([200, 150, 90, 80, 70, 300, 20])
    truth = {
        fit.model: fit.credit for fit in fit_models(walked_of(texts, converts * 1000, stays * 1000))[0] if fit.is_chosen
    }
    hits = {model: [] for model in truth}
    for seed in range(30):
        rng = np.random.default_rng(seed)
        for fit in fit_models(walked_of(texts, rng.poisson(converts), rng.poisson(stays)))[0]:
            if fit.is_chosen:
                real = truth[fit.model][:, 0] / 1000
                hits[fit.model] += ((fit.low[:, 0] <= real) & (real <= fit.high[:, 0])).tolist()
    assert {model: 0.82 <= np.mean(each) <= 0.97 for model, each in hits.items()} == {
        "markov": True,
        "shapley": True,
    }, hits


def test_a_chain_too_large_to_solve_each_night_says_so_and_the_first_order_stands(monkeypatch):
    monkeypatch.setattr("tandem.attribution.fit.MOST_STATES", 4)

    fits, reasons = fit_models(walked_of(["A", "B > A", "A > B > A", "B"], [3, 5, 2, 1], [9, 4, 3, 9]))

    assert [(fit.model, fit.order, fit.is_chosen) for fit in fits] == [
        ("markov", 1, False),
        ("markov", 2, True),
        ("shapley", 0, True),
        *[("shapley_ordered", 0, False)] * 2,
    ]
    assert reasons == {("markov", 3): "5 states, more than the 4 states that a night solves"}


def walked_of(texts, converts, stays):
    rows = [
        {"outcome": "converted", "type": "purchase", "path": t, "journeys": int(n)}
        for t, n in zip(texts, converts, strict=True)
    ]
    rows += [{"outcome": "null", "type": "", "path": t, "journeys": int(n)} for t, n in zip(texts, stays, strict=True)]
    table = pa.Table.from_pylist([{**row, "level": "channel", "value": row["journeys"] * 10.0} for row in rows])
    return read_walked(table, "purchase", "channel")
