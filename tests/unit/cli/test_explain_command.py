"""What stands behind a cell, on a lake whose every count is known."""

from __future__ import annotations

import json
import uuid
from datetime import date, datetime
from decimal import Decimal

import pytest

from tandem.changes import Affected
from tandem.cli.cell_keys import listing, parts_of
from tandem.cli.explain_text import as_json, as_text
from tandem.cli.explained import explain_cell, find_kpi
from tandem.cli.openlineage import as_events
from tandem.config import Config, LakeConfig
from tandem.definitions import load_definition
from tandem.errors import LakeError, UsageError
from tandem.lake import Lake
from tandem.scorecard import build_cells, cover_period, period_start, read_template
from tandem.shipped import conf_folder
from tandem.tables import (
    AD_REPORTS,
    BOOKS,
    CAMPAIGNS,
    CELLS,
    DAYS,
    DELIVERIES,
    HOLDS,
    LEAD_STAGES,
    LEDGER,
    QUADRANTS,
    RATES,
    RAW_AD_REPORTS,
    RETURNS,
)
from unit.scorecard.company_rows import row_of

NIGHT = date(2026, 3, 28)
KEY = "2026-03-28/campaign/c-07/impressions"
TEMPLATE = load_definition(conf_folder() / "scorecards" / "ctr_and_cr.yml")
INPUTS = (DAYS, RATES, QUADRANTS, RETURNS, LEDGER, CAMPAIGNS, BOOKS, DELIVERIES, HOLDS, LEAD_STAGES)


@pytest.fixture(scope="module")
def tables(spark, tmp_path_factory):
    """Two files of 3 and 2 rows, one row bad; of the other 4 two are of c-07, with 100 and 150 impressions.

    A later night changed them to 500: what was published before did not know that.
    """
    root = tmp_path_factory.mktemp("lake")

    def night(job):
        return Lake(spark, Config(lake=LakeConfig(root=root)), NIGHT, job=job)

    def frame(table, *data):
        return spark.createDataFrame([row_of(table, **each) for each in data], table.promise)

    ingest = night("10_ingest")
    raw = [{"delivery_id": f"d{1 + (line > 3)}", "line_no": line, "delivery_date": NIGHT} for line in range(1, 6)]
    ingest.replace(RAW_AD_REPORTS, frame(RAW_AD_REPORTS, *raw), Affected())
    file = {"feed": "ad_reports", "supplier": "meta", "delivery_date": NIGHT, "status": "kept", "content_hash": "ab"}
    files = [
        {"delivery_id": "d1", "path": "ad_reports/1.csv", "rows": 3, "bad_rows": 1, **file},
        {"delivery_id": "d2", "path": "ad_reports/2.csv", "rows": 2, "bad_rows": 0, **file},
        {"delivery_id": "d3", "path": "orders/1.csv", "rows": 9, "bad_rows": 0, **file, "feed": "orders"},
    ]
    ingest.replace(DELIVERIES, frame(DELIVERIES, *files), Affected())

    clean = night("20_clean")
    clean.touched(AD_REPORTS, RAW_AD_REPORTS)
    reports = [{"date": NIGHT, "campaign_id": name} for name in ("c-07", "c-08")]
    clean.replace(AD_REPORTS, frame(AD_REPORTS, *reports), Affected())

    metrics = night("60_metrics")
    metrics.touched(DAYS, AD_REPORTS)
    metrics.replace(DAYS, frame(DAYS, *counted(100, 150)), Affected())

    scorecard, template = night("90_scorecard"), read_template(TEMPLATE)
    scorecard.touched(CELLS, *INPUTS, definitions=[TEMPLATE])
    read = {table.full_name: scorecard.read(table) for table in INPUTS}
    coverage = cover_period(read[DELIVERIES.full_name], start=period_start(template, NIGHT), end=NIGHT)
    scorecard.replace(CELLS, build_cells(read, template, coverage, through=NIGHT), Affected())

    later = night("60_metrics again")
    later.touched(DAYS, AD_REPORTS)
    later.replace(DAYS, frame(DAYS, *counted(500, 500)), Affected())
    return night("explain")


def counted(*impressions):
    """Rows of metrics.days: a day of c-07 in the period each, a day of c-08, and a day before the period."""
    ad = {"source": "reports", "basis": "platform", "ad_clicks": 2, "value": Decimal(0), "refunds": Decimal(0)}
    own = [
        {"date": date(2026, 3, 27 + day), "campaign_id": "c-07", "impressions": count, **ad}
        for day, count in enumerate(impressions)
    ]
    other = {"date": NIGHT, "campaign_id": "c-08", "impressions": 7, **ad}
    return [*own, other, {**other, "campaign_id": "c-07", "date": date(2026, 2, 28)}]


@pytest.fixture(scope="module")
def said(tables):
    return explain_cell(tables, KEY)


def test_a_cell_is_walked_from_its_value_to_its_files_at_the_versions_that_were_read(said):
    content = json.loads(as_json(said))

    numbers = content["numbers"]
    assert (content["cell"]["value"], numbers["value"], numbers["equals_cell"]) == (250, 250, True)
    assert content["rows_of_source"] == {"period": 3, "entity": 2, "counted": 2}
    found = [(each["table"], each["version"], each["rows"], each["job"]) for each in content["tables"]]
    assert found == [
        ("metrics.days", 0, 4, "60_metrics"),
        ("clean.ad_reports", 0, 2, "20_clean"),
        ("raw.ad_reports", 0, 5, "10_ingest"),
    ]
    files = [(each["path"], each["rows"], each["bad_rows"]) for each in content["files"]]
    assert files == [("ad_reports/1.csv", 3, 1), ("ad_reports/2.csv", 2, 0)]
    assert content["definitions"] == [{"id": "ctr_and_cr", "version": TEMPLATE.version, "hash": TEMPLATE.hash}]


