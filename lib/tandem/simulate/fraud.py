"""Robots that pass for people by agent, cookie and address: only how they behave gives them away."""

from __future__ import annotations

import numpy as np

from tandem.simulate import agents
from tandem.simulate.browsing import AD_CLICK, VIEW
from tandem.simulate.draws import generator, keys
from tandem.simulate.labels import BLIND, DOUBLE, FAST, READER
from tandem.simulate.names import BROWSED_PAGES, ROBOTS_PAGE
from tandem.simulate.rates import MINUTE
from tandem.simulate.rows import Array, Rows, count, pick
from tandem.simulate.scripted import cut_visits, view_pages, with_links
from tandem.simulate.state import Company

EACH_CLICKS = 9  # ads, of a robot that is shown none


def blind_clickers(rng: np.random.Generator, company: Company, day: int, size: float) -> Rows:
    """Each clicks nine ads in some two hours, and is shown none: too slow for a flood."""
    visit, at = cut_visits(rng, size, EACH_CLICKS, regular=True)
    events = as_people(company, day, visit, view_pages(rng, company, day, visit, at, BLIND, gap_ms=10 * MINUTE))
    events["name"] = np.full(len(visit), AD_CLICK)
    served = int((company.market.campaigns["weight"] > 0).sum())
    return with_links(rng, company, events, (visit * 5 + at) % served, np.ones(len(at), dtype=np.bool_))


def readers_of_robots_pages(rng: np.random.Generator, company: Company, day: int, size: float) -> Rows:
    """They ask what robots may read, and then read it."""
    visit, at = cut_visits(rng, size, 12, regular=True)
    events = as_people(company, day, visit, view_pages(rng, company, day, visit, at, READER, gap_ms=4000))
    events["page"] = np.where(at == 0, ROBOTS_PAGE, rng.integers(0, BROWSED_PAGES, len(at)))
    return events


def fast_impressions(company: Company, day: int, people_impressions: Rows) -> Rows:
    """Impressions that a robot clicks before anybody could have read them: copies of people's, one robot each."""
    rng = generator(company.seed, day, 13)
    size = int(count(people_impressions) * company.rates.fast_clicks + rng.random())
    copies = pick(people_impressions, rng.integers(0, max(1, count(people_impressions)), size))
    robot = np.arange(size)
    copies["person"], copies["label"] = np.full(size, -1), np.full(size, FAST)
    copies["clicked"] = np.zeros(size, dtype=np.bool_)
    copies["key"] = keys(company.seed, 13, (day << 34) + robot)
    copies["ip"], copies["agent"] = home(company, day, robot, FAST), browser(robot)
    copies["impression"] = keys(company.seed, 2, (day << 34) + (1 << 32) + robot)
    return copies


def fast_clicks(rng: np.random.Generator, company: Company, day: int, impressions: Rows) -> Rows:
    """An ad click 0.05 to 0.2 s after each of `impressions`, by whom it was shown to, and the view that follows."""
    robot = np.repeat(np.arange(count(impressions)), 2)
    at = np.tile([0, 1], count(impressions))
    events = view_pages(rng, company, day, robot, at, FAST, gap_ms=1500)
    shown = pick(impressions, robot)
    events["key"], events["ip"], events["agent"] = shown["key"], shown["ip"], shown["agent"]
    events["name"] = np.where(at == 0, AD_CLICK, VIEW)
    events["latency"] = np.full(len(robot), 20)  # it is the instant of arrival that counts
    events["occurred"] = shown["occurred"] + rng.integers(30, 180, count(impressions))[robot] + at * 900
    events["link"] = shown["creative"] * 4 + shown["placement"]
    events["page"] = company.market.creatives["page"][shown["creative"]]
    return events


def double_clicks(company: Company, day: int, events: Rows) -> Rows:
    """The second click of people who click an ad twice, within a second."""
    rng = generator(company.seed, day, 14)
    clicks = pick(events, (events["name"] == AD_CLICK) & events["by_browser"])
    twice = pick(clicks, rng.random(count(clicks)) < company.rates.double_click_share)
    size = count(twice)
    twice["event"] = keys(company.seed, 14, (day << 34) + np.arange(size))
    twice["occurred"] = twice["occurred"] + rng.integers(120, 550, size)
    twice["label"] = np.full(size, DOUBLE)
    return twice


def as_people(company: Company, day: int, visit: Array, events: Rows) -> Rows:
    """`events` from homes, by browsers that people use; each visit by another."""
    label = int(events["label"][0]) if len(visit) else 0
    return {**events, "ip": home(company, day, visit, label), "agent": browser(visit)}


def home(company: Company, day: int, robot: Array, label: int) -> Array:
    """The address of a household that a robot lives in."""
    at = keys(company.seed, 15, (day << 34) + (label << 28) + robot) % np.uint64(2**24)
    return agents.HOMES + at.astype(np.int64)


def browser(robot: Array) -> Array:
    """A desktop browser."""
    return robot % len(agents.DESKTOP_AGENTS)
