"""Steps of leads: counts, rates and lags by hand, and the curve against plain loops."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from tandem.config import MetricsConfig
from tandem.definitions import load_definition
from tandem.funnel import read_funnel
from tandem.metrics.lead_rates import ENTERED, judge_entities, judge_leads
from tandem.metrics.lead_stages import build_lead_stages
from tandem.shipped import conf_folder
from tandem.stats.normal import STEPS_90
from tandem.tables import CREDITS, DAYS, LEAD_STAGES, LEADS, OUTCOMES
from unit.metrics.table_rows import of

NIGHT = date(2026, 3, 31)
DEFINITION = load_definition(conf_folder() / "leads.yml")
CONF = MetricsConfig(stage_days=10)


def judged(*leads, entered=(), conf=CONF):
    """Rows of metrics.lead_stages by level, entity and step; a lead is (channel, campaign, age, {stage: lag})."""
    funnel = read_funnel(DEFINITION)
    counts = [
        {"from_stage": a, "stage": b, "channel": channel, "campaign": campaign,
         "age": age - lags.get(a, 0), "lag": lags[b] - lags.get(a, 0) if b in lags else None,
         "successes": float(b in lags), "trials": 1.0, "value": 0.0, "valued": 0.0, "squares": 0.0}
        for channel, campaign, age, lags in leads for a, b in funnel.steps if a in lags or a == "lead"
    ]  # fmt: skip
    counts += [
        {"from_stage": ENTERED, "stage": stage, "channel": channel, "campaign": campaign, "age": age, "lag": None,
         "successes": 1.0, "trials": 0.0, "value": value, "valued": 1.0, "squares": value**2}
        for channel, campaign, age, stage, value in entered
    ]  # fmt: skip
    found = judge_leads(pd.DataFrame(counts).astype({"lag": float}), funnel, conf)
    return {(row["level"], row["entity"], row["from_stage"], row["stage"]): row for _, row in found.iterrows()}


def test_a_hand_made_table_of_leads():
    """Ten leads of 20 days; four are qualified after 1, 2, 2 and 5 days, two won after 4 and 8 for 300 and 500."""
    qualified = [{"qualified": 1, "won": 4}, {"qualified": 2}, {"qualified": 2, "won": 8}, {"qualified": 5}]

    found = judged(
        *[("Search", "c1", 20, lags) for lags in [*qualified, *[{}] * 6]],
        entered=[("Search", "c1", 16, "won", 300.0), ("Search", "c1", 12, "won", 500.0)],
    )

    one = found["channel", "Search", "lead", "qualified"]
    assert (one["size"], one["successes"], one["trials"], one["observed"], one["raw"]) == (10, 4, 10, 0.4, 0.4)
    assert [one[f"lag_{name}_days"] for name in ("quarter", "median", "nine_tenths")] == [1, 2, 5]
    assert (one["cycle_days"], one["completeness"], one["velocity"]) == (pytest.approx(2.5), pytest.approx(1), None)
    assert one["low"] < 0.4 < one["high"]
    won = found["company", "", "lead", "won"]
    assert (won["raw"], won["cycle_days"], won["value"], won["entered"]) == (0.2, pytest.approx(6), 400, 2)
    assert won["velocity"] == pytest.approx(10 * 400 * 0.2 / 6)
    # The worths 300 and 500 have a relative variance of 1/8, their mean half of it.
    assert won["value_low"] == pytest.approx(400 * np.exp(-STEPS_90 / 4))
    assert 1 <= one["cycle_days_low"] < 2.5 < one["cycle_days_high"] <= 5
    logs = [np.log(won["low"] / 0.2), STEPS_90 / 4, np.log(won["cycle_days_high"] / 6)]
    assert won["velocity_low"] == pytest.approx(won["velocity"] * np.exp(-np.linalg.norm(logs)))
    assert won["value_per_lead_high"] == pytest.approx(80 * np.exp(np.hypot(np.log(won["high"] / 0.2), STEPS_90 / 4)))
    assert won["value_per_lead"] == pytest.approx(80)
    sale = found["campaign", "c1", "qualified", "won"]
    assert (sale["size"], sale["successes"], sale["lag_median_days"], sale["parent"]) == (4, 2, 3, "Search")


def test_young_leads_are_at_risk_only_as_long_as_they_are_old():
    """Of 8 old leads two after 1 day, two after 3; of 4 of two days one after 1: hazards 3/12 and 2/6, half in all."""
    old = [("Search", "c1", 20, {"qualified": lag} if lag else {}) for lag in (1, 1, 3, 3, 0, 0, 0, 0)]
    young = [("Search", "c1", 2, {"qualified": lag} if lag else {}) for lag in (1, 0, 0, 0)]

    one = judged(*old, *young)["channel", "Search", "lead", "qualified"]

    assert (one["observed"], one["raw"]) == (pytest.approx(5 / 12), pytest.approx(0.5))
    assert one["trials"] == pytest.approx(8 + 4 * 0.5)
    assert (one["lag_quarter_days"], one["lag_median_days"], one["lag_nine_tenths_days"]) == (1, 1, 3)


@pytest.mark.parametrize(("lag", "reached"), [(10, 1), (11, 0)], ids=["last_day", "day_after"])
def test_a_stage_is_reached_within_the_days_that_settings_allow(rows, lag, reached):
    began = NIGHT - timedelta(days=20)
    found = built(rows, [("l1", "lead", began), ("l1", "qualified", began + timedelta(days=lag))])

    assert found["company", "", "lead", "qualified"]["successes"] == reached


def test_leads_without_any_sale_still_have_a_rate_and_no_lag():
    found = judged(*[("Search", "c1", 5, {})] * 3)

    one = found["channel", "Search", "lead", "won"]
    assert (one["successes"], one["lag_median_days"], one["velocity"]) == (0, None, None)
    assert 0 < one["smoothed"] < one["high"] < 1


def test_the_curve_equals_plain_loops_on_random_leads():
    rng = random.Random(5)
    leads = []
    for _ in range(300):
        age, lag = rng.randrange(28), rng.randrange(14)
        leads.append(("Search", "c1", age, {"qualified": lag} if rng.random() < 0.5 and lag <= min(age, 10) else {}))

    one = judged(*leads)["channel", "Search", "lead", "qualified"]

    left, curve = 1.0, []
    for lag in range(11):
        at_risk = [s for _, _, age, s in leads if age >= lag and s.get("qualified", 99) >= lag]
        left *= 1 - sum(s.get("qualified") == lag for s in at_risk) / len(at_risk)
        curve.append(1 - left)
    trials = sum(curve[min(age, 10)] / curve[-1] for _, _, age, _ in leads)
    assert one["trials"] == pytest.approx(trials)
    assert one["raw"] == pytest.approx(one["successes"] / trials)
    assert one["lag_median_days"] == next(lag for lag, share in enumerate(curve) if share >= curve[-1] / 2)
    assert one["cycle_days"] == pytest.approx(sum(1 - share / curve[-1] for share in curve))


def built(rows, stages, credit=(), days=(), outcomes=()):
    leads = [
        {"lead_id": lead, "stage": stage, "occurred_at": datetime.combine(day, datetime.min.time()), "date": day,
         "conversion_id": f"of {lead}", **(more[0] if more else {})}
        for lead, stage, day, *more in stages
    ]  # fmt: skip
    touches = [
        {"conversion_id": f"of {lead}", "type": "lead", "last_non_direct": share, "channel": channel, "campaign_id": c}
        for lead, share, channel, c in credit
    ]
    found = build_lead_stages(
        of(rows, DAYS, *days), of(rows, OUTCOMES, *outcomes), of(rows, LEADS, *leads), of(rows, CREDITS, *touches),
        CONF, DEFINITION, timezone="UTC", through=NIGHT,
    )  # fmt: skip
    told = LEAD_STAGES.conform(found).collect()
    return {(row["level"], row["entity"], row["from_stage"], row["stage"]): row for row in told}


def test_leads_are_of_the_last_touch_that_was_not_direct_and_clicks_of_those_that_lead_to_one(rows):
    ago = lambda n: NIGHT - timedelta(days=n)  # noqa: E731
    click = {"source": "clicks", "basis": "own", "channel": "Search", "campaign_id": "c1"}
    found = built(
        rows,
        stages=[
            ("a", "lead", ago(20)), ("a", "qualified", ago(18), {"value": Decimal(70)}), ("b", "lead", ago(9)),
            ("c", "lead", ago(9), {"excluded_by": "staff_user"}), ("d", "lead", ago(40)), ("d", "won", ago(35)),
            ("e", "lead", ago(34)), ("e", "qualified", ago(27)), ("f", "lead", ago(-1)),
        ],
        credit=[("a", 1.0, "Search", "c1"), ("a", 0.0, "Display", "c2"), ("b", 1.0, "Organic Search", None)],
        days=[{**click, "date": ago(21), "ad_clicks": 40}],
        outcomes=[
            {**click, "type": kind, "click_date": ago(21), "conversion_date": ago(20), "converting_clicks": 2}
            for kind in ("lead", "purchase")
        ],
    )  # fmt: skip

    sizes = {entity: row["size"] for (_, entity, a, b), row in found.items() if (a, b) == ("lead", "qualified")}
    assert sizes == {"": 2, "Search": 1, "Organic Search": 1, "c1": 1}
    one = found["campaign", "c1", "lead", "qualified"]
    assert (one["successes"], one["entered"], one["value"], one["parent"]) == (1, 1, 70, "Search")
    company = found["company", "", "lead", "qualified"]
    assert (company["entered"], company["successes"], company["observed"]) == (2, 1, 0.5)
    clicks = found["campaign", "c1", "ad_click", "lead"]
    assert (clicks["size"], clicks["successes"], clicks["entered"]) == (40, 2, 1)
    assert ("channel", "Organic Search", "ad_click", "lead") not in found


def test_a_campaign_among_few_leads_is_held_as_often_as_its_interval_says():
    rng = np.random.default_rng(5)
    channel, held = np.repeat(np.arange(8), 4), []
    for _ in range(40):
        true = np.clip(rng.normal(0.3 + 0.04 * channel, 0.05), 0.02, 0.98)
        leads = rng.integers(3, 9, true.size)
        rows = pd.DataFrame({"campaign": np.arange(true.size).astype(str), "channel": channel.astype(str), "age": 0})
        drawn = rows.assign(successes=rng.binomial(leads, true) * 1.0, trials=leads * 1.0, shown=leads * 1.0)
        of_campaigns = drawn.assign(entity=rows["campaign"], parent=rows["channel"])
        found = judge_entities(of_campaigns, peers=("channel",), judged="campaign")
        truth = true[found["entity"].astype(int)]
        held.append(((found["low"] <= truth) & (truth <= found["high"])).mean())
    assert np.mean(held) >= 0.85


def test_intervals_of_days_and_rates_hold_what_is_true_though_no_lead_is_old():
    """Four channels of 160 leads in 28 days: half are qualified, after 0 to 10 days; 83 to 92 % were held of 240."""
    rng, held = np.random.default_rng(9), {"cycle_days": [], "smoothed": []}
    chance = np.exp(-np.arange(11) / 4)
    chance /= chance.sum()
    mean = (chance * np.arange(11)).sum()
    for _ in range(30):
        ages, lags, gets = rng.integers(0, 28, 640), rng.choice(11, 640, p=chance), rng.random(640) < 0.5
        found = judged(
            *(
                (f"c{n % 4}", "", int(age), {"qualified": int(lag)} if get and lag <= age else {})
                for n, (age, lag, get) in enumerate(zip(ages, lags, gets, strict=True))
            )
        )
        for n in range(4):
            one = found["channel", f"c{n}", "lead", "qualified"]
            assert one["lag_median_days_low"] % 1 == one["lag_median_days_high"] % 1 == 0
            held["cycle_days"].append(one["cycle_days_low"] <= mean <= one["cycle_days_high"])
            held["smoothed"].append(one["low"] <= 0.5 <= one["high"])
    assert np.mean(held["cycle_days"]) >= 0.82
    assert np.mean(held["smoothed"]) >= 0.85
