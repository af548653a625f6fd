"""clean.conversions: the back office decides what was sold; events say on which device."""

from __future__ import annotations

from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.window import Window

from tandem.clean.consent import UNKNOWN, may_be_measured
from tandem.clean.events import is_staff, is_test_order
from tandem.clean.identifiers import identifier
from tandem.clean.once import accepted, latest
from tandem.clean.rules import Rules
from tandem.clean.stages import is_no_entry
from tandem.columns.ids import digest
from tandem.columns.money import converted, with_rate
from tandem.columns.verdicts import mark_excluded
from tandem.contract import SPARK_TYPES
from tandem.funnel import read_funnel
from tandem.tables import CONVERSIONS

LINK_DAYS = 7  # an event further from its order is no link, so that a night need not look further back
TYPES = ("purchase", "lead")
MONEYS = ("value", "margin", "refunded_value")


def build_conversions(
    raw_orders: DataFrame, events: DataFrame, verdicts: DataFrame, rates: DataFrame, leads: DataFrame, rules: Rules
) -> DataFrame:
    """One row per conversion: each order, each purchase event that no order explains, each lead, each chosen stage."""
    orders = latest_orders(raw_orders, rates, rules)
    marked = mark_excluded(events.where(F.col("name").isin(*TYPES)), verdicts)
    linking = first_events(marked)
    purchases, began = (linking.where(F.col("type") == name) for name in TYPES)
    unexplained = purchases.join(orders.select("conversion_id"), on="conversion_id", how="left_anti")
    waited = with_status(unexplained, orders, wait_days=rules.clean.order_wait_days, through=rules.through)
    conversions = (
        linked_orders(orders, purchases)
        .unionByName(as_conversions(waited))
        .unionByName(as_conversions(began.withColumn("status", F.lit("confirmed"))))
    )
    if rules.clean.lead_conversions:
        conversions = conversions.unionByName(as_conversions(entered_stages(leads, orders, rules)))
    # An order names its buyer whatever was consented to: it counts, but leads to nobody's journey.
    return conversions.withColumn("strong_id", F.when(may_be_measured(rules.clean), F.col("strong_id")))


def latest_orders(raw_orders: DataFrame, rates: DataFrame, rules: Rules) -> DataFrame:
    """One row per order: its latest state, in the reporting currency at the order day's rate."""
    known = latest(accepted(raw_orders), key=["order_id"], by=["updated_at"])
    dated = known.withColumn("date", F.to_date("occurred_at"))
    rated = with_rate(dated, rates, to=rules.reporting.currency)
    user = identifier("user_id", kind="user", rules=rules)
    email = identifier("email_hash", kind="email", rules=rules)
    return rated.withColumns(
        {
            "type": F.lit("purchase"),
            "conversion_id": digest(F.lit("purchase"), F.col("order_id")),
            "strong_id": F.coalesce(user, email),
            "staff_rule": staff_rule(rules),
            "value_original": F.col("value"),
            **{money: converted(F.col(money), F.col("fx_rate")) for money in MONEYS},
        }
    )


def staff_rule(rules: Rules) -> Column:
    """Why an order as sent is our own: `staff_user` or `test_order`; null when it is a customer's."""
    is_test = is_test_order(F.lit(True), rules.staff)
    return F.when(is_staff(F.col("user_id"), rules.staff), "staff_user").when(is_test, "test_order")


def first_events(marked: DataFrame) -> DataFrame:
    """One event per conversion: with a device before without, then the first; set aside if any of its copies is."""
    named = marked.withColumns(
        {
            "type": F.col("name"),
            "conversion_id": digest(F.col("name"), F.coalesce("order_id", "event_id")),
            "strong_id": F.coalesce("user_id", "email_id"),
        }
    )
    of_one = Window.partitionBy("conversion_id")
    in_order = of_one.orderBy(F.col("device_id").isNull(), "occurred_at", "event_id")
    numbered = named.withColumns(
        {"place": F.row_number().over(in_order), "excluded_by": F.min("excluded_by").over(of_one)}
    )
    return numbered.where("place = 1").drop("place")


def linked_orders(orders: DataFrame, purchases: DataFrame) -> DataFrame:
    """Orders with device, event and consent of their purchase event, where one was seen within 7 days."""
    links = purchases.select(
        "conversion_id",
        "event_id",
        "device_id",
        F.col("consent").alias("event_consent"),
        F.col("date").alias("event_date"),
        F.col("strong_id").alias("event_strong_id"),
        F.col("excluded_by").alias("event_excluded_by"),
    )
    is_near = F.abs(F.date_diff(orders["date"], links["event_date"])) <= LINK_DAYS
    linked = orders.join(links, on=(orders["conversion_id"] == links["conversion_id"]) & is_near, how="left")
    return linked.drop(links["conversion_id"]).select(
        *_columns(
            strong_id=F.coalesce("strong_id", "event_strong_id"),
            excluded_by=F.least("event_excluded_by", "staff_rule"),
            consent=F.coalesce("event_consent", F.lit(UNKNOWN)),
            status=F.lit("confirmed"),
        )
    )


def with_status(unexplained: DataFrame, orders: DataFrame, *, wait_days: int, through: date) -> DataFrame:
    """Purchase events without order with `status`: confirmed where no orders are delivered at all, else pending."""
    feed = orders.agg((F.count("*") > 0).alias("has_orders"))
    is_young = F.date_diff(F.lit(through), F.col("date")) <= wait_days
    status = F.when(~F.col("has_orders"), "confirmed").when(is_young, "pending").otherwise("unconfirmed")
    return unexplained.crossJoin(F.broadcast(feed)).withColumn("status", status).drop("has_orders")


def as_conversions(events: DataFrame) -> DataFrame:
    """Events that count as conversions themselves."""
    return events.select(*_columns(margin=None, refunded_value=None, refunded_at=None))


def entered_stages(leads: DataFrame, orders: DataFrame, rules: Rules) -> DataFrame:
    """Stages of leads that count as conversions. The sale alone has a value, and none where its order has it already.

    So no amount is counted twice among orders and stages.
    """
    told = leads.where(F.col("stage").isin(*rules.clean.lead_conversions)).where(~is_no_entry())
    sale = told.withColumns(
        {
            "type": F.col("stage"),
            "conversion_id": digest(F.col("stage"), F.col("lead_id")),
            "purchase_id": digest(F.lit("purchase"), F.col("order_id")),
            "status": F.lit("confirmed"),
            "value": F.when(F.col("stage") == read_funnel(rules.leads).sale, F.col("value")),
        }
    )
    ordered = orders.select(F.col("conversion_id").alias("purchase_id"), F.lit(True).alias("is_ordered"))
    valued = sale.join(ordered, on="purchase_id", how="left")
    return valued.withColumns(
        {"order_id": F.col("lead_id"), "value": F.when(F.col("is_ordered").isNull(), F.col("value"))}
    )


def overdue(conversions: DataFrame, rules: Rules) -> DataFrame:
    """Conversions that no longer wait for their order, though nothing else may have changed."""
    has_waited = F.date_diff(F.lit(rules.through), F.col("date")) > rules.clean.order_wait_days
    return conversions.where((F.col("status") == "pending") & has_waited)


def _columns(**own: Column | None) -> list[Column]:
    """The contract's columns: those in `own` by their expression, null for None, the others as they are."""
    types = {column.name: SPARK_TYPES[column.type] for column in CONVERSIONS.columns}
    given_or_null = {name: F.lit(None) if column is None else column for name, column in own.items()}
    return [given_or_null.get(name, F.col(name)).cast(types[name]).alias(name) for name in CONVERSIONS.column_names]
