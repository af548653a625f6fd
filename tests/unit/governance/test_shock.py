"""A planted shock from days to published cells: held to what was published before, released, corrected."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tandem.approvals import read_approvals
from tandem.config import MetricsConfig
from tandem.definitions import Definition
from tandem.governance import build_holds
from tandem.metrics.limits import build_limits
from tandem.metrics.rates import build_rates
from tandem.scorecard.cells import take_campaign_rates
from tandem.scorecard.holds import as_published
from unit.metrics.test_rates import DAY, NIGHT, OUTCOME

BEFORE = NIGHT - timedelta(days=1)
CONF = MetricsConfig()
DECIDED = {"measure": "campaign/c1/ctr", "period": NIGHT, "owner": "Kim", "reason": "a fair", "decided": NIGHT}


@pytest.fixture(scope="module")
def company(spark):
    """30 days of three campaigns with 10,000 impressions a day; on NIGHT the first has four times its clicks."""
    made = []
    for age in range(30):
        day = NIGHT - timedelta(days=age)
        for name, usual in (("c1", 100), ("c2", 200), ("c3", 300)):
            clicks = (4 * usual if (name, age) == ("c1", 0) else usual) + age * usual % 7
            ad = (name, f"ad-{name}", "Search", "", "", "")
            made.append((day, "own", "impressions", *ad, 10_000, 0, 0.0))
            made.append((day, "own", "clicks", *ad, 0, clicks, 0.0))
    return spark.createDataFrame(made, DAY).cache(), spark.createDataFrame([], OUTCOME)


def definition(name, **body):
    return Definition(name, 1, "o", NIGHT, "0", body, Path(f"{name}.yml"))


def published(company, night, *decided):
    """CTR of each campaign on a night: value, low, mark and what was measured."""
    approvals = definition("approvals", approvals=list(decided))

    def rates_to(day):
        return build_rates(*company, CONF, through=day, par_share=0.05)

    limits = build_limits(*company, CONF, definition("market", indexes=[]), approvals, through=night)
    known = read_approvals(approvals, through=night)
    holds = build_holds(limits, known, rates_to, period_days=CONF.window_days, through=night)
    cells = (
        as_published(take_campaign_rates(rates_to(night)), holds).where("entity != '' AND measure = 'ctr'").collect()
    )
    return {row["entity"]: (row["value"], row["low"], row["mark"], row["measured"]) for row in cells}


@pytest.mark.slow
def test_a_shock_is_held_to_what_was_published_before_then_released_then_corrected(company):
    before, held = published(company, BEFORE), published(company, NIGHT)

    assert {mark for _, _, mark, _ in before.values()} == {None}
    value, low, _, _ = before["c1"]
    measured = held["c1"][3]
    assert held["c1"] == (value, low, "held", measured)
    assert measured > 1.08 * value
    assert {held[name][2] for name in ("c2", "c3")} == {None}

    released = published(company, NIGHT, DECIDED)
    assert (released["c1"][0], released["c1"][2:]) == (measured, ("released", measured))

    corrected = published(company, NIGHT, DECIDED, {**DECIDED, "value": 0.0105})
    assert corrected["c1"] == (0.0105, None, "corrected", measured)
