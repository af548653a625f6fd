"""How a job ends."""

import sys

import pytest

from tandem.errors import LakeError
from tandem.job import run


@pytest.fixture
def arguments(spark, tmp_path, monkeypatch):
    """The command line of a job on an empty lake, in the session of the tests."""
    small = tmp_path / "small.yml"
    small.write_text(f"spark: {{shuffle_partitions: {spark.conf.get('spark.sql.shuffle.partitions')}}}\n")
    given = ["40_sessions.py", "--conf", str(small), "--lake", str(tmp_path), "--through", "2026-01-05"]
    monkeypatch.setattr(sys, "argv", given)


@pytest.mark.usefixtures("arguments")
def test_a_job_that_is_done_returns():
    ran = []

    run(lambda lake, _: ran.append((lake.job, str(lake.through))))

    assert ran == [("40_sessions", "2026-01-05")]


@pytest.mark.usefixtures("arguments")
def test_a_job_that_fails_exits_with_1_and_one_line(capsys):
    def fail(*_):
        raise LakeError("t.inputs: no space left")

    with pytest.raises(SystemExit) as stopped:
        run(fail)

    assert stopped.value.code == 1
    assert capsys.readouterr().err == "tandem: t.inputs: no space left\n"
