"""Other tools' rules: each has a source, and means what its documentation says."""

import shutil

import pytest

from tandem.errors import UsageError
from tandem.paths.answer import Question, answer_like
from tandem.paths.file import PathFile, Untouched
from tandem.paths.models import load_rules
from tandem.paths.parity import load_parity
from tandem.paths.rows import Ledger
from tandem.shipped import conf_folder
from unit.paths.plain_paths import paths_of

PARITY = conf_folder() / "parity"
RULES = load_rules(conf_folder() / "attribution_models.yml")
NOTHING = Untouched()
TOOLS = ("adobe", "channelattribution", "fractribution", "ga4", "snowplow")


def told(tool, *rows, untouched=NOTHING, models=()):
    """{model: {channel: credit}} under the tool's rules, with ours beside."""
    file = PathFile(paths_of(*rows), untouched, {}, Ledger(PARITY))
    said = answer_like(file, Question(models=models), RULES, load_parity(PARITY, tool))
    earned = {}
    for name, model, _, credit, _ in said.rows():
        earned.setdefault(model, {})[name] = round(credit, 9)
    return earned


def test_every_tool_of_the_folder_is_tested_here():
    assert tuple(sorted(path.stem for path in PARITY.glob("*.yml"))) == TOOLS


@pytest.mark.parametrize("tool", TOOLS)
def test_every_model_states_its_source_and_ours_beside_it_exists(tool):
    parity = load_parity(PARITY, tool)
    known = (*RULES, "markov", "shapley")
    assert all(model.source and model.ours in known for model in parity.models)


def test_ga4_ignores_direct_unless_the_path_is_nothing_else():
    earned = told("ga4", (["Email", "Direct"], 3, 0, 1), (["Direct", "Direct"], 2, 0, 0))
    assert earned == {"ga4:last_click": {"Email": 3, "Direct": 2}, "last": {"Email": 0, "Direct": 5}}


def test_snowplow_collapses_repeats_first_and_ours_does_not():
    earned = told("snowplow", ("aab", 10, 0, 1), models=("position_based", "linear"))
    assert earned["snowplow:position_based"] == {"a": 5, "b": 5}
    assert earned["position"] == {"a": 6, "b": 4}
    assert earned["snowplow:linear"] == {"a": 5, "b": 5}


def test_fractribution_lists_conversions_without_a_touch_and_ours_leaves_them_out():
    earned = told("fractribution", ("aab", 6, 0, 1), untouched=Untouched(4, 0, 0), models=("linear",))
    assert earned == {
        "fractribution:linear": {"a": 3, "b": 3, "Unmatched_Channel": 4},
        "linear": {"a": 4, "b": 2},
    }


def test_adobe_models_on_two_touches_and_its_line_for_conversions_without_one():
    earned = told("adobe", ("ab", 100, 0, 1), untouched=Untouched(1, 0, 0))
    assert earned["adobe:u_shaped"] == {"a": 50, "b": 50, "None": 1}
    assert earned["adobe:j_shaped"] == {"a": 25, "b": 75, "None": 1}
    assert earned["adobe:inverse_j"] == {"a": 75, "b": 25, "None": 1}
    assert earned["adobe:participation"] == {"a": 100, "b": 100, "None": 1}
    assert "adobe:time_decay" not in earned  # the file has no times


def test_channelattributions_chain_is_of_order_1_whatever_ours_is():
    rows = [("ab", 5, 0, 5), ("b", 1, 0, 6), ("ba", 2, 0, 1)]
    file = PathFile(paths_of(*rows), Untouched(), {}, Ledger(PARITY))
    said = answer_like(file, Question(("markov_model",), order=2), RULES, load_parity(PARITY, "channelattribution"))
    assert [(found.model, found.order) for _, found in said.credits] == [
        ("channelattribution:markov_model", 1),
        ("markov", 2),
    ]


def test_an_unknown_tool_and_a_model_it_lacks_are_wrong_use():
    with pytest.raises(UsageError, match="--like: 'excel' is none of them; known are adobe, channelattribution"):
        load_parity(PARITY, "excel")
    with pytest.raises(UsageError, match="Google Analytics 4 has no 'linear'; its models are last_click"):
        told("ga4", ("ab", 1, 0, 1), models=("linear",))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (", source: *models}", "}", "a rule states its name and its source"),
        (
            "transforms: {apply: [exposure]",
            "transforms: {apply: [shuffle]",
            r"snowplow.yml: transforms: 'shuffle' is none of them",
        ),
        (
            "transforms: {apply: [exposure], source:",
            "transforms: {apply: [exposure], why:",
            "expected apply and its source",
        ),
        ("between: 0.2", "between: 0.3", "weights sum to 1.1"),
        ("tool: ", "name: ", "expected `tool`, its name, and `models`"),
    ],
)
def test_a_definition_that_breaks_its_contract_is_refused(tmp_path, old, new, said):
    shutil.copy(PARITY / "snowplow.yml", tmp_path)
    path = tmp_path / "snowplow.yml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(UsageError, match=said):
        load_parity(tmp_path, "snowplow")
