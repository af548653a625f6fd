from datetime import UTC, date, datetime

import numpy as np

from tandem.simulate import build_company
from tandem.simulate.platforms import Counts, reports, tally


def test_an_account_day_begins_at_midnight_in_its_own_timezone():
    company = build_company(people=60, seed=1, start=date(2026, 1, 5))
    at = [datetime(2026, 1, 6, hour, 30, tzinfo=UTC).timestamp() * 1000 for hour in (4, 5)]
    rows = {"platform": np.array([1, 1]), "creative": np.array([90, 90]), "clicked": np.array([True, False])}
    counts = Counts()

    tally(company, counts, 1, {**rows, "occurred": np.array(at, dtype=np.int64)})

    assert {day: seen[:, 90].tolist() for (_, day), seen in counts.days.items()} == {0: [1, 1], 1: [1, 0]}


def test_google_corrects_a_report_three_days_later_and_takes_one_percent_back():
    company = build_company(people=60, seed=1, start=date(2026, 1, 5))
    noon = np.array([company.first_day_ms + 12 * 3_600_000])
    counts = Counts()
    tally(
        company,
        counts,
        0,
        {"platform": np.array([0]), "creative": np.array([3]), "clicked": np.array([True]), "occurred": noon},
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
