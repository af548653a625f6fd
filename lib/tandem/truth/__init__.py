"""Measured against simulated truth: scores of one lake of a simulated company; frames in, figures out."""

from __future__ import annotations

from tandem.truth.attribution import compare_attribution, compare_fits
from tandem.truth.books import compare_books
from tandem.truth.causes import compare_causes
from tandem.truth.cohorts import compare_cohorts
from tandem.truth.groups import Group, Row
from tandem.truth.identity import compare_people
from tandem.truth.knowable import knowable_parts
from tandem.truth.known import Known, load_known
from tandem.truth.leads import compare_leads
from tandem.truth.likely import compare_likely
from tandem.truth.measured import Measured
from tandem.truth.owners import assign_people
from tandem.truth.quadrants import compare_quadrants
from tandem.truth.rates import compare_rates
from tandem.truth.robots import compare_robots
from tandem.truth.sessions import compare_sessions
from tandem.truth.witnesses import compare_witnesses

__all__ = ["Group", "Known", "Measured", "Row", "compare", "load_known"]


def compare(known: Known, measured: Measured) -> list[Group]:
    """One group of figures for each thing that is both simulated and measured."""
    part = knowable_parts(known.sent, carry_days=measured.carry_days, backfill_days=measured.backfill_days)
    people = assign_people(measured.events, measured.visits, measured.people)
    events = known.sent.assign(part=part).merge(people, on="event_id", how="inner")
    groups = [
        compare_people(known, measured, events),
        compare_likely(measured, events),
        compare_sessions(measured, events),
        compare_robots(known, measured),
        compare_witnesses(known, measured),
        compare_rates(known, measured),
        compare_cohorts(known, measured),
        compare_quadrants(known, measured),
        compare_causes(known, measured),
        compare_attribution(known, measured),
        compare_fits(known, measured),
        compare_leads(known, measured),
        compare_books(known, measured),
    ]
    return [group for group in groups if group is not None]
