"""Nights over real public files, read where they lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from tandem.config import load_config
from tandem.flow import chosen_jobs, loaded
from tandem.job import Options
from tandem.lake import Lake
from tandem.shipped import conf_folder

DATA = Path(__file__).parents[3] / "shared/data"


@pytest.fixture(scope="module")
def night(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Lake]]:
    """`night("kag")` runs a night over one data set, up to the job `until`, and returns its lake."""

    def run(name: str, *, until: str = "90_scorecard") -> Lake:
        if not (DATA / name).is_dir():
            pytest.skip(f"no data: {DATA / name} is absent")
        over = {"lake": {"root": str(tmp_path_factory.mktemp(name))}, "ingest": {"landing": str(DATA / name)}}
        conf = load_config(conf_folder() / "base.yml", conf_folder() / "real" / name / "settings.yml")
        conf = conf.model_validate(
            {**conf.model_dump(), **{k: {**getattr(conf, k).model_dump(), **v} for k, v in over.items()}}
        )
        lake = Lake(spark, conf, conf.ingest.undated)
        for job in (job for job in chosen_jobs(Options()) if job.stem <= until):
            lake.job = job.stem
            loaded(job).main(lake, conf)
            lake.release()
        return lake

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TANDEM_ID_KEY", "public data")
        yield run
