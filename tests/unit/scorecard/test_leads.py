from dataclasses import replace
from datetime import timedelta

from tandem.definitions import load_definition
from tandem.scorecard.content import company_measures
from tandem.scorecard.leads import measure_leads, read_leads
from tandem.scorecard.template import read_template
from tandem.shipped import conf_folder
from tandem.tables import LEAD_STAGES
from unit.scorecard.company_rows import NIGHT, row_of, schema

RATE = {"smoothed": 0.4, "low": 0.3, "high": 0.5, "completeness": 0.8, "size": 20, "velocity": None}


def stages(rows):
    told = [
        ("company", "", "qualified"),
        ("company", "", "whole"),
        ("campaign", "c1", "sale"),
        ("company", "", ""),
    ]
    data = [
        row_of(LEAD_STAGES, through=NIGHT, level=level, entity=entity, step=step, stage=step, from_stage="x", **RATE)
        for level, entity, step in [*told, ("channel", "S", "sale")]
    ]
    past = row_of(LEAD_STAGES, through=NIGHT - timedelta(days=1), level="company", entity="", step="sale", **RATE)
    return rows(schema(LEAD_STAGES), *data, past)


def test_measures_of_leads_are_those_of_the_company_and_of_campaigns(rows):
    found = measure_leads(stages(rows).where(f"through = DATE'{NIGHT}'")).where("value IS NOT NULL").collect()

    assert sorted(map(tuple, found)) == [
        ("", "leads", 20.0, None, None, 1.0),
        ("", "qualified_rate", 0.4, 0.3, 0.5, 0.8),
        ("c1", "won_rate", 0.4, 0.3, 0.5, 0.8),
    ]


def test_the_page_reads_the_steps_of_its_night_by_the_names_of_campaigns(rows):
    found = read_leads(stages(rows), NIGHT, {"c1": "Spring"})

    assert [(each.name, each.step) for each in found] == [
        ("Spring", "sale"),
        ("S", "sale"),
        ("", "qualified"),
        ("", "whole"),
    ]


def test_a_company_without_leads_has_no_line_for_them():
    template = read_template(load_definition(conf_folder() / "scorecards" / "ctr_and_cr.yml"))
    shown = replace(template, lines=tuple(replace(line, where_known=False) for line in template.lines))

    silent, all_lines = (len(company_measures({}, each)) for each in (template, shown))
    assert all_lines - silent == 4
