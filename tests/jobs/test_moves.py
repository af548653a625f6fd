"""From ad reports alone to the days that are out of limits, and to the campaign that has moved."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tandem.changes import Affected
from tandem.config import Config, LakeConfig
from tandem.flow import loaded
from tandem.lake import Lake
from tandem.shipped import jobs_folder
from tandem.tables import AD_REPORTS, LIMITS, READINGS, TRANSITIONS

LAST = date(2026, 3, 29)
SHIFT = LAST - timedelta(days=6)


def reports(spark, through):
    """60 days of three campaigns to LAST, as far as `through`; the first has eight times the clicks from SHIFT on."""
    days = [LAST - timedelta(days=age) for age in range(60)]
    rows = [
        {
            **dict.fromkeys(AD_REPORTS.column_names),
            **{"platform": "x", "account_id": "", "campaign_id": name, "creative_id": f"ad-{name}", "date": day},
            **{"channel": "Paid Search", "impressions": 10_000, "conversions": 10.0, "spend": Decimal(50)},
            "clicks": 800 if name == "c1" and day >= SHIFT else 100 if name == "c1" else 200,
        }
        for day in days
        for name in ("c1", "c2", "c3")
        if day <= through
    ]
    return spark.createDataFrame(
        [tuple(row[name] for name in AD_REPORTS.column_names) for row in rows], AD_REPORTS.promise
    )


@pytest.mark.slow
def test_a_campaign_that_shifts_is_out_of_limits_that_day_and_has_moved_within_the_week(spark, tmp_path):
    conf = Config(lake=LakeConfig(root=tmp_path))
    for through in (LAST - timedelta(days=7), LAST):
        lake = Lake(spark, conf, through, job="test")
        lake.replace(AD_REPORTS, reports(spark, through), Affected())
        for job in ("60_metrics", "75_diagnosis"):
            lake = Lake(spark, conf, through, job=job)
            loaded(jobs_folder() / f"{job}.py").main(lake, conf)

    tonight = lake.read(LIMITS).where(f"through = DATE'{LAST}' AND level = 'campaign' AND measure = 'ctr'")
    out = tonight.where("status = 'review'").groupBy("entity").agg({"date": "min"}).collect()
    assert [tuple(row) for row in out] == [("c1", SHIFT)]
    moves = {row["campaign_id"]: row for row in lake.read(TRANSITIONS).collect()}
    move = moves.pop("c1")
    assert (move["since"], move["first_date"]) == (LAST - timedelta(days=7), SHIFT)
    assert move["p_real"] > 0.9
    # Its peers look worse beside it, and have not moved themselves.
    assert all(row["p_real"] < 0.5 for row in moves.values())
    assert (move["spend"], move["spend_before"], move["new_creatives"]) == (350, 350, 0)
    guards = lake.read(READINGS).where(f"through = DATE'{LAST}' AND reading = 'guard' AND part = 'cr'").collect()
    # Eight times the clicks at the same conversions: CTR improves, and CR pays for it.
    assert {row["entity"]: row["verdict"] for row in guards} == {
        "c1": "flagged",
        "c2": "not flagged",
        "c3": "not flagged",
    }

    again = Lake(spark, conf, LAST, job="60_metrics")
    loaded(jobs_folder() / "60_metrics.py").main(again, conf)
    assert again.writes == []
