"""clean.events, visits.visits -> identity.edges, identity.people."""

from tandem.clean import id_keys
from tandem.config import Config
from tandem.identity import (
    build_edges,
    build_people,
    build_persons,
    forbidden_pairs,
    reach_edges,
    reach_people,
    rejudged,
    visits_on_devices,
)
from tandem.job import run
from tandem.lake import Lake
from tandem.tables import EDGES, EVENTS, PEOPLE, VISITS


def main(lake: Lake, conf: Config) -> None:
    """Count tonight's links, then say anew whose the ids and devices are that they and tonight's logins can alter."""
    links = lake.definition("links")
    if not (touched := lake.touched(EDGES, EVENTS, definitions=[links], settings=[conf.identity])).nothing:
        counted, known = reach_edges(touched), lake.read(EDGES)
        events, pairs = lake.read(EVENTS, within=counted), forbidden_pairs(links, id_keys(conf.is_simulated))
        edges = build_edges(events, known, counted, conf.identity.limits, pairs)
        affected = rejudged(edges, known, counted)
        lake.replace(EDGES, affected.restrict(edges), affected)

    if not (touched := lake.touched(PEOPLE, EDGES, VISITS, settings=[conf.identity])).nothing:
        visits = lake.read(VISITS)
        persons = build_persons(lake.read(EDGES), visits)
        affected = reach_people(touched, lake.read(PEOPLE), persons, visits)
        known, logins = lake.read(PEOPLE, within=affected), visits_on_devices(visits, affected)
        people = build_people(known, persons, logins, conf.identity, through=lake.through)
        lake.replace(PEOPLE, affected.restrict(people, day=None), affected)


if __name__ == "__main__":
    run(main)
