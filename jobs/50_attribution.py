"""visits.touches, clean.conversions, clean.ad_reports, identity.people -> attribution.*."""

from typing import Any

from tandem import attribution as a
from tandem.asof import read_before
from tandem.changes import Affected
from tandem.config import Config
from tandem.job import run
from tandem.lake import Lake
from tandem.tables import AD_REPORTS, CONVERSIONS, PEOPLE, TOUCHES

# isort: split
from tandem.tables import CREDITS, DISAGREEMENT, EFFECTS, JOURNEYS, PATHS, RESTATEMENTS, RETURNS


def main(lake: Lake, conf: Config) -> None:
    """Credit all whose journeys tonight's rows can alter, tell what changed, sum up open days, fit models."""
    definition = lake.definition("attribution_models")
    models = a.read_models(definition)
    made_by: dict[str, Any] = {"settings": [conf.attribution], "definitions": [a.for_whole_days(definition)]}
    credit(lake, conf, models, made_by)
    restate(lake, models, made_by)
    sum_up(lake, conf)
    fit(lake, conf, models, made_by)


def credit(lake: Lake, conf: Config, models: a.Models, made_by: dict[str, Any]) -> None:
    """Credits of the persons in reach, and the journeys of open days."""
    how, people = conf.attribution, lake.read(PEOPLE)
    if not (touched := lake.touched(CREDITS, TOUCHES, CONVERSIONS, PEOPLE, **made_by)).nothing:
        affected = a.reach(touched, people, lake.read(CREDITS, within=touched.open_days))
        before = touched.open_days.widened(days_before=a.longest_window_days(how))
        touches, conversions = (lake.read(each, within=before) for each in (TOUCHES, CONVERSIONS))
        lake.replace(CREDITS, a.build_credits(touches, conversions, people, affected, how, models), affected)
    if not (touched := lake.touched(JOURNEYS, CREDITS, CONVERSIONS, PEOPLE)).nothing:
        conversions, credits_ = (lake.read(each, within=touched.open_days) for each in (CONVERSIONS, CREDITS))
        lake.replace(JOURNEYS, a.build_journeys(conversions, credits_, people), touched.open_days)


def restate(lake: Lake, models: a.Models, made_by: dict[str, Any]) -> None:
    """What these have changed in credit since it was last told, and why."""
    both = (JOURNEYS, CREDITS)
    if (touched := lake.touched(RESTATEMENTS, *both, CONVERSIONS, TOUCHES, PEOPLE, **made_by)).nothing:
        return
    days = touched.open_days
    before = a.Standing(*(read_before(lake, RESTATEMENTS, table, days) for table in both))
    after = a.Standing(*(lake.read(table, within=days) for table in both))
    versions = [marker.version for table in both if (marker := lake.marker(table))]
    night = lake.spark.createDataFrame([(lake.through, *versions)], a.NIGHT)
    rows = a.build_restatements(before, after, touched, models.names).crossJoin(night)
    lake.replace(RESTATEMENTS, rows, Affected(night, days=frozenset({lake.through})))


def sum_up(lake: Lake, conf: Config) -> None:
    """Credit and spend of the days that an open conversion can alter."""
    if (touched := lake.touched(RETURNS, CREDITS, JOURNEYS, AD_REPORTS, settings=[conf.reporting])).nothing:
        return
    days = a.closed_touches(touched.open_days, conf.attribution)
    nearby = days.widened(days_before=1)  # a reporting day begins up to 14 hours before the UTC day
    rows = [lake.read(each, within=nearby) for each in (CREDITS, JOURNEYS, AD_REPORTS)]
    lake.replace(RETURNS, a.build_returns(*rows, timezone=conf.reporting.timezone), days)


def fit(lake: Lake, conf: Config, models: a.Models, made_by: dict[str, Any]) -> None:
    """Paths of open days, what every model credits over the last complete period, and how far the models differ."""
    how = conf.attribution
    if not (touched := lake.touched(PATHS, TOUCHES, CONVERSIONS, PEOPLE, settings=[how])).nothing:
        touches, conversions = (lake.read(each, within=a.whole_runs(touched.since)) for each in (TOUCHES, CONVERSIONS))
        lake.replace(PATHS, a.build_paths(touches, conversions, lake.read(PEOPLE), how), touched.open_days)
    if lake.is_due(EFFECTS, PATHS, CREDITS, AD_REPORTS, **made_by):
        period = a.complete_period(lake.through, how)
        rows = [lake.read(each, within=period.days) for each in (PATHS, CREDITS, AD_REPORTS)]
        lake.replace(EFFECTS, a.build_effects(*rows, period=period, models=models), period.night(rows[0]))
        effects = lake.read(EFFECTS, within=period.night(rows[0]))
        lake.replace(DISAGREEMENT, a.build_disagreement(effects, target_roas=how.target_roas), period.night(effects))


if __name__ == "__main__":
    run(main)
