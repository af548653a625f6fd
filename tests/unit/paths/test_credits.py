"""Credits of channels: books that close, models that are offered or not, and files with every digit."""

import csv

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from tandem.errors import UsageError
from tandem.paths.answer import Question, answer
from tandem.paths.credits import attribute, known_models, pick, share_of
from tandem.paths.file import PathFile, Untouched
from tandem.paths.models import load_rules
from tandem.paths.rows import Ledger
from tandem.paths.rules import Rule
from tandem.paths.write import write_credits
from tandem.shipped import conf_folder
from unit.paths.plain_paths import path_rows, paths_of

RULES = load_rules(conf_folder() / "attribution_models.yml")
ROWS = [("ab", 2, 30, 1), ("bb", 1, 4, 5), ("ca", 3, 9, 2)]


def asked(rows, **question):
    """The answer about a file with these paths."""
    return answer(PathFile(paths_of(*rows), Untouched(), {}, Ledger(conf_folder())), Question(**question), RULES)


@settings(max_examples=50, deadline=None)
@given(path_rows())
def test_credits_sum_to_the_conversions_and_to_the_value(rows):
    said = asked(rows)
    for model in {found.model for _, found in said.credits} - {"participation_count"}:
        credit = sum(found.credit.sum() for _, found in said.credits if found.model == model)
        value = sum(found.value.sum() for _, found in said.credits if found.model == model)
        assert credit == pytest.approx(sum(row[1] for row in rows), rel=1e-9)
        assert value == pytest.approx(sum(row[2] for row in rows), rel=1e-9)


def test_participation_counts_a_conversion_once_for_each_channel_of_its_path():
    (found,) = attribute(paths_of(("aab", 2, 30, 0), ("a", 5, 1, 0)), ["participation_count"], RULES, 1)
    assert found.credit.tolist() == [7, 2]
    assert found.value.tolist() == [31, 30]


def test_types_of_touches_weigh_them_in_any_case_of_letters():
    paths = paths_of(("ab", 10, 0, 0))
    typed = type(paths)(**{**vars(paths), "type": ("Impression", "click")})
    share = share_of(Rule("by_type", between=1.0, types={"impression": 0.25}), typed)
    assert share == pytest.approx([0.2, 0.8])


def test_all_leaves_out_what_the_file_cannot_answer_and_says_why():
    paths = paths_of(*ROWS)
    models, reasons = pick((), paths, RULES)
    assert models == [name for name in known_models(RULES) if name not in ("time_decay", "w_shaped")]
    assert reasons == {
        "time_decay": "the file has no times: deliver one touch per row with a time column",
        "w_shaped": "paths name no lead within them; the night knows them",
    }


@pytest.mark.parametrize(
    ("rows", "model", "said"),
    [
        (ROWS, "z_shaped", "--models: 'z_shaped' is none of them; known are all, first, last"),
        (ROWS, "w_shaped", "w_shaped is not offered: paths name no lead within them"),
        (ROWS, "time_decay", "time_decay is not offered: the file has no times"),
        ([("ab", 1, 1, 0)], "markov", "markov is not offered: there are no journeys without a conversion"),
        ([("aa", 1, 1, 4)], "markov", "markov is not offered: a is the only channel: there is nothing to share"),
        ([("aa", 1, 1, 4)], "shapley", "shapley is not offered: a is the only channel"),
    ],
)
def test_a_model_asked_for_by_name_that_cannot_be_had_is_wrong_use(rows, model, said):
    with pytest.raises(UsageError, match=said):
        asked(rows, models=("linear", model))


def test_one_channel_earns_everything_by_every_rule():
    said = asked([("aa", 3, 12, 4)])
    assert {found.model for _, found in said.credits} == set(RULES) - {"time_decay", "w_shaped"}
    assert [found.credit[0] for _, found in said.credits] == pytest.approx([3] * len(said.credits), abs=1e-12)
    assert [found.value[0] for _, found in said.credits] == pytest.approx([12] * len(said.credits), abs=1e-12)


def test_transforms_hold_for_journeys_with_and_without_a_conversion():
    plain = asked([("ab", 2, 0, 3), ("b", 1, 0, 4)], models=("markov",), order=1)
    repeated = asked(
        [("aabb", 2, 0, 0), ("bb", 1, 0, 0), ("aab", 0, 0, 3), ("bbb", 0, 0, 4)], models=("markov",), order=1
    )
    collapsed = asked(
        [("aabb", 2, 0, 0), ("bb", 1, 0, 0), ("aab", 0, 0, 3), ("bbb", 0, 0, 4)],
        models=("markov",),
        order=1,
        transforms=("exposure",),
    )
    assert collapsed.credits[0][1].credit == pytest.approx(plain.credits[0][1].credit)
    assert repeated.credits[0][1].credit.sum() == pytest.approx(3)


def test_an_order_is_kept_or_chosen_and_a_file_too_small_to_choose_has_order_1():
    assert asked(ROWS, models=("markov",), order=3).order == 3
    small = asked([("ab", 1, 0, 1)], models=("markov",))
    assert (small.order, small.choice) == (1, None)
    assert asked(ROWS, models=("linear",)).order is None


def test_a_model_that_passes_over_a_channel_no_path_has_is_told():
    assert asked(ROWS).idle == {"last_non_direct": ("Direct", "(direct)")}
    assert asked([(["direct", "x"], 1, 1, 1)]).idle == {}


@pytest.mark.parametrize("name", ["credits.csv", "credits.parquet"])
def test_a_written_file_has_every_digit(tmp_path, name):
    said = asked(ROWS, models=("linear", "markov", "shapley_ordered"), order=2)
    rows = list(said.rows())

    write_credits(str(tmp_path / name), rows)

    if name.endswith("csv"):
        with (tmp_path / name).open() as file:
            read = [tuple(row.values()) for row in csv.DictReader(file)]
        assert read == [tuple("" if cell is None else str(cell) for cell in row) for row in rows]
    else:
        table = pq.read_table(tmp_path / name)
        assert table.column_names == ["name", "model", "order", "credit", "value"]
        assert list(zip(*table.to_pydict().values(), strict=True)) == rows
    assert {row[1:3] for row in rows} == {
        ("linear", None),
        ("markov", 2),
        ("shapley_ordered", 1),
        ("shapley_ordered", 2),
    }


def test_credits_do_not_depend_on_the_order_of_rows():
    one, other = asked(ROWS, order=2), asked(ROWS[::-1], order=2)
    rows = [sorted((row[0], row[1], row[2] or 0, row[3]) for row in said.rows()) for said in (one, other)]
    for ours, theirs in zip(*rows, strict=True):
        assert ours[:3] == theirs[:3]
        assert np.isclose(ours[3], theirs[3], rtol=1e-9, atol=1e-12)
