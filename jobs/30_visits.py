"""clean.events, clean.impressions, clean.verdicts -> visits.visits, visits.touches."""

from tandem.config import Config
from tandem.job import run
from tandem.lake import Lake
from tandem.tables import EVENTS, IMPRESSIONS, TOUCHES, VERDICTS, VISITS
from tandem.visits import build_touches, build_visits, reach_touches, reach_visits


def main(lake: Lake, conf: Config) -> None:
    """Rebuild the visits, and then the touches, of the device-days that tonight's events and verdicts can alter."""
    if not (touched := lake.touched(VISITS, EVENTS, VERDICTS, settings=conf.cuts)).nothing:
        affected = reach_visits(touched, lake.read(EVENTS))
        nearby = affected.widened(days_before=1, days_after=1)  # a visit spans two days at most
        events, timezone = lake.read(EVENTS, within=nearby), conf.reporting.timezone
        visits = build_visits(events, lake.read(VERDICTS), conf.visits, timezone=timezone)
        lake.replace(VISITS, affected.restrict(visits), affected)

    if not (touched := lake.touched(TOUCHES, VISITS, EVENTS, IMPRESSIONS, VERDICTS)).nothing:
        affected = reach_touches(touched, lake.read(EVENTS), lake.read(IMPRESSIONS))
        visits = lake.read(VISITS, within=affected.widened(days_before=1))
        events, impressions = lake.read(EVENTS, within=affected), lake.read(IMPRESSIONS, within=affected)
        touches = build_touches(visits, events, impressions, lake.read(VERDICTS))
        lake.replace(TOUCHES, affected.restrict(touches), affected)


if __name__ == "__main__":
    run(main)
