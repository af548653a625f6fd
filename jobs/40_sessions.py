"""visits.visits, identity.people -> sessions.sessions."""

from tandem.changes import Affected
from tandem.config import Config
from tandem.job import run
from tandem.lake import Lake
from tandem.sessions import build_sessions, reach, visits_of
from tandem.tables import PEOPLE, SESSIONS, VISITS


def main(lake: Lake, conf: Config) -> None:
    """Rebuild the sessions of the persons whom tonight's visits and people can alter."""
    touched = lake.touched(SESSIONS, VISITS, PEOPLE, settings=[conf.sessions, *conf.cuts])
    if touched.nothing:
        return
    people = lake.read(PEOPLE)
    affected = reach(touched, people)
    # So far back a person may have been here before.
    recent = Affected(since=affected.since).widened(days_before=conf.sessions.returning_days)
    visits = lake.read(VISITS, within=recent)
    visits = visits_of(visits, lake.read(PEOPLE, within=affected), affected)
    sessions = build_sessions(visits, people, conf.sessions, mode=conf.visits.mode, timezone=conf.reporting.timezone)
    lake.replace(SESSIONS, affected.restrict(sessions), affected)


if __name__ == "__main__":
    run(main)
