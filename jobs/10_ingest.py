"""landing files -> raw.*, raw.quarantine, raw.deliveries."""

from collections.abc import Sequence
from functools import partial

from tandem import ingest
from tandem.config import Config
from tandem.job import run
from tandem.lake import Lake
from tandem.tables import DELIVERIES, QUARANTINE


def main(lake: Lake, conf: Config) -> None:
    """Take in every delivery that no earlier night took in; hold those with too many bad rows."""
    feeds, landing = ingest.load_feeds(lake.feeds), lake.landing()
    known = ingest.known_files(lake.read(DELIVERIES), feeds)
    undelivered = partial(ingest.new_deliveries, known=known, hashes=landing.hashes, undated=conf.ingest.undated)
    new = undelivered(landing.files(), feeds, through=lake.through)
    if new:
        ingest.despite_faults(partial(take_in, lake, conf), new, faults=landing.faults)


def take_in(lake: Lake, conf: Config, new: Sequence[ingest.Delivery]) -> None:
    """Replace all rows of these deliveries."""
    landing, limit = lake.landing(), conf.ingest.max_bad_share
    tables, headers = ingest.by_table(new), ingest.read_headers(new, landing)
    for table, deliveries in tables.items():
        with landing.numbering([each.file for each in deliveries]):
            lake.replace(table, ingest.raw_rows(deliveries, landing, headers), ingest.rows_of(deliveries, lake.spark))
    affected = ingest.rows_of(new, lake.spark)
    counts = ingest.row_counts({t: lake.read(t, within=affected) for t in tables}, max_bad_share=limit)
    for table, held in ingest.by_table([each for each in new if counts[each.delivery_id].is_held]).items():
        whole = ingest.rows_of(held, lake.spark)
        lake.replace(table, ingest.set_aside_whole(lake.read(table, within=whole), limit), whole)
    lake.replace(QUARANTINE, ingest.quarantined({t: lake.read(t, within=affected) for t in tables}), affected)
    lake.replace(DELIVERIES, ingest.delivery_rows(new, counts, lake.spark), affected)


if __name__ == "__main__":
    run(main)
