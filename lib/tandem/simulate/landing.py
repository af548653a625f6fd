"""A day's deliveries of every supplier, written below the landing folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tandem.simulate import formats
from tandem.simulate.draws import generator
from tandem.simulate.files import gzip_bytes, spoil, write
from tandem.simulate.platforms import date_of
from tandem.simulate.rows import Array, Rows, count, pick
from tandem.simulate.state import Company, State
from tandem.simulate.texts import Texts
from tandem.simulate.web_format import web_events

ROWS_A_FILE = 100_000  # a larger delivery comes in several files, so that readers can share the work


@dataclass(frozen=True)
class Delivered:
    """One file that was landed."""

    path: str
    rows: int  # good rows
    malformed: int
    size_bytes: int


@dataclass(frozen=True)
class Kind:
    """How one supplier's files are made."""

    folder: str
    name: str  # with {date} and {part}
    make: Callable[[Texts, Rows], bytes]
    order: str  # rows come in order of this column
    header: bool = False
    keep: int = 0  # characters that a malformed line keeps; 0: the format has no malformed lines
    packed: bool = False


WEB = Kind("events/web", "collector-{date}-{part}.jsonl.gz", web_events, "received", keep=30, packed=True)
SERVER = Kind("events/server", "shop-server-{date}-{part}.csv", formats.server_events, "received", header=True, keep=12)
MAIL = Kind(
    "events/mail", "mailer_{date}_{part}.csv.gz", formats.mail_events, "occurred", header=True, keep=12, packed=True
)
IMPRESSIONS = Kind("impressions/adserver", "impressions-{date}-{part}.parquet", formats.impressions, "occurred")
ORDERS = Kind("orders/shop", "orders_{date}_{part}.csv", formats.orders, "updated", header=True, keep=8)
LEADS = Kind("leads/salesforce", "opportunity_history_{date}_{part}.csv", formats.leads, "updated", header=True, keep=8)


def land_rows(company: Company, texts: Texts, state: State, day: int, landing: Path) -> list[Delivered]:
    """Write what arrives on `day` from collector, server, mail tool, ad server, back office and CRM."""
    mailboxes = ((WEB, state.web), (SERVER, state.server), (MAIL, state.mail), (IMPRESSIONS, state.impressions))
    work: list[tuple[Kind, int, Rows]] = []
    for kind, mailbox in (*mailboxes, (ORDERS, state.orders), (LEADS, state.crm)):
        rows = mailbox.take(day)
        work += [(kind, part, chosen) for part, chosen in enumerate(_parts(kind, rows))]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda one: _land(company, texts, day, landing, *one), work))


def discard_rows(state: State, day: int) -> None:
    """Take what arrives on `day` without writing it: it was landed before."""
    for mailbox in (state.web, state.server, state.mail, state.impressions, state.orders, state.crm):
        mailbox.take(day)


def land_bytes(landing: Path, folder: str, name: str, company: Company, day: int, data: bytes, rows: int) -> Delivered:
    """Write one file of a supplier's delivery of `day`."""
    path = f"{folder}/{date_of(company, day)}/{name}"
    return Delivered(path, rows, 0, write(landing / path, data))


def spoiled(company: Company, day: int, place: int, kind: Kind, data: bytes) -> tuple[bytes, int]:
    """The text with its stated share of malformed lines."""
    if not kind.keep:
        return data, 0
    rng = generator(company.seed, day, 15, place)
    return spoil(rng, data, share=company.rates.malformed_share, header=kind.header, keep=kind.keep)


def _parts(kind: Kind, rows: Rows) -> Iterator[Rows]:
    """Rows in order of arrival, cut into files of equal size."""
    if not count(rows):
        return
    order = np.argsort(rows[kind.order], kind="stable")
    for part in _cut(order):
        yield pick(rows, part)


def _cut(order: Array) -> list[Array]:
    return np.array_split(order, -(-len(order) // ROWS_A_FILE))


def _land(company: Company, texts: Texts, day: int, landing: Path, kind: Kind, part: int, rows: Rows) -> Delivered:
    name = kind.name.format(date=date_of(company, day), part=part)
    data, bad = spoiled(company, day, part * 10 + len(kind.name), kind, kind.make(texts, rows))
    path = f"{kind.folder}/{date_of(company, day)}/{name}"
    size = write(landing / path, gzip_bytes(data) if kind.packed else data)
    return Delivered(path, count(rows), bad, size)
