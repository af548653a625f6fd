"""`tandem tracking` on a lake of a few actions, counted by hand."""

from datetime import date

import pytest

from tandem.changes import Affected
from tandem.cli.tracking_table import Wanted, show_tracking
from tandem.config import Config, LakeConfig
from tandem.errors import UsageError
from tandem.lake import Lake
from tandem.tables import WITNESSES
from unit.scorecard.company_rows import row_of

NIGHT = date(2026, 3, 28)
SEEN = {  # browser, name, what saw it: actions
    ("firefox", "purchase", "both"): 30,
    ("firefox", "purchase", "client_only"): 14,
    ("firefox", "purchase", "server_only"): 8,
    ("chrome", "purchase", "both"): 8,
    ("chrome", "purchase", "client_only"): 3,
    ("chrome", "purchase", "server_only"): 2,
    ("safari", "purchase", "both"): 3,
    ("safari", "login", "client_only"): 1,
    ("unknown", "purchase", "order_only"): 2,
}


@pytest.fixture(scope="module")
def lake(spark, tmp_path_factory):
    lake = Lake(spark, Config(lake=LakeConfig(root=tmp_path_factory.mktemp("lake"))), NIGHT, job="test")
    kinds = [kind for kind, number in SEEN.items() for _ in range(number)]
    rows = [
        row_of(WITNESSES, action_id=f"a{place}", browser=browser, name=name, date=NIGHT, excluded_by=None, **{seen: 1})
        for place, (browser, name, seen) in enumerate(kinds)
    ]
    ignored = {"date": NIGHT, "browser": "firefox", "name": "purchase", "server_only": 1}
    rows += [
        row_of(WITNESSES, action_id="staff", **ignored, excluded_by="staff_user"),
        row_of(WITNESSES, action_id="never", **ignored, excluded_by=None, status="unconfirmed"),
        row_of(WITNESSES, action_id="old", **{**ignored, "date": date(2026, 2, 28)}, excluded_by=None),
    ]
    lake.replace(WITNESSES, spark.createDataFrame(rows, WITNESSES.promise), Affected())
    return lake


def printed(capsys):
    return [line.split() for line in capsys.readouterr().out.splitlines()]


def test_counts_are_summed_and_the_loss_is_estimated_where_it_can_be(lake, capsys):
    """Firefox: 44 by the browser, 38 by the server, 30 by both: 45 x 39 / 31 - 1 in all, as Chapman says."""
    show_tracking(lake, Wanted(("browser",)), most=9)

    said, head, firefox, chrome, safari, unknown, everything = printed(capsys)
    assert said == ["Actions", "from", "2026-03-01", "to", "2026-03-28"]
    assert head[0] == "browser"
    assert firefox[:5] == ["firefox", "30", "14", "8", "0"]
    assert float(firefox[5].rstrip("%")) == pytest.approx(100 * (1 - 44 / (45 * 39 / 31 - 1)), abs=0.05)
    assert chrome == ["chrome", "8", "3", "2", "0", "undecided", "15.4%", "to", "39.5%"]
    assert safari == ["safari", "3", "1", "0", "0"]  # four are too few
    assert unknown == ["unknown", "0", "0", "0", "2"]
    assert everything[:5] == ["all", "41", "18", "10", "2"]


def test_a_name_and_days_may_be_chosen_and_the_largest_lines_come_first(lake, capsys):
    days = {"since": date(2026, 2, 1), "until": date(2026, 3, 27)}
    show_tracking(lake, Wanted(("date", "browser"), "purchase", **days), most=1)
    [_, _, old, everything] = printed(capsys)
    assert old[:6] == ["2026-02-28", "firefox", "0", "0", "1", "0"]
    assert everything[:5] == ["all", "0", "0", "1", "0"]

    show_tracking(lake, Wanted(("browser",)), most=1)
    assert printed(capsys)[-1][:4] == ["only", "the", "1", "lines"]


def test_a_lake_without_such_actions_says_so(lake, spark, tmp_path):
    with pytest.raises(UsageError, match="no action was seen from 2026-03-01"):
        show_tracking(lake, Wanted(("browser",), "lead"), most=9)
    empty = Lake(spark, Config(lake=LakeConfig(root=tmp_path)), NIGHT, job="test")
    with pytest.raises(UsageError, match="ever seen"):
        show_tracking(empty, Wanted(("browser",)), most=9)
