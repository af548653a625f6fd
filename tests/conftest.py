"""One Spark session for all tests, started only if a test asks, and short ways to write rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from tandem.job import local_session

# On a few rows, compiling code for a query costs more than running it.
SMALL_DATA = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}


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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow tests first, so that none is left waiting for a last long one; a file stays in one of the sessions.

    So do all tests that share the company's night.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    for item in items:
        shares_night = item.path.parent.name == "invariants" and "company" in getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group("company" if shares_night else str(item.path)))
