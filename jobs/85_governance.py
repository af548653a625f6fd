"""raw.deliveries, clean.*, attribution.* -> governance.books."""

from tandem.changes import Affected
from tandem.config import Config
from tandem.errors import BooksError
from tandem.governance import build_books, failing
from tandem.job import run
from tandem.lake import Lake
from tandem.tables import AD_REPORTS, BOOKS, CONVERSIONS, CREDITS, DELIVERIES, EFFECTS, JOURNEYS, LEDGER, RETURNS

INPUTS = (DELIVERIES, LEDGER, CONVERSIONS, AD_REPORTS, JOURNEYS, CREDITS, RETURNS, EFFECTS)


def main(lake: Lake, conf: Config) -> None:
    """Write the night's books; raise BooksError when one does not close, so that nothing is published."""
    touched = lake.touched(BOOKS, *INPUTS)
    if not touched.nothing:
        inputs = {table.full_name: lake.read(table) for table in INPUTS}
        tonight = Affected(lake.spark.createDataFrame([(lake.through,)], "through date"))
        lake.replace(BOOKS, build_books(inputs, through=lake.through), tonight)
    if wrong := failing(lake.read(BOOKS).where(f"through = DATE'{lake.through}'")):
        raise BooksError(f"{lake.through}: the books do not close, nothing is published: {'; '.join(wrong)}")


if __name__ == "__main__":
    run(main)
