"""Cohorts by region and audience: how often their intervals hold the true rate, and which differences are told."""

from __future__ import annotations

import pandas as pd

from tandem.truth.groups import Group, Row, ratio
from tandem.truth.known import Known
from tandem.truth.measured import Measured
from tandem.truth.rates import covered

COLUMNS = {
    **{"rates": ",.0f", "coverage": ".3f", "width": ".1%", "spread": ".1%"},
    **{"tests": ",.0f", "real": ",.0f", "company": "s"},
}
MEASURES, DIMENSIONS = ("ctr", "cr"), ("region", "audience")
PLANTED = {("cr", "region"), ("ctr", "audience")}
COMPANY = "company"
KEY = ["measure", "dimension", "value", "level", "entity"]


def compare_cohorts(known: Known, measured: Measured) -> Group:
    """One row a measure and dimension, of company and channels: intervals against the truth, and the verdicts."""
    parts = measured.cohorts["part"].str.partition("=")
    told = measured.cohorts.assign(dimension=parts[0], name=parts[2])
    told = told.assign(smoothed=told["value"]).drop(columns="value").rename(columns={"name": "value"})
    since = told["from_date"].min() if len(told) else known.through
    joined = told.merge(true_cohorts(known, since=since), on=KEY, how="inner")
    rows = [_row(joined, measure, dimension) for dimension in DIMENSIONS for measure in MEASURES]
    return Group(
        "Cohorts by region and audience",
        COLUMNS,
        tuple(rows),
        (
            "true: expected clicks of the impressions people were shown in the window, for each impression; of CR "
            "purchases that clicks lead to and others after them, for each click, of all days simulated",
            "regions differ in CR, audiences in CTR, and neither in else; spread: how far the company's true rates lie "
            "apart, over their mean: regions of few people differ by who lives there",
            "width: median; tests: of the company and each channel; real: of these; company: what is said of its own",
        ),
    )


def true_cohorts(known: Known, *, since: pd.Timestamp) -> pd.DataFrame:
    """`truth` by measure, dimension and value, of the company and each channel."""
    shown = known.shown_to[known.shown_to["date"] >= since]
    parts = []
    for level, keys in ((COMPANY, []), ("channel", ["channel"])):
        sums = shown.groupby(["dimension", "value", *keys])[["expected_clicks", "impressions"]].sum()
        rate = (sums["expected_clicks"] / sums["impressions"]).rename("truth").reset_index()
        parts.append(rate.assign(measure="ctr", level=level, entity=rate["channel"] if keys else COMPANY))
    led = known.cohort_outcomes[known.cohort_outcomes["clicks"] > 0].rename(columns={"last_click_cr": "truth"})
    is_company = led["channel"] == ""
    entity = led["channel"].where(~is_company, COMPANY)
    parts.append(led.assign(measure="cr", level=is_company.map({True: COMPANY, False: "channel"}), entity=entity))
    return pd.concat([part[[*KEY, "truth"]] for part in parts], ignore_index=True)


def _row(joined: pd.DataFrame, measure: str, dimension: str) -> Row:
    rates = joined[(joined["measure"] == measure) & (joined["dimension"] == dimension)]
    company = rates[rates["level"] == COMPANY]
    tests = rates.drop_duplicates(["level", "entity"])
    truth = company["truth"]
    planted = "differs" if (measure, dimension) in PLANTED else "equal"
    figures = covered("", rates).figures
    more = {
        "width": figures["median width"],
        "spread": ratio(float(truth.max() - truth.min()), float(truth.mean())) if len(company) else None,
        "tests": len(tests),
        "real": int((tests["verdict"] == "real").sum()),
        "company": company["verdict"].iloc[0] if len(company) else "",
    }
    kept = {name: figures[name] for name in ("rates", "coverage")}
    return Row(f"{measure.upper()} by {dimension} ({planted})", {**kept, **more})
