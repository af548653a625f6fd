"""Which ids are one person, on what evidence, and since when that is known."""

from tandem.identity.components import build_persons
from tandem.identity.edges import build_edges, rejudged
from tandem.identity.people import build_people
from tandem.identity.reach import reach_edges, reach_people, visits_on_devices

__all__ = [
    "build_edges",
    "build_people",
    "build_persons",
    "reach_edges",
    "reach_people",
    "rejudged",
    "visits_on_devices",
]
