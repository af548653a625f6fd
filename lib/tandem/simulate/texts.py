"""The texts behind the codes of rows: ids, addresses, names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tandem.simulate import names
from tandem.simulate.agents import AGENTS
from tandem.simulate.browsing import NAMES
from tandem.simulate.cohorts import AUDIENCES, REGIONS
from tandem.simulate.crm import STAGES
from tandem.simulate.draws import keys
from tandem.simulate.market import CHANNELS, CLICK_PARAMETERS, PLATFORMS, Market
from tandem.simulate.people import People
from tandem.simulate.robots import STAFF_SIZE
from tandem.simulate.text import long_hexadecimal, table

CONSENTS = ("all", "measurement", "none")
CURRENCIES = ("EUR", "USD")
PAGE_URLS = table(names.URLS)
NAME_TEXTS = table(NAMES)
AGENT_TEXTS = table(AGENTS)
CONSENT_TEXTS = table(CONSENTS)
CURRENCY_TEXTS = table(CURRENCIES)
CRM_STAGES = table(STAGES)
PLATFORM_TEXTS = table(PLATFORMS)
REGION_TEXTS = table(REGIONS)
AUDIENCE_TEXTS = table(AUDIENCES)


@dataclass(frozen=True)
class Texts:
    """The texts behind the codes."""

    users: pa.Array
    emails: pa.Array
    links: pa.Array
    click_parameters: pa.Array  # of each link
    campaigns: pa.Array
    campaign_names: pa.Array
    creatives: pa.Array
    placements: pa.Array  # channel * 4 + placement


def build_texts(seed: int, people: People, market: Market) -> Texts:
    """All texts of one company."""
    users = [f"u{100_000 + number}" for number in range(len(people.accounts))]
    staff = [f"staff-{number:02d}" for number in range(1, STAFF_SIZE + 1)]
    emails = long_hexadecimal(keys(seed, 13, np.arange(len(people.emails))))
    platform = np.tile(np.repeat(market.campaigns["platform"][market.creatives["campaign"]], 4), 2)
    return Texts(
        users=table([*users, "anonymous", *staff]),
        emails=pa.concat_arrays([emails, pa.array([""])]),
        links=table(names.link_urls(market)),
        click_parameters=table([f"&{CLICK_PARAMETERS[p]}=" if CLICK_PARAMETERS[p] else "" for p in platform]),
        campaigns=table(names.campaign_ids(market)),
        campaign_names=table(names.campaign_names(market)),
        creatives=table(names.creative_ids(market)),
        placements=table([name for channel in range(len(CHANNELS)) for name in names.placement_names(channel)]),
    )
