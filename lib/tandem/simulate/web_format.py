"""Site events as the lines of a real collector: JSON with absent fields left out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.simulate import names
from tandem.simulate.agents import AGENTS
from tandem.simulate.browsing import LEAD, LOGIN, LOGOUT, OWN_PAGE, PURCHASE, REFERRERS
from tandem.simulate.cohorts import AUDIENCES, REGIONS
from tandem.simulate.locales import LOCALES
from tandem.simulate.rows import Array, Rows
from tandem.simulate.text import (
    addresses,
    hexadecimal,
    integers,
    iso,
    join,
    look_up,
    money,
    table,
    text_bytes,
    tokens,
    where,
)
from tandem.simulate.texts import CONSENTS, CURRENCY_TEXTS, NAME_TEXTS, PAGE_URLS, Texts

OWN_REFERRERS = table(names.URLS, before=',"referrer":"', after='"')
OTHER_REFERRERS = table(REFERRERS, before=',"referrer":"', after='"')
AGENT_FIELDS = table(AGENTS, before=',"userAgent":"', after='"')
ELEMENT_FIELDS = table(names.ELEMENTS, before=',"element":"', after='"')
LOCALE_FIELDS = table(LOCALES, before=',"locale":"', after='"')
REGION_FIELDS = table(REGIONS, before=',"region":"', after='"')
AUDIENCE_MARKS = table(AUDIENCES, before="&audience=")
CONSENT_FIELDS = table(CONSENTS, before=',"consent":"', after='"')


def web_events(texts: Texts, rows: Rows) -> bytes:
    """JSON lines of the site's collector. The time of receipt comes last, so a line cut off early lacks it."""
    bought = rows["order"] >= 0
    lines = join(
        *('{"eventId":"', hexadecimal(rows["event"]), '","name":"', look_up(NAME_TEXTS, rows["name"])),
        *_clocks(rows),
        *_senders(texts, rows),
        *(',"pageUrl":"', _urls(texts, rows), '"'),
        look_up(OTHER_REFERRERS, rows["referrer"]),
        look_up(OWN_REFERRERS, np.where(rows["referrer"] == OWN_PAGE, rows["previous"], -1)),
        look_up(AGENT_FIELDS, rows["agent"]),
        *(',"ip":"', addresses(rows["ip"]), '"'),
        look_up(LOCALE_FIELDS, rows["locale"]),
        look_up(REGION_FIELDS, rows["region"]),
        look_up(ELEMENT_FIELDS, rows["element"]),
        where(bought, lambda at: _order_fields({name: rows[name][at] for name in ("order", "cents", "currency")})),
        look_up(CONSENT_FIELDS, rows["consent"]),
        where(_is_action(rows), lambda at: join(',"campaignId":"', look_up(texts.campaigns, rows["landed"][at]), '"')),
        *(',"receivedAt":"', iso(rows["received"]), '"}\n'),
    )
    return text_bytes(lines)


def _is_action(rows: Rows) -> Array:
    """What the tag states its landing's campaign with."""
    stated: Array = (rows["landed"] >= 0) & np.isin(rows["name"], (LOGIN, LOGOUT, PURCHASE, LEAD))
    return stated


def _clocks(rows: Rows) -> tuple[Any, ...]:
    """When it happened and when it was sent, by the device's own clock."""
    clock = rows["occurred"] + rows["skew"]
    return '","ts":', integers(clock), ',"sentAt":', integers(clock + rows["delay"])


def _senders(texts: Texts, rows: Rows) -> tuple[Any, ...]:
    """Cookie, user and e-mail hash, each where there is one."""
    return (
        where(rows["key"] != 0, lambda at: join(',"cookieId":"', hexadecimal(rows["key"][at]), '"')),
        where(rows["user"] >= 0, lambda at: join(',"userId":"', look_up(texts.users, rows["user"][at]), '"')),
        where(rows["email"] >= 0, lambda at: join(',"emailSha256":"', look_up(texts.emails, rows["email"][at]), '"')),
    )


def _urls(texts: Texts, rows: Rows) -> pa.Array:
    """The tagged link with its click id where there is one, else the plain page; a mail's link carries a hash.

    Seldom an e-mail address slips in.
    """

    def tagged(at: Array) -> pa.Array:
        link = rows["link"][at]
        mark = look_up(texts.click_parameters, link)
        has_id = np.asarray(pc.not_equal(mark, "").to_numpy(zero_copy_only=False))
        ids = where(has_id, lambda some: tokens(rows["token"][at][some]))
        return join(look_up(texts.links, link), mark, ids)

    personal, mailed = rows["personal"] & (rows["link"] >= 0), (rows["mailed"] >= 0) & (rows["link"] >= 0)
    return join(
        look_up(PAGE_URLS, np.where(rows["link"] < 0, rows["page"], -1)),
        where(rows["link"] >= 0, tagged),
        look_up(AUDIENCE_MARKS, rows["audience"]),
        where(mailed, lambda at: join("&eh=", look_up(texts.emails, rows["mailed"][at]))),
        where(personal, lambda at: join("&email=anna.", integers(rows["person"][at]), "%40mail.example")),
    )


def _order_fields(rows: Rows) -> pa.Array:
    paid = where(rows["cents"] >= 0, lambda at: join(',"revenue":"', money(rows["cents"][at]), '"'))
    currency = where(
        rows["currency"] >= 0, lambda at: join(',"currency":"', look_up(CURRENCY_TEXTS, rows["currency"][at]), '"')
    )
    return join(',"orderId":"', integers(rows["order"]), '"', paid, currency)
