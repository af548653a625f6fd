"""Everything on the site that is no customer: crawlers, data-centre bots, click fraud, employees and testers."""

from __future__ import annotations

import numpy as np

from tandem.simulate import agents
from tandem.simulate.browsing import AD_CLICK, LOGIN, PURCHASE, VIEW
from tandem.simulate.draws import generator, keys
from tandem.simulate.fraud import blind_clickers, fast_clicks, readers_of_robots_pages
from tandem.simulate.labels import CRAWLER, DATA_CENTRE, FLOOD, QA, STAFF
from tandem.simulate.names import PAGES
from tandem.simulate.rows import Array, Rows, count, pick, stack
from tandem.simulate.scripted import cut_visits, land_where_clicked, view_pages, with_links, with_purchases
from tandem.simulate.state import Company

STAFF_SIZE = 12


def robot_events(company: Company, day: int, human_events: int, fast: Rows) -> Rows:
    """One row an event that no customer sent, labelled with who did; `fast` are the impressions clicked at once."""
    rng = generator(company.seed, day, 9)
    rates = company.rates
    parts = [
        crawlers(rng, company, day, human_events * rates.crawler_share),
        data_centres(rng, company, day, human_events * rates.data_centre_share),
        floods(rng, company, day, human_events * rates.flood_share),
        staff(rng, company, day, human_events * rates.staff_share),
        testers(rng, company, day, human_events * rates.qa_share),
        blind_clickers(rng, company, day, human_events * rates.blind_share),
        readers_of_robots_pages(rng, company, day, human_events * rates.reader_share),
        fast_clicks(rng, company, day, fast),
    ]
    events = stack(parts)
    events["event"] = keys(company.seed, 6, (day << 34) + np.arange(count(events)))
    events["token"] = keys(company.seed, 7, (day << 34) + np.arange(count(events)))
    land_where_clicked(events)
    return events


def robot_impressions(company: Company, day: int, people_impressions: Rows) -> Rows:
    """Impressions served to data centres: copies of people's, shown to other eyes."""
    rng = generator(company.seed, day, 10)
    size = int(count(people_impressions) * company.rates.robot_impressions)
    copies = pick(people_impressions, rng.integers(0, max(1, count(people_impressions)), size))
    visitor = rng.integers(0, max(1, size // 12), size)
    copies["person"] = np.full(size, -1)
    copies["label"] = np.full(size, DATA_CENTRE)
    copies["clicked"] = np.zeros(size, dtype=np.bool_)
    copies["key"] = keys(company.seed, 8, (day << 34) + visitor)
    copies["ip"] = _data_centre(visitor)
    copies["agent"] = visitor % len(agents.DESKTOP_AGENTS)
    copies["impression"] = keys(company.seed, 2, (day << 34) + (1 << 33) + np.arange(size))
    return copies


def crawlers(rng: np.random.Generator, company: Company, day: int, size: float) -> Rows:
    """Declared crawlers read page after page; half of them keep no cookie."""
    visit, at = cut_visits(rng, size, 18)
    events = view_pages(rng, company, day, visit, at, CRAWLER, gap_ms=3000)
    kind = visit % len(agents.CRAWLER_AGENTS)
    events["agent"] = agents.span(agents.CRAWLER_AGENTS).start + kind
    events["ip"] = agents.CRAWLERS + 1 + (visit * 7 + kind) % 250
    events["key"] = np.where(kind % 2 == 0, np.uint64(0), events["key"])
    return events


def data_centres(rng: np.random.Generator, company: Company, day: int, size: float) -> Rows:
    """Bots that claim to be browsers, from hosting companies' addresses; a third of them click an ad first."""
    visit, at = cut_visits(rng, size, 7)
    events = view_pages(rng, company, day, visit, at, DATA_CENTRE, gap_ms=5000)
    events["agent"] = visit % len(agents.DESKTOP_AGENTS)
    events["ip"] = _data_centre(visit)
    clicks = (visit % 3 == 0) & (at <= 1)
    events["name"] = np.where(clicks & (at == 0), AD_CLICK, events["name"])
    campaign = visit * 7 % int((company.market.campaigns["weight"] > 0).sum())
    return with_links(rng, company, events, campaign, clicks)


def floods(rng: np.random.Generator, company: Company, day: int, size: float) -> Rows:
    """Click floods: one device and address clicks one campaign's ad some sixty times within minutes."""
    visit, at = cut_visits(rng, size, 90, regular=True)
    events = view_pages(rng, company, day, visit, at, FLOOD, gap_ms=1500)
    events["name"] = np.where(at % 3 == 2, VIEW, AD_CLICK)
    events["agent"] = agents.span(agents.MOBILE_AGENTS).start + visit % 5
    events["ip"] = agents.HOMES + (keys(company.seed, 9, (day << 20) + visit) % np.uint64(2**24)).astype(np.int64)
    campaign = flood_targets(company)[visit % 2]
    return with_links(rng, company, events, campaign, np.ones(len(at), dtype=np.bool_))


def flood_targets(company: Company) -> Array:
    """The two campaigns that are flooded: a shopping and a display one."""
    channel = company.market.campaigns["channel"]
    return np.array([np.flatnonzero(channel == 1)[1], np.flatnonzero(channel == 3)[2]])


def staff(rng: np.random.Generator, company: Company, day: int, size: float) -> Rows:
    """Employees in the office, logged in as staff; now and then one places a test order."""
    visit, at = cut_visits(rng, size, 10, regular=True)
    events = view_pages(rng, company, day, visit, at, STAFF, gap_ms=30_000)
    who = (visit + day) % STAFF_SIZE
    events["name"] = np.select([at == 1, (at == 9) & (visit % 5 == 0)], [LOGIN, PURCHASE], events["name"])
    events["user"] = np.where(at >= 1, len(company.people.accounts) + 1 + who, -1)
    events["ip"] = agents.OFFICE + 10 + who
    events["key"] = keys(company.seed, 10, who)
    events["agent"] = who % len(agents.DESKTOP_AGENTS)
    return with_purchases(events, day, first=800_000)


def testers(rng: np.random.Generator, company: Company, day: int, size: float) -> Rows:
    """Quality assurance: every address says qa=1; their test purchases never reach the back office."""
    visit, at = cut_visits(rng, size, 8, regular=True)
    events = view_pages(rng, company, day, visit, at, QA, gap_ms=20_000)
    events["page"] += len(PAGES)
    events["previous"] += len(PAGES)
    events["name"] = np.where((at == 7) & (visit % 3 == 0), PURCHASE, events["name"])
    events["agent"] = visit % len(agents.AGENTS[: agents.span(agents.TABLET_AGENTS).stop])
    events["ip"] = agents.CARRIERS + 77 + visit % 4
    events["key"] = keys(company.seed, 11, (day << 20) + visit)
    return with_purchases(events, day, first=900_000, has_order=False)


def _data_centre(visitor: Array) -> Array:
    wide, small = agents.DATA_CENTRES
    return np.where(visitor % 4 == 0, small + visitor % 200, wide + visitor * 7_919 % 2**17)
