"""Rows as CSV and Parquet, as suppliers send them: each function gives the bytes of one file."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from tandem.simulate.rows import Rows, count
from tandem.simulate.text import addresses, hexadecimal, integers, iso, join, look_up, money, or_null, where
from tandem.simulate.texts import (
    AGENT_TEXTS,
    AUDIENCE_TEXTS,
    CONSENT_TEXTS,
    CRM_STAGES,
    CURRENCY_TEXTS,
    NAME_TEXTS,
    PAGE_URLS,
    PLATFORM_TEXTS,
    REGION_TEXTS,
    Texts,
)


def server_events(texts: Texts, rows: Rows) -> bytes:
    """CSV with a header: what the shop's server tells of logins and purchases, with what it kept of the landing."""
    return _csv(
        {
            "event_id": hexadecimal(rows["event"]),
            "event": look_up(NAME_TEXTS, rows["name"]),
            "event_time": iso(rows["occurred"]),
            "client_id": or_null(where(rows["key"] != 0, lambda at: hexadecimal(rows["key"][at]))),
            "customer_id": or_null(look_up(texts.users, rows["user"])),
            "email_sha256": or_null(look_up(texts.emails, rows["email"])),
            "page": look_up(PAGE_URLS, rows["page"]),
            "client_ip": addresses(rows["ip"]),
            "user_agent": or_null(look_up(AGENT_TEXTS, rows["agent"])),
            "order_number": or_null(where(rows["order"] >= 0, lambda at: integers(rows["order"][at]))),
            "amount": or_null(where(rows["cents"] >= 0, lambda at: money(rows["cents"][at]))),
            "currency": or_null(look_up(CURRENCY_TEXTS, rows["currency"])),
            "consent": or_null(look_up(CONSENT_TEXTS, rows["consent"])),
            "campaign": or_null(look_up(texts.campaigns, rows["landed"])),
            "received_time": iso(rows["received"]),
        }
    )


def mail_events(texts: Texts, rows: Rows) -> bytes:
    """CSV with a header: what the mail tool logs of each mail and reader."""
    return _csv(
        {
            "id": hexadecimal(rows["event"]),
            "action": look_up(NAME_TEXTS, rows["name"]),
            "timestamp": iso(rows["occurred"]),
            "recipient": look_up(texts.users, rows["user"]),
            "recipient_sha256": look_up(texts.emails, rows["email"]),
            "mailing": look_up(texts.campaigns, rows["campaign"]),
            "variant": look_up(texts.creatives, rows["link"] // 4),
            "agent": or_null(look_up(AGENT_TEXTS, rows["agent"])),
            "address": or_null(where(rows["ip"] >= 0, lambda at: addresses(rows["ip"][at]))),
            "processed": iso(rows["occurred"] + 60_000),
        }
    )


def impressions(texts: Texts, rows: Rows) -> bytes:
    """Parquet of the ad server."""
    columns = {
        "impression_id": hexadecimal(rows["impression"]),
        "served_at": pa.array(rows["occurred"] * 1000).cast(pa.timestamp("us", "UTC")),
        "cookie": hexadecimal(rows["key"]),
        "network": look_up(PLATFORM_TEXTS, rows["platform"]),
        "campaign": look_up(texts.campaigns, rows["campaign"]),
        "ad": look_up(texts.creatives, rows["creative"]),
        "slot": look_up(texts.placements, rows["channel"] * 4 + rows["placement"]),
        "country": look_up(REGION_TEXTS, rows["region"]),
        "segment": look_up(AUDIENCE_TEXTS, rows["audience"]),
        "rank": pa.array((rows["position"] + 1).astype(np.int32)),
        "rendered": pa.array(rows["rendered"]),
        "in_view": pa.array(rows["viewable"]),
        "ua": look_up(AGENT_TEXTS, rows["agent"]),
        "client_ip": addresses(rows["ip"]),
        "tcf_consent": or_null(look_up(CONSENT_TEXTS, rows["consent"])),
    }
    return parquet(pa.table(columns), plain=("impression_id", "served_at"))


def orders(texts: Texts, rows: Rows) -> bytes:
    """CSV with semicolons and decimal commas: the back office's states of orders."""
    refunded = rows["refund"] > 0
    return _csv(
        {
            "ordernr": integers(rows["order"]),
            "created": iso(rows["occurred"]),
            "customer": or_null(look_up(texts.users, rows["account"])),
            "email_sha256": or_null(look_up(texts.emails, rows["email"])),
            "total": money(rows["cents"], ","),
            "currency": look_up(CURRENCY_TEXTS, rows["currency"]),
            "margin": money(rows["cents"] * 2 // 5, ","),
            "refunded": or_null(where(refunded, lambda at: money(rows["refund"][at], ","))),
            "refunded_at": or_null(where(refunded, lambda at: iso(rows["updated"][at]))),
            "changed": iso(rows["updated"]),
        },
        separator=";",
    )


def leads(texts: Texts, rows: Rows) -> bytes:
    """CSV of the CRM: Salesforce's OpportunityHistory as its tools export a query, with fields of our own."""
    return _csv(
        {
            "Id": join("008", hexadecimal(rows["change"])),
            "Opportunity.Web_Lead_Id__c": integers(rows["order"]),
            "Opportunity.Login__c": or_null(look_up(texts.users, rows["user"])),
            "Opportunity.Email_Hash__c": or_null(look_up(texts.emails, rows["email"])),
            "StageName": look_up(CRM_STAGES, rows["stage"]),
            "Amount": or_null(where(rows["cents"] >= 0, lambda at: money(rows["cents"][at]))),
            "CurrencyIsoCode": look_up(CURRENCY_TEXTS, rows["currency"]),
            "CreatedDate": iso(rows["occurred"]),
            "IsDeleted": pa.array(["false"] * count(rows)),
            "SystemModstamp": iso(rows["updated"]),
        }
    )


def parquet(frame: pa.Table, plain: tuple[str, ...] = ()) -> bytes:
    """A Parquet file; columns named `plain` are all different, so a dictionary would only cost."""
    file = BytesIO()
    coded = [name for name in frame.column_names if name not in plain]
    pq.write_table(frame, file, compression="zstd", use_dictionary=coded, row_group_size=1 << 18)
    return file.getvalue()


def csv_bytes(frame: pa.Table, separator: str = ",") -> bytes:
    """CSV with a header, quoted where needed."""
    file = BytesIO()
    pacsv.write_csv(frame, file, pacsv.WriteOptions(delimiter=separator, quoting_style="needed"))
    return file.getvalue()


def _csv(columns: dict[str, pa.Array], separator: str = ",") -> bytes:
    return csv_bytes(pa.table(columns), separator)
