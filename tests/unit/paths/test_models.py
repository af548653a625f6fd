"""A new model is a row of a definition, and a wrong row is one clear error."""

import pytest

from tandem.errors import DefinitionError
from tandem.paths.models import load_rules
from tandem.shipped import conf_folder

HEAD = "id: own\nversion: 1\nowner: us\neffective_from: 2026-01-01\n"


@pytest.fixture
def own(tmp_path):
    def write(rows):
        (tmp_path / "own.yml").write_text(HEAD + "models:\n" + "".join(f"  - {row}\n" for row in rows))
        return tmp_path / "own.yml"

    return write


def test_a_row_is_a_model(own):
    path = own(["{name: bath, from_start: [0.3, 0.1], between: 0.2, from_end: [0.4], types: {Click: 1, view: 0.2}}"])
    rule = load_rules(path)["bath"]
    assert (rule.from_start, rule.between, rule.from_end) == ((0.3, 0.1), 0.2, (0.4,))
    assert rule.types == {"click": 1, "view": 0.2}


def test_a_later_file_takes_the_place_of_a_row_before_it(own):
    shipped = conf_folder() / "attribution_models.yml"
    rules = load_rules(shipped, own(["{name: position, from_start: [0.5], from_end: [0.5]}"]))
    assert rules["position"].from_start == (0.5,)
    assert list(rules) == list(load_rules(shipped))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{name: x, from_start: [0.4], from_end: [0.5]}", r"model x: weights sum to 0.9 .* must sum to 1"),
        ("{name: x, from_start: [0.4, 0.4], between: 0.3}", r"weights sum to 1.1"),
        ("{name: x}", r"weights sum to 0 "),
        ("{name: x, from_start: [-0.5, 1.5]}", r"from_start: -0.5 is no weight, expected a number from 0"),
        ("{name: x, between: much}", r"between: 'much' is no weight"),
        ("{name: x, from_end: 1}", r"from_end: 1, expected a list"),
        ("{name: x, between: 1, half_life_days: 0}", r"half_life_days is 0"),
        ("{name: x, between: 1, besides: Direct}", r"besides: 'Direct', expected a list of channels"),
        ("{name: x, between: 1, types: [click]}", r"types is \['click'\]"),
        ("{name: x, between: 1, weights: 3}", r"unknown weights; a model has name, from_start"),
        ("{name: x, counts: true, between: 1}", r"counts is True beside weights"),
        ("{name: markov, between: 1}", r"the name is taken"),
        ("{between: 1}", r"is no model, expected keys name"),
    ],
)
def test_a_wrong_row_is_refused_with_its_file_and_name(own, row, said):
    with pytest.raises(DefinitionError, match=rf"own.yml: .*{said}"):
        load_rules(own([row]))


def test_two_rows_of_one_name_are_refused(own):
    with pytest.raises(DefinitionError, match="x: two models of one name"):
        load_rules(own(["{name: x, between: 1}"] * 2))


def test_a_file_without_rows_is_refused(tmp_path):
    (tmp_path / "own.yml").write_text(HEAD)
    with pytest.raises(DefinitionError, match="models is None, expected a list of rows"):
        load_rules(tmp_path / "own.yml")
