"""An ingest of one night over files that a test lands, with one feed of each text format."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from tandem.config import Config, IngestConfig, LakeConfig
from tandem.flow import loaded
from tandem.lake import Lake
from tandem.shipped import jobs_folder

HEAD = "id: feed.{name}\nversion: 1\nowner: data engineering\neffective_from: 2020-01-01\nsupplier: {name}\n"
JSON = """feed: events
files: "web/*/*.jsonl*"
format: json
fields: [id, kind, ts, worth]
delivery_date: '/(\\d{4}-\\d{2}-\\d{2})/'
columns: {event_id: id, name: kind, received_at: ts, value: worth}
"""
CSV = """feed: events
files: "shop/*/*.csv"
format: csv
options: {sep: ";"}
delivery_date: '/(\\d{4}-\\d{2}-\\d{2})/'
columns: {event_id: id, name: "'purchase'", received_at: ts}
"""
REGEX = """feed: ad_reports
files: "report.txt"
format: regex
pattern: '^(?<day>\\S+) (?<campaign>\\S+) (?<cost>\\S+)$'
columns: {date: day, platform: "'x'", campaign_id: campaign, spend: cost}
"""


Night = Callable[..., Lake]


def one_feed_of_each_format(spark: SparkSession, root: Path) -> Night:
    """Lands files below `root`, runs the job for one night and returns the lake."""
    feeds, landing = root / "feeds", root / "landing"
    feeds.mkdir()
    for name, text in {"web": JSON, "shop": CSV, "report": REGEX}.items():
        (feeds / f"{name}.yml").write_text(HEAD.format(name=name) + text)
    conf = Config(lake=LakeConfig(root=root), ingest=IngestConfig(feeds=feeds, landing=landing))

    def night(files: dict[str, str | bytes], through: date = date(2026, 3, 2)) -> Lake:
        for name, content in files.items():
            path = landing / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        lake = Lake(spark, conf, through, job="10_ingest")
        loaded(jobs_folder() / "10_ingest.py").main(lake, conf)
        return lake

    return night


@pytest.fixture
def ingest(spark: SparkSession, tmp_path: Path) -> Night:
    """Nights of a test's own."""
    return one_feed_of_each_format(spark, tmp_path)


@pytest.fixture(scope="module")
def shared_ingest(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, Night]]:
    """A folder, and nights below it that all cases of a test look at: a night costs more than its files."""

    def made(name: str) -> tuple[Path, Night]:
        root = tmp_path_factory.mktemp(name)
        return root, one_feed_of_each_format(spark, root)

    return made
