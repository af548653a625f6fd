"""What ids an event shows together, and on what basis that says they are one person's."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.columns.browsers import UNKNOWN, browser_family
from tandem.columns.ids import pseudonym
from tandem.config import IdentityConfig

LOGIN = "login"
DEVICE, CLICK, NETWORK = "device", "click", "network"
NAMING = ("phone", "crm", "url_email")  # bases that name a person by themselves
BASES = (*NAMING, CLICK, NETWORK)
PAIR = ("id_a", "id_b", "type_a", "type_b", "basis", "trait")
NO_TRAIT = ""


def count_links(events: DataFrame, conf: IdentityConfig, keys: Sequence[bytes]) -> DataFrame:
    """One row per pair of ids in one event, basis and day, unjudged; `keys` make pseudonyms of click ids."""
    pairs = F.concat(strong_pairs(conf), device_pairs(conf, keys))
    seen = events.where(shows_link(conf)).select("date", "occurred_at", F.inline(pairs))
    return seen.groupBy(*PAIR, "date").agg(F.min("occurred_at").alias("first_seen_at"), F.count("*").alias("count"))


def shows_link(conf: IdentityConfig) -> Column:
    """The event shows two ids that a login or a basis in use may link."""
    shown = F.col("user_id").isNotNull() & F.col("email_id").isNotNull()
    named = F.coalesce("user_id", "email_id", "device_id").isNotNull()
    for basis in BASES:
        if conf.bases.own[basis].used:
            shown |= named & F.col(COLUMN_OF[basis]).isNotNull()
    return shown


COLUMN_OF = {"phone": "phone_id", "crm": "crm_id", "url_email": "url_email_id", CLICK: "click_id", NETWORK: "ip_key"}
TYPE_OF = {"phone": "phone", "crm": "crm", "url_email": "email"}


def strong_pairs(conf: IdentityConfig) -> Column:
    """All pairs of different strong ids of an event; of two bases the one named later holds for both."""
    ids = [_id("user_id", "user", 0), _id("email_id", "email", 0)]
    ids += [
        _id(COLUMN_OF[name], TYPE_OF[name], rank)
        for rank, name in enumerate(NAMING, start=1)
        if conf.bases.own[name].used
    ]
    shown = F.array_compact(F.array(*ids))
    basis = F.array(F.lit(LOGIN), *(F.lit(name) for name in NAMING))

    def with_later(one: Column, place: Column) -> Column:
        others = F.slice(shown, place + 2, F.size(shown))
        return F.transform(others, lambda other: _pair(one, other, basis[F.greatest(one["rank"], other["rank"])]))

    pairs = F.flatten(F.transform(shown, with_later))
    return F.filter(pairs, lambda pair: pair["id_a"] != pair["id_b"])


def device_pairs(conf: IdentityConfig, keys: Sequence[bytes]) -> Column:
    """The event's device with each id of a basis in use that says whose it may be."""
    device = _id("device_id", DEVICE, 0)
    ends = {name: _id(COLUMN_OF[name], TYPE_OF[name], 0) for name in NAMING}
    click = pseudonym(F.col("click_id"), kind=CLICK, keys=keys)
    ends[CLICK] = F.when(F.col("click_id").isNotNull(), _struct(click, CLICK, 0))
    family = browser_family(F.col("user_agent"))
    ends[NETWORK] = F.when(F.col("ip_key").isNotNull() & (family != UNKNOWN), _struct(F.col("ip_key"), NETWORK, 0))
    trait = F.concat_ws(" ", family, "locale")
    pairs = [
        F.when(
            device.isNotNull() & end.isNotNull(),
            _pair(device, end, F.lit(name), trait if name == NETWORK else F.lit(NO_TRAIT)),
        )
        for name, end in ends.items()
        if conf.bases.own[name].used
    ]
    nothing = F.array().cast(
        "array<struct<id_a:string,id_b:string,type_a:string,type_b:string,basis:string,trait:string>>"
    )
    return F.array_compact(F.array(*pairs)) if pairs else nothing


def accepted_links(edges: DataFrame) -> DataFrame:
    """Edges between ids that name somebody, refused by no rule: they make persons."""
    return edges.where(F.col("refused_by").isNull() & is_strong())


def is_strong() -> Column:
    """Both ends of the edge are ids that name somebody."""
    return ~(is_weak("a") | is_weak("b"))


def is_weak(end: str) -> Column:
    """That end of the edge (`a` or `b`) is a device, a click or a network."""
    return F.col(f"type_{end}").isin(DEVICE, CLICK, NETWORK)


def _id(column: str, id_type: str, rank: int) -> Column:
    return F.when(F.col(column).isNotNull(), _struct(F.col(column), id_type, rank))


def _struct(id_: Column, id_type: str, rank: int) -> Column:
    return F.struct(id_.alias("id"), F.lit(id_type).alias("type"), F.lit(rank).alias("rank"))


def _pair(one: Column, other: Column, basis: Column, trait: Column | None = None) -> Column:
    """Two ids as an edge, the smaller first."""
    a, b = F.least(one, other), F.greatest(one, other)
    ends = {f"{part}_{end}": side[part] for part in ("id", "type") for end, side in (("a", a), ("b", b))}
    said = {**ends, "basis": basis, "trait": F.lit(NO_TRAIT) if trait is None else trait}
    return F.struct(*(value.alias(name) for name, value in said.items()))
