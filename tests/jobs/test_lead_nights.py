"""A CRM's files as they are read, and nights of them against one rebuild."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import yaml
from pyspark.sql import functions as F

from clock import at
from tandem import clean
from tandem.changes import Affected, Touched
from tandem.config import CleanConfig, Config, IngestConfig, LakeConfig, ReportingConfig
from tandem.definitions import load_definition
from tandem.flow import loaded
from tandem.lake import Lake
from tandem.shipped import conf_folder, jobs_folder
from tandem.tables import EVENTS, FX_RATES, LEADS, QUARANTINE, RAW_LEADS, VERDICTS

DOCS = Path(__file__).parents[2] / "docs" / "leads.md"
HEAD = (
    "Id,Opportunity.Web_Lead_Id__c,Opportunity.Login__c,Opportunity.Email_Hash__c,StageName,Amount,CurrencyIsoCode,"
    "CreatedDate,IsDeleted,SystemModstamp\n"
)
HISTORY = """\
c1,L1,u1,,Prospecting,,EUR,2026-03-01T09:00:00.000Z,false,2026-03-01T09:00:00.000Z
c2,L1,u1,,Qualification,90.5,EUR,2026-03-03T09:00:00.000Z,false,2026-03-03T09:00:00.000Z
c4,L2,,,Closed Won,70,EUR,2026-03-04T09:00:00.000Z,true,2026-03-04T09:00:00.000Z
c5,,,,Prospecting,,EUR,2026-03-02T09:00:00.000Z,false,2026-03-02T09:00:00.000Z
c6,L3,,,Prospecting,-5,EUR,yesterday,false,2026-03-02T09:00:00.000Z
c7,L1,,,Qualif
c8,L3,,,Closed Won,5,EUR,2026-04-01T09:00:00.000Z,false,2026-03-02T09:00:00.000Z
"""
CONTACTS = """"Record ID","Email","Became a Marketing Qualified Lead Date","Web Lead ID","Last Modified Date"
"101"," Ann@Example.com ","2026-03-02 10:15","L9","2026-03-04 08:00"
"102","bob@example.com","","L2","2026-03-04 08:00"
"""


def test_exports_are_read_by_the_shipped_feed_and_the_one_in_the_docs_and_bad_rows_are_set_aside(spark, tmp_path):
    feeds, landing = tmp_path / "feeds", tmp_path / "landing"
    feeds.mkdir()
    shutil.copy(conf_folder() / "feeds" / "leads" / "salesforce.yml", feeds)
    hubspot = next(block for block in re.findall(r"```yaml\n(.+?)```", DOCS.read_text(), re.S) if "hubspot" in block)
    (feeds / f"{yaml.safe_load(hubspot)['supplier']}.yml").write_text(hubspot)
    for supplier, text in {"salesforce": HEAD + HISTORY, "hubspot": CONTACTS}.items():
        (landing / "leads" / supplier / "2026-03-05").mkdir(parents=True)
        (landing / "leads" / supplier / "2026-03-05" / "export.csv").write_text(text)
    conf = Config(lake=LakeConfig(root=tmp_path), ingest=IngestConfig(feeds=feeds, landing=landing, max_bad_share=0.9))
    lake = Lake(spark, conf, date(2026, 3, 5), job="10_ingest")

    loaded(jobs_folder() / "10_ingest.py").main(lake, conf)

    rows = {(row["lead_id"], row["stage"]): row for row in lake.read(RAW_LEADS).where("set_aside IS NULL").collect()}
    assert set(rows) == {("L1", "Prospecting"), ("L1", "Qualification"), ("L9", "Marketing Qualified Lead")}
    told, contact = rows["L1", "Qualification"], rows["L9", "Marketing Qualified Lead"]
    assert (told["change_id"], float(told["value"]), told["currency"], told["user_id"]) == ("c2", 90.5, "EUR", "u1")
    assert (contact["crm_id"], str(contact["occurred_at"]), contact["change_id"]) == (
        "101",
        "2026-03-02 10:15:00",
        None,
    )
    assert re.fullmatch("[0-9a-f]{64}", contact["email_hash"])
    assert sorted(row["set_aside"].partition(":")[0] for row in lake.read(QUARANTINE).collect()) == [
        "lead_id is missing", "line is not csv", "occurred_at is in the future", "occurred_at is not a timestamp",
    ]  # fmt: skip


def entry(change, lead, stage, day, **more):
    return {"change_id": change, "lead_id": lead, "stage": stage, "occurred_at": at("09:00:00", day), **more}


# A late row, a correction that came last and holds, one that came first and does not, and a stage moved back.
NIGHTS = {
    date(2026, 3, 5): [
        entry("c1", "L1", "new", "2026-03-01"),
        entry("c2", "L1", "sql", "2026-03-03", value=90.0, updated_at=at("09:00:00", "2026-03-04")),
        entry("c3", "L2", "new", "2026-03-02"),
        entry("c4", "L2", "sql", "2026-03-05"),
    ],
    date(2026, 3, 12): [
        entry("c5", "L1", "closed won", "2026-03-09", value=200.0),
        entry("c2", "L1", "sql", "2026-03-02", value=95.0, updated_at=at("09:00:00", "2026-03-11")),
        entry("c3", "L2", "new", "2026-03-04", updated_at=None),
        entry("c6", "L2", "new", "2026-03-06"),
        entry("c7", "L3", "opportunity", "2026-03-04"),
    ],
}


def test_nights_of_late_corrected_and_withdrawn_stages_equal_one_rebuild(spark, tmp_path):
    by_night = [night(spark, tmp_path, through, rows) for through, rows in NIGHTS.items()][-1]
    rebuilt, _ = clean.night_of_leads(Touched(rows=None), by_night.read, rules_of(by_night))

    assert content(by_night.read(LEADS)) == content(rebuilt)
    told = {(row["lead_id"], row["stage"]): row for row in by_night.read(LEADS).collect()}
    assert {key: (row["date"].day, row["basis"], row["excluded_by"]) for key, row in told.items()} == {
        ("L1", "lead"): (1, "stated", None), ("L1", "qualified"): (2, "stated", None),
        ("L1", "opportunity"): (9, "implied", None), ("L1", "won"): (9, "stated", None),
        ("L2", "lead"): (4, "stated", None), ("L2", "qualified"): (5, "stated", "moved_back"),
        ("L3", "lead"): (4, "implied", None), ("L3", "qualified"): (4, "implied", None),
        ("L3", "opportunity"): (4, "stated", None),
    }  # fmt: skip
    assert told["L1", "qualified"]["value"] == 95


def night(spark, root, through, entries):
    """The lake after one night that took in a delivery and cleaned the leads that it can alter."""
    lake = Lake(spark, Config(lake=LakeConfig(root=root)), through)
    place = {"delivery_id": str(through), "delivery_date": through, "currency": "EUR"}
    rows = [{**place, "line_no": number, **each} for number, each in enumerate(entries)]
    frame = spark.createDataFrame([tuple(row.get(name) for name in RAW_LEADS.column_names) for row in rows], LOOSE)
    typed = frame.select(*(F.col(c.name).cast(c.type).alias(c.name) for c in RAW_LEADS.columns))
    of_delivery = spark.createDataFrame([(str(through), through)], "delivery_id string, delivery_date date")
    lake.replace(RAW_LEADS, typed, Affected(of_delivery))
    touched = lake.touched(LEADS, RAW_LEADS, EVENTS, VERDICTS, FX_RATES)
    lake.replace(LEADS, *clean.night_of_leads(touched, lake.read, rules_of(lake)))
    return lake


def rules_of(lake):
    definitions = {n: load_definition(conf_folder() / f"{n}.yml") for n in ("channels", "bots", "staff", "leads")}
    how = {"clean": CleanConfig(), "reporting": ReportingConfig(), "through": lake.through}
    return clean.Rules((b"key",), **definitions, **how)


LOOSE = ", ".join(f"{c.name} {'double' if c.name == 'value' else c.type}" for c in RAW_LEADS.columns)


def content(leads):
    return sorted(map(str, leads.collect()))
