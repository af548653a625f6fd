"""metrics.rates, metrics.limits, metrics.days, clean.campaigns, visits.touches, sessions.sessions, attribution.journeys -> diagnosis.quadrants, diagnosis.transitions, diagnosis.causes."""  # noqa: E501

from tandem import diagnosis as d
from tandem.changes import Affected
from tandem.columns.reporting import key_of_night
from tandem.config import Config
from tandem.job import run
from tandem.lake import Lake
from tandem.tables import CAMPAIGNS, DAYS, JOURNEYS, LIMITS, RATES, SESSIONS, TOUCHES

# isort: split
from tandem.tables import CAUSES, QUADRANTS, TRANSITIONS


def main(lake: Lake, conf: Config) -> None:
    """Judge this night's campaigns, then those that have moved, then why; earlier nights' verdicts stand."""
    if not lake.touched(QUADRANTS, RATES, CAMPAIGNS, settings=[conf.diagnosis]).nothing:
        rates = lake.read(RATES, within=Affected(key_of_night(lake.read(RATES), lake.through)))
        affected = Affected(key_of_night(rates, lake.through))
        lake.replace(QUADRANTS, d.build_quadrants(rates, lake.read(CAMPAIGNS), conf.diagnosis), affected)

    if not lake.touched(TRANSITIONS, QUADRANTS, LIMITS, DAYS).nothing:
        weeks = d.last_weeks(lake.through)
        quadrants, limits, days = (lake.read(each, within=weeks) for each in (QUADRANTS, LIMITS, DAYS))
        affected = Affected(key_of_night(quadrants, lake.through))
        lake.replace(TRANSITIONS, d.build_transitions(quadrants, limits, days, through=lake.through), affected)

    counted = (TOUCHES, SESSIONS, JOURNEYS, DAYS)
    if lake.is_due(CAUSES, QUADRANTS, RATES, *counted, settings=[conf.metrics, conf.diagnosis]):
        window = d.days_of_causes(lake.through, conf.metrics)
        judged = [lake.read(each, within=window) for each in (QUADRANTS, RATES)]
        *clicks, days = (lake.read(each, within=window) for each in counted)
        causes = d.build_causes(
            judged, clicks, days, through=lake.through, metrics=conf.metrics, diagnosis=conf.diagnosis
        )
        lake.replace(CAUSES, causes, Affected(key_of_night(judged[0], lake.through)))


if __name__ == "__main__":
    run(main)
