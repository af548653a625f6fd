"""Any order of arrival and any cut into nights gives the tables of one rebuild."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from nights import arrive, differences, file_names, run_night

pytestmark = pytest.mark.soak


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_files_in_any_order_and_split_give_the_same_tables(spark, company, tmp_path, seed):
    files = file_names(company.delivered)
    random.Random(seed).shuffle(files)
    cut = random.Random(seed).randrange(len(files) // 4, 3 * len(files) // 4)

    for part in (files[:cut], files[cut:]):
        arrive(part, company.delivered, tmp_path / "landing")
        run_night(spark, tmp_path / "lake", tmp_path / "landing", company.last_day)

    assert differences(spark, company.lake, tmp_path / "lake") == {}


def test_night_by_night_equals_one_rebuild(spark, company, tmp_path):
    first = company.last_day - timedelta(days=2)
    for night in (first, first + timedelta(days=1), company.last_day):
        runs = run_night(spark, tmp_path, company.delivered, night)

    # Tables of one row per night keep the rows of the nights before.
    nightly = {
        "attribution.effects",
        "attribution.disagreement",
        "metrics.rates",
        "metrics.limits",
        "metrics.readings",
        "metrics.lead_stages",
        "diagnosis.quadrants",
        "diagnosis.causes",
        "governance.books",
        "governance.holds",
        "scorecard.cells",
        "models.evaluations",
    }
    assert set(differences(spark, company.lake, tmp_path)) <= nightly
    assert (
        differences(spark, company.lake, tmp_path, since=company.last_day).keys()
        - {"models.evaluations", "governance.books"}
        == set()
    )
    assert all(run.through <= company.last_day for run in runs)


def test_a_night_without_news_writes_nothing(spark, company):
    runs = run_night(spark, company.lake, company.delivered, company.last_day)

    assert [write for run in runs for write in run.writes] == []


def test_eight_shuffle_partitions_equal_one(spark, company, tmp_path):
    spark.conf.set("spark.sql.shuffle.partitions", "8")
    try:
        run_night(spark, tmp_path, company.delivered, company.last_day)
    finally:
        spark.conf.set("spark.sql.shuffle.partitions", "1")

    assert differences(spark, company.lake, tmp_path) == {}
