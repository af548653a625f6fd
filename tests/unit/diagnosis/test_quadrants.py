from datetime import date

from tandem.config import DiagnosisConfig
from tandem.diagnosis.quadrants import build_quadrants
from tandem.tables import QUADRANTS, RATES

NIGHT = date(2026, 3, 31)


def rate(campaign, measure, *, level="campaign", **values):
    usual = {
        "through": NIGHT,
        "level": level,
        "entity": campaign,
        "parent": "Search",
        "measure": measure,
        "trials": 1_000.0,
        "expected": 0.01,
        "smoothed": 0.01,
        "index": 1.0,
        "p_high": 0.5,
        "p_par": 0.1,
        "phi": 1.0,
        "low": 0.006,
        "high": 0.015,
    }
    row = {**usual, **values}
    return tuple(row.get(field.name) for field in RATES.promise.fields)


def test_a_campaign_has_one_verdict_with_its_evidence_and_one_axis_is_enough_to_be_listed(rows):
    rates = rows(
        RATES.promise,
        rate("c1", "ctr", index=1.42, smoothed=0.0142, p_high=0.994),
        rate("c1", "cr", index=0.61, smoothed=0.0061, p_high=0.028),
        rate("c2", "ctr", index=1.2, smoothed=0.012, p_high=0.7),
        rate("Search", "ctr", level="channel", p_high=0.99),
    )
    campaigns = rows("campaign_id string, name string", ("c1", "Spring"))

    found = QUADRANTS.conform(build_quadrants(rates, campaigns, DiagnosisConfig())).orderBy("campaign_id").collect()

    assert [row.campaign_name for row in found] == ["Spring", "c2"]
    assert [row.quadrant for row in found] == ["seduction", "undecided"]
    assert found[0].why == "CTR 1.4x expected (sure at 99 %), CR 0.61x expected (sure at 97 %)"
    assert (found[0].needed_impressions, found[0].needed_clicks, found[0].channel) == (None, None, "Search")
    assert found[1].needed_impressions > 0
    assert found[1].needed_clicks == -1
    assert found[1].cr_index is None
