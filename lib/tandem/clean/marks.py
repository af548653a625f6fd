"""What an event's address and referrer say of the campaign that brought it."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.channels.rules import ChannelRules, read_channels
from tandem.clean.channels import channel_of, matches
from tandem.columns.lookup import looked_up
from tandem.columns.urls import (
    decoded,
    host_of_other,
    page_of,
    parameter,
    parameters_of,
    query_of,
    without_personal_parameters,
)
from tandem.definitions import Definition

STATED = ("utm_source", "utm_medium", "utm_campaign", "utm_id", "utm_content", "placement", "audience")


def read_marks(events: DataFrame, channels: Definition, *, hashes: Sequence[str] = ()) -> DataFrame:
    """`events` with source, medium, click_id, campaign, creative, placement, audience, channel and pages.

    All marks are null where neither the address nor the referrer says anything: an inner page view. Parameters that
    hold `hashes` of e-mail addresses are personal.
    """
    rules = read_channels(channels)
    return (
        events.transform(read_addresses, [*channels.body["personal_parameters"], *hashes])
        .transform(read_parameters, list(rules.click_ids))
        .transform(name_source, rules)
        .transform(name_channel, rules)
    )


def count_stated(events: DataFrame, click_ids: Sequence[str]) -> DataFrame:
    """What rows of clean.events state of what brought them, whatever the definition, and how many `events` state it.

    Source, medium and campaign as tagged, the `click_ids` that the address has, the referrer; rows of none left out.
    """
    parameters = F.col("parameters")
    tags = {name: folded(decoded(parameter(parameters, f"utm_{name}"))) for name in ("source", "medium", "campaign")}
    clicked = F.array_compact(F.array(*(F.when(parameter(parameters, each).isNotNull(), each) for each in click_ids)))
    stated = events.withColumn("parameters", parameters_of(query_of(F.col("url")))).select(
        *(tag.alias(name) for name, tag in tags.items()),
        clicked.alias("click_ids"),
        F.col("referrer_host").alias("referrer"),
    )
    is_marked = F.coalesce("source", "medium", "campaign", "referrer").isNotNull() | (F.size("click_ids") > 0)
    return stated.where(is_marked).groupBy(*stated.columns).agg(F.count("*").alias("events"))


def read_addresses(events: DataFrame, personal: list[str]) -> DataFrame:
    """Add `query`, `landing_page` and `referrer_host`, and take personal parameters out of `url`."""
    return events.withColumns(
        {
            "query": query_of(F.col("url")),
            "landing_page": page_of(F.col("url")),
            "referrer_host": host_of_other(F.col("referrer"), F.col("url")),
            "url": without_personal_parameters(F.col("url"), personal),
        }
    )


def read_parameters(events: DataFrame, click_ids: list[str]) -> DataFrame:
    """Add `parameters`, and what they state; what the sender states itself comes first."""
    parameters = F.col("parameters")
    stated = {f"stated_{name}": parameter(parameters, name) for name in STATED}
    return (
        events.withColumn("parameters", parameters_of(F.col("query")))
        .withColumns({**stated, "stated_click_id": click_id(parameters, click_ids)})
        .withColumns(
            {
                "click_id": decoded(F.col("stated_click_id")),
                "utm_source": folded(decoded(F.col("stated_utm_source"))),
                "utm_medium": folded(decoded(F.col("stated_utm_medium"))),
                "campaign_name": folded(decoded(F.col("stated_utm_campaign"))),
                "campaign_id": F.coalesce("campaign_id", decoded(F.col("stated_utm_id"))),
                "creative_id": F.coalesce("creative_id", decoded(F.col("stated_utm_content"))),
                "placement": F.coalesce("placement", decoded(F.col("stated_placement"))),
                "audience": F.coalesce(folded(F.col("audience")), folded(decoded(F.col("stated_audience")))),
            }
        )
        .drop("stated_click_id", *stated)
    )


def name_source(events: DataFrame, rules: ChannelRules) -> DataFrame:
    """Add `source` and `medium`: as tagged, else as the click id tells, else as the referrer tells."""
    kind = F.substring_index("click_id", ":", 1)
    clicked_source = looked_up(kind, {name: each["source"] for name, each in rules.click_ids.items()})
    clicked_medium = looked_up(kind, {name: each["medium"] for name, each in rules.click_ids.items()})
    is_tagged = F.col("utm_source").isNotNull() | F.col("utm_medium").isNotNull()
    is_clicked = F.col("click_id").isNotNull()
    referred_medium = medium_of_referrer(F.col("referrer_host"), rules)
    return events.withColumns(
        {
            "source": F.when(is_tagged, F.col("utm_source"))
            .when(is_clicked, clicked_source)
            .otherwise(F.col("referrer_host")),
            "medium": F.when(is_tagged, F.col("utm_medium"))
            .when(is_clicked, clicked_medium)
            .otherwise(referred_medium),
        }
    )


def name_channel(events: DataFrame, rules: ChannelRules) -> DataFrame:
    """Add `channel`: as stated, else by the rule table; null where the event brings no mark."""
    is_marked = F.coalesce("source", "medium", "campaign_name").isNotNull()
    decided = channel_of(F.col("source"), F.col("medium"), F.col("campaign_name"), rules=rules)
    return events.withColumn("channel", F.coalesce("channel", F.when(is_marked, decided)))


def medium_of_referrer(host: Column, rules: ChannelRules) -> Column:
    """`ai-assistant`, `organic` or `referral`; null without a referrer."""
    return (
        F.when(host.isNull(), F.lit(None).cast("string"))
        .when(matches(host, rules.assistants), F.lit("ai-assistant"))
        .when(matches(host, rules.sites["search"]), F.lit("organic"))
        .otherwise(F.lit("referral"))
    )


def click_id(parameters: Column, kinds: list[str]) -> Column:
    """`kind:value` of the first of `kinds` that the address has; null when it has none."""
    found = [F.concat(F.lit(f"{kind}:"), parameter(parameters, kind)) for kind in kinds]
    return F.coalesce(*found)


def folded(value: Column) -> Column:
    """A tag in lower case, so that `Google` and `google` are one source."""
    return F.nullif(F.trim(F.lower(value)), F.lit(""))
