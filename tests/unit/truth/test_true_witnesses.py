"""The loss that the simulator knows of against the loss that counts of clean.witnesses lead to."""

from types import SimpleNamespace

import pandas as pd
import pytest

from tandem.stats.capture import estimate_missed
from tandem.truth.known import delivered_by
from tandem.truth.witnesses import compare_witnesses

HOUR_US = 3_600_000_000
DAY = pd.Timestamp("2026-01-05")
MADE = {(True, True): 30, (True, False): 12, (False, True): 6, (False, False): 2}  # by browser, by server: actions


def compared(*, leads=0):
    """One day of one browser and campaign; leads are told by the browser alone, and no truth knows of them."""
    seen = [pair for pair, number in MADE.items() for _ in range(number)]
    actions = pd.DataFrame(seen, columns=["by_browser", "by_server"]).assign(
        name="login", browser="firefox", campaign_id=None, occurred_at=DAY.value // 1000 + HOUR_US
    )
    told = [(int(b and s), int(b and not s), int(s and not b)) for b, s in seen if b or s]
    witnesses = pd.DataFrame(told, columns=["both", "client_only", "server_only"]).assign(
        name="login", browser="firefox", campaign_id="", date=DAY
    )
    lead = witnesses.head(1).assign(name="lead", both=0, client_only=1)
    measured = SimpleNamespace(witnesses=pd.concat([witnesses, *[lead] * leads]))
    return {row.name: row.figures for row in compare_witnesses(SimpleNamespace(actions=actions), measured).rows}


def test_the_true_loss_counts_those_that_neither_saw():
    found = compared()["all actions"]

    assert (found["actions"], found["seen"]) == (50, 48)
    assert found["true loss"] == pytest.approx(8 / 50)
    assert found["estimate"] == pytest.approx(estimate_missed([30], [12], [6]).share[0])
    assert found["low"] < 8 / 50 < found["high"]


def test_each_cell_is_held_or_not_in_every_size_of_cells():
    cells = {name: row for name, row in compared().items() if name.startswith("cells")}

    assert [row["cells"] for row in cells.values()] == [1] * 5
    assert {row["coverage"] for row in cells.values()} == {1.0}


def test_actions_that_only_browsers_can_tell_of_are_left_out():
    assert compared(leads=20) == compared()


def test_a_row_that_is_still_on_its_way_is_not_seen_yet():
    actions = pd.DataFrame({"browser_day": [0, 3, -1], "server_day": [-1, 0, 2]})

    found = delivered_by(actions, 2)

    assert found["by_browser"].tolist() == [True, False, False]
    assert found["by_server"].tolist() == [False, True, True]
