"""Every notebook runs from its first cell to its last, and what it shows is what the tables hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from deltalake import DeltaTable
from pyspark.sql import SparkSession

from notebook_runs import run_notebook
from tandem.errors import UsageError
from tandem.flow import chosen_jobs
from tandem.job import Options
from tandem.tables import CAUSES, CELLS, EFFECTS, LEDGER, QUADRANTS, RATES, RETURNS, RULE_MODELS, TABLES, Table

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Night:
    """A lake that the first notebook made, and what that notebook knew at its end."""

    spark: SparkSession
    root: Path
    conf: Path
    through: date
    scope: dict[str, Any]

    def table(self, table: Table) -> pd.DataFrame:
        """Rows as another reader of Delta sees them."""
        return DeltaTable(self.root / table.layer / table.name).to_pandas()

    def read(self, name: str, **given: Any) -> dict[str, Any]:
        """A notebook on this lake."""
        return run_notebook(self.spark, name, **{"conf": self.conf, "lake": self.root, **given})


@pytest.fixture(scope="module")
def night(spark, company) -> Night:
    return Night(spark, company.lake, company.conf, company.last_day, company.scope)


@pytest.fixture(scope="module")
def scorecard(night) -> dict[str, Any]:
    return night.read("01_read_the_scorecard")


@pytest.fixture(scope="module")
def quadrant(night) -> dict[str, Any]:
    return night.read("02_why_this_quadrant")


@pytest.fixture(scope="module")
def attribution(night) -> dict[str, Any]:
    return night.read("03_attribution")


def rows(frame) -> list[dict[str, Any]]:
    return [row.asDict() for row in frame.collect()]


def test_the_night_runs_every_job_in_the_notebooks_own_session(night):
    assert night.scope["lake"].spark is night.spark
    assert night.scope["lake"].through == night.through
    assert list(dict.fromkeys(row["job"] for row in rows(night.scope["wrote"]))) == [
        job.stem for job in chosen_jobs(Options())
    ]


def test_the_night_shows_every_table_that_it_wrote_with_its_rows(night):
    shown = {row["table"]: row["rows_written"] for row in rows(night.scope["wrote"])}

    assert shown == {table.full_name: len(night.table(table)) for table in TABLES if table.full_name in shown}
    assert {"raw.events", "clean.events", "sessions.sessions", "scorecard.cells"} <= shown.keys()


def test_headline_measures_are_the_published_cells(night, scorecard):
    cells = night.table(CELLS)
    company = cells[(cells["entity"] == "") & (cells["period_end"] == night.through)].set_index("measure")
    shown = {row["measure"]: (row["value"], row["status"]) for row in rows(scorecard["headline"])}
    assert {"ctr", "cr", "revenue", "roas"} <= shown.keys()
    assert shown == {name: tuple(company.loc[name, ["value", "status"]]) for name in shown}


def test_campaigns_are_counted_by_quadrant_and_what_the_undecided_need_is_shown(night, scorecard):
    verdicts = night.table(QUADRANTS)
    counts = {row["quadrant"]: row["count"] for row in rows(scorecard["quadrants"])}
    undecided = verdicts[verdicts["quadrant"] == "undecided"]
    assert counts == verdicts["quadrant"].value_counts().to_dict()
    assert [row["campaign_name"] for row in rows(scorecard["undecided"])] == sorted(undecided["campaign_name"])
    assert all(row["needed_impressions"] or row["needed_clicks"] for row in rows(scorecard["undecided"]))


def test_the_page_is_named(night, scorecard):
    assert scorecard["printed"].splitlines()[-1] == str(night.root / "pages" / "scorecard.html")


def test_the_days_of_a_campaign_add_up_to_its_rates(quadrant):
    days, [cr, ctr] = rows(quadrant["days"]), sorted(rows(quadrant["rates"]), key=lambda row: row["measure"])
    of_basis = [day for day in days if day["basis"] == ctr["basis"]]
    assert sum(day["impressions"] or 0 for day in of_basis) == ctr["trials"]
    assert sum(day["ad_clicks"] or 0 for day in of_basis) == ctr["successes"]
    assert sum(row["converting_clicks"] for row in rows(quadrant["converting"])) == cr["successes"]


def test_the_corners_of_a_campaign_share_one_probability(quadrant):
    [corners], [verdict] = rows(quadrant["corners"]), rows(quadrant["verdict"])
    assert list(corners) == ["harmony", "seduction", "precision", "struggle"]
    assert sum(corners.values()) == pytest.approx(1)
    assert corners["seduction"] == pytest.approx(verdict["ctr_p_high"] * (1 - verdict["cr_p_high"]))


def test_every_judged_campaign_has_a_brief_and_the_causes_shown_are_those_of_the_campaign(night, quadrant):
    causes, verdicts = night.table(CAUSES), night.table(QUADRANTS)
    tonight = causes[causes["through"] == night.through]
    mine = tonight[tonight["campaign_id"] == quadrant["campaign"]].sort_values("rank")

    assert sorted(tonight.loc[tonight["brief"].notna(), "campaign_id"]) == sorted(verdicts["campaign_id"])
    assert [row["evidence"] for row in rows(quadrant["causes"])] == mine["evidence"].tolist()
    assert mine["rank"].tolist() == list(range(1, len(mine) + 1))


def test_rows_set_aside_are_those_of_the_ledger(night, quadrant):
    ledger = night.table(LEDGER)
    aside = ledger[ledger["fate"] == "aside"].groupby(["feed", "reason"])["rows"].sum().to_dict()
    assert {(row["feed"], row["reason"]): row["rows"] for row in rows(quadrant["aside"])} == aside


def test_an_unknown_campaign_is_refused_with_those_that_are_judged(night):
    judged = sorted(set(night.table(RATES).query("level == 'campaign'")["entity"]))

    with pytest.raises(UsageError, match=f"campaign is 'nobody'.*{judged[0]}.*{judged[-1]}"):
        night.read("02_why_this_quadrant", campaign="nobody")


def test_every_model_shares_out_the_same_conversions(night, attribution):
    returns = night.table(RETURNS).query("basis == 'conversion'")
    shown = pd.DataFrame(rows(attribution["conversions"])).set_index("channel")
    expected = returns.pivot_table(index="channel", columns="model", values="conversions", aggfunc="sum")
    pd.testing.assert_frame_equal(shown.sort_index(axis=1).sort_index(), expected, check_names=False, check_dtype=False)
    assert {*RULE_MODELS, "j_shaped", "inverse_j", "w_shaped"} == set(shown)
    assert shown.sum().max() == pytest.approx(shown.sum().min())


def test_roas_keeps_spend_that_earned_nothing_and_is_the_published_one(night, attribution):
    [total] = rows(attribution["total"])
    returns = night.table(RETURNS).query("basis == 'conversion' and model == 'last_non_direct'")
    by_campaign = returns.astype({"spend": float}).groupby("campaign_id")[["value", "spend"]].sum()
    idle = by_campaign[(by_campaign["value"] == 0) & (by_campaign["spend"] > 0)]
    published = {row["measure"]: row["value"] for row in rows(attribution["scored"])}
    assert total["spend"] == pytest.approx(by_campaign["spend"].sum())
    assert total["spend_that_earned_nothing"] == pytest.approx(idle["spend"].sum())
    assert len(idle) > 0
    assert total["roas"] == pytest.approx(published["roas"])


def test_a_channel_is_set_against_the_scorecards_model(attribution):
    moved = {row["model"]: row for row in rows(attribution["moved"])}
    assert moved["last_non_direct"]["against_scorecard"] == pytest.approx(0)
    assert moved["first"]["against_scorecard"] == pytest.approx(
        moved["first"]["value"] - moved["last_non_direct"]["value"]
    )


def test_fits_of_the_night_are_shown_with_their_reasons(night, attribution):
    kept = night.table(EFFECTS).query("level == 'channel' and (is_chosen or not_offered.notna())")
    shown = {(row["type"], row["model"], row["channel"]): row["not_offered"] for row in rows(attribution["fits"])}

    # A few days hold no complete period: then there is no row of either.
    assert shown.keys() == {(row.type, row.model, row.channel) for row in kept.itertuples()}


def test_tables_of_a_catalog_read_as_tables_of_a_folder(night, scorecard, spark, tmp_path):
    in_catalog = tmp_path / "catalog.yml"
    in_catalog.write_text(
        f"{night.conf.read_text(encoding='utf-8')}lake: {{catalog: spark_catalog}}\n", encoding="utf-8"
    )
    layers = sorted({table.layer for table in TABLES})
    try:
        for layer in layers:
            spark.sql(f"CREATE SCHEMA spark_catalog.{layer} LOCATION '{tmp_path / layer}'")
        for table in TABLES:
            place = night.root / table.layer / table.name
            spark.sql(f"CREATE TABLE spark_catalog.{table.full_name} USING delta LOCATION '{place}'")
        scope = night.read("01_read_the_scorecard", conf=in_catalog)
        named = scope["lake"].address(CELLS)
        shown = rows(scope["headline"])
    finally:
        for layer in layers:
            spark.sql(f"DROP SCHEMA IF EXISTS spark_catalog.{layer} CASCADE")

    assert named == "spark_catalog.scorecard.cells"
    assert shown == rows(scorecard["headline"])
