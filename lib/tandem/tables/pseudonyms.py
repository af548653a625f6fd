"""Which columns hold pseudonyms: all that a new key changes, outside raw.*."""

from collections.abc import Mapping

from tandem.contract import Table
from tandem.tables.attribution import CREDITS, JOURNEYS
from tandem.tables.clean import EVENTS, IMPRESSIONS, VERDICTS
from tandem.tables.clean_conversions import CONVERSIONS
from tandem.tables.identity import EDGES, PEOPLE
from tandem.tables.leads import LEADS
from tandem.tables.models import PREDICTIONS
from tandem.tables.sessions import SESSIONS
from tandem.tables.visits import TOUCHES, VISITS

KEYED_KINDS = ("device_id", "ip_key", "user_id")  # of keys of clean.verdicts

# A person is named after one of its ids. Visits, sessions and touches are named after events, conversions after orders.
# clean.events is the last: once it stands under a key, all do.
PSEUDONYMS: Mapping[Table, tuple[str, ...]] = {
    IMPRESSIONS: ("device_id", "ip_key"),
    VERDICTS: ("key",),
    LEADS: ("device_id", "strong_id"),
    CONVERSIONS: ("device_id", "strong_id"),
    VISITS: ("device_id", "strong_id"),
    TOUCHES: ("device_id", "strong_id"),
    EDGES: ("id_a", "id_b"),
    PEOPLE: ("id", "person_id", "via", "previous_person_id"),
    SESSIONS: ("person_id",),
    JOURNEYS: ("person_id",),
    CREDITS: ("person_id",),
    PREDICTIONS: ("person_id",),
    EVENTS: ("device_id", "user_id", "email_id", "phone_id", "crm_id", "url_email_id", "ip_key"),
}
