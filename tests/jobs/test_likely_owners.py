"""Nights of identity over a few events: evidence gives a device to a person, and a switch takes it back."""

from __future__ import annotations

from datetime import date

import pytest

from clock import at
from tandem.changes import Affected
from tandem.columns.owners import known_today
from tandem.config import BasesConfig, BasisConfig, Config, IdentityConfig, LakeConfig
from tandem.flow import loaded
from tandem.lake import Lake
from tandem.shipped import jobs_folder
from tandem.tables import EDGES, EVENTS, PEOPLE, VISITS
from unit.attribution.journey_rows import frame
from unit.identity.test_edges import CHROME

pytestmark = pytest.mark.slow

NOON = at("12:00:00")
HOME = {"ip_key": "i" * 32, "user_agent": CHROME, "locale": "nl-nl", "occurred_at": NOON, "date": NOON.date()}
SEEN = [
    {"event_id": "e1", "device_id": "phone", "user_id": "u1", "email_id": "m1", "crm_id": "k1", **HOME},
    {"event_id": "e2", "device_id": "laptop", **HOME},
]
VISITED = [
    {"visit_id": f"v{no}", "device_id": device, "strong_id": who, "started_at": NOON, "ended_at": NOON,
     "date": NOON.date(), "logged_out": False}
    for no, (device, who) in enumerate([("phone", "u1"), ("laptop", None)])
]  # fmt: skip


def night(spark, root, day, *, used):
    """Today's rows of people by id, after a night on which the network is used or not."""
    bases = BasesConfig(network=BasisConfig(used=used, trust=0.6))
    conf = Config(lake=LakeConfig(root=root), identity=IdentityConfig(bases=bases), is_simulated=True)
    lake = Lake(spark, conf, day, job="test")
    if lake.marker(EVENTS) is None:
        for table, rows in ((EVENTS, SEEN), (VISITS, VISITED)):
            lake.replace(table, frame(spark, table, rows), Affected())
    loaded(jobs_folder() / "35_identity.py").main(lake, conf)
    lake.release()
    people = known_today(lake.read(PEOPLE)).collect()
    return lake, {(row["id"], row["basis"]): (row["person_id"], row["score"]) for row in people}


def test_a_switch_gives_a_device_to_a_person_and_takes_it_back(spark, tmp_path):
    _, with_network = night(spark, tmp_path, date(2026, 3, 10), used=True)
    lake, without = night(spark, tmp_path, date(2026, 3, 11), used=False)

    certain = {(id_, "linked"): ("k1", None) for id_ in ("k1", "m1", "u1")}  # of one age, so the smallest names them
    certain |= {("phone", basis): ("k1", None) for basis in ("carried", "backfilled")}
    assert with_network == {**certain, ("laptop", "network"): ("k1", 0.6)}
    assert without == certain
    [taken] = lake.read(PEOPLE).where("id = 'laptop'").collect()
    assert (taken.known_from, taken.known_to) == (date(2026, 3, 10), date(2026, 3, 11))
    assert {row["basis"] for row in lake.read(EDGES).collect()} == {"login", "crm"}
