"""raw.deliveries, clean.*, attribution.*, metrics.limits, metrics.days, metrics.outcomes -> governance.books,
governance.holds.
"""

from functools import partial

from tandem.approvals import read_approvals
from tandem.changes import Affected
from tandem.config import Config
from tandem.errors import BooksError
from tandem.governance import build_books, build_holds, failing
from tandem.job import run
from tandem.lake import Lake
from tandem.metrics import rates_to
from tandem.tables import AD_REPORTS, BOOKS, CONVERSIONS, CREDITS, DELIVERIES, EFFECTS, JOURNEYS, LEDGER, RETURNS

# isort: split
from tandem.tables import DAYS, HOLDS, LIMITS, OUTCOMES

INPUTS = (DELIVERIES, LEDGER, CONVERSIONS, AD_REPORTS, JOURNEYS, CREDITS, RETURNS, EFFECTS)


def main(lake: Lake, conf: Config) -> None:
    """Write the night's books, then what is held; raise BooksError when one does not close: nothing is published."""
    tonight = Affected(lake.spark.createDataFrame([(lake.through,)], "through date"))
    if not lake.touched(BOOKS, *INPUTS).nothing:
        inputs = {table.full_name: lake.read(table) for table in INPUTS}
        lake.replace(BOOKS, build_books(inputs, through=lake.through), tonight)
    if wrong := failing(lake.read(BOOKS).where(f"through = DATE'{lake.through}'")):
        raise BooksError(f"{lake.through}: the books do not close, nothing is published: {'; '.join(wrong)}")

    approvals, settings = lake.definition("approvals"), [conf.metrics, conf.diagnosis]
    if lake.is_due(HOLDS, LIMITS, DAYS, OUTCOMES, definitions=[approvals], settings=settings):
        limits, decided = lake.read(LIMITS, within=tonight), read_approvals(approvals, through=lake.through)
        at = partial(rates_to, read=lake.read, conf=conf.metrics, diagnosis=conf.diagnosis)
        holds = build_holds(limits, decided, at, period_days=conf.metrics.window_days, through=lake.through)
        lake.replace(HOLDS, holds, tonight)


if __name__ == "__main__":
    run(main)
