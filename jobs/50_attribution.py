"""visits.touches, clean.conversions, clean.ad_reports, identity.people -> attribution.*."""

from tandem import attribution as a
from tandem.config import Config
from tandem.job import run
from tandem.lake import Lake
from tandem.tables import AD_REPORTS, CONVERSIONS, PEOPLE, TOUCHES

# isort: split
from tandem.tables import CREDITS, DISAGREEMENT, EFFECTS, JOURNEYS, PATHS, RETURNS


def main(lake: Lake, conf: Config) -> None:
    """Credit all whose journeys tonight's rows can alter, sum up open days, fit models to the last complete period."""
    how, people, definition = conf.attribution, lake.read(PEOPLE), lake.definition("attribution_models")
    models, made_by = a.read_models(definition), {"settings": [how], "definitions": [a.for_whole_days(definition)]}
    if not (touched := lake.touched(CREDITS, TOUCHES, CONVERSIONS, PEOPLE, **made_by)).nothing:
        affected = a.reach(touched, people, lake.read(CREDITS, within=touched.open_days))
        before = touched.open_days.widened(days_before=a.longest_window_days(how))
        touches, conversions = (lake.read(each, within=before) for each in (TOUCHES, CONVERSIONS))
        lake.replace(CREDITS, a.build_credits(touches, conversions, people, affected, how, models), affected)
    if not (touched := lake.touched(JOURNEYS, CREDITS, CONVERSIONS, PEOPLE)).nothing:
        conversions, credits_ = (lake.read(each, within=touched.open_days) for each in (CONVERSIONS, CREDITS))
        lake.replace(JOURNEYS, a.build_journeys(conversions, credits_, people), touched.open_days)
    if not (touched := lake.touched(RETURNS, CREDITS, JOURNEYS, AD_REPORTS, settings=[conf.reporting])).nothing:
        days = a.closed_touches(touched.open_days, how)
        nearby = days.widened(days_before=1)  # a reporting day begins up to 14 hours before the UTC day
        rows = [lake.read(each, within=nearby) for each in (CREDITS, JOURNEYS, AD_REPORTS)]
        lake.replace(RETURNS, a.build_returns(*rows, timezone=conf.reporting.timezone), days)
    if not (touched := lake.touched(PATHS, TOUCHES, CONVERSIONS, PEOPLE, settings=[how])).nothing:
        touches, conversions = (lake.read(each, within=a.whole_runs(touched.since)) for each in (TOUCHES, CONVERSIONS))
        lake.replace(PATHS, a.build_paths(touches, conversions, people, how), touched.open_days)
    if lake.is_due(EFFECTS, PATHS, CREDITS, AD_REPORTS, **made_by):
        period = a.complete_period(lake.through, how)
        rows = [lake.read(each, within=period.days) for each in (PATHS, CREDITS, AD_REPORTS)]
        lake.replace(EFFECTS, a.build_effects(*rows, period=period, models=models), period.night(rows[0]))
        effects = lake.read(EFFECTS, within=period.night(rows[0]))
        lake.replace(DISAGREEMENT, a.build_disagreement(effects, target_roas=how.target_roas), period.night(effects))


if __name__ == "__main__":
    run(main)
