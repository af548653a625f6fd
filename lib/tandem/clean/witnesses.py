"""clean.witnesses: which actions the browser saw, which the server, and what the back office says of them."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.changes import Affected, Touched
from tandem.clean.conversions import LINK_DAYS
from tandem.clean.events import believed
from tandem.clean.nights import arrivals
from tandem.clean.rules import Read, Rules
from tandem.columns.browsers import browser_family
from tandem.columns.ids import digest
from tandem.columns.verdicts import mark_excluded
from tandem.columns.witnesses import WITNESSED
from tandem.tables import CONVERSIONS, EVENTS, RAW_EVENTS, VERDICTS, WITNESSES

CLIENT, SERVER = ("browser", "app"), ("server",)
SIGHTING = ("event_id", "by_client", "by_server")


def night_of_witnesses(touched: Touched, read: Read, rules: Rules) -> tuple[DataFrame, Affected]:
    """Actions of all open days: another witness, a verdict or an order may come for any of them.

    What saw an action before tonight is read from the table itself, so that raw rows are read once.
    """
    affected = touched.open_days
    nearby = affected.widened(days_before=LINK_DAYS)  # an event may have moved, and its order lies near
    sightings = sighted(believed(arrivals(touched, RAW_EVENTS, read), rules), rules)
    if not touched.everything:
        sightings = sightings.unionByName(standing_sightings(read(WITNESSES, within=nearby)))
    events, conversions = read(EVENTS, within=affected), read(CONVERSIONS, within=nearby)
    return build_witnesses(events, sightings, read(VERDICTS), conversions, rules), affected


def build_witnesses(
    events: DataFrame, sightings: DataFrame, verdicts: DataFrame, conversions: DataFrame, rules: Rules
) -> DataFrame:
    """One row per event that browser or server saw and both could have, and per order that no event tells of."""
    seen = sightings.groupBy("event_id").agg(*(F.bool_or(name).alias(name) for name in SIGHTING[1:]))
    acted = mark_excluded(events.where(F.col("name").isin(*rules.clean.witnessed)), verdicts)
    conversion_id = digest(F.col("name"), F.coalesce("order_id", "event_id"))
    said = conversions.select("conversion_id", "status")
    known = (
        acted.join(seen, on="event_id", how="inner")
        .withColumn("conversion_id", conversion_id)
        .join(said, on="conversion_id", how="left")
    )
    by_client, by_server = F.col("by_client"), F.col("by_server")
    actions = known.select(
        F.col("event_id").alias("action_id"),
        *("name", "date", F.coalesce("campaign_id", F.lit("")).alias("campaign_id")),
        browser_family(F.col("user_agent")).alias("browser"),
        *_counts(by_client & by_server, by_client & ~by_server, by_server & ~by_client, F.lit(False)),
        *("status", "excluded_by"),
    )
    return actions.unionByName(unseen_orders(conversions, rules)).select(*WITNESSES.column_names)


def unseen_orders(conversions: DataFrame, rules: Rules) -> DataFrame:
    """Orders that no event tells of: seen by neither, or taken by telephone."""
    is_unseen = F.col("event_id").isNull() & F.col("type").isin(*rules.clean.witnessed)
    never = F.lit(False)
    return conversions.where(is_unseen).select(
        F.col("conversion_id").alias("action_id"),
        F.col("type").alias("name"),
        *("date", F.lit("").alias("campaign_id"), F.lit("unknown").alias("browser")),
        *_counts(never, never, never, F.lit(True)),
        *("status", "excluded_by"),
    )


def sighted(raw: DataFrame, rules: Rules) -> DataFrame:
    """`event_id`, `by_client` and `by_server` of each row that tells of an action that both can see."""
    told = raw.where(F.col("name").isin(*rules.clean.witnessed) & F.col("seen_by").isin(*CLIENT, *SERVER))
    return told.select("event_id", *_seen_by(F.col("seen_by").isin(*CLIENT), F.col("seen_by").isin(*SERVER)))


def standing_sightings(witnesses: DataFrame) -> DataFrame:
    """The same of rows that stand."""
    seen = witnesses.where("order_only = 0")
    by_client, by_server = (F.col("both") + F.col(alone) > 0 for alone in ("client_only", "server_only"))
    return seen.select(F.col("action_id").alias("event_id"), *_seen_by(by_client, by_server))


def _seen_by(by_client: Column, by_server: Column) -> tuple[Column, Column]:
    return by_client.alias("by_client"), by_server.alias("by_server")


def _counts(*is_one: Column) -> list[Column]:
    return [each.cast("bigint").alias(name) for name, each in zip(WITNESSED, is_one, strict=True)]
