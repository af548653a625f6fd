from dataclasses import replace

import pytest

from tandem.definitions import load_definition
from tandem.errors import UsageError
from tandem.scorecard.template import Line, Target, Template
from tandem.scorecard.versions import side_by_side, template_changes, version_named, version_published
from tandem.shipped import conf_folder

CTR = Line("ctr", "CTR", "customer", "rate", "media")
ROAS = Line("roas", "ROAS", "financial", "ratio", "media", target=Target(1.0, at_least=True))
ONE = Template("board", 1, "h1", "Board", 28, "last", (CTR, ROAS))


def cell(measure, entity="", value=2.0, status="no target", weight=1.0):
    return {"entity": entity, "measure": measure, "value": value, "status": status, "weight": weight}


def test_cells_that_a_version_judges_otherwise_say_what_has_changed():
    other = replace(ONE, version=2, lines=(replace(ROAS, target=Target(3.0, at_least=True), weight=2.0), CTR))
    before = [cell("ctr"), cell("roas", "c1", status="on target"), cell("roas", status="on target")]
    after = [cell("ctr"), cell("roas", "c1", status="off target", weight=2.0), cell("roas", status="watch", weight=2.0)]

    found = side_by_side(ONE, before, other, after)

    assert [(each.entity, each.measure, each.changed) for each in found] == [
        ("", "roas", ("target", "status", "weight")),
        ("", "ctr", ()),
        ("c1", "roas", ("target", "status", "weight")),
    ]
    assert (found[0].one["target"], found[0].other["target"]) == ("at least 1", "at least 3")


def test_a_target_that_turns_round_is_another_target():
    other = replace(ONE, lines=(replace(ROAS, target=Target(1.0, at_least=False)),))

    (found,) = side_by_side(replace(ONE, lines=(ROAS,)), [cell("roas")], other, [cell("roas")])

    assert found.changed == ("target",)


def test_a_measure_that_only_one_version_publishes_is_there_beside_nothing():
    (found,) = side_by_side(ONE, [cell("ctr")], replace(ONE, lines=()), [])

    assert (found.other, found.label) == (None, "CTR")
    assert found.changed == ("target", "status", "weight", "value")


def test_values_that_differ_by_the_order_of_a_sum_alone_are_the_same():
    (found,) = side_by_side(ONE, [cell("ctr", value=0.1 + 0.2)], ONE, [cell("ctr", value=0.3)])

    assert found.changed == ()


def test_what_a_version_says_of_all_cells_is_told_in_words():
    other = replace(ONE, window_days=7, lines=(replace(CTR, owner="brand"), ROAS))

    assert template_changes(ONE, other) == ["window_days: 28 -> 7", "ctr owner: media -> brand"]
    assert template_changes(ONE, ONE) == []


def test_a_version_is_found_by_its_number_and_a_lost_one_is_read_as_the_last():
    shipped = load_definition(conf_folder() / "scorecards" / "ctr_and_cr.yml")
    versions = [shipped, replace(shipped, version=2)]

    assert version_named(versions, 1).version == 1
    assert version_published(versions, 7).version == 2
    with pytest.raises(UsageError, match=r"no version 7; there are 1 \(from 2026-01-01\), 2"):
        version_named(versions, 7)
