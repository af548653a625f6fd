"""clean.events, visits.visits -> identity.edges, identity.people."""

from tandem import identity
from tandem.clean import id_keys
from tandem.config import Config
from tandem.job import run
from tandem.lake import Lake
from tandem.tables import EDGES, EVENTS, PEOPLE, VISITS


def main(lake: Lake, conf: Config) -> None:
    """Count tonight's links, then say anew whose the ids and devices are that they and tonight's logins can alter."""
    links = lake.definition("links")
    if not (touched := lake.touched(EDGES, EVENTS, definitions=[links], settings=[conf.identity])).nothing:
        counted, known = identity.reach_edges(touched), lake.read(EDGES)
        events, pairs = lake.read(EVENTS, within=counted), identity.forbidden_pairs(links, id_keys(conf.is_simulated))
        edges = identity.build_edges(events, known, counted, conf.identity.limits, pairs)
        affected = identity.rejudged(edges, known, counted)
        lake.replace(EDGES, affected.restrict(edges), affected)

    if not (touched := lake.touched(PEOPLE, EDGES, VISITS, settings=[conf.identity])).nothing:
        visits = lake.read(VISITS)
        persons = identity.build_persons(lake.read(EDGES), visits)
        affected = identity.reach_people(touched, lake.read(PEOPLE), persons, visits)
        known, logins = lake.read(PEOPLE, within=affected), identity.visits_on_devices(visits, affected)
        people = identity.build_people(known, persons, logins, conf.identity, through=lake.through)
        lake.replace(PEOPLE, affected.restrict(people, day=None), affected)

    identity.verify_persons(lake.read(EDGES), lake.read(PEOPLE), night=lake.through)


if __name__ == "__main__":
    run(main)
