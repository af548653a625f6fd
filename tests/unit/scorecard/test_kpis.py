from datetime import date
from pathlib import Path

import pytest

from tandem.definitions import Definition, load_definition
from tandem.errors import DefinitionError
from tandem.scorecard.kpis import Formula, columns_of, load_kpis, read_kpi
from tandem.scorecard.template import MEASURES, read_template
from tandem.shipped import conf_folder

ROWS = {"source": "clean.ledger", "numerator": "sum(rows)", "formula": "numerator"}
SUM = {"source": "metrics.days", "numerator": "sum(sessions)", "formula": "numerator"}
BODY = {
    "name": "Sessions",
    "unit": "count",
    "exclusions": "bots",
    "normalisation": "none",
    "window": "28 days",
    "update_cycle": "nightly",
    "assumptions": ["one"],
    "limits": ["two"],
    "formulas": {"any": SUM},
}


def definition(id_="kpi.sessions", **body):
    return Definition(id_, 1, "media", date(2026, 1, 1), "abc", {**BODY, **body}, Path("sessions.yml"))


def test_every_measure_of_the_scorecard_is_in_the_dictionary_with_its_unit_and_owner():
    kpis = load_kpis(conf_folder() / "kpis")
    template = read_template(load_definition(conf_folder() / "scorecards" / "ctr_and_cr.yml"))

    assert kpis.keys() == set(MEASURES)
    said = [(line.id, line.unit, line.owner, line.per_campaign) for line in template.lines]
    found = [(id_, kpis[id_].unit, kpis[id_].owner, "campaign" in kpis[id_].formulas) for id_, *_ in said]
    assert found == said


@pytest.mark.parametrize(
    ("expression", "columns"),
    [
        ("sum(a) FILTER (WHERE b = 'c d' AND NOT e IS NULL)", {"a", "b", "e"}),
        ("if(count_if(x <> 'it''s') > 1, max(`odd name`), null)", {"x", "odd name"}),
        ("count(*)", set()),
    ],
)
def test_words_of_an_expression_that_are_no_keyword_function_or_text_are_columns(expression, columns):
    assert columns_of(expression) == columns


def test_a_formula_is_written_out_with_its_parts():
    formula = Formula("metrics.days", "sum(a) + 1", "numerator / denominator", denominator="sum(b)")

    assert formula.sql == "(sum(a) + 1) / (sum(b))"


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({"formulas": {"any": {**SUM, "numerator": "sum(session)"}}}, "numerator names session, not in metrics.days"),
        ({"formulas": {"any": {**SUM, "where": "camp = 'c1'"}}}, "where names camp, not in"),
        ({"formulas": {"any": {**SUM, "beside": {"seen": "max(seen)"}}}}, "seen names seen, not in"),
        ({"formulas": {"any": {**SUM, "source": "metrics.day"}}}, "source is 'metrics.day'; allowed: metrics.days"),
        ({"formulas": {"any": ROWS}}, "which does not know campaigns"),
        ({"formulas": {"any": {"source": "metrics.days"}}}, "missing numerator, formula"),
        ({"formulas": {"any": {**SUM, "beside": "raw"}}}, "beside is 'raw', expected names and expressions"),
        ({"formulas": {"campaign": SUM}}, "formulas: campaign; allowed: any, or company"),
        ({"formulas": {"any": {**SUM, "formula": "numerator / denominator"}}}, "formula names denominator"),
        ({"unit": "euro"}, "unit is 'euro'; allowed: rate, count, money, ratio"),
        ({"limits": ""}, "missing limits"),
        ({"limits": "none"}, "limits is 'none', expected a list"),
        ({"colour": "red"}, "unknown colour"),
    ],
)
def test_what_cannot_be_computed_or_read_is_refused_by_name(body, complaint):
    with pytest.raises(DefinitionError, match=rf"sessions\.yml.*{complaint}"):
        read_kpi(definition(**body))


def test_a_measure_that_no_scorecard_has_is_refused():
    with pytest.raises(DefinitionError, match=r"id is 'kpi\.clicks'; allowed: kpi\.ctr"):
        read_kpi(definition("kpi.clicks"))


def test_a_file_without_an_owner_is_refused(tmp_path):
    (tmp_path / "ctr.yml").write_text("id: kpi.ctr\nversion: 1\neffective_from: 2026-01-01\n")

    with pytest.raises(DefinitionError, match=r"ctr\.yml: missing owner"):
        load_kpis(tmp_path)
