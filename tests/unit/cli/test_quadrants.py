"""`tandem quadrants` from the command line: exit codes, files written, and what is never loaded."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest

import tandem
from tandem.cli.main import main

ADS = "ad,impressions,clicks,conversions\nh,1000000,20000,2000\nt,1000000,5000,125\nu,900,9,1\n"


@pytest.fixture
def ads(tmp_path):
    file = tmp_path / "ads.csv"
    file.write_text(ADS)
    return file


def run(monkeypatch, *arguments):
    """Exit code of `tandem quadrants`; 0 when it just returns."""
    monkeypatch.setattr(sys, "argv", ["tandem", "quadrants", *map(str, arguments)])
    with pytest.raises(SystemExit) as stopped:
        main()
    return stopped.value.code or 0


def test_it_prints_a_table_what_to_know_and_one_line(monkeypatch, capsys, ads):
    monkeypatch.setenv("COLUMNS", "80")
    assert run(monkeypatch, ads) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:2] == ["ad", "impr."]
    assert lines[1].split() == ["h", "1m", "20k", "2k", "▲2.00", "2.0\u20132.0", "▲9.99", "9.6\u201310", "harmony"]
    assert lines[2].split()[-1] == "struggle"
    assert max(map(len, lines[:4])) <= 80
    assert any(line.startswith("no_days: ") for line in lines)
    assert lines[-1].startswith("3 ads, 2,000,900 impressions, 25,009 clicks, 2,126 conversions: 2 decided")


def test_rates_csv_has_the_promised_columns_and_page_html_stands_beside_it(monkeypatch, capsys, ads, tmp_path):
    rates, page = tmp_path / "rates.csv", tmp_path / "page.html"
    assert run(monkeypatch, ads, "--out", rates, "--out", page) == 0

    head, first, *_ = rates.read_text().splitlines()
    assert head == (
        "name,impressions,clicks,conversions,ctr_raw,ctr_smoothed,ctr_low,ctr_high,cr_raw,cr_smoothed,cr_low,cr_high,"
        "p_ctr_high,p_cr_high,quadrant,needed"
    )
    assert first.startswith("h,1000000,20000,2000,0.02,")
    assert first.endswith(",harmony,0")
    assert page.read_text().startswith("<!doctype html>")
    assert f"written: {page}" in capsys.readouterr().out


def test_rows_limits_what_is_printed_and_not_what_is_written(monkeypatch, capsys, ads, tmp_path):
    assert run(monkeypatch, ads, "--rows", 1, "--out", tmp_path / "rates.csv") == 0

    assert "1 of 3; --out rates.csv has all" in capsys.readouterr().out
    assert len((tmp_path / "rates.csv").read_text().splitlines()) == 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.csv"], "none.csv: cannot be read: No such file or directory; give a file, or -"),
        (["ads.csv", "--clicks", "Klicks"], "--clicks 'Klicks': no such column; the columns are ad, impressions"),
        (
            ["ads.csv", "--out", "rates.xlsx"],
            "--out rates.xlsx: ends in '.xlsx'; allowed: .csv, .html, or - for standard output",
        ),
        (["ads.csv", "--out", "no/rates.csv"], "--out no/rates.csv: there is no folder no"),
        (["ads.csv", "--out", "ads.csv"], "--out ads.csv: is the file that is read"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(monkeypatch, capsys, ads, arguments, message):
    monkeypatch.chdir(ads.parent)
    assert run(monkeypatch, *arguments) == 2

    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert message in told[0]
    assert ads.read_text() == ADS


def test_a_pipe_reads_ads_and_takes_their_rates_alone(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ADS.encode())))
    assert run(monkeypatch, "-", "--out", "-") == 0

    printed = capsys.readouterr()
    assert [row["quadrant"] for row in csv.DictReader(io.StringIO(printed.out))] == ["harmony", "struggle", "undecided"]
    assert "3 ads, 2,000,900 impressions" in printed.err


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("x,-1,0,0", "line 5: impressions is '-1', expected a whole number that is 0 or more"),
        ("x,many,0,0", "line 5: impressions is 'many', expected a whole number that is 0 or more"),
    ],
)
def test_a_bad_cell_is_one_line_and_exit_code_1(monkeypatch, capsys, ads, row, message):
    ads.write_text(ADS + row)
    assert run(monkeypatch, ads) == 1

    assert capsys.readouterr().err == f"tandem: {ads}: {message}\n"


def test_no_spark_no_frames_and_for_a_csv_no_charts_are_loaded(ads, tmp_path):
    code = (
        "import sys; from pathlib import Path; from tandem.cli.quadrants import quadrants; "
        f"quadrants(Path({str(ads)!r}), out=[Path({str(tmp_path / 'rates.csv')!r})]); "
        "print([name for name in ('pyspark', 'pandas', 'altair', 'vl_convert') if name in sys.modules])"
    )
    # Without Java on the path: nothing of it is asked for.
    environment = {"PYTHONPATH": str(Path(tandem.__file__).parent.parent), "PATH": str(tmp_path)}

    printed = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert printed.stdout.splitlines()[-1] == "[]"
