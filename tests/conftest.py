"""One Spark session and one company with its night for all tests, made if a test asks, and short ways to write rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from xdist.scheduler import LoadFileScheduling

from notebook_runs import run_notebook
from tandem.session import SMALL_JVM, local_session
from tandem.shipped import conf_folder
from tandem.simulate import simulate

# On a few rows, compiling code for a query costs more than running it.
SMALL_DATA = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}
# A heap that begins small grows by full collections, and plans fill its nursery again and again.
ROOMY = "-Xms2g -Xmn1g"

SHARED_NIGHT = ("tests/invariants/", "tests/notebooks/")


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """A small local session: two cores, one shuffle partition, UTC."""
    session = local_session("tandem-tests", cores=2, shuffle_partitions=1, memory="5g", java=f"{SMALL_JVM} {ROOMY}")
    for key, value in SMALL_DATA.items():
        session.conf.set(key, value)
    yield session
    session.stop()


@dataclass(frozen=True)
class Company:
    """A small simulated company, and the lake of one undisturbed night that the first notebook ran over all of it."""

    delivered: Path
    truth: Path
    lake: Path
    conf: Path
    last_day: date
    scope: dict[str, Any]  # what that notebook knew at its end


@pytest.fixture(scope="session")
def company(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Company:
    home = tmp_path_factory.mktemp("company")
    simulated = simulate(landing=home / "landing", truth=home / "truth", people=60, days=5, seed=11)
    conf = home / "tests.yml"
    simulated_yml = (conf_folder() / "simulated.yml").read_text(encoding="utf-8")
    conf.write_text(f"{simulated_yml}spark: {{cores: 2, shuffle_partitions: 1}}\n", encoding="utf-8")
    scope = run_notebook(spark, "00_run_a_night", conf=conf, lake=home / "lake", landing=home / "landing")
    return Company(home / "landing", home / "truth", home / "lake", conf, simulated.last_day, scope)


@pytest.fixture
def rows(spark: SparkSession) -> Callable[..., DataFrame]:
    """`rows("a string, b int", ("x", 1), ...)`: a frame of those rows."""

    def make(schema: Any, *data: tuple[Any, ...]) -> DataFrame:
        return spark.createDataFrame(list(data), schema)

    return make


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow tests first: with two sessions side by side, none is left waiting for a last long one."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


class ByNight(LoadFileScheduling):
    """A file of tests stays in one session, and so do all files that share the night of one company."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "company" if file.startswith(SHARED_NIGHT) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByNight:
    return ByNight(config, log)
