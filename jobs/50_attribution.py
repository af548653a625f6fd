"""visits.touches, clean.conversions, clean.ad_reports, identity.people -> attribution.*."""

from tandem.attribution import build_credits, build_journeys, build_returns, longest_window_days, reach
from tandem.changes import Affected
from tandem.config import Config
from tandem.job import run
from tandem.lake import Lake
from tandem.tables import AD_REPORTS, CONVERSIONS, CREDITS, JOURNEYS, PEOPLE, RETURNS, TOUCHES


def main(lake: Lake, conf: Config) -> None:
    """Credit the touches of everyone whose journeys tonight's rows can alter; then sum up all open days."""
    if not (touched := lake.touched(CREDITS, TOUCHES, CONVERSIONS, PEOPLE, settings=[conf.attribution])).nothing:
        people = lake.read(PEOPLE)
        open_days = Affected(since=touched.since)
        affected = reach(touched, people, lake.read(CREDITS, within=open_days))
        before = open_days.widened(days_before=longest_window_days(conf.attribution))
        touches, conversions = lake.read(TOUCHES, within=before), lake.read(CONVERSIONS, within=before)
        lake.replace(CREDITS, build_credits(touches, conversions, people, affected, conf.attribution), affected)

    if not (touched := lake.touched(JOURNEYS, CREDITS, CONVERSIONS, PEOPLE)).nothing:
        open_days = Affected(since=touched.since)
        conversions, credits_ = lake.read(CONVERSIONS, within=open_days), lake.read(CREDITS, within=open_days)
        lake.replace(JOURNEYS, build_journeys(conversions, lake.read(PEOPLE), credits_), open_days)

    if not (touched := lake.touched(RETURNS, CREDITS, JOURNEYS, AD_REPORTS, settings=[conf.reporting])).nothing:
        open_days = Affected(since=touched.since)
        nearby = open_days.widened(days_before=1)  # a reporting day begins up to 14 hours before the UTC day
        credits_, journeys = lake.read(CREDITS, within=nearby), lake.read(JOURNEYS, within=nearby)
        reports = lake.read(AD_REPORTS, within=open_days)
        lake.replace(RETURNS, build_returns(credits_, journeys, reports, timezone=conf.reporting.timezone), open_days)


if __name__ == "__main__":
    run(main)
