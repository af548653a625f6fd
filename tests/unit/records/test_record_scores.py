"""Pairs that rules link and candidates choose, against a plain walk over all pairs."""

import random
from dataclasses import replace
from itertools import combinations

import pytest
import yaml

from tandem.definitions import HEAD, load_definition
from tandem.records.clusters import MODEL
from tandem.records.definition import LinkModel, read_model
from tandem.records.read import Records
from tandem.records.score import score_pairs
from tandem.shipped import conf_folder

pytest.importorskip("splink", reason="the extra `records` is not installed")
LINKAGE = read_model(load_definition(conf_folder() / "records/people.yml"))


@pytest.fixture(scope="module")
def records():
    """Few values, many blanks: much is equal by chance."""
    dice = random.Random(7)
    values = {
        "first_name": ["ann", "anna", "bob", None],
        "surname": ["lee", "leigh", "ray", "roy", None],
        "born": ["1980", "1981", "1990", None],
        "city": ["york", "bath", None],
        "email": [*(f"{name}@x.org" for name in "abcdefgh"), None],
    }
    columns = {name: dice.choices(some, k=60) for name, some in values.items()}
    sources = ["club.csv"] * 25 + ["shop.csv"] * 35
    return Records(sources, [str(at) for at in range(60)], columns, {})


@pytest.mark.parametrize("one_per_source", [False, True])
def test_rules_and_candidates_choose_the_pairs_that_a_walk_finds(records, one_per_source):
    scored = score_pairs(records, LINKAGE, one_per_source=one_per_source)

    pairs = [
        (left, right)
        for left, right in combinations(range(60), 2)
        if not one_per_source or records.source[left] != records.source[right]
    ]
    by_rule = {
        pair: rule.name for pair in pairs for rule in reversed(LINKAGE.rules) if equal(records, pair, rule.columns)
    }
    chosen = {pair for pair in pairs for keys in LINKAGE.candidates if equal(records, pair, keys)}
    assert {(each.left, each.right): each.rule for each in scored.pairs if each.rule != MODEL} == by_rule
    assert scored.compared == len(chosen | by_rule.keys())
    assert all(each.probability >= LINKAGE.threshold for each in scored.pairs if each.rule == MODEL)


@pytest.mark.parametrize("word", ["group", "source"])
def test_a_column_may_be_called_by_a_word_of_sql_or_of_splink(records, word):
    said = yaml.safe_load((conf_folder() / "records/people.yml").read_text().replace("born", word))
    renamed = LinkModel.model_validate({key: value for key, value in said.items() if key not in HEAD})
    columns = {word if name == "born" else name: values for name, values in records.columns.items()}

    found = score_pairs(replace(records, columns=columns), renamed, one_per_source=False)

    assert found.pairs == score_pairs(records, LINKAGE, one_per_source=False).pairs


def equal(records, pair, keys):
    """Whether both records have the same, and something, in all keys."""
    for key in keys:
        name, _, length = key.partition(":")
        left, right = ((records.columns[name][place] or "")[: int(length or 99)] for place in pair)
        if not left or left != right:
            return False
    return True
