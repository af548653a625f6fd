"""The small feeds: ad reports, campaigns, creatives and currency rates."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa

from tandem.simulate import names
from tandem.simulate.formats import csv_bytes
from tandem.simulate.landing import Delivered, Kind, land_bytes, spoiled
from tandem.simulate.market import ACCOUNTS, CHANNELS, GOOGLE, META, MICROSOFT, PLATFORMS
from tandem.simulate.platforms import date_of, rate_to_eur, spend_sent
from tandem.simulate.rates import DAY, HOUR, MINUTE
from tandem.simulate.rows import Rows, count
from tandem.simulate.state import Company
from tandem.simulate.text import integers, iso, money
from tandem.simulate.texts import Texts

RENAMED_ON = {3: 6, 17: 12}  # day: campaign whose name changes
GOOGLE_KIND = Kind("ad_reports/google", "ads_{date}.csv", lambda *_: b"", "day", header=True, keep=8)
META_KIND = Kind("ad_reports/meta", "insights-{date}.jsonl", lambda *_: b"", "day", keep=16)
MICROSOFT_KIND = Kind("ad_reports/microsoft", "report_{date}.csv", lambda *_: b"", "day", header=True, keep=8)


def land_reports(company: Company, texts: Texts, due: dict[int, Rows], day: int, landing: Path) -> list[Delivered]:
    """Write the platforms' reports that are `due` on `day`."""
    done = []
    for number, (platform, kind) in enumerate(((GOOGLE, GOOGLE_KIND), (META, META_KIND), (MICROSOFT, MICROSOFT_KIND))):
        if (rows := due.get(platform)) is None:
            continue
        made = (
            meta_report(company, texts, rows, day)
            if platform == META
            else csv_report(company, texts, rows, day, platform)
        )
        data, bad = spoiled(company, day, 100 + number, kind, made)
        name = kind.name.format(date=date_of(company, day))
        landed = land_bytes(landing, kind.folder, name, company, day, data, count(rows))
        done.append(Delivered(landed.path, landed.rows, bad, landed.size_bytes))
    return done


def csv_report(company: Company, texts: Texts, rows: Rows, day: int, platform: int) -> bytes:
    """CSV in the manner of Google Ads: cost in millionths. Microsoft's has the same columns here, and plain cost."""
    cost = {"cost_micros": integers(rows["spend_micros"])}
    if platform == MICROSOFT:
        cost = {"spend": money(spend_sent(MICROSOFT, rows) // 10_000)}
    columns = {
        "day": pa.array([str(date_of(company, one)) for one in rows["day"].tolist()]),
        "customer_id": pa.array([ACCOUNTS[platform]] * count(rows)),
        "campaign_id": texts.campaigns.take(pa.array(rows["campaign"])),
        "campaign": texts.campaign_names.take(pa.array(rows["campaign"])),
        "ad_id": texts.creatives.take(pa.array(rows["creative"])),
        "impressions": integers(rows["impressions"]),
        "clicks": integers(rows["clicks"]),
        "conversions": money(rows["conversions"] * 100),
        "conversions_value": money(rows["value_cents"]),
        **cost,
        "currency_code": pa.array(["EUR"] * count(rows)),
        "exported_at": iso(rows["final"] * 5 * MINUTE + _exported(company, day)),
    }
    return csv_bytes(pa.table(columns))


def meta_report(company: Company, texts: Texts, rows: Rows, day: int) -> bytes:
    """JSON lines in the manner of Meta's insights: every number is a text, money is in dollars."""
    campaigns, titles, ads = texts.campaigns.to_pylist(), texts.campaign_names.to_pylist(), texts.creatives.to_pylist()
    lines = [
        json.dumps(
            {
                "date_start": str(date_of(company, int(rows["day"][at]))),
                "account_id": ACCOUNTS[META],
                "campaign_id": campaigns[rows["campaign"][at]],
                "campaign_name": titles[rows["campaign"][at]],
                "ad_id": ads[rows["creative"][at]],
                "impressions": str(rows["impressions"][at]),
                "clicks": str(rows["all_clicks"][at]),
                "inline_link_clicks": str(rows["clicks"][at]),
                "purchases": str(rows["conversions"][at]),
                "purchase_value": f"{rows['value_cents'][at] / 100:.2f}",
                "spend": f"{rows['spend_micros'][at] / 1e6:.4f}",
                "account_currency": "USD",
                "exported_at": int(_exported(company, day) // 1000),
            }
        )
        for at in range(count(rows))
    ]
    return ("\n".join(lines) + "\n").encode()


def land_plans(company: Company, texts: Texts, day: int, landing: Path) -> list[Delivered]:
    """Write the planner's campaigns and creatives: all on day 0, later only what changed."""
    changed = RENAMED_ON.get(day)
    if day and changed is None:
        return []
    everything = range(len(company.market.campaigns["channel"]))
    campaigns = _campaigns(company, texts, day, [changed] if changed is not None else list(everything))
    plans = [("campaigns/planner", "campaigns.csv", campaigns)]
    if not day:
        plans.append(("creatives/planner", "creatives.csv", _creatives(company, texts)))
    return [
        land_bytes(landing, folder, name, company, day, csv_bytes(frame), frame.num_rows)
        for folder, name, frame in plans
    ]


def land_rates(company: Company, day: int, landing: Path) -> Delivered:
    """Write the bank's rates of the day; the first delivery goes back three days."""
    days = range(-3, 1) if day == 0 else range(day, day + 1)
    lines = [
        {"date": str(date_of(company, one)), "currency": currency, "eur": f"{rate / 1e6:.6f}"}
        for one in days
        for currency, rate in (("EUR", 1_000_000), ("USD", rate_to_eur(company, one)))
    ]
    frame = pa.Table.from_pylist(lines)
    return land_bytes(landing, "fx_rates/bank", "rates.csv", company, day, csv_bytes(frame), frame.num_rows)


def _campaigns(company: Company, texts: Texts, day: int, which: list[int]) -> pa.Table:
    market, titles, ids = company.market, texts.campaign_names.to_pylist(), texts.campaigns.to_pylist()
    return pa.Table.from_pylist(
        [
            {
                "id": ids[one],
                "name": titles[one] + ("_2026" if day else ""),
                "network": PLATFORMS[market.campaigns["platform"][one]],
                "account": ACCOUNTS[market.campaigns["platform"][one]],
                "channel": CHANNELS[market.campaigns["channel"][one]].name,
                "objective": "sales",
                "updated": f"{date_of(company, day)}T04:00:00Z",
            }
            for one in which
        ]
    )


def _creatives(company: Company, texts: Texts) -> pa.Table:
    market, ids, titles = company.market, texts.creatives.to_pylist(), names.creative_names(company.market)
    campaigns, urls = texts.campaigns.to_pylist(), texts.links.to_pylist()
    return pa.Table.from_pylist(
        [
            {
                "id": ids[one],
                "campaign": campaigns[campaign],
                "name": titles[one],
                "format": names.FORMATS[market.campaigns["channel"][campaign]],
                "headline": names.HEADLINES[one % len(names.HEADLINES)],
                "landing_page": urls[one * 4].split("?")[0],
                "updated": f"{date_of(company, 0)}T04:00:00Z",
            }
            for one, campaign in enumerate(market.creatives["campaign"].tolist())
        ]
    )


def _exported(company: Company, day: int) -> int:
    return company.first_day_ms + day * DAY + 6 * HOUR + 30 * MINUTE