def test_the_text_says_value_formula_tables_definitions_and_files(said):
    lines = as_text(said).splitlines()

    for line in (
        f"{KEY}: Impressions of c-07, 2026-03-01 to 2026-03-28",
        "value      250, count, 100.0% in; owner: head of media",
        "  gives 250, the cell's value",
        "  rows of the table: 3 of the period, 2 of the entity, 2 counted",
        "  ad_reports: 2 files, 5 rows, 1 set aside",
        "    ad_reports/1.csv  3 rows, kept",
    ):
        assert line in lines
    assert any(line.startswith("  raw.ad_reports v0    5  by 10_ingest on the night 2026-03-28") for line in lines)


def test_each_write_is_an_open_lineage_run_event_whose_inputs_are_outputs_of_others(said, tables):
    lines = as_events(said, lake=tables.root, landing=tables.root / "landing").splitlines()
    both = [json.loads(line) for line in lines]
    starts, events = both[::2], both[1::2]

    assert [(each["eventType"], each["run"], each["job"]) for each in starts] == [
        ("START", each["run"], each["job"]) for each in events
    ]
    assert {each["eventType"] for each in events} == {"COMPLETE"}
    for event in both:
        assert event.keys() == {
            "eventType", "eventTime", "run", "job", "inputs", "outputs", "producer", "schemaURL"
        }  # fmt: skip
        assert event["schemaURL"] == "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
        assert datetime.fromisoformat(event["eventTime"]).utcoffset() is not None
        assert uuid.UUID(event["run"]["runId"])
        for facets in every_facets(event):
            assert all({"_producer", "_schemaURL"} < facet.keys() for facet in facets.values())
    outputs = [folder_of(event["outputs"][0]) for event in events]
    assert outputs == ["raw/ad_reports", "clean/ad_reports", "metrics/days", "scorecard/cells"]
    assert [folder_of(each) for each in events[1]["inputs"]] == ["raw/ad_reports"]
    assert [folder_of(each) for each in events[0]["inputs"]] == ["ad_reports/1.csv", "ad_reports/2.csv"]
    assert [each["inputFacets"]["inputStatistics"]["rowCount"] for each in events[0]["inputs"]] == [3, 2]
    assert events[-1]["job"]["facets"]["sql"]["query"].startswith("SELECT if(count_if(source = 'impressions'")
    assert [each["outputs"][0]["outputFacets"]["outputStatistics"]["rowCount"] for each in events[:3]] == [5, 2, 4]


def folder_of(dataset):
    return "/".join(dataset["name"].split("/")[-2:])


def every_facets(event):
    yield event["run"]["facets"]
    yield event["job"]["facets"]
    for each in (*event["inputs"], *event["outputs"]):
        yield each["facets"]
        yield each.get("inputFacets") or each.get("outputFacets") or {}


def test_a_wrong_cell_is_one_line_with_those_near_it(tables):
    with pytest.raises(UsageError, match=rf"no cell '2026-03-28/campaign/c-7/impressions'; near it: .*{KEY}"):
        explain_cell(tables, "2026-03-28/campaign/c-7/impressions")


def test_a_lake_without_cells_is_wrong_use(spark, tmp_path):
    empty = Lake(spark, Config(lake=LakeConfig(root=tmp_path)), NIGHT)

    with pytest.raises(UsageError, match=r"no scorecard\.cells in"):
        explain_cell(empty, KEY)


def test_a_measure_without_a_definition_is_wrong_use(tmp_path):
    with pytest.raises(UsageError, match=r"no definition of kpi\.ctr; there are none"):
        find_kpi(tmp_path, "ctr")


def test_a_lake_in_a_catalog_is_wrong_use(spark):
    lake = Lake(spark, Config(lake=LakeConfig(catalog="main")), NIGHT)

    with pytest.raises(UsageError, match=r"explain: reads lakes in folders; lake\.catalog is 'main'"):
        explain_cell(lake, KEY)


def test_a_table_whose_log_was_removed_is_one_clear_line(tables):
    moved = tables.root / "clean" / "ad_reports"
    away = moved.rename(moved.with_name("away"))
    try:
        with pytest.raises(LakeError, match=r"clean\.ad_reports: its log no longer tells of version 0"):
            explain_cell(tables, KEY)
    finally:
        away.rename(moved)


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("2026-03-28/company/roas", (NIGHT, "", "roas")),
        ("2026-03-28/campaign/c-07/ctr", (NIGHT, "c-07", "ctr")),
        ("2026-03-28/campaign/a/b/ctr", (NIGHT, "a/b", "ctr")),
        ("2026-03-28/campaign/ctr", None),
        ("2026-03-28/roas", None),
        ("today/company/roas", None),
    ],
)
def test_a_key_names_period_entity_and_measure(key, parts):
    assert parts_of(key) == parts


def test_the_list_has_a_line_for_each_entity_the_newest_period_first():
    cells = [
        {"period_end": date(2026, 3, day), "entity": entity, "measure": measure}
        for day, entity, measure in ((27, "", "ctr"), (28, "c1", "roas"), (28, "", "roas"), (28, "", "ctr"))
    ]

    assert listing(cells) == [
        "2026-03-28/company/{ctr,roas}",
        "2026-03-28/campaign/c1/{roas}",
        "2026-03-27/company/{ctr}",
    ]
