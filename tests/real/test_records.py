"""Records of public lists with known truth (FEBRL, Splink's fake_1000), linked without a look at it."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from tandem.definitions import load_definition
from tandem.records.definition import read_model
from tandem.records.link import link_records
from tandem.shipped import conf_folder
from tandem.truth.pairs import score_pairs

DATA = Path(__file__).parents[3] / "shared" / "data" / "identity"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data/identity is not here")
pytest.importorskip("splink", reason="the extra `records` is not installed")


def linked(*files, by, threshold=None, one_per_source=False):
    """The lists linked by a shipped definition, with another threshold where it is given."""
    model = read_model(load_definition(conf_folder() / "records" / f"{by}.yml"))
    said = model if threshold is None else model.model_copy(update={"threshold": threshold})
    return link_records(files, said, one_per_source=one_per_source)


def febrl_score(found):
    """Pairs of records of one person: rec-17-org, rec-17-dup-0."""
    return score(found, [re.match(r"rec-(\d+)-", id_)[1] for id_ in found.records.record_id])


def score(found, truth):
    true = pd.Series(truth)
    return score_pairs(true, pd.Series(found.clusters.first), true)


@pytest.mark.parametrize("threshold", [0.5, None, 0.999], ids=["even_odds", "as_shipped", "almost_sure"])
def test_febrl3_is_linked_right_at_any_sensible_threshold(threshold):
    found = febrl_score(linked(DATA / "dataset3.csv", by="postal", threshold=threshold))

    assert (found.rows, found.true_pairs) == (5_000, 6_538)
    assert found.precision >= 0.98
    assert found.recall >= 0.90
    print(f"\nFEBRL3, threshold {threshold or 'shipped'}: precision {found.precision:.4f}, recall {found.recall:.4f}")


def test_of_two_lists_that_hold_a_person_once_each_original_finds_its_duplicate(tmp_path):
    lines = (DATA / "febrl_dataset1.csv").read_text().splitlines(keepends=True)
    for name in ("org", "dup"):
        (tmp_path / f"{name}.csv").write_text("".join([lines[0], *(line for line in lines if f"-{name}" in line)]))

    found = linked(tmp_path / "org.csv", tmp_path / "dup.csv", by="postal", one_per_source=True)

    assert set(found.sizes) == {1, 2}
    measured = febrl_score(found)
    assert measured.precision == 1.0
    assert measured.common_pairs > 317  # found by the published example of recordlinkage, also without a wrong one


def test_fake_1000_is_linked_as_sure_as_the_threshold_says():
    found = linked(DATA / "fake_1000.csv", by="people")

    with (DATA / "fake_1000.csv").open() as file:
        truth = {row["unique_id"]: row["cluster"] for row in csv.DictReader(file)}
    measured = score(found, [truth[id_] for id_ in found.records.record_id])
    print(f"\nfake_1000: precision {measured.precision:.4f}, recall {measured.recall:.4f}, F1 {measured.f1:.4f}")
    assert (measured.rows, measured.true_pairs) == (1_000, 2_031)
    assert measured.precision >= 0.95
