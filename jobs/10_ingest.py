"""landing files -> raw.*, raw.quarantine, raw.deliveries."""

from collections import defaultdict
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
    counts: dict[str, ingest.Counts] = defaultdict(ingest.Counts)
    for table, deliveries in ingest.by_table(new):
        affected = ingest.rows_of(deliveries, lake.spark)
        with landing.one_file_per_task():
            lake.replace(table, ingest.raw_rows(deliveries, landing), affected)
        counts |= ingest.row_counts(lake.read(table, within=affected), max_bad_share=conf.ingest.max_bad_share)
        if held := [each for each in deliveries if counts[each.delivery_id].is_held]:
            whole = ingest.rows_of(held, lake.spark)
            lake.replace(
                table, ingest.set_aside_whole(lake.read(table, within=whole), conf.ingest.max_bad_share), whole
            )
    if new:
        affected = ingest.rows_of(new, lake.spark)
        lake.replace(
            QUARANTINE,
            ingest.quarantined({t: lake.read(t, within=affected) for t, _ in ingest.by_table(new)}),
            affected,
        )
        lake.replace(DELIVERIES, ingest.delivery_rows(new, counts, lake.spark), affected)


if __name__ == "__main__":
    run(main)
