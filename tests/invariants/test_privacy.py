"""No raw id leaves raw.*, and a new key makes of every table what it would be had the key been there from the start."""

import hmac
import re
import shutil

import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from nights import Killed, arrive, difference, file_names, settings
from nights import content as content_of
from tandem.clean import id_keys
from tandem.errors import LakeError, UsageError
from tandem.flow import loaded
from tandem.lake import Lake
from tandem.rotation import rotate
from tandem.shipped import jobs_folder
from tandem.simulate import simulate
from tandem.tables import EDGES, EVENTS, FEEDS, KEYED_KINDS, PREDICTIONS, PSEUDONYMS, TABLES, VERDICTS, VISITS

pytestmark = pytest.mark.slow

PERSONAL = ("user_id", "email_hash", "device_id", "ip")
WORD = re.compile(rb"[A-Za-z0-9._%+@:-]{4,}")
KEYED_JOBS = ("10_ingest", "20_clean", "30_visits", "35_identity", "40_sessions", "50_attribution")


def raw_ids(lake):
    """Every id, e-mail hash and address that the feeds of a lake brought, as bytes."""
    found = set()
    for feed in FEEDS:
        table = DeltaTable(lake / feed.layer / feed.name).to_pyarrow_table()
        for name in set(PERSONAL) & set(table.column_names):
            found |= {value.strip().encode() for value in table[name].unique().to_pylist() if value}
    # What is kept of an address, its network, begins with an address too.
    return {value for value in found if len(value) >= 4 and not value.endswith((b".0", b"::"))} - {b"anonymous"}


def texts(path):
    """The bytes of a file; of Parquet also its values, which lie there compressed."""
    yield path.read_bytes()
    if path.suffix == ".parquet":
        for column in pq.ParquetFile(path).read().columns:
            if str(column.type) in ("string", "large_string"):
                yield "\n".join(value for value in column.unique().to_pylist() if value).encode()


def words(text):
    """Words of a text, and their parts between punctuation that a raw id does not have."""
    for word in WORD.findall(text):
        yield word
        yield from word.split(b":")
        yield word.strip(b".%+-:")


def test_no_file_outside_raw_holds_a_raw_id_an_e_mail_or_an_address(company):
    secrets = raw_ids(company.lake)
    files = [path for path in company.lake.rglob("*") if path.is_file()]
    outside = [path for path in files if path.relative_to(company.lake).parts[0] != "raw"]

    found = {
        f"{path.relative_to(company.lake)}: {word!r}"
        for path in outside
        for text in texts(path)
        for word in secrets.intersection(words(text))
    }

    assert len(secrets) > 100
    assert {path.suffix for path in outside} >= {".parquet", ".json", ".html"}
    assert sorted(found)[:10] == []


def run_jobs(spark, root, landing, through, jobs=KEYED_JOBS):
    conf = settings(root, landing)
    for job in jobs:
        lake = Lake(spark, conf, through, job=job)
        loaded(jobs_folder() / f"{job}.py").main(lake, conf)
        lake.release()


class Cut(Lake):
    """A lake whose process ends after `left` tables have a new key."""

    left = 3

    def rekey(self, *arguments):
        if not self.left:
            raise Killed
        self.left -= 1
        super().rekey(*arguments)


def rotate_with_a_cut(spark, conf, through):
    """Rotate as a process does that is killed on its way and started again."""
    keys = id_keys(is_simulated=True)
    with pytest.raises(Killed):
        rotate(Cut(spark, conf, through), keys)
    with pytest.raises(LakeError, match="between two keys"):
        Lake(spark, conf, through).check_one_key()
    assert EVENTS.full_name in rotate(Lake(spark, conf, through), keys)
    assert rotate(Lake(spark, conf, through), keys) == []


def next_epoch(value):
    """What a pseudonym is under the key `second`; a day, an agent or nothing stays what it is."""
    return value and hmac.new(b"second", value.encode(), "sha256").hexdigest()[:32]


def rekeyed_by_hand(table, rows):
    """`rows` of `table` with each pseudonym under the key `second`, in order again."""
    is_one = rows["kind"].isin(KEYED_KINDS) if table is VERDICTS else rows.index == rows.index
    for name in set(PSEUDONYMS[table]) & set(rows.columns):
        rows[name] = rows[name].map(next_epoch, na_action="ignore").where(is_one, rows[name])
    if table is EDGES:
        swapped = rows["id_a"] > rows["id_b"]
        for part in ("id", "type"):
            ends = rows[f"{part}_a"].copy(), rows[f"{part}_b"].copy()
            rows[f"{part}_a"], rows[f"{part}_b"] = ends[0].where(~swapped, ends[1]), ends[1].where(~swapped, ends[0])
    return rows.sort_values(list(rows.columns), ignore_index=True, key=lambda column: column.astype(str))


def test_a_lake_rotated_in_two_goes_holds_every_id_under_the_new_key_and_nothing_else_changed(
    spark, company, tmp_path, monkeypatch
):
    rotated = shutil.copytree(company.lake, tmp_path / "rotated")
    monkeypatch.setenv("TANDEM_ID_KEY_1", "second")
    conf = settings(rotated, company.delivered)

    with pytest.raises(UsageError, match="run `tandem rotate-key` once"):
        run_jobs(spark, rotated, company.delivered, company.last_day, jobs=["20_clean"])
    rotate_with_a_cut(spark, conf, company.last_day)

    differences = {
        table.full_name: said
        for table in PSEUDONYMS
        if (said := difference(rekeyed_by_hand(table, content_of(spark, company.lake, table)),
                               content_of(spark, rotated, table)))
    }  # fmt: skip
    assert differences == {}
    monkeypatch.delenv("TANDEM_ID_KEY_1")
    with pytest.raises(UsageError, match="stands under key 1, and only 1 of the 2 keys"):
        run_jobs(spark, rotated, company.delivered, company.last_day, jobs=["20_clean"])


@pytest.mark.soak
def test_a_rotated_lake_and_a_new_day_equal_a_lake_made_with_all_keys(spark, tmp_path, monkeypatch):
    company = simulate(landing=tmp_path / "all", truth=tmp_path / "truth", people=15, days=3, seed=5)
    last = company.last_day
    files = file_names(tmp_path / "all")
    early = [name for name in files if str(last) not in name]
    rotated, whole = tmp_path / "rotated", tmp_path / "whole"
    arrive(early, tmp_path / "all", tmp_path / "landing")
    run_jobs(spark, rotated, tmp_path / "landing", last.replace(day=last.day - 1))
    monkeypatch.setenv("TANDEM_ID_KEY_1", "second")
    rotate_with_a_cut(spark, settings(rotated, tmp_path / "landing"), last)

    arrive(set(files) - set(early), tmp_path / "all", tmp_path / "landing")
    run_jobs(spark, rotated, tmp_path / "landing", last)
    run_jobs(spark, whole, tmp_path / "all", last)

    differences = {
        table.full_name: said
        for table in PSEUDONYMS
        if table is not PREDICTIONS
        and (said := difference(content_of(spark, rotated, table), content_of(spark, whole, table)))
    }
    assert differences == {}
    assert len(content_of(spark, rotated, VISITS)) > 10


def test_every_column_of_pseudonyms_is_put_under_a_new_key():
    names = {name for columns in PSEUDONYMS.values() for name in columns} - {"id", "key", "via"}
    missed = {
        f"{table.full_name}.{name}"
        for table in TABLES
        if table.layer != "raw"
        for name in names & set(table.column_names)
        if name not in PSEUDONYMS.get(table, ())
    }
    assert missed == set()
