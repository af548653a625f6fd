"""One day of the company, from who is shown what to what is bought; no file is written here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.simulate import arrivals as come
from tandem.simulate.browsing import PURCHASE, browse
from tandem.simulate.crm import follow_leads
from tandem.simulate.demand import decide, phone_orders, purchases, states_of
from tandem.simulate.draws import generator
from tandem.simulate.exposure import expected_by_cohort, expected_clicks, expose
from tandem.simulate.fraud import double_clicks, fast_impressions
from tandem.simulate.mail import mail_events, mailings
from tandem.simulate.platforms import Counts, tally
from tandem.simulate.robots import robot_events, robot_impressions
from tandem.simulate.rows import Rows, count, pick, stack
from tandem.simulate.state import Company, State, churn_cookies
from tandem.simulate.transport import day_of, send_impressions, send_mail, send_web
from tandem.simulate.visitors import consent_of, with_details
from tandem.simulate.witnesses import is_seen, is_witnessed, witness


@dataclass(frozen=True)
class Happened:
    """A day's site events with their truth, its orders, and how much else there was."""

    events: Rows  # that browser or server saw
    actions: Rows  # that both can see, seen or not
    orders: Rows
    robot_impressions: Rows
    shown: Rows
    shown_to: dict[str, Rows]  # likewise by channel and region, and by channel and audience
    leads: Rows  # with what becomes of them
    mails: int
    impressions: int


def live(company: Company, state: State, counts: Counts, day: int) -> Happened:
    """What happened on a day; the rows that tell of it wait in the mailboxes of the days they arrive."""
    churn_cookies(company, state, day)
    impressions = expose(company, state, day)
    mails = mailings(company, day)
    bursts = _bursts(company, state, day, impressions, mails)
    people = witness(company, day, browse(company, day, bursts))
    orders = _orders(company, day, people)
    fast = fast_impressions(company, day, impressions)
    machines = robot_events(company, day, int(is_seen(people).sum()), fast)
    site = stack([people, double_clicks(company, day, people), machines])
    orders = stack([orders, _test_orders(site, orders)])
    site = send_web(company, state, day, site)
    sent = mail_events(company, day, mails)
    send_mail(company, state, sent)
    robots = stack([robot_impressions(company, day, impressions), fast])
    _show(company, state, counts, day, impressions, robots)
    _bill(company, state, day, orders)
    leads = follow_leads(company, state, day, people)
    state.seen[bursts["person"]] = True
    return Happened(
        events=pick(site, is_seen(site)),
        actions=pick(site, is_witnessed(site)),
        orders=orders,
        robot_impressions=robots,
        shown=expected_clicks(company, impressions),
        shown_to=expected_by_cohort(company, impressions),
        leads=leads,
        mails=count(sent),
        impressions=count(impressions),
    )


def _bursts(company: Company, state: State, day: int, impressions: Rows, mails: Rows) -> Rows:
    """Everything people do on the site today, before it is cut into events."""
    rng = generator(company.seed, day, 0)
    decided = state.decisions.take(day)
    parts = [
        come.clicked_ads(rng, impressions),
        come.affiliate_clicks(rng, company, state, day),
        come.mail_clicks(company, day, mails),
        come.buyers_return(rng, company, day, decided),
        come.organic_visits(rng, company, day),
    ]
    active = np.concatenate([part["person"] for part in parts])
    bursts = come.only_first_organic(stack([*parts, come.kiosk_logins(rng, company, day, active)]))
    decide(company, state, day, bursts, impressions)
    bursts = stack([bursts, come.switches(rng, company, bursts)])
    bursts = with_details(rng, company, state, day, bursts)
    return {**bursts, **purchases(company, day, bursts)}


def _orders(company: Company, day: int, events: Rows) -> Rows:
    """The day's orders: one for each purchase, and those by telephone."""
    phone = phone_orders(company, day, int((events["name"] == PURCHASE).sum()))
    return stack([_of_purchases(events, tuple(phone)), phone])


def _test_orders(site: Rows, orders: Rows) -> Rows:
    """Orders that employees and testers place to try the shop."""
    tests = pick(site, (site["name"] == PURCHASE) & (site["person"] < 0))
    return _of_purchases(tests, tuple(orders))


def _of_purchases(events: Rows, names: tuple[str, ...]) -> Rows:
    bought = pick(events, events["name"] == PURCHASE)
    return {name: bought["user" if name == "account" else name] for name in names}


def _show(company: Company, state: State, counts: Counts, day: int, impressions: Rows, robots: Rows) -> None:
    tally(company, counts, day, impressions)
    shown = stack([impressions, robots])
    shown["consent"] = consent_of(shown["key"])
    send_impressions(company, state, day, shown)


def _bill(company: Company, state: State, day: int, orders: Rows) -> None:
    states = states_of(company, day, orders)
    state.orders.put(states, day_of(company, states["updated"]))
