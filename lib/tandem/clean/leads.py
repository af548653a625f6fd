"""clean.leads: how far each lead came, by the CRM's word, linked to the event and device that it came from."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.window import Window

from tandem.changes import Affected, Touched
from tandem.clean.consent import UNKNOWN, may_be_measured
from tandem.clean.conversions import first_events
from tandem.clean.events import is_staff
from tandem.clean.identifiers import given, identifier
from tandem.clean.once import accepted, latest
from tandem.clean.rules import Read, Rules
from tandem.clean.stages import count_entries, judge_entries, name_stages, one_per_stage
from tandem.columns.ids import digest
from tandem.columns.money import converted, with_rate
from tandem.columns.verdicts import mark_excluded
from tandem.funnel import read_funnel
from tandem.tables import CONVERSIONS, EVENTS, FX_RATES, LEADS, RAW_LEADS, VERDICTS

LEAD = "lead"  # name of the event that a lead begins with, and type of its conversion
LINK = ("conversion_id", "event_id", "device_id", "strong_id", "consent", "excluded_by")


def night_of_leads(touched: Touched, read: Read, rules: Rules) -> tuple[DataFrame, Affected]:
    """Lead stages of all open days; of a lead whose event lies on a closed day, the link that stands."""
    affected = touched.open_days
    links = first_events(mark_excluded(read(EVENTS, within=affected).where(F.col("name") == LEAD), read(VERDICTS)))
    if affected.since is not None:
        is_closed = (F.col("type") == LEAD) & (F.col("date") < F.lit(affected.since))
        standing = read(CONVERSIONS).where(is_closed).select(*LINK)
        newer = links.select(*LINK).join(standing, on="conversion_id", how="left_anti")
        links = standing.unionByName(newer)
    return build_leads(read(RAW_LEADS), links, read(FX_RATES), rules), affected


def build_leads(raw: DataFrame, links: DataFrame, rates: DataFrame, rules: Rules) -> DataFrame:
    """One row per lead and stage; `links` has one event per conversion of leads: LINK."""
    funnel = read_funnel(rules.leads)
    stages = (
        latest_entries(raw)
        .transform(name_stages, funnel)
        .transform(count_entries)
        .transform(judge_entries, funnel)
        .transform(one_per_stage, funnel)
    )
    rated = with_rate(stages, rates, to=rules.reporting.currency)
    return linked_leads(identified(rated, rules), links, rules).select(*LEADS.column_names)


def latest_entries(raw: DataFrame) -> DataFrame:
    """One row per entry of a lead into a stage: its latest state. Without ids of changes a stage is entered once."""
    named = accepted(raw).withColumn("entry", F.coalesce(given("change_id"), F.lower(given("stage"))))
    return latest(named, key=["lead_id", "entry"], by=["updated_at"])


def identified(stages: DataFrame, rules: Rules) -> DataFrame:
    """`stages` with the lead's conversion, whose it is by the CRM's word, and the amount in the reporting currency."""
    kinds = {"user_id": "user", "email_hash": "email", "crm_id": "crm"}
    ids = [identifier(column, kind=kind, rules=rules) for column, kind in kinds.items()]
    return stages.withColumns(
        {
            "conversion_id": digest(F.lit(LEAD), F.col("lead_id")),
            "own_id": first_of_lead(F.coalesce(*ids)),
            "staff_rule": first_of_lead(F.when(is_staff(F.col("user_id"), rules.staff), "staff_user")),
            "value_original": F.col("value"),
            "value": converted(F.col("value"), F.col("fx_rate")),
        }
    )


def linked_leads(stages: DataFrame, links: DataFrame, rules: Rules) -> DataFrame:
    """`stages` with device, event and consent of their lead's event, where one was seen."""
    theirs = links.select("conversion_id", *(F.col(name).alias(f"event_{name}") for name in LINK[1:]))
    linked = stages.join(theirs, on="conversion_id", how="left").withColumns(
        {
            "event_id": F.col("event_event_id"),
            "device_id": F.col("event_device_id"),
            "consent": F.coalesce("event_consent", F.lit(UNKNOWN)),
            "excluded_by": F.coalesce("excluded_by", F.least("event_excluded_by", "staff_rule")),
        }
    )
    whose = F.coalesce("own_id", "event_strong_id")
    # The CRM names its lead whatever was consented to: it counts, but leads to nobody's journey.
    return linked.withColumn("strong_id", F.when(may_be_measured(rules.clean), whose))


def first_of_lead(value: Column) -> Column:
    """What the lead's first row that states one says: not every stage does. No order of pseudonyms decides."""
    stated_at = F.when(value.isNotNull(), F.struct("occurred_at", "entry"))
    return F.min_by(value, stated_at).over(Window.partitionBy("lead_id"))
