"""The simulated platforms' reports told at four levels: those that agree within tolerance, and the others by name."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest

from tandem.clean.states import build_ad_reports
from tandem.simulate import build_company
from tandem.simulate.exposure import expose
from tandem.simulate.market import ACCOUNTS, CREATIVES_EACH, PLATFORMS
from tandem.simulate.platforms import CURRENCIES, Counts, date_of, rate_to_eur, reports, tally
from tandem.simulate.state import new_state
from tandem.tables import CAMPAIGNS, CREATIVES, FX_RATES, RAW_AD_REPORTS

DAYS = 3
AGREES, DIFFERS = "level_agrees", "level_differs"


class Line(NamedTuple):
    platform: str
    level: str
    name: str  # of the account, campaign, ad group or ad
    day: date


@pytest.fixture(scope="module")
def company():
    return build_company(people=400, seed=4, start=date(2026, 1, 5))


@pytest.fixture(scope="module")
def told(company):
    """Impressions and spend in millionths of each account, campaign, ad group and ad, as its reports add them up."""
    state, counts = new_state(company.people, company.market), Counts()
    for day in range(DAYS):
        tally(company, counts, day, expose(company, state, day))
    sums = defaultdict(Counter)
    for platform in CURRENCIES:
        for day in range(DAYS):
            rows = reports(company, counts, platform, day + 1)
            for at, creative in enumerate(rows["creative"].tolist()):
                for level, name in names_of(platform, creative).items():
                    line = Line(PLATFORMS[platform], level, name, date_of(company, int(rows["day"][at])))
                    sums[line].update(impressions=int(rows["impressions"][at]), spend=int(rows["spend_micros"][at]))
    return sums


def names_of(platform, creative):
    """The ad and all that it is part of; a campaign has two ad groups."""
    campaign = creative // CREATIVES_EACH
    group = f"c{campaign}/g{creative % CREATIVES_EACH % 2}"
    return {"account": ACCOUNTS[platform], "campaign": f"c{campaign}", "ad_group": group, "ad": f"{group}/a{creative}"}


def judged(of, rules, company, told):
    """Why each line does not count; None where it does."""
    lines = list(told)
    accounts = dict(zip(PLATFORMS, ACCOUNTS, strict=True))
    money = {PLATFORMS[platform]: currency for platform, currency in CURRENCIES.items()}
    raw = of(
        RAW_AD_REPORTS,
        *(
            {
                **{"platform": line.platform, "account_id": accounts[line.platform], "level": line.level},
                **{"campaign_id": "" if line.level == "account" else line.name.split("/")[0], "date": line.day},
                "ad_group_id": line.name if line.level == "ad_group" else None,
                "creative_id": line.name if line.level == "ad" else None,
                **{"impressions": told[line]["impressions"], "spend": Decimal(told[line]["spend"]) / 10**6},
                **{"currency": money[line.platform], "delivery_id": "d", "delivery_date": line.day, "line_no": number},
            }
            for number, line in enumerate(lines)
        ),
    )
    rates = [
        {"date": date_of(company, day), "currency": "USD", "rate": Decimal(rate_to_eur(company, day)) / 10**6}
        for day in range(-1, DAYS + 1)
    ]
    built = build_ad_reports(raw, of(CAMPAIGNS), of(CREATIVES), of(FX_RATES, *rates), rules)
    return {lines[row["line_no"]]: row["excluded_by"] for row in built.collect()}


def largest(told, platform, level, *, but=()):
    """The line with the most spend at a level."""
    lines = [line for line in told if line[:2] == (platform, level) and line.name.split("/")[0] not in but]
    return max(lines, key=lambda line: told[line]["spend"])


def test_levels_that_add_up_count_once_by_their_ads(of, rules, company, told):
    found = judged(of, rules, company, told)

    assert {line.platform for line in found} == {"google", "meta", "microsoft"}
    assert {(line.level, reason) for line, reason in found.items()} == {
        *(("ad", None), ("ad_group", AGREES), ("campaign", AGREES), ("account", AGREES)),
    }


def test_levels_that_differ_are_told_by_name_and_the_coarsest_of_the_campaign_counts(of, rules, company, told):
    over, within = (largest(told, platform, "campaign") for platform in ("google", "meta"))
    told = {line: Counter(sums) for line, sums in told.items()}
    told[over]["spend"] = told[over]["spend"] * 102 // 100  # two per cent that no ad tells
    told[within]["spend"] = told[within]["spend"] * 1005 // 1000  # half a per cent is within tolerance
    lost = largest(told, "google", "ad", but={over.name})
    del told[lost]  # an ad whose line did not come: its ad group tells its spend
    account = next(line for line in told if line[:2] == ("microsoft", "account"))
    told[account]["spend"] = told[account]["spend"] * 11 // 10

    found = judged(of, rules, company, told)

    def below(line, campaign, *levels):
        return (line.platform, line.day) == (campaign.platform, campaign.day) and (
            line.name.split("/")[0] == campaign.name.split("/")[0] and line.level in levels
        )

    differing = {line for line, reason in found.items() if reason == DIFFERS}
    assert differing == {
        account,
        *(line for line in told if below(line, over, "ad", "ad_group")),
        *(line for line in told if below(line, lost, "ad")),
    }
    assert [found[over], found[within]] == [None, AGREES]
    assert {found[line] for line in told if below(line, lost, "ad_group")} == {None}
    counted = sum(told[line]["spend"] for line, reason in found.items() if reason is None)
    whole = sum(sums["spend"] for line, sums in told.items() if line.level == "campaign")
    assert counted == whole - (told[within]["spend"] - spend_of_ads(told, within))


def spend_of_ads(told, campaign):
    same = (campaign.platform, "ad", campaign.day)
    ads = [line for line in told if (line.platform, line.level, line.day) == same]
    return sum(told[line]["spend"] for line in ads if line.name.split("/")[0] == campaign.name)
