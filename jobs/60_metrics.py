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
    zone, by = conf.reporting.timezone, [conf.reporting]
    counted = (EVENTS, IMPRESSIONS, VERDICTS, TOUCHES, SESSIONS, CONVERSIONS, AD_REPORTS)
    days, cohorts = lake.touched(DAYS, *counted, settings=by), lake.touched(COHORTS, *m.COHORTS_FROM, settings=by)
    nights = m.nights_of_counts(days, cohorts, lake.read, lake.hold, timezone=zone, through=lake.through)
    for table, counts, affected in nights:
        lake.replace(table, counts, affected)
    if not (touched := lake.touched(OUTCOMES, CREDITS, JOURNEYS, settings=by)).nothing:
        lake.replace(OUTCOMES, *m.night_of_outcomes(touched, lake.read, timezone=zone))

    nightly = m.judgements(conf.metrics, conf.diagnosis, conf.reporting, *map(lake.definition, m.JUDGED_BY))
    for table in (RATES, LIMITS, READINGS, *([LEAD_STAGES] if lake.marker(LEADS) else [])):
        if lake.is_due(table, *(how := nightly[table]).inputs, definitions=how.definitions, settings=how.settings):
            history, *others = (lake.read(each, within=how.history(lake.through)) for each in how.inputs)
            lake.replace(table, how.build(history, *others, through=lake.through), how.rows_of(lake.through, history))

    platforms, inputs = lake.definition("platforms"), (*m.BRIDGED, CAMPAIGNS)
    if not (touched := lake.touched(BRIDGE, *inputs, definitions=[platforms], settings=by)).nothing:
        lake.replace(BRIDGE, *m.night_of_bridge(touched, lake.read, platforms, timezone=zone))


if __name__ == "__main__":
    run(main)
