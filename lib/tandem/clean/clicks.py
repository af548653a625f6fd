"""Ad clicks as nobody makes them: too many, too fast, of too many campaigns, of ads never shown, or twice.

Ad clicks are a small share of the events, and only they are shuffled. A click looks no further than `DAYS_AROUND` for
others, and `days_before` of the definition for impressions.
"""

from __future__ import annotations

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.window import Window

from tandem.clean.once import handed_out
from tandem.clean.verdict_rows import said, verdict
from tandem.columns.verdicts import CLEARED
from tandem.definitions import Definition, version_of

DAYS_AROUND = 1  # an hour of clicks, or the seconds after an impression, may span midnight
HOUR_S = 3_600
CLICK = ("event_id", "date", "occurred_at", "device_id", "ip_key", "agent_id", "campaign_id", "creative_id")
SHOWN_TO = ("device_id", "ip_key")  # keys that impressions have too


def judge_clicks(events: DataFrame, impressions: DataFrame, bots: Definition) -> DataFrame:
    """What the ad clicks among `events` say of devices, addresses, and of themselves; a key may occur often."""
    clicks = events.where("name = 'ad_click'").select(*CLICK)
    return (
        judge_alone(clicks, bots)
        .unionByName(too_fast(clicks, impressions, bots))
        .unionByName(never_shown(clicks, impressions, bots))
    )


def judge_alone(clicks: DataFrame, bots: Definition) -> DataFrame:
    """Double clicks, click floods and agents that click everything: what clicks show without impressions."""
    body, version = bots.body, version_of(bots)
    marked = clicks.select(
        "*",
        follows_another(within_s=body["double_click_s"]).alias("is_double"),
        is_in_flood(more_than=body["max_ad_clicks_per_hour"]).alias("is_flood"),
        (campaigns_of_agent() > body["max_campaigns_per_day"]).alias("is_sweep"),
    )
    found = (
        ("event_id", "is_double", "double_click", "double_click", "GIVT"),
        ("ip_key", "is_flood", "click_flood", "bot", "SIVT"),
        ("ip_key", "is_sweep", "many_campaigns", "bot", "SIVT"),
    )
    return marked.transform(
        said,
        *(
            verdict(kind, F.col(is_so), rule=rule, reason=reason, label=label, version=version)
            for kind, is_so, rule, reason, label in found
        ),
    )


def follows_another(*, within_s: float) -> Column:
    """The same device clicked the same ad no more than `within_s` seconds before; a chain of clicks counts once."""
    ad = F.coalesce(ad_of(), "event_id")
    in_time = Window.partitionBy(known_or_alone("device_id"), ad).orderBy("occurred_at", "event_id")
    gap_us = F.unix_micros("occurred_at") - F.unix_micros(F.lag("occurred_at").over(in_time))
    return (gap_us <= within_s * 1_000_000) & F.lit(within_s > 0)


def is_in_flood(*, more_than: int) -> Column:
    """The first or last of more than `more_than` clicks from one address in less than an hour."""
    in_time = Window.partitionBy(known_or_alone("ip_key")).orderBy("occurred_at", "event_id")
    now = F.unix_micros("occurred_at")
    ends = now - F.unix_micros(F.lag("occurred_at", more_than).over(in_time)) < HOUR_S * 1_000_000
    begins = F.unix_micros(F.lead("occurred_at", more_than).over(in_time)) - now < HOUR_S * 1_000_000
    return F.coalesce(ends, F.lit(False)) | F.coalesce(begins, F.lit(False))


def campaigns_of_agent() -> Column:
    """How many campaigns one user agent at one address clicked on the day."""
    of_agent = Window.partitionBy(known_or_alone("ip_key"), "agent_id", "date")
    return F.size(F.collect_set("campaign_id").over(of_agent))


