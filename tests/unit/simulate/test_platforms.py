from datetime import UTC, date, datetime

import numpy as np
import pytest

from tandem.simulate import build_company
from tandem.simulate.platforms import Counts, reports, tally


def test_an_account_day_begins_at_midnight_in_its_own_timezone():
    company = build_company(people=60, seed=1, start=date(2026, 1, 5))
    at = [datetime(2026, 1, 6, hour, 30, tzinfo=UTC).timestamp() * 1000 for hour in (4, 5)]
    rows = {"platform": np.array([1, 1]), "creative": np.array([90, 90]), "clicked": np.array([True, False])}
    rows["viewable"] = rows["clicked"]
    counts = Counts()

    tally(company, counts, 1, {**rows, "occurred": np.array(at, dtype=np.int64)})

    assert {day: seen[:, 90].tolist() for (_, day), seen in counts.days.items()} == {0: [1, 1, 1], 1: [1, 0, 0]}


def test_google_corrects_a_report_three_days_later_and_takes_one_percent_back():
    company = build_company(people=60, seed=1, start=date(2026, 1, 5))
    noon = np.array([company.first_day_ms + 12 * 3_600_000])
    counts = Counts()
    tally(
        company,
        counts,
        0,
        {
            **{"platform": np.array([0]), "creative": np.array([3]), "occurred": noon},
            **dict.fromkeys(("clicked", "rendered"), np.array([True])),
        },
    )

    first, again = reports(company, counts, 0, 1), reports(company, counts, 0, 4)

    assert again["day"].tolist() == [0]
    assert (
        again["spend_micros"][0] / first["spend_micros"][0] == 0.99
        or again["spend_micros"][0] < first["spend_micros"][0]
    )
    assert counts.days == {}


def test_spend_comes_in_two_currencies(landed):
    told = {
        supplier: (landed.landing / "ad_reports" / supplier / "2026-01-08" / name).read_text()
        for supplier, name in (("google", "ads_2026-01-08.csv"), ("meta", "insights-2026-01-08.jsonl"))
    }

    assert '"EUR"' in told["google"]
    assert '"USD"' in told["meta"]


def test_one_report_never_comes(landed, ask):
    assert ask("select supplier, delivery_date from missed") == [("meta", date(2026, 1, 11))]
    assert not (landed.landing / "ad_reports/meta/2026-01-11").exists()
    assert (landed.landing / "ad_reports/google/2026-01-11").exists()


def test_each_platform_counts_impressions_by_its_own_definition(landed, ask):
    spend = f"'{landed.truth}/spend/*.parquet'"
    counted = dict(ask(f"select platform, sum(impressions) / sum(served) from {spend} where not is_final group by all"))
    logged = {
        platform: (rendered, viewable)
        for platform, rendered, viewable in ask(
            """select network, avg(rendered::int), avg(in_view::int) from impressions
               where impression_id not in (select impression_id from robot_impressions) group by all"""
        )
    }

    assert dict(ask("select platform, counts from platforms")) == {
        "google": "rendered",
        "meta": "viewable",
        "microsoft": "served",
    }
    assert counted["microsoft"] == 1
    assert counted["google"] == pytest.approx(logged["google"][0], abs=0.005)
    assert counted["meta"] == pytest.approx(logged["meta"][1], abs=0.01)
    assert counted["meta"] < 0.9 < counted["google"] < 1


def test_meta_alone_counts_clicks_that_lead_nowhere_beside_those_that_do(landed, ask):
    spend = f"'{landed.truth}/spend/*.parquet'"
    others = dict(ask(f"select platform, sum(all_clicks - clicks) / sum(impressions) from {spend} group by all"))

    assert others["meta"] == pytest.approx(0.012, rel=0.4)
    assert others["google"] == others["microsoft"] == 0
