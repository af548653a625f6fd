"""A definition of linkage that cannot be meant is refused, with its place and what is allowed."""

import pytest
import yaml

from tandem.definitions import load_definition
from tandem.errors import DefinitionError
from tandem.records.definition import read_model
from tandem.shipped import conf_folder

SHIPPED = sorted((conf_folder() / "records").glob("*.yml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_definitions_hold_together(path):
    assert read_model(load_definition(path)).threshold == 0.95


def test_there_are_shipped_definitions():
    assert [path.stem for path in SHIPPED] == ["people", "postal"]


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        (
            "comparisons",
            [{"column": "town", "how": "exact"}],
            "comparisons 1 names the column 'town'; columns are first",
        ),
        ("rules", [{"name": "r", "columns": ["phone"]}], "rules r names the column 'phone'"),
        ("candidates", [["email"], ["town:2"]], "candidates 2 names the column 'town'"),
        ("learn_from", [["town"]], "learn_from 1 names the column 'town'"),
        ("learn_from", [["born"], ["born", "city"]], "every row holds born, so its comparison would learn nothing"),
        (
            "comparisons",
            [{"column": "city", "how": "exact", "levels": [0.9]}],
            "comparisons.0: levels .0.9. do not fit exact",
        ),
        ("comparisons", [{"column": "city", "how": "edits", "levels": [2, 1]}], "do not fit edits"),
        ("comparisons", [{"column": "city", "how": "jaro_winkler", "levels": [1]}], "do not fit jaro_winkler"),
        ("comparisons", [{"column": "city", "how": "sound"}], "comparisons.0.how = 'sound': input should be 'exact'"),
        ("comparisons", [{"column": "city", "how": "exact"}] * 2, "comparisons: city is there twice"),
        ("threshold", 1.5, "threshold = 1.5: input should be less than or equal to 1"),
        ("tresholds", 0.5, "unknown key tresholds = 0.5"),
        ("rules_find", None, "rules_find = None"),
    ],
)
def test_a_definition_that_cannot_be_meant_is_refused_in_one_line(tmp_path, key, value, message):
    said = yaml.safe_load((conf_folder() / "records/people.yml").read_text())
    (tmp_path / "own.yml").write_text(yaml.safe_dump({**said, key: value}, sort_keys=False))

    with pytest.raises(DefinitionError, match=message) as told:
        read_model(load_definition(tmp_path / "own.yml"))
    assert str(told.value).startswith(f"{tmp_path / 'own.yml'}: ")
    assert "\n" not in str(told.value)


def test_a_missing_part_is_named(tmp_path):
    (tmp_path / "own.yml").write_text("{id: own, version: 1, owner: me, effective_from: 2026-01-01}")

    with pytest.raises(DefinitionError, match=r"own\.yml: record_id is missing; .*own\.yml: columns is missing"):
        read_model(load_definition(tmp_path / "own.yml"))
