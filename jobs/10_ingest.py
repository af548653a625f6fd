"""landing files -> raw.*, raw.quarantine, raw.deliveries."""

from functools import partial

from tandem import ingest
from tandem.config import Config
from tandem.job import run
from tandem.lake import Lake
from tandem.tables import DELIVERIES, QUARANTINE


def main(lake: Lake, conf: Config) -> None:
    """Take in every delivery that no earlier night took in; hold those with too many bad rows."""
    known, landing, feeds = ingest.known_files(lake.read(DELIVERIES)), lake.landing(), ingest.load_feeds(lake.feeds)
    undelivered = partial(ingest.new_deliveries, known=known, hashes=landing.hashes, undated=conf.ingest.undated)
    new = undelivered(landing.files(), feeds, through=lake.through)
    if not new:
        return
    tables, headers, limit = ingest.by_table(new), ingest.read_headers(new, landing), conf.ingest.max_bad_share
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
