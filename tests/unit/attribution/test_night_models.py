"""A model of the night is a row of its definition, and a wrong row is one clear error."""

from __future__ import annotations

import pytest

from tandem.attribution import build_credits, read_models
from tandem.changes import Affected
from tandem.config import AttributionConfig
from tandem.definitions import load_definition
from tandem.errors import DefinitionError
from tandem.shipped import conf_folder
from tandem.tables import CREDITS, RULE_MODELS
from unit.attribution.journey_rows import conversion, frames, touch

SHIPPED = (conf_folder() / "attribution_models.yml").read_text()


@pytest.fixture
def models(tmp_path):
    def read(*rows, text=SHIPPED):
        (tmp_path / "attribution_models.yml").write_text(text + "".join(f"\n  - {row}" for row in rows))
        return read_models(load_definition(tmp_path / "attribution_models.yml"))

    return read


def test_the_shipped_rows_are_the_columns_and_four_more(models):
    assert models().names == (*RULE_MODELS, "j_shaped", "inverse_j", "w_shaped")
    assert [rule.name for rule in models().counts] == ["participation_count"]


def test_a_row_adds_a_model_by_place_by_age_and_by_type_and_columns_stay_as_they_are(spark, models):
    given = models(
        "{name: bathtub, from_start: [0.3, 0.1], between: 0.2, from_end: [0.4]}",
        "{name: slow_decay, between: 1, half_life_days: 2}",
        "{name: clicks_first, between: 1, types: {impression: 0.25}}",
        "{name: last_named, from_end: [1], besides: [direct, EMAIL]}",
    )
    touches = [
        touch("t1", "5 10:00", "d", "Paid Search"),
        touch("t2", "7 10:00", "d", "Email"),
        touch("t3", "9 10:00", "d", "Display", kind="impression"),
        touch("t4", "9 10:00", "d", "Direct", kind="visit"),
    ]
    conversions = [conversion("c1", "9 10:00", "d")]

    built = build_credits(*frames(spark, touches, conversions), Affected(), AttributionConfig(), given)

    rows = CREDITS.conform(built).orderBy("place").collect()
    custom = [dict(row.custom) for row in rows]
    assert [row["linear"] for row in rows] == [0.25] * 4
    assert [each["bathtub"] for each in custom] == pytest.approx([0.3, 0.1, 0.2, 0.4])
    assert [each["slow_decay"] for each in custom] == pytest.approx([1 / 11, 2 / 11, 4 / 11, 4 / 11])
    assert [each["clicks_first"] for each in custom] == pytest.approx([4 / 13, 4 / 13, 1 / 13, 4 / 13])
    assert [each["last_named"] for each in custom] == [0, 0, 1, 0]
    assert [each["j_shaped"] for each in custom] == pytest.approx([0.2, 0.1, 0.1, 0.6])


def test_columns_take_their_weights_from_the_definition_too(models):
    halves = SHIPPED.replace("from_start: [0.4], between: 0.2, from_end: [0.4]", "from_start: [0.5], from_end: [0.5]")
    assert models(text=halves).shares[RULE_MODELS.index("position")].from_start == (0.5,)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "{name: x, between: 1, types: {click: 1}}",
            "model x: types.click is no kind of touch of a night; allowed: ad_c",
        ),
        ("{name: x, between: 0.5, before: {signup: 0.5}}", "model x: before.signup is no .*; allowed: purchase, lead"),
        ("{name: x, between: 0.5, before: {lead: 0.6}}", "model x: weights sum to 1.1 .*before {'lead': 0.6}"),
        ("{name: x, before: {lead: 1}}", "model x: before is {'lead': 1} alone, but a journey may hold no such event"),
        ("{name: x, between: 1, before: lead}", "model x: before is 'lead', expected a weight for each type of event"),
        ("{name: Bath tub, between: 1}", "model 'Bath tub': a model of a night is named by letters"),
        ("{name: linear, between: 1}", "linear: two models of one name"),
        ("{name: x, from_start: [0.7], from_end: [0.7]}", "model x: weights sum to 1.4"),
        ("{name: shapley, between: 1}", "the name is taken"),
    ],
)
def test_a_wrong_row_stops_the_night_by_its_file_and_name(models, row, said):
    with pytest.raises(DefinitionError, match=rf"attribution_models.yml: .*{said}"):
        models(row)


def test_a_definition_without_a_row_for_a_column_is_refused(models):
    without = "\n".join(line for line in SHIPPED.splitlines() if "name: linear" not in line)
    with pytest.raises(DefinitionError, match="no model linear that shares a conversion"):
        models(text=without)


def test_a_changed_definition_restates_every_open_day_whatever_its_first_day(tmp_path):
    (tmp_path / "own.yml").write_text(SHIPPED.replace("effective_from: 2020-01-01", "effective_from: 2026-03-30"))
    definition = load_definition(tmp_path / "own.yml")
    [behind] = read_models(definition).made_by(AttributionConfig())["definitions"]
    assert (behind.effective_from.year, behind.hash) == (1, definition.hash)
