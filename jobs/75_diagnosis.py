"""metrics.rates, clean.campaigns -> diagnosis.quadrants."""

from tandem.changes import Affected
from tandem.columns.reporting import key_of_night
from tandem.config import Config
from tandem.diagnosis import build_quadrants
from tandem.job import run
from tandem.lake import Lake
from tandem.tables import CAMPAIGNS, QUADRANTS, RATES


def main(lake: Lake, conf: Config) -> None:
    """Judge this night's campaigns; earlier nights' verdicts stand."""
    if not lake.touched(QUADRANTS, RATES, CAMPAIGNS, settings=[conf.diagnosis]).nothing:
        rates = lake.read(RATES, within=Affected(key_of_night(lake.read(RATES), lake.through)))
        affected = Affected(key_of_night(rates, lake.through))
        lake.replace(QUADRANTS, build_quadrants(rates, lake.read(CAMPAIGNS), conf.diagnosis), affected)


if __name__ == "__main__":
    run(main)
