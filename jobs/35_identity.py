"""clean.events, visits.visits -> identity.edges, identity.people."""

from tandem import identity
from tandem.changes import settled
from tandem.clean import id_keys
from tandem.config import Config
from tandem.job import run
from tandem.lake import Lake
from tandem.tables import EDGES, EVENTS, PEOPLE, VISITS


def main(lake: Lake, conf: Config) -> None:
    """Count tonight's links, then say anew whose the ids and devices are that they and tonight's logins can alter."""
    links = lake.definition("links")
    if not (touched := lake.touched(EDGES, EVENTS, definitions=[links], settings=[conf.identity])).nothing:
        counted, known = identity.reach_edges(touched, conf.identity), lake.read(EDGES)
        events, keys = lake.read(EVENTS, within=counted), id_keys(conf.is_simulated)
        pairs = identity.forbidden_pairs(links, keys)
        edges = identity.build_edges(events, known, counted, conf.identity, forbidden=pairs, keys=keys)
        if counted.keys is not None:
            lake.hold(edges)  # to see which days it judges otherwise, and to write them
        affected = identity.rejudged(edges, known, counted)
        lake.replace(EDGES, affected.restrict(edges), affected)

    if not (touched := lake.touched(PEOPLE, EDGES, VISITS, settings=[conf.identity])).nothing:
        edges, logins = lake.read(EDGES), lake.hold(identity.with_login(lake.read(VISITS)))
        persons = lake.hold(identity.build_persons(edges, logins, conf.identity))
        likely = settled(identity.build_likely(edges, persons, logins, conf.identity))
        affected = identity.reach_people(touched, lake.read(PEOPLE), persons, logins, likely)
        known, on_devices = lake.read(PEOPLE, within=affected), identity.visits_on_devices(logins, affected)
        people = identity.build_people(known, persons, on_devices, likely, conf.identity, through=lake.through)
        lake.replace(PEOPLE, affected.restrict(people, day=None), affected)

    identity.verify_persons(lake.read(EDGES), lake.read(PEOPLE), night=lake.through)


if __name__ == "__main__":
    run(main)
