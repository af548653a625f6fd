from datetime import date
from pathlib import Path

import pytest

from tandem.definitions import Definition, load_definition
from tandem.errors import DefinitionError
from tandem.scorecard.template import MEASURES, Target, read_template
from tandem.shipped import conf_folder

CTR = {"id": "ctr", "label": "CTR", "perspective": "customer", "unit": "rate", "owner": "media"}


def definition(*measures, **body):
    return Definition("t", 1, "media", date(2026, 1, 1), "abc", {"measures": list(measures), **body}, Path("t.yml"))


def test_the_shipped_template_publishes_every_measure_once():
    template = read_template(load_definition(conf_folder() / "scorecards" / "ctr_and_cr.yml"))

    assert sorted(line.id for line in template.lines) == sorted(MEASURES)


def test_a_target_reads_from_its_side():
    template = read_template(definition({**CTR, "target": {"at_most": 0.4}}))

    assert template.lines[0].target == Target(0.4, at_least=False)
    assert str(template.lines[0].target) == "at most 0.4"


@pytest.mark.parametrize(
    ("measure", "complaint"),
    [
        ({**CTR, "id": "ctrr"}, "measure 1: id is 'ctrr'"),
        ({**CTR, "colour": "red"}, "unknown colour"),
        ({"id": "ctr"}, "missing label, owner, perspective, unit"),
        ({**CTR, "target": {"about": 3}}, "target is {'about': 3}"),
        ({**CTR, "target": {"at_least": True}}, "expected a number"),
        ({**CTR, "weight": -1}, "weight is -1, expected a number, at least 0"),
        ({**CTR, "weight": "much"}, "weight is 'much', expected a number"),
        ("ctr", "'ctr', expected keys and values"),
    ],
)
def test_what_cannot_be_published_is_refused_by_name(measure, complaint):
    with pytest.raises(DefinitionError, match=complaint):
        read_template(definition(measure))


def test_a_measure_named_twice_is_refused():
    with pytest.raises(DefinitionError, match="named twice: ctr"):
        read_template(definition(CTR, CTR))


def test_an_unknown_model_is_refused():
    with pytest.raises(DefinitionError, match="credit_model is 'gut_feeling'"):
        read_template(definition(CTR, credit_model="gut_feeling"))
