from types import SimpleNamespace

import pandas as pd
import pytest

from tandem.truth.frames import DAY_US
from tandem.truth.leads import compare_leads

THROUGH = pd.Timestamp("2026-03-31")
NOON_US = THROUGH.value // 1000 + DAY_US // 2


def company(stages):
    ages = {"a": 1, "b": 2, "c": 27, "old": 28, "tomorrow": -1}
    leads = pd.DataFrame(
        {"lead_id": lead, "began_at": NOON_US - age * DAY_US, "qualified_at": None, "chance_qualified": chance,
         "chance_won": 0.5}
        for (lead, age), chance in zip(ages.items(), (0.2, 0.4, 0.9, 1.0, 1.0), strict=True)
    ).astype({"qualified_at": float})  # fmt: skip
    placed = pd.DataFrame({"lead_id": [*ages], "channel": ["S", "S", "(none)", "S", "S"], "campaign_id": "c1"})
    return SimpleNamespace(leads=leads, through=THROUGH), SimpleNamespace(leads=placed, lead_stages=stages)


def test_an_interval_holds_the_mean_chance_of_the_leads_of_its_window_or_not():
    told = {"step": "qualified", "level": "channel", "window_days": 28, "smoothed": 0.4}
    stages = pd.DataFrame(
        [{**told, "entity": "S", "low": 0.25, "high": 0.35}, {**told, "entity": "(none)", "low": 0.1, "high": 0.8}]
    )

    rows = {row.name: row.figures for row in compare_leads(*company(stages)).rows}

    one = rows["qualified, channels"]
    assert (one["rates"], one["coverage"], one["truth above"]) == (
        2,
        0.5,
        0.5,
    )  # S has 0.3, the rest 0.9
    assert one["median width"] == pytest.approx((0.1 / 0.4 + 0.7 / 0.4) / 2)
    assert rows["sale, campaigns"]["rates"] == 0


def test_a_company_without_a_crm_has_no_such_group():
    assert compare_leads(*company(pd.DataFrame())) is None
