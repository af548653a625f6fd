"""metrics.rates, metrics.limits, metrics.days, clean.campaigns -> diagnosis.quadrants, diagnosis.transitions."""

from tandem.changes import Affected
from tandem.columns.reporting import key_of_night
from tandem.config import Config
from tandem.diagnosis import build_quadrants, build_transitions, last_weeks
from tandem.job import run
from tandem.lake import Lake
from tandem.tables import CAMPAIGNS, DAYS, LIMITS, QUADRANTS, RATES, TRANSITIONS


def main(lake: Lake, conf: Config) -> None:
    """Judge this night's campaigns, then those that have moved; earlier nights' verdicts stand."""
    if not lake.touched(QUADRANTS, RATES, CAMPAIGNS, settings=[conf.diagnosis]).nothing:
        rates = lake.read(RATES, within=Affected(key_of_night(lake.read(RATES), lake.through)))
        affected = Affected(key_of_night(rates, lake.through))
        lake.replace(QUADRANTS, build_quadrants(rates, lake.read(CAMPAIGNS), conf.diagnosis), affected)

    if not lake.touched(TRANSITIONS, QUADRANTS, LIMITS, DAYS).nothing:
        weeks = last_weeks(lake.through)
        quadrants, limits, days = (lake.read(each, within=weeks) for each in (QUADRANTS, LIMITS, DAYS))
        affected = Affected(key_of_night(quadrants, lake.through))
        lake.replace(TRANSITIONS, build_transitions(quadrants, limits, days, through=lake.through), affected)


if __name__ == "__main__":
    run(main)
