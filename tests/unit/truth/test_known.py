"""The truth of a small company, with no lake and no Spark."""

import subprocess
import sys
from datetime import date

import pandas as pd
import pytest

from tandem.simulate import simulate
from tandem.truth import load_known
from tandem.truth.knowable import knowable_parts
from tandem.truth.known import describe_senders
from tandem.truth.pairs import score_pairs

LAST = date(2026, 1, 10)


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    home = tmp_path_factory.mktemp("truth")
    simulate(landing=home / "landing", truth=home / "truth", people=120, days=8, seed=4)
    return home / "truth"


@pytest.fixture(scope="module")
def known(truth):
    return load_known(truth, LAST)


def test_the_truth_is_cut_after_the_last_day_delivered(known):
    assert known.events["delivery_day"].max() == 5
    assert known.files["path"].str.extract(r"(\d{4}-\d{2}-\d{2})")[0].max() == str(LAST)
    assert known.shown["date"].max() == known.through
    assert pd.to_datetime(known.orders["ordered_at"].max(), unit="us").date() <= LAST


def test_every_event_that_a_person_sent_has_its_sender(known):
    people = known.events[known.events["label"] == "person"]

    assert set(known.sent["event_id"]) == set(people["event_id"])
    assert set(known.sent["kind"].dropna()) == {"own", "shared", "kiosk"}
    assert "anonymous" not in set(known.sent["user_id"].dropna())


def test_what_can_be_known_together_is_always_one_person(known):
    parts = knowable_parts(known.sent, carry_days=30, backfill_days=30)

    assert known.sent.groupby(parts)["person"].nunique().max() == 1
    score = score_pairs(known.sent["person"], known.sent["person"], parts)
    assert (score.precision, score.recall, score.knowable_recall) == (1.0, 1.0, 1.0)
    assert 0.3 < score.knowable_pairs / score.true_pairs < 1


def test_more_days_of_carrying_let_more_be_known(known):
    known_pairs = [
        score_pairs(known.sent["person"], known.sent["person"], parts).knowable_pairs
        for days in (0, 30)
        for parts in [knowable_parts(known.sent, carry_days=days, backfill_days=days)]
    ]

    assert known_pairs[0] < known_pairs[1]


def test_the_comparison_starts_no_spark():
    ran = subprocess.run(
        [sys.executable, "-c", "import sys, tandem.truth; sys.exit('pyspark' in sys.modules)"], check=False
    )

    assert ran.returncode == 0


def test_an_event_without_consent_shows_neither_its_cookie_nor_an_id():
    events = pd.DataFrame({"event_id": ["a", "b", "c"], "person": 1, "occurred_at": 0})
    senders = pd.DataFrame(
        {
            "event_id": ["a", "b", "c"],
            "device_id": "phone",
            "user_id": "u1",
            "email_hash": "m1",
            "consent": ["none", None, "measurement"],
        }
    )
    devices = pd.DataFrame({"device_id": ["phone"], "kind": ["own"], "device": [7]})
    people = pd.DataFrame({"user_ids": [["u1"]]})

    sent = describe_senders(events, senders, devices, people).set_index("event_id")

    shown = sent[["device_id", "user_id", "email_hash"]].notna()
    assert shown.loc["a"].sum() == 0
    assert shown.loc[["b", "c"]].to_numpy().all()
    assert sent["device"].tolist() == [7, 7, 7]
