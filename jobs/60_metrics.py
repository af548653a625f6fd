"""clean.events, clean.impressions, clean.verdicts, visits.touches, sessions.sessions, clean.conversions,
clean.ad_reports, clean.campaigns, clean.leads, attribution.credits, attribution.journeys -> metrics.days,
metrics.outcomes, metrics.cohorts, metrics.rates, metrics.limits, metrics.readings, metrics.lead_stages, metrics.bridge.
"""

from tandem import metrics as m
from tandem.config import Config
from tandem.job import run
from tandem.lake import Lake
from tandem.tables import AD_REPORTS, CONVERSIONS, CREDITS, EVENTS, IMPRESSIONS, JOURNEYS, SESSIONS, TOUCHES, VERDICTS

# isort: split
from tandem.tables import BRIDGE, CAMPAIGNS, COHORTS, DAYS, LEAD_STAGES, LEADS, LIMITS, OUTCOMES, RATES, READINGS


def main(lake: Lake, conf: Config) -> None:
    """Count the days that changed, follow the clicks of open days, which is cheap, and judge this night's window."""
    zone, counted = conf.reporting.timezone, (EVENTS, IMPRESSIONS, VERDICTS, TOUCHES, SESSIONS, CONVERSIONS, AD_REPORTS)
    if not (touched := lake.touched(DAYS, *counted, settings=[conf.reporting])).nothing:
        affected = m.reach_days(touched, timezone=zone)
        sources = m.touched_sources(touched).items()
        rows = {name: lake.read(table, within=m.days_around(affected, name)) for name, table in sources}
        verdicts = lake.read(VERDICTS, within=m.days_around(affected, *m.JUDGED))
        lake.replace(DAYS, m.build_days(rows, verdicts, affected, timezone=zone), affected)

    if not (touched := lake.touched(OUTCOMES, CREDITS, JOURNEYS, settings=[conf.reporting])).nothing:
        lake.replace(OUTCOMES, *m.night_of_outcomes(touched, lake.read, timezone=zone))
    if not (touched := lake.touched(COHORTS, *m.COHORTS_FROM, settings=[conf.reporting])).nothing:
        lake.replace(COHORTS, *m.night_of_cohorts(touched, lake.read, timezone=zone, through=lake.through))

    nightly = m.judgements(conf.metrics, conf.diagnosis, conf.reporting, *map(lake.definition, m.JUDGED_BY))
    for table in (RATES, LIMITS, READINGS, *([LEAD_STAGES] if lake.marker(LEADS) else [])):
        if lake.is_due(table, *(how := nightly[table]).inputs, definitions=how.definitions, settings=how.settings):
            days, *others = (lake.read(each, within=how.history(lake.through)) for each in how.inputs)
            lake.replace(table, how.build(days, *others, through=lake.through), how.rows_of(lake.through, days))

    platforms, inputs = lake.definition("platforms"), (*m.BRIDGED, CAMPAIGNS)
    if not (touched := lake.touched(BRIDGE, *inputs, definitions=[platforms], settings=[conf.reporting])).nothing:
        lake.replace(BRIDGE, *m.night_of_bridge(touched, lake.read, platforms, timezone=zone))


if __name__ == "__main__":
    run(main)
