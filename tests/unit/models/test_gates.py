from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tandem.definitions import load_definition
from tandem.errors import DefinitionError
from tandem.models.gates import Threshold, failures, thresholds

SHIPPED = Path(__file__).parents[3] / "conf" / "models" / "conversion_propensity.yml"


@pytest.mark.parametrize(
    ("direction", "holding"),
    [("at_least", [0.5, 0.6]), ("above", [0.6]), ("at_most", [0.4, 0.5]), ("below", [0.4])],
)
def test_a_threshold_has_a_direction_and_says_whether_its_bound_is_in(direction, holding):
    rule = Threshold("auc", direction, 0.5)
    assert [value for value in (0.4, 0.5, 0.6) if rule.holds({"auc": value})] == holding


def test_a_bound_may_be_another_metric():
    rule = Threshold("log_loss", "below", "base_log_loss")
    assert failures([rule], {"log_loss": 0.2, "base_log_loss": 0.1}) == ["log_loss below base_log_loss"]
    assert failures([rule], {"log_loss": 0.1, "base_log_loss": 0.2}) == []


def test_a_metric_that_is_missing_holds_nothing():
    assert not Threshold("auc", "at_most", 0.5).holds({})
    assert not Threshold("auc", "at_most", "other").holds({"auc": 0.1})


def test_the_shipped_definition_asks_for_more_than_the_base_rate():
    gates = [str(gate) for gate in thresholds(load_definition(SHIPPED), "gates")]
    assert "log_loss below base_log_loss" in gates
    assert "auc at_least 0.55" in gates


@pytest.mark.parametrize(
    "rule", [{"metric": "auc"}, {"metric": "auc", "over": 1}, {"metric": "auc", "above": 0, "below": 1}]
)
def test_a_rule_without_exactly_one_known_direction_is_refused(rule, tmp_path):
    head = {"id": "m", "version": 1, "owner": "me", "effective_from": "2020-01-01"}
    text = yaml.safe_dump({**head, "gates": [rule]}).replace("'2020-01-01'", "2020-01-01")
    (tmp_path / "m.yml").write_text(text)
    with pytest.raises(DefinitionError, match="at_least, above, at_most, below"):
        thresholds(load_definition(tmp_path / "m.yml"), "gates")
