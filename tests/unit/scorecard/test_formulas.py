"""Each formula of the dictionary gives what the scorecard publishes."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tandem.definitions import load_definition
from tandem.errors import DefinitionError
from tandem.pages.content import Gap
from tandem.scorecard.cells import build_cells
from tandem.scorecard.coverage import Coverage
from tandem.scorecard.formulas import evaluate
from tandem.scorecard.kpis import Formula, load_kpis
from tandem.scorecard.sources import SOURCES, source_rows
from tandem.scorecard.template import MEASURES, read_template
from tandem.shipped import conf_folder
from tandem.tables import COMPANY, DAYS, LEAD_STAGES, RATES, RETURNS, RULE_MODELS
from unit.scorecard.company_rows import NIGHT, NOTHING_MISSING, company, row_of, two_days

TEMPLATE = read_template(load_definition(conf_folder() / "scorecards" / "ctr_and_cr.yml"))
KPIS = load_kpis(conf_folder() / "kpis")
YESTERDAY = NIGHT - timedelta(days=1)


def with_leads():
    """The plain company, with a CRM."""
    counts = {"through": NIGHT, "size": 12, "successes": 4.0, "trials": 10.0, "completeness": 0.8, "velocity": 12.5}
    entities = (("company", COMPANY, 0.4), ("channel", "Display", 0.4), ("campaign", "c1", 0.35))
    steps = [
        row_of(LEAD_STAGES, level=level, entity=entity, step=step, stage=step, smoothed=smoothed, **counts)
        for level, entity, smoothed in entities
        for step in ("qualified", "sale", "whole", "")
    ]
    return {**two_days(), "lead_stages": steps}


def hard_company():
    """Beside c1: c2 known from platform reports alone, c3 that never cost anything, and a day without its report."""
    tables = two_days()
    ad = {"basis": "platform", "source": "reports", "spend": None}
    tables["days"] += [
        row_of(DAYS, date=NIGHT, campaign_id="c1", impressions=990, ad_clicks=30, **ad),
        row_of(DAYS, date=NIGHT, campaign_id="c2", impressions=700, ad_clicks=7, **ad),
        row_of(DAYS, date=YESTERDAY, campaign_id="c2", impressions=None, ad_clicks=None, **ad),
        row_of(DAYS, date=NIGHT, campaign_id="c3", source="impressions", basis="own", impressions=40, spend=None),
    ]
    for place, model in enumerate(RULE_MODELS):
        earned = {"basis": "conversion", "model": model, "channel": "Paid Social", "conversions": 1 / 3}
        tables["returns"] += [
            row_of(RETURNS, date=NIGHT, campaign_id="c2", value=10.1 * place, spend=Decimal("7.77"), **earned),
            row_of(RETURNS, date=YESTERDAY, campaign_id="c2", value=99.9, spend=None, **earned),
            row_of(RETURNS, date=NIGHT, campaign_id="c3", value=5.0, spend=None, **earned),
            row_of(RETURNS, date=NIGHT, value=8.0, spend=None, **{**earned, "channel": "(none)"}),
        ]
    more = {"through": NIGHT, "window_days": 28, "phi": 2.5, "completeness": 0.5, "low": 0.0, "high": 0.1}
    counts = {"successes": 7.0, "trials": 700.0, "smoothed": 0.0123}
    levels = ((level, measure) for level in ("channel", "campaign") for measure in ("ctr", "cr"))
    tables["rates"] += [row_of(RATES, level=e, entity=f"{e}2", measure=m, **counts, **more) for e, m in levels]
    tables["campaigns"] += [("c2", "Second", "meta", "", "", ""), ("c3", "Third", "meta", "", "", "")]
    return tables


COMPANIES = {
    "plain": (with_leads, NOTHING_MISSING),
    "hard": (hard_company, Coverage({"ad_reports": 2}, (Gap("ad_reports", "meta", (YESTERDAY,)),))),
    "empty": (dict, NOTHING_MISSING),
}


@pytest.mark.parametrize("name", COMPANIES)
def test_every_formula_gives_the_value_of_its_cell_or_nothing_where_there_is_none(rows, name):
    make, coverage = COMPANIES[name]
    tables = company(rows, **make())
    cells = build_cells(tables, TEMPLATE, coverage, through=NIGHT).collect()
    published = {(row["entity"], row["measure"]): row["value"] for row in cells}
    sources = {each: source_rows(each, tables, TEMPLATE, coverage, through=NIGHT).cache() for each in SOURCES}

    found = {}
    for entity in sorted({COMPANY, *(entity for entity, _ in published)}):
        for line in TEMPLATE.lines:
            if formula := KPIS[line.id].formulas.get("company" if entity == COMPANY else "campaign"):
                found[entity, line.id] = evaluate(formula, sources[formula.source], entity).value

    assert {key for key, value in found.items() if value is not None} == published.keys()
    assert {key: found[key] for key in published} == pytest.approx(published, rel=1e-12, abs=0)
    assert name != "plain" or {measure for entity, measure in published if entity == COMPANY} == set(MEASURES)


def test_the_numbers_of_a_formula_and_the_rows_they_came_from_are_told(rows):
    tables = company(rows, **two_days())
    formula = KPIS["ctr"].formulas["campaign"]

    outcome = evaluate(formula, source_rows(formula.source, tables, TEMPLATE, NOTHING_MISSING, through=NIGHT), "c1")

    assert (outcome.value, outcome.numerator, outcome.denominator) == (0.017, 16.0, 1000.0)
    assert outcome.rows == {"period": 4, "entity": 2, "counted": 1}
    assert outcome.beside["over_dispersion"] == 1.0


def test_an_expression_that_spark_does_not_understand_is_one_clear_line(rows):
    tables = company(rows)
    ledger = source_rows("clean.ledger", tables, TEMPLATE, NOTHING_MISSING, through=NIGHT)

    with pytest.raises(DefinitionError, match=r"summ\(rows\): .*summ"):
        evaluate(Formula("clean.ledger", "summ(rows)", "numerator"), ledger, COMPANY)
