"""Files that arrive in pieces over several triggers give the raw and clean tables of one night."""

from __future__ import annotations

import random
import signal

import pytest

from nights import arrive, content, difference, file_names
from processes import start_night
from tandem.continuous import follow_arrivals
from tandem.job import Options
from tandem.tables import TABLES

pytestmark = pytest.mark.slow


class Pieces:
    """Between two cycles another piece of the company's files arrives; a stop is asked when all have."""

    def __init__(self, company, landing, pieces):
        self.asked, self.listened = False, 0
        self.company, self.landing, self.pieces = company, landing, pieces

    def listen(self):
        self.listened += 1

    def wait(self, _):
        if self.pieces:
            arrive(self.pieces.pop(0), self.company.delivered, self.landing)
        else:
            self.asked = True


def test_files_that_arrive_in_pieces_over_several_triggers_equal_one_night(spark, company, tmp_path, capsys):
    files = file_names(company.delivered)
    random.Random(4).shuffle(files)
    half = len(files) // 2
    pieces = Pieces(company, tmp_path / "landing", [files[:half], files[half:], []])
    options = Options(conf=(company.conf,), lake=tmp_path / "lake", landing=tmp_path / "landing", every_s=1)

    follow_arrivals(options, pieces)

    tables = [table for table in TABLES if table.layer in ("raw", "clean")]
    differ = {
        table.full_name: said
        for table in tables
        if (said := difference(*(content(spark, lake, table) for lake in (company.lake, tmp_path / "lake"))))
    }
    assert differ == {}
    said = capsys.readouterr().out.splitlines()
    assert [line.partition(", ")[0].partition(" in /")[0] for line in said] == [
        "cycle 1: nothing",
        *(f"cycle {number}: night {company.last_day}" for number in (2, 3)),
        "cycle 4: nothing new",
        "stopped after 4 cycles; what is undone the next start does",
    ]
    assert sum(int(line.split(", ")[1].split()[0]) for line in said[1:3]) == len(files)
    assert pieces.listened == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_continuous_night_ends_with_exit_code_0_on_a_signal(tmp_path, number):
    night = start_night(tmp_path / "lake", tmp_path / "landing", "--continuous", "--every", "1")
    said = next((line for line in night.stdout if line.startswith("cycle ")), "")

    night.send_signal(number)

    rest, _ = night.communicate(timeout=60)
    assert said == f"cycle 1: nothing in {tmp_path / 'landing'} yet\n"
    assert (night.returncode, rest.splitlines()[-1].partition(" after")[0]) == (0, "stopped")
