"""Whole nights over real public files, through feed definitions alone, against the published figures."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from pyspark.sql import functions as F

from tandem.tables import (
    AD_REPORTS,
    CREDITS,
    EVENTS,
    JOURNEYS,
    QUADRANTS,
    QUARANTINE,
    RETURNS,
    SESSIONS,
    VERDICTS,
    VISITS,
)

DATA = Path(__file__).parents[3] / "shared/data"
CHANNELS = ["Facebook", "Instagram", "Online Display", "Online Video", "Paid Search"]

pytestmark = pytest.mark.slow


def test_the_web_server_log_is_parsed_judged_and_cut(night):
    lake = night("access_log", until="40_sessions")

    bad = lake.read(QUARANTINE).select("line_no", "set_aside").collect()
    assert [tuple(row) for row in bad] == [(8899, "line is not regex")]
    assert lake.read(EVENTS).count() == 9_999 - 19
    bots = (
        lake.read(VERDICTS).where("reason = 'bot' AND kind = 'agent_id'").select(F.col("key").alias("agent_id"), "date")
    )
    share = lake.read(EVENTS).join(bots, on=["agent_id", "date"], how="left_semi").count() / 9_980
    assert share >= 0.19, f"{share:.4f} of the lines are from known robots"
    assert lake.read(VISITS).count() == visits_by_hand(DATA / "access_log/access_10k.log")
    assert lake.read(SESSIONS).agg(F.sum("event_count")).first()[0] == 9_980


def visits_by_hand(log: Path) -> int:
    """Visits of an address and agent, cut at silences of over 30 minutes."""
    pattern = re.compile(r'^(\S+) \S+ \S+ \[([^\]]+)\] "[^"]*" \d+ \S+ "[^"]*" "([^"]*)"$')
    seen = defaultdict(set)
    for line in set(log.read_text().splitlines()):
        if found := pattern.match(line):
            ip, time, agent = found.groups()
            seen[ip, agent].add(datetime.strptime(time, "%d/%b/%Y:%H:%M:%S %z").timestamp())
    cuts = (later - earlier > 1800 for times in seen.values() for earlier, later in pairwise(sorted(times)))
    return len(seen) + sum(cuts)


def test_the_shop_has_as_many_sessions_as_it_says(night):
    lake = night("ecom", until="40_sessions")

    assert lake.read(SESSIONS).count() == 3_605
    assert lake.read(SESSIONS).select("person_id").distinct().count() == 600
    assert lake.read(EVENTS).count() == 31_106 - 30


def test_journeys_earn_what_the_published_table_says(night):
    lake = night("journeys_null", until="50_attribution")

    journeys = lake.read(JOURNEYS).select("person_id", "uncredited_by", F.col("value").cast("double")).collect()
    assert (len(journeys), sum(row["value"] for row in journeys)) == (1_838, 11_423.5)
    assert {row["uncredited_by"] for row in journeys} == {None}
    persons = Counter(row["person_id"] for row in journeys)
    assert (len(persons), sum(count > 1 for count in persons.values())) == (1_642, 181)
    earned = lake.read(CREDITS).groupBy("channel").agg(*(F.sum(model) for model in ("first", "last", "linear")))
    rows = {row[0]: (round(row[1]), round(row[2]), round(row[3], 2)) for row in earned.collect()}
    assert [rows[channel] for channel in CHANNELS] == [
        (569, 561, 532.28),
        (226, 237, 234.63),
        (220, 233, 210.03),
        (222, 350, 309.56),
        (601, 457, 551.51),
    ]
    spent = lake.read(RETURNS).where("model = 'last' AND basis = 'touch'").agg(F.sum("spend").cast("double")).first()[0]
    with (DATA / "journeys_null/budget_sample_daily.csv").open() as file:
        assert spent == pytest.approx(sum(round(float(row["cost"]), 6) for row in csv.DictReader(file)), abs=1e-6)
    assert spent == pytest.approx(4856.7390, abs=1e-3)


def test_real_ads_become_quadrants_on_the_page(night):
    lake = night("kag")

    totals = lake.read(AD_REPORTS).agg(F.sum("impressions"), F.sum("clicks"), F.sum("spend").cast("double")).first()
    assert (totals[0], totals[1], round(totals[2], 2)) == (213_434_828, 38_165, 58_705.23)
    judged = {row["campaign_id"]: row["quadrant"] for row in lake.read(QUADRANTS).collect()}
    assert judged.keys() == {"916", "936", "1178"}
    page = next((lake.root / "pages").glob("*.html")).read_text()
    assert all(campaign in page for campaign in judged)
