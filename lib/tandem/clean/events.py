"""clean.events: raw rows once only, at their true time, pseudonymous, with channel and campaign."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import translate
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.clean.consent import state_consent, without_ids
from tandem.clean.identifiers import BLOCKED, given, identifier, is_blocked, url_identifier
from tandem.clean.marks import read_marks
from tandem.clean.once import accepted, without_copies
from tandem.clean.rules import Rules
from tandem.clean.senders import region, sender, with_agents
from tandem.clean.times import aside_reason, true_instant
from tandem.columns.money import converted, with_rate
from tandem.definitions import Definition
from tandem.tables import EVENTS
from tandem.tables.raw import MONEY

IDS = ("device_id", "user_id", "email_hash", "phone_hash", "crm_id")
# What stood nearest to the person holds, as far as stated: app, browser, server; and of each the row received first.
FIRST_BY = ("seen_by", "received_at")


def build_events(raw: DataFrame, copies: DataFrame, campaigns: DataFrame, rates: DataFrame, rules: Rules) -> DataFrame:
    """One row per event id: the client's before the server's, then the first. `copies` names the others."""
    return (
        believed(raw, rules)
        .transform(without_copies, copies)
        .transform(with_agents, raw)
        .transform(read_senders, rules)
        .transform(read_marks, rules.channels, hashes=rules.clean.url_email_hashes)
        .withColumn("url_email_id", url_identifier("parameters", kind="email", rules=rules))
        .transform(name_campaign, campaigns)
        .transform(add_value, rates, to=rules.reporting.currency)
        .transform(without_ids, rules.clean)
        .select(*EVENTS.column_names)
    )


def believed(raw: DataFrame, rules: Rules) -> DataFrame:
    """Readable raw rows at a possible time, with `true_at`."""
    return timed(accepted(raw), rules).where(F.col("aside").isNull()).drop("aside")


def timed(raw: DataFrame, rules: Rules) -> DataFrame:
    """Raw rows with `true_at`, and `aside`: why its time sets a row aside."""
    true_at = true_instant(max_correction_h=rules.clean.max_clock_correction_h)
    reason = aside_reason(restate_days=rules.reporting.restate_days)
    return raw.withColumn("true_at", true_at).withColumn("aside", reason)


def read_senders(events: DataFrame, rules: Rules) -> DataFrame:
    """`events` at their true time, with pseudonyms in place of ids and addresses."""
    return state_consent(events).withColumns(
        {
            "clock_at": F.col("occurred_at"),
            "occurred_at": F.col("true_at"),
            "date": F.to_date("true_at"),
            "flags": flags(rules),
            **sender(rules),
            "user_id": identifier("user_id", kind="user", rules=rules),
            "email_id": identifier("email_hash", kind="email", rules=rules),
            "phone_id": identifier("phone_hash", kind="phone", rules=rules),
            "crm_id": identifier("crm_id", kind="crm", rules=rules),
            "region": region(),
            "locale": F.lower(F.replace(given("locale"), F.lit("_"), F.lit("-"))),
        }
    )


def name_campaign(events: DataFrame, campaigns: DataFrame) -> DataFrame:
    """`events` with `campaign_id`: as stated or tagged, else of the campaign with the tagged name, else that name."""
    named = events.join(F.broadcast(campaign_names(campaigns)), on="campaign_name", how="left")
    return named.withColumn("campaign_id", F.coalesce("campaign_id", "named_id", "campaign_name")).drop("named_id")


def campaign_names(campaigns: DataFrame) -> DataFrame:
    """`campaign_name` in lower case and `named_id`; of two campaigns with one name the smaller id."""
    name = F.lower(F.trim("name")).alias("campaign_name")
    return campaigns.groupBy(name).agg(F.min("campaign_id").alias("named_id"))


def add_value(events: DataFrame, rates: DataFrame, *, to: str) -> DataFrame:
    """`events` with `value` in the reporting currency, and as sent in `value_original`."""
    original = events.withColumnRenamed("value", "value_original")
    rated = with_rate(original, rates, to=to)
    return rated.withColumn("value", converted(F.col("value_original"), F.col("fx_rate"))).drop("fx_rate")


def flags(rules: Rules) -> Column:
    """What the row as sent shows, such as `staff_user`, commas between; null when it shows nothing."""
    blocked = [is_blocked(given(name), rules.clean.blocked_ids) for name in IDS]
    marked = F.concat_ws(
        ",",
        F.when(is_staff(F.col("user_id"), rules.staff), F.lit("staff_user")),
        F.when(has_flag(F.col("url"), rules.staff), F.lit("qa_flag")),
        F.when(is_test_order(F.col("name") == "purchase", rules.staff), F.lit("test_order")),
        F.when(reduce(Column.__or__, blocked), F.lit(BLOCKED)),
        unseen(F.col("purpose")),
    )
    return F.nullif(marked, F.lit(""))


def has_flag(url: Column, staff: Definition) -> Column:
    """A page address with one of the testers' parameters; false for null."""
    flags = staff.body["query_flags"]
    if not flags:
        return F.lit(False)
    named = reduce(Column.__or__, (url.contains(flag) for flag in flags))  # few addresses: the others need no pattern
    is_parameter = url.rlike(rf"[?&](?:{'|'.join(map(re.escape, flags))})(?:[&#]|$)")
    return F.coalesce(named & is_parameter, F.lit(False))


def is_staff(user_id: Column, staff: Definition) -> Column:
    """A login id, as sent, that one of the staff patterns fits; false for null."""
    return fits(user_id, staff.body["user_ids"])


def is_test_order(is_order: Column, staff: Definition) -> Column:
    """An order whose id, e-mail hash or value, as sent, is one that testers use."""
    tests = staff.body["test_orders"]
    amounts = [F.lit(str(value)).cast(MONEY) for value in tests["values"]]
    is_test_value = F.col("value").isin(*amounts) if amounts else F.lit(False)
    is_named = fits(F.col("order_id"), tests["order_ids"]) | fits(F.col("email_hash"), tests["email_hashes"])
    return is_order & (is_named | F.coalesce(is_test_value, F.lit(False)))


def fits(text: Column, patterns: Sequence[str]) -> Column:
    """One of `patterns`, in which * stands for any text, is all of the text; false for null."""
    any_of = "|".join(translate(pattern) for pattern in patterns)
    return F.coalesce(text.rlike(f"^(?:{any_of})$"), F.lit(False)) if any_of else F.lit(False)


def unseen(purpose: Column) -> Column:
    """`prefetched` or `cached` of a page that was fetched though nobody looked; else null.

    Browsers send `prefetch` or `prefetch;prerender` (the header Sec-Purpose), older ones `preview`.
    """
    said = F.lower(F.trim(purpose))
    is_ahead = said.rlike("^(prefetch|prerender|preview)")
    return F.when(is_ahead, F.lit("prefetched")).when(said.startswith("cache"), F.lit("cached"))
