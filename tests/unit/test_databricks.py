"""The Databricks workflow is the night: every job, in order, with arguments that the jobs understand."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tandem.flow import chosen_jobs
from tandem.job import Options, argument_parser, parse

ROOT = Path(__file__).parents[2]
NIGHTLY = ROOT / "conf/databricks/nightly.yml"


@pytest.fixture(scope="module")
def bundle():
    return yaml.safe_load((ROOT / "databricks.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def nightly():
    return yaml.safe_load(NIGHTLY.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tasks(nightly):
    return nightly["resources"]["jobs"]["nightly"]["tasks"]


def test_the_bundle_includes_the_workflow(bundle):
    assert [ROOT / path for path in bundle["include"]] == [NIGHTLY]


def test_every_job_is_a_task_in_the_order_of_the_night(tasks):
    files = [(NIGHTLY.parent / task["spark_python_task"]["python_file"]).resolve() for task in tasks]

    assert files == [path.resolve() for path in chosen_jobs(Options())]
    assert [task["task_key"] for task in tasks] == [path.stem for path in files]


def test_each_task_waits_for_the_one_before(tasks):
    waits_for = [[other["task_key"] for other in task.get("depends_on", [])] for task in tasks]

    assert waits_for == [[], *([task["task_key"]] for task in tasks[:-1])]


def test_tasks_share_the_cluster_the_wheel_and_arguments_that_jobs_understand(nightly, tasks):
    [cluster] = nightly["resources"]["jobs"]["nightly"]["job_clusters"]
    [arguments] = {tuple(task["spark_python_task"]["parameters"]) for task in tasks}

    assert {task["job_cluster_key"] for task in tasks} == {cluster["job_cluster_key"]}
    assert [task["libraries"] for task in tasks] == [[{"whl": "../../dist/*.whl"}]] * len(tasks)
    given = [argument.replace("{{job.parameters.through}}", "") for argument in arguments]
    assert parse(argument_parser("10_ingest"), given) == Options(conf=(Path("${var.conf}"),))


def test_only_one_night_at_a_time(nightly):
    assert nightly["resources"]["jobs"]["nightly"]["max_concurrent_runs"] == 1


def test_every_variable_is_declared_and_used(nightly):
    used = set(re.findall(r"\$\{var\.(\w+)\}", NIGHTLY.read_text(encoding="utf-8")))

    assert used == nightly["variables"].keys()


@pytest.mark.parametrize(("spark", "is_required"), [("", True), ("provided", False)])
def test_a_wheel_for_a_platform_with_its_own_spark_asks_for_none(tmp_path, spark, is_required):
    command = [sys.executable, "setup.py", "--quiet", "egg_info", "--egg-base", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"TANDEM_SPARK": spark}, check=True, capture_output=True)

    required = (tmp_path / "tandem_marketing.egg-info/requires.txt").read_text(encoding="utf-8").split("\n\n")[0]
    assert ["pyspark==" in required, "delta-spark==" in required] == [is_required, is_required]
    assert "mlflow" in required


def test_the_bundle_builds_that_wheel(bundle):
    assert bundle["artifacts"]["tandem"]["build"].startswith("TANDEM_SPARK=provided ")
