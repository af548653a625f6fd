"""The part of `tandem identity audit` on likely owners: precision and recall on logins that were held back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyspark.sql import Row
from pyspark.sql import functions as F

from tandem.cli.counts import titled
from tandem.columns.owners import known_today
from tandem.config import IdentityConfig
from tandem.identity.bases import BASES
from tandem.identity.heldback import Tried, held_back, tried
from tandem.lake import Lake
from tandem.stats.shares import Share
from tandem.tables import EDGES, PEOPLE, VISITS

SCORES = (0.3, 0.5, 0.7, 0.9)
HEAD = ("score from", "basis", "devices", "linked", "precision", "90 %", "recall", "90 %")


def show_likely(tables: Lake) -> None:
    """Print how right likely owners are, by threshold and by basis; the threshold in force carries a star."""
    conf = tables.conf.identity
    strong = known_today(tables.read(PEOPLE)).where(F.col("id_type") != "device")
    persons = strong.select("id", "id_type", "person_id")
    devices = held_back(tables.read(EDGES), persons, tables.read(VISITS), conf).collect()
    told = any(row["score"] is not None for row in devices)
    rows = list(tried_said(devices, conf)) if told else []
    titled("Likely owners, tried on devices whose one login was held back", HEAD, rows)


def tried_said(devices: Sequence[Row], conf: IdentityConfig) -> Iterator[tuple[str, ...]]:
    """One line a threshold, then one a basis in use at the threshold in force."""
    for score in sorted({*SCORES, conf.likely_score}):
        mark = "*" if score == conf.likely_score else ""
        yield line(f"{score:g}{mark}", "all", len(devices), tried(devices, likely_score=score))
    for basis in BASES:
        if conf.bases.own[basis].used:
            said = tried(devices, likely_score=conf.likely_score, basis=basis)
            yield line(f"{conf.likely_score:g}*", basis, len(devices), said)


def line(score: str, basis: str, devices: int, said: Tried) -> tuple[str, ...]:
    """The cells of one line."""
    return score, basis, f"{devices:,}", f"{said.linked:,}", *cells(said.precision), *cells(said.recall)


def cells(share: Share) -> tuple[str, str]:
    """A share and its interval, empty where nothing was tried."""
    if share.value is None or share.interval is None:
        return "", ""
    low, high = share.interval
    return f"{share.value:.3f}", f"{low:.3f}-{high:.3f}"
