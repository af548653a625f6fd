from datetime import date
from pathlib import Path

import pytest

from tandem.definitions import Definition, load_definition
from tandem.errors import DefinitionError
from tandem.funnel import read_funnel
from tandem.shipped import conf_folder

BODY = {"stages": {"lead": ["new"], "won": ["Customer "]}, "qualified": "won", "lost": {"lost": ["junk"]}}


def definition(**body):
    return Definition("leads", 1, "sales", date(2026, 1, 1), "abc", {**BODY, **body}, Path("leads.yml"))


def test_the_shipped_stages_are_in_their_order_and_known_by_the_names_of_crms():
    funnel = read_funnel(load_definition(conf_folder() / "leads.yml"))

    assert (funnel.stages, funnel.qualified, funnel.lost) == (
        ("lead", "qualified", "opportunity", "won"), "qualified", "lost",
    )  # fmt: skip
    assert [funnel.names[name] for name in ("marketing qualified lead", "closed won", "lead")] == [
        "qualified", "won", "lead",
    ]  # fmt: skip
    assert funnel.steps == {
        ("lead", "qualified"): "qualified", ("lead", "opportunity"): "", ("lead", "won"): "whole", ("lead", "lost"): "",
        ("qualified", "won"): "sale",
    }  # fmt: skip


def test_where_the_sale_alone_qualifies_there_is_one_step_beside_the_loss():
    assert read_funnel(definition()).steps == {("lead", "won"): "whole", ("lead", "lost"): ""}
    assert read_funnel(definition()).names["customer"] == "won"


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({"stages": {"lead": []}}, "1 stages and 1 lost; expected two at least, and one"),
        ({"stages": {"lead": "new", "won": []}}, "stages is .*, expected stages with lists of names"),
        ({"qualified": "lead"}, "qualified is 'lead'; allowed: won"),
        ({"lost": {"lost": ["new"]}}, "'new' is a name of lead and of lost"),
        ({"order": 1}, "order is missing or unknown"),
    ],
)
def test_a_definition_that_cannot_order_leads_is_refused_by_name(body, complaint):
    with pytest.raises(DefinitionError, match=rf"leads\.yml: {complaint}"):
        read_funnel(definition(**body))
