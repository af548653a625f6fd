"""`tandem truth` but its night: where the company lies, and how figures are shown."""

from pathlib import Path

import pytest
from rich.console import Console

from tandem.cli import simulate
from tandem.cli.truth import own_folder
from tandem.cli.truth_page import show_groups
from tandem.errors import UsageError
from tandem.truth import Group, Row


@pytest.mark.parametrize(
    ("people", "effect", "folder"),
    [(2_000, 1.0, "7"), (5_000, 1.0, "7-people-5000"), (2_000, 0.5, "7-effect-0.5")],
    ids=["default", "larger", "weaker"],
)
def test_another_company_lies_in_another_folder(people, effect, folder):
    assert own_folder(7, people=people, effect=effect) == Path("lake/truth") / folder


def test_another_effect_is_not_mixed_into_the_same_folder(tmp_path):
    simulate.land(tmp_path, people=30, days=1, seed=3)

    with pytest.raises(UsageError, match="holds the company"):
        simulate.land(tmp_path, people=30, days=1, seed=3, effect=0.5)


def test_a_company_landed_before_effects_could_be_chosen_is_known_again(tmp_path):
    simulate.land(tmp_path, people=30, days=1, seed=3)
    (tmp_path / "truth" / "landed.json").write_text('{"people": 30, "seed": 3, "days": 1}')

    assert simulate.landed_days(tmp_path / "truth" / "landed.json", {"people": 30, "seed": 3, "effect": 1.0}) == 1


def printed(*groups):
    console = Console(record=True, width=160)
    show_groups(console, groups)
    return console.export_text()


def test_figures_stand_with_their_bars_and_missed_ones_are_named_last():
    rows = (
        Row("all events", {"rows": 1234, "precision": 0.99}, at_least={"precision": 0.995}),
        Row("kiosk", {"rows": 5, "precision": None}),
    )

    lines = printed(Group("Identity: pairs", {"rows": ",.0f", "precision": ".4f"}, rows, ("a note",))).splitlines()

    assert ["all", "events", "1,234", "0.9900", "missed"] in [line.split() for line in lines]
    assert ["kiosk", "5"] in [line.split() for line in lines]
    assert "  a note" in [line.rstrip() for line in lines]
    assert [line.strip() for line in lines[-2:]] == [
        "bars: 0 of 1 met",
        "missed: Identity, all events: precision is 0.99, bar at least 0.995",
    ]


def test_groups_without_a_bar_have_no_column_for_it():
    text = printed(Group("Sessions", {"simulated": ",.0f"}, (Row("all", {"simulated": 3}),)))

    assert "bar" not in text.split("bars: 0 of 0")[0]
