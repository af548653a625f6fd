"""metrics.*, diagnosis.*, attribution.returns, attribution.restatements, attribution.effects,
attribution.disagreement, clean.ledger, clean.campaigns, clean.witnesses, governance.*, raw.deliveries ->
scorecard.cells.
"""

from tandem.changes import Affected
from tandem.config import Config
from tandem.definitions import in_force
from tandem.job import run
from tandem.lake import Lake
from tandem.pages import is_published, render_page
from tandem.scorecard import INPUTS, build_cells, cover_period, gather_content, period_start, read_template, setting_of
from tandem.tables import CELLS, DELIVERIES

TEMPLATE, BEHIND = "ctr_and_cr", ("attribution_models", "channels", "staff", "platforms", "approvals")  # the page names


def main(lake: Lake, conf: Config) -> None:
    """Publish the night's cells, then the page; a page that was lost between the two is made again."""
    in_use = in_force(lake.versions("scorecards", TEMPLATE), lake.through)
    definitions = [in_use, *map(lake.definition, BEHIND)]
    touched = lake.touched(CELLS, *INPUTS, definitions=[in_use], settings=[conf.scorecard])
    last = lake.marker(CELLS)
    if touched.nothing and last and is_published(lake.root / "pages" / "scorecard.html", last.run_id):
        return
    template, night = read_template(in_use), lake.through
    tables = {table.full_name: lake.read(table) for table in INPUTS}
    coverage = cover_period(tables[DELIVERIES.full_name], start=period_start(template, night), end=night)
    if not touched.nothing:
        tonight = Affected(lake.spark.createDataFrame([(template.id, night)], "template string, period_end date"))
        lake.replace(CELLS, build_cells(tables, template, coverage, through=night), tonight)
    if written := lake.marker(CELLS):
        setting = setting_of(conf, night, definitions, run_id=written.run_id, read=written.inputs)
        tables[CELLS.full_name] = lake.read(CELLS)
        lake.write_page("scorecard", render_page(gather_content(tables, template, coverage, setting)))


if __name__ == "__main__":
    run(main)
