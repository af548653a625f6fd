from datetime import timedelta
from decimal import Decimal

from tandem.config import DiagnosisConfig, MetricsConfig
from tandem.metrics.rates import build_rates
from tandem.metrics.readings import build_readings
from tandem.tables import COHORTS, DAYS, OUTCOMES, READINGS
from unit.metrics.test_rates import NIGHT


def of(table, **known):
    """A row of `table`: what is not named is zero, empty or null."""
    blank = {"string": "", "bigint": 0, "double": 0.0, "decimal(18,6)": Decimal(0)}
    return tuple(known.get(column.name, blank.get(column.type)) for column in table.columns)


def night(age):
    """One day of two campaigns: the second's clicks are dearer."""
    day, found = NIGHT - timedelta(days=age), []
    for campaign, cost in (("c1", 20), ("c2", 40)):
        seen = {"date": day, "campaign_id": campaign, "channel": "Search", "basis": "own", "spend": None}
        found += [
            of(DAYS, **seen, source="impressions", device_class="mobile", impressions=1000),
            of(DAYS, **seen, source="clicks", device_class="mobile", ad_clicks=38 + 7 * age % 5),
            of(DAYS, **seen, source="sessions", cohort="new", sessions=30, bounces=10, engaged=15),
            of(DAYS, **{**seen, "basis": "platform", "source": "reports", "spend": Decimal(cost)}, ad_clicks=40),
        ]
    return found


def test_the_readings_of_a_night_are_made_from_its_days_outcomes_and_rates(rows):
    days = rows(DAYS.promise, *(row for age in range(90) for row in night(age)))
    bought = {"channel": "Search", "device_class": "mobile", "type": "purchase", "converting_clicks": 4}
    bought |= {"conversions": 4, "value": Decimal(100)}
    outcomes = rows(
        OUTCOMES.promise,
        *(
            of(
                OUTCOMES,
                **bought,
                click_date=day,
                conversion_date=day,
                campaign_id=c,
            )
            for day in (NIGHT - timedelta(days=age) for age in range(90))
            for c in ("c1", "c2")
        ),
    )
    conf = MetricsConfig()
    rates = build_rates(days, outcomes, conf, through=NIGHT, par_share=0.05)
    shown = {"channel": "Search", "dimension": "region", "basis": "own"}
    cohorts = rows(
        COHORTS.promise,
        *(
            of(COHORTS, **{**shown, measure: count}, value=value, source=source, date=day, conversion_date=day)
            for day in (NIGHT - timedelta(days=age) for age in range(28))
            for value, clicks in (("GB", 20), ("NL", 40))
            for source, measure, count in (("impressions", "impressions", 1000), ("clicks", "ad_clicks", clicks))
        ),
    )

    found = READINGS.conform(
        build_readings(days, outcomes, rates, cohorts, conf, DiagnosisConfig(), through=NIGHT)
    ).collect()

    by = {(row["reading"], row["entity"], row["measure"], row["part"]): row for row in found}
    assert {row["through"] for row in found} == {NIGHT}
    cheap, dear = (by["efficiency", campaign, "ctr", ""] for campaign in ("c1", "c2"))
    assert round(cheap["value"] ** 2, 1) == 2.0
    assert dear["value"] < 1 < cheap["value"]
    point = by["revenue per CTR point", "c1", "revenue", "+10 %, CR held"]
    assert (round(point["against"]), round(point["value"])) == (2800, 280)
    assert by["cohort", "Search", "ctr", "region=NL"]["verdict"] == "real"
    assert by["guard", "company", "ctr", "cr"]["verdict"] == "not flagged"
    never_moves, told = by["lead", "Search", "revenue", "ctr"], by["lead", "Search", "cr", "ctr"]
    assert (never_moves["verdict"], never_moves["lag_days"], never_moves["p"]) == ("not enough data", None, None)
    assert told["verdict"] != "not enough data"
    assert abs(told["lag_days"]) >= 1


def test_a_company_without_a_single_click_has_no_readings(rows):
    nothing = rows(DAYS.promise), rows(OUTCOMES.promise)
    rates = build_rates(*nothing, MetricsConfig(), through=NIGHT, par_share=0.05)
    found = build_readings(*nothing, rates, rows(COHORTS.promise), MetricsConfig(), DiagnosisConfig(), through=NIGHT)
    assert READINGS.conform(found).count() == 0
