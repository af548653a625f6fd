"""What the CRM of the simulated company notes of its leads."""

from __future__ import annotations

import csv

import numpy as np
import pyarrow.parquet as pq
import pytest

from tandem.simulate.crm import LOST, NEW, QUALIFIED, QUALIFIES, WON, note
from tandem.simulate.rates import DAY, HOUR

SIZE = 20_000


@pytest.fixture(scope="module")
def leads():
    rng = np.random.default_rng(3)
    qualified = np.where(rng.random(SIZE) < 0.5, 2 * DAY, -1)
    won = np.where((qualified > 0) & (rng.random(SIZE) < 0.4), 5 * DAY, -1)
    number = np.arange(SIZE)
    return {"order": number, "user": number, "email": number, "currency": number, "began": np.zeros(SIZE, int),
            "qualified": qualified, "won": won, "lost": np.where(won < 0, 9 * DAY, -1), "cents": number}  # fmt: skip


def test_every_stage_that_a_lead_reaches_is_noted_and_some_are_noted_by_mistake(leads):
    notes = note(np.random.default_rng(4), leads)

    of = {stage: notes["order"][notes["stage"] == stage] for stage in (NEW, QUALIFIED, WON, LOST)}
    assert set(of[NEW]) == set(range(SIZE))
    assert set(of[WON]) == set(np.flatnonzero(leads["won"] >= 0))
    assert set(of[LOST]) == set(np.flatnonzero(leads["lost"] >= 0))
    mistaken = set(of[QUALIFIED]) - set(np.flatnonzero(leads["qualified"] >= 0))
    assert 0.03 < len(mistaken) / (leads["qualified"] < 0).sum() < 0.05
    back = notes["occurred"][(notes["stage"] == NEW) & (notes["occurred"] > 0)]
    assert (len(back), set(back)) == (len(mistaken), {5 * HOUR})


def test_what_lies_in_the_files_is_what_the_truth_says_of_the_leads(landed):
    rows = []
    for path in sorted((landed.landing / "leads").rglob("*.csv")):
        head, *lines = (next(csv.reader([line])) for line in path.read_text().splitlines())
        rows += [dict(zip(head, cells, strict=True)) for cells in lines if len(cells) == len(head)]
    truth = [lead for path in sorted((landed.truth / "leads").glob("*")) for lead in pq.read_table(path).to_pylist()]
    last = f"{landed.summary.last_day}"

    known = {lead["lead_id"]: lead for lead in truth}
    assert len(known) == len(truth)
    won = {row["Opportunity.Web_Lead_Id__c"] for row in rows if row["StageName"] == "Closed Won"}
    due = {key for key, lead in known.items() if lead["won_at"] and f"{lead['won_at']:%Y-%m-%d}" < last}
    assert due
    assert len(due - won) <= 0.1 * len(due) + 2  # late exports and malformed lines
    assert won <= {key for key, lead in known.items() if lead["won_at"]}
    assert {lead["chance_qualified"] for lead in truth} <= set(QUALIFIES)
