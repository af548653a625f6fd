"""A simulated company whose truth is known: it lands the feeds of real suppliers, day by day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tandem.errors import UsageError
from tandem.simulate import reference, truth_company, truth_days
from tandem.simulate.days import Happened, live
from tandem.simulate.landing import Delivered, discard_rows, land_rows
from tandem.simulate.market import build_market
from tandem.simulate.people import build_people
from tandem.simulate.platforms import Counts, reports_due
from tandem.simulate.rates import Rates
from tandem.simulate.rows import Rows, count
from tandem.simulate.state import Company, State, new_state
from tandem.simulate.texts import Texts, build_texts

__all__ = ["Simulated", "simulate"]

FEWEST_PEOPLE = 10
GREATEST_EFFECT = 2.0  # no click leads to a purchase for certain


@dataclass(frozen=True)
class Simulated:
    """How much was simulated, and how much of it lies in the landing folder."""

    events: int  # that happened; duplicates not counted
    impressions: int  # to people
    orders: int
    files: int
    size_bytes: int
    first_day: date
    last_day: date


def simulate(
    *,
    landing: Path,
    truth: Path,
    people: int,
    days: int,
    seed: int,
    start: date = date(2026, 1, 5),
    from_day: int = 0,
    effect: float = 1.0,
    report: Callable[[date, int], None] | None = None,
) -> Simulated:
    """Land every feed of days `from_day` to `days` and write the truth beside it.

    The same arguments give the same bytes, and more `days` leave the files of earlier days as they are. Days before
    `from_day` are lived through again without writing them. `effect` multiplies the chance that an ad causes a
    purchase: at 0 none does. `report` is called after each day with its events.
    """
    _check(people=people, days=days, from_day=from_day, effect=effect)
    company = build_company(people=people, seed=seed, start=start, effect=effect)
    texts = build_texts(seed, company.people, company.market)
    state, counts = new_state(company.people, company.market), Counts()
    truth_company.write_company(company, texts, truth)
    delivered: list[Delivered] = []
    sizes: list[tuple[int, int, int]] = []
    for day in range(days):
        happened = live(company, state, counts, day)
        due = reports_due(company, counts, day)
        if day < from_day:  # it was landed before
            discard_rows(state, day)
        else:
            landed = _land(company, texts, state, due, day, landing)
            truth_days.write_day(company, texts, day, truth, happened)
            truth_days.write_deliveries(company, texts, day, truth, landed, due)
            delivered += landed
        sizes.append(_sizes(happened))
        if report:
            report(start + timedelta(days=day), sizes[-1][0])
    truth_company.write_end(company, texts, state, days, truth)
    events, impressions, orders = (sum(column) for column in zip(*sizes, strict=True))
    return Simulated(
        events=events,
        impressions=impressions,
        orders=orders,
        files=len(delivered),
        size_bytes=sum(one.size_bytes for one in delivered),
        first_day=start + timedelta(days=from_day),
        last_day=start + timedelta(days=days - 1),
    )


def build_company(*, people: int, seed: int, start: date, effect: float = 1.0) -> Company:
    """The company before its first day."""
    rates = Rates()
    first = round(datetime(start.year, start.month, start.day, tzinfo=UTC).timestamp() * 1000)
    return Company(seed, first, rates, build_people(seed, people, rates), build_market(seed, effect=effect))


def _land(
    company: Company, texts: Texts, state: State, due: dict[int, Rows], day: int, landing: Path
) -> list[Delivered]:
    """Write all that arrives on one day."""
    return [
        *land_rows(company, texts, state, day, landing),
        *reference.land_reports(company, texts, due, day, landing),
        *reference.land_plans(company, texts, day, landing),
        reference.land_rates(company, day, landing),
    ]


def _sizes(happened: Happened) -> tuple[int, int, int]:
    return count(happened.events) + happened.mails, happened.impressions, count(happened.orders)


def _check(*, people: int, days: int, from_day: int, effect: float) -> None:
    if people < FEWEST_PEOPLE:
        raise UsageError(f"people={people}: a simulated company needs at least {FEWEST_PEOPLE}")
    if not 0 <= from_day < days:
        raise UsageError(f"days={days}, from_day={from_day}: days must be over from_day, and from_day at least 0")
    if not 0 <= effect <= GREATEST_EFFECT:
        raise UsageError(f"effect={effect:g}: it multiplies what ads cause; allowed: 0 to {GREATEST_EFFECT:g}")
