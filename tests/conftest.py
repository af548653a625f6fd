"""One Spark session for all tests, started only if a test asks, and short ways to write rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from xdist.scheduler import LoadFileScheduling

from tandem.job import local_session

# On a few rows, compiling code for a query costs more than running it.
SMALL_DATA = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}

SHARED_NIGHT = "tests/invariants/"


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """A small local session: two cores, one shuffle partition, UTC."""
    session = local_session("tandem-tests", cores=2, shuffle_partitions=1, memory="5g")
    for key, value in SMALL_DATA.items():
        session.conf.set(key, value)
    yield session
    session.stop()


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
        return SHARED_NIGHT if file.startswith(SHARED_NIGHT) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByNight:
    return ByNight(config, log)