def too_fast(clicks: DataFrame, impressions: DataFrame, bots: Definition) -> DataFrame:
    """Devices that clicked an ad sooner after it was shown to them than a person can.

    An instant falls into a slot as long as that time, so that the two lie in one slot or in neighbours: an equi-join.
    """
    under_us = max(1, int(bots.body["min_seconds_to_click"] * 1_000_000))
    now_us = F.unix_micros("occurred_at")
    ad, slot = ad_of().alias("ad"), F.floor(now_us / under_us)
    slots = F.explode(F.array(slot - 1, slot)).alias("slot")
    key = F.xxhash64("device_id", "ad", "slot").alias("key")
    clicked = clicks.select("device_id", "date", now_us.alias("clicked_us"), ad, slots)
    shown = impressions.select("device_id", now_us.alias("shown_us"), ad, slot.alias("slot"))
    is_known = F.col("device_id").isNotNull() & F.col("ad").isNotNull()
    clicks_by_slot = clicked.where(is_known).select(key, "device_id", "date", "clicked_us")
    pairs = shown.where(is_known).select(key, "shown_us").join(handed_out(clicks_by_slot), on="key", how="inner")
    waited_us = F.col("clicked_us") - F.col("shown_us")
    is_fast = (waited_us > 0) & (waited_us < under_us)
    is_robot = verdict("device_id", is_fast, rule="fast_click", reason="bot", label="SIVT", version=version_of(bots))
    return pairs.transform(said, is_robot)


def never_shown(clicks: DataFrame, impressions: DataFrame, bots: Definition) -> DataFrame:
    """Devices and addresses with many clicks on ads, and whether any ad was shown to them.

    Those that were shown one are `cleared`, not left out: an impression that comes late takes a verdict back, and a
    row that changes is seen by what was made of it, one that vanishes is not.
    """
    limits: dict[str, int] = bots.body["clicks_without_impressions"]
    suspects = (
        by_key(clicks)
        .join(F.broadcast(logged(impressions)), on=["kind", "campaign_id", "date"], how="left_semi")
        .groupBy("kind", "key", "date")
        .count()
        .where(F.col("count") > limits["more_than"])
        .select("kind", "key", "date")
    )
    on_days = F.explode(F.sequence(F.date_sub("date", limits["days_before"]), "date"))
    watched = suspects.select("kind", "key", F.col("date").alias("clicked_on"), on_days.alias("date"))
    met = meetings(impressions, watched).select(
        "kind", "key", F.col("clicked_on").alias("date"), F.lit(True).alias("was_shown")
    )
    judged = suspects.join(F.broadcast(met.distinct()), on=["kind", "key", "date"], how="left")
    was_shown = F.col("was_shown").isNotNull()
    rule, reason, label = (
        F.when(was_shown, of_people).otherwise(of_robots)
        for of_people, of_robots in ((CLEARED, "clicks_without_impressions"), (CLEARED, "bot"), ("none", "SIVT"))
    )
    found = verdict(
        F.col("kind"), F.lit(True), key="key", rule=rule, reason=reason, label=label, version=version_of(bots)
    )
    return judged.transform(said, found)


def logged(impressions: DataFrame) -> DataFrame:
    """`kind`, `campaign_id` and `date`: on which days impressions of a campaign came with keys of which kind."""
    has = impressions.groupBy("campaign_id", "date").agg(*(F.count(kind).alias(kind) for kind in SHOWN_TO))
    kinds = F.array_compact(F.array(*(F.when(F.col(kind) > 0, F.lit(kind)) for kind in SHOWN_TO)))
    return has.select(F.explode(kinds).alias("kind"), "campaign_id", "date")


def meetings(impressions: DataFrame, watched: DataFrame) -> DataFrame:
    """Rows of `watched`, each as often as its `key` of that `kind` was shown an ad on that `date`.

    Few are watched: numbers for them go out to the impressions, of which no row is copied to be asked for two keys.
    """
    numbered = F.broadcast(watched.withColumn("number", F.xxhash64("kind", "key", "date")))
    asked = (impressions.select(F.xxhash64(F.lit(kind), kind, "date").alias("number")) for kind in SHOWN_TO)
    return reduce(DataFrame.unionByName, (each.join(numbered, on="number", how="inner") for each in asked))


def by_key(rows: DataFrame) -> DataFrame:
    """`kind`, `key`, `date` and `campaign_id`: a row each for the device and the address of a row that has them."""
    keys = F.array(*[F.struct(F.lit(kind).alias("kind"), F.col(kind).alias("key")) for kind in SHOWN_TO])
    return rows.select("date", "campaign_id", F.inline(keys)).where("key IS NOT NULL")


def ad_of() -> Column:
    """The creative, or the campaign where none is known."""
    return F.coalesce("creative_id", "campaign_id")


def known_or_alone(key: str) -> Column:
    """A key to group by; rows without one are alone, not all together in one task."""
    return F.coalesce(key, "event_id")
