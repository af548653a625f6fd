import csv
import gzip
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from tandem.tables import raw

FEEDS = sorted((Path(__file__).parents[3] / "conf" / "feeds").glob("*/*.yml"))
CONTRACTS = {name.removeprefix("RAW_").lower(): getattr(raw, name) for name in dir(raw) if name.startswith("RAW_")}
SUPPLIERS = ["web", "server", "mail", "adserver", "google", "meta", "microsoft", "shop", "planner", "bank",
             "salesforce"]  # fmt: skip
SIMULATED = [path for path in FEEDS if path.stem in SUPPLIERS]


def sent_names(path: Path, feed: dict) -> set[str]:
    """Names of columns in a delivered file."""
    if feed["format"] == "parquet":
        return set(pq.read_schema(path).names)
    data = path.read_bytes()
    lines = (gzip.decompress(data) if path.suffix == ".gz" else data).decode().splitlines()
    if feed["format"] == "csv":
        return set(next(csv.reader(lines[:1], delimiter=feed["options"]["sep"])))
    return set().union(*(json.loads(line) for line in lines if line.endswith("}")))


@pytest.mark.parametrize("path", SIMULATED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_each_simulated_supplier_is_mapped_to_its_contract(landed, path):
    feed = yaml.safe_load(path.read_text())
    contract = CONTRACTS[feed["feed"]]
    delivered = sorted(landed.landing.glob(feed["files"]))

    assert delivered
    assert feed["columns"].keys() <= {column.name for column in contract.columns}
    assert {column.name for column in contract.columns if column.required} <= feed["columns"].keys()
    names = sent_names(delivered[0], feed)
    plain = {column for column in feed["columns"].values() if str(column).isidentifier()}
    assert plain <= names | set(feed.get("fields", ()))
    assert names <= set(feed.get("fields", names))


def test_every_landed_file_belongs_to_one_feed(landed):
    claimed = [path for feed in SIMULATED for path in landed.landing.glob(yaml.safe_load(feed.read_text())["files"])]

    assert sorted(claimed) == sorted(path for path in landed.landing.rglob("*") if path.is_file())
