"""clean.events, clean.impressions, clean.verdicts, visits.touches, sessions.sessions, clean.conversions, clean.ad_reports, attribution.credits, attribution.journeys -> metrics.days, metrics.outcomes, metrics.rates."""  # noqa: E501

from tandem import metrics as m
from tandem.changes import Affected
from tandem.columns.reporting import key_of_night
from tandem.config import Config
from tandem.job import run
from tandem.lake import Lake
from tandem.tables import AD_REPORTS, CONVERSIONS, CREDITS, EVENTS, IMPRESSIONS, JOURNEYS, SESSIONS, TOUCHES, VERDICTS

# isort: split
from tandem.tables import DAYS, OUTCOMES, RATES


def main(lake: Lake, conf: Config) -> None:
    """Count the days that changed, follow the clicks of open days, which is cheap, and judge this night's window."""
    zone, counted = conf.reporting.timezone, (EVENTS, IMPRESSIONS, VERDICTS, TOUCHES, SESSIONS, CONVERSIONS, AD_REPORTS)
    if not (touched := lake.touched(DAYS, *counted, settings=[conf.reporting, conf.clean])).nothing:
        affected = m.reach_days(touched, timezone=zone, order_wait_days=conf.clean.order_wait_days)
        sources = m.touched_sources(touched).items()
        rows = {name: lake.read(table, within=m.days_around(affected, name)) for name, table in sources}
        verdicts = lake.read(VERDICTS, within=m.days_around(affected, *m.JUDGED))
        lake.replace(DAYS, m.build_days(rows, verdicts, affected, timezone=zone), affected)

    if not (touched := lake.touched(OUTCOMES, CREDITS, JOURNEYS, settings=[conf.reporting])).nothing:
        open_days = Affected(since=touched.since)
        nearby = open_days.widened(days_before=1)  # a reporting day begins up to 14 hours before the UTC day
        credits_, journeys = lake.read(CREDITS, within=nearby), lake.read(JOURNEYS, within=nearby)
        lake.replace(OUTCOMES, m.build_outcomes(credits_, journeys, timezone=zone), open_days)

    touched, last = lake.touched(RATES, DAYS, OUTCOMES, settings=[conf.metrics, conf.diagnosis]), lake.marker(RATES)
    if not touched.nothing or (last and last.through != str(lake.through)):  # the window moves, and clicks ripen
        recent = m.history(lake.through, conf.metrics)
        days, outcomes = lake.read(DAYS, within=recent), lake.read(OUTCOMES, within=recent)
        rates = m.build_rates(days, outcomes, conf.metrics, through=lake.through, par_share=conf.diagnosis.par_share)
        lake.replace(RATES, rates, Affected(key_of_night(days, lake.through)))


if __name__ == "__main__":
    run(main)
