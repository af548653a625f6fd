"""Which ids are one person, on what evidence, and since when that is known."""

from tandem.identity.components import build_persons
from tandem.identity.edges import build_edges, rejudged
from tandem.identity.explain import Evidence, evidence, explained
from tandem.identity.links import forbidden_pairs, read_pair, with_pair
from tandem.identity.people import build_likely, build_people
from tandem.identity.reach import reach_edges, reach_people, visits_on_devices, with_login
from tandem.identity.verify import verify_persons

__all__ = [
    "Evidence",
    "build_edges",
    "build_likely",
    "build_people",
    "build_persons",
    "evidence",
    "explained",
    "forbidden_pairs",
    "reach_edges",
    "reach_people",
    "read_pair",
    "rejudged",
    "verify_persons",
    "visits_on_devices",
    "with_login",
    "with_pair",
]
