"""visits.touches, clean.conversions, clean.ad_reports, clean.events, clean.impressions, identity.people ->
attribution.*.
"""

from tandem import attribution as a
from tandem.asof import both_sides, read
from tandem.config import Config
from tandem.job import run
from tandem.lake import Lake
from tandem.tables import AD_REPORTS, CONVERSIONS, PEOPLE, RESTATED_BY, TOUCHES

# isort: split
from tandem.tables import CREDITS, DISAGREEMENT, EFFECTS, JOURNEYS, PATHS, RESTATEMENTS, RETURNS


def main(lake: Lake, conf: Config) -> None:
    """Credit all whose journeys tonight's rows can alter, tell what changed, sum up open days, fit models."""
    how, people, models = conf.attribution, lake.read(PEOPLE), a.read_models(lake.definition("attribution_models"))
    if not (touched := lake.touched(CREDITS, TOUCHES, CONVERSIONS, PEOPLE, **models.made_by(how))).nothing:
        affected = a.reach(touched, *read(lake, touched.open_days, CONVERSIONS, CREDITS), people)
        rows = read(lake, a.within_window(touched.open_days, how), TOUCHES, CONVERSIONS)
        lake.replace(CREDITS, a.build_credits(*rows, people, affected, how, models), affected)
    if not (touched := lake.touched(JOURNEYS, CREDITS, CONVERSIONS, PEOPLE)).nothing:
        rows = read(lake, touched.open_days, CONVERSIONS, CREDITS)
        lake.replace(JOURNEYS, a.build_journeys(*rows, people), touched.open_days)
    if not (touched := lake.touched(RESTATEMENTS, *RESTATED_BY, **models.made_by(how))).nothing:
        before, after, night = both_sides(lake, RESTATEMENTS, touched.open_days, JOURNEYS, CREDITS)
        lake.replace(RESTATEMENTS, a.build_restatements(before, after, touched, models, night), night)
    if not (touched := lake.touched(RETURNS, CREDITS, JOURNEYS, AD_REPORTS, settings=[conf.reporting])).nothing:
        days, nearby = a.days_of_touches(touched.open_days, conf.reporting)
        lake.replace(RETURNS, a.build_returns(*read(lake, nearby, CREDITS, JOURNEYS, AD_REPORTS), conf.reporting), days)
    if not (touched := lake.touched(PATHS, TOUCHES, CONVERSIONS, PEOPLE, settings=[how])).nothing:
        rows = read(lake, a.whole_paths(touched.open_days, how), TOUCHES, CONVERSIONS)
        lake.replace(PATHS, a.build_paths(*rows, people, how), touched.open_days)
    if lake.is_due(EFFECTS, PATHS, CREDITS, AD_REPORTS, **models.made_by(how)):
        parts = read(lake, (period := a.complete_period(lake.through, how)).days, PATHS, CREDITS, AD_REPORTS)
        lake.replace(EFFECTS, a.build_effects(*parts, period=period, models=models), night := period.night(parts[0]))
        lake.replace(DISAGREEMENT, a.build_disagreement(lake.read(EFFECTS, night), target_roas=how.target_roas), night)


if __name__ == "__main__":
    run(main)
