"""Campaigns as the page shows them: those with a verdict, and those that only cost or earned something."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from tandem.pages.content import DECIDED, NO_RATES, Campaign, Estimate
from tandem.pages.verdicts import LOOKS
from tandem.scorecard.briefs import read_briefs
from tandem.tables import COMPANY

Cells = Mapping[str, Mapping[str, Row]]  # entity -> measure -> cell


def gather_campaigns(tables: Mapping[str, DataFrame], cells: Cells, through: date) -> list[Campaign]:
    """Every campaign of the period: decided before undecided, then the largest first."""
    quadrants = tables["diagnosis.quadrants"].where(F.col("through") == F.lit(through)).collect()
    indexes = read_indexes(tables["metrics.rates"].where(F.col("through") == F.lit(through)))
    names = campaign_names(tables["clean.campaigns"], cells)
    briefs = read_briefs(tables["diagnosis.causes"], through)
    judged = [
        replace(judged_campaign(row, cells, indexes), brief=briefs.get(row["campaign_id"], "")) for row in quadrants
    ]
    others = sorted(cells.keys() - {COMPANY, *(each.campaign_id for each in judged)})
    return sorted([*judged, *(bare_campaign(entity, names, cells) for entity in others)], key=_weight)


def names_of(campaigns: Sequence[Campaign]) -> dict[str, str]:
    """Name of each campaign by its id."""
    return {each.campaign_id: each.name for each in campaigns}


def read_cells(cells: DataFrame) -> Cells:
    """Cells by entity and measure."""
    found: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    for row in cells.collect():
        found[row["entity"]][row["measure"]] = row
    return found


def read_indexes(rates: DataFrame) -> dict[tuple[str, str], Estimate]:
    """Index of each campaign and measure."""
    rows = rates.where(F.col("level") == "campaign").select("entity", "measure", "index", "index_low", "index_high")
    return {(row[0], row[1]): Estimate(*row[2:]) for row in rows.collect()}


def campaign_names(campaigns: DataFrame, cells: Cells) -> dict[str, Row]:
    """Name and channel of the campaigns that have cells."""
    rows = campaigns.select("campaign_id", "name", "channel").collect()
    return {row["campaign_id"]: row for row in rows if row["campaign_id"] in cells}


def judged_campaign(row: Row, cells: Cells, indexes: Mapping[tuple[str, str], Estimate]) -> Campaign:
    """A campaign with a verdict, or on its way to one."""
    campaign_id = row["campaign_id"]
    return Campaign(
        campaign_id,
        row["campaign_name"] or campaign_id,
        row["channel"] or "",
        row["quadrant"],
        why=row["why"] or "",
        ctr_index=indexes.get((campaign_id, "ctr"), Estimate(row["ctr_index"])),
        ctr_axis=row["ctr_axis"],
        cr_index=indexes.get((campaign_id, "cr"), Estimate(row["cr_index"])),
        cr_axis=row["cr_axis"],
        needed_impressions=row["needed_impressions"],
        needed_clicks=row["needed_clicks"],
        **_measured(cells.get(campaign_id, {})),
    )


def bare_campaign(campaign_id: str, names: Mapping[str, Row], cells: Cells) -> Campaign:
    """A campaign that cost or earned something but has no rates to be judged by."""
    known = names.get(campaign_id)
    name, channel = (known["name"], known["channel"] or "") if known else (campaign_id, "")
    return Campaign(campaign_id, name, channel, NO_RATES, why=LOOKS[NO_RATES].meaning, **_measured(cells[campaign_id]))


def estimate_of(cell: Row | None) -> Estimate:
    """The value of a cell with its interval and mark; of none, nothing."""
    return Estimate(cell["value"], cell["low"], cell["high"], cell["mark"] or "") if cell else Estimate()


def _measured(cells: Mapping[str, Row]) -> dict[str, Any]:
    """The fields of a campaign that are cells."""
    plain = {
        name: estimate_of(cells.get(name)).value
        for name in ("impressions", "ad_clicks", "conversions", "revenue", "spend")
    }
    rates = {name: estimate_of(cells.get(name)) for name in ("ctr", "cr", "roas")}
    return {**plain, **rates, "spend_completeness": cells["spend"]["completeness"] if "spend" in cells else None}


def _weight(each: Campaign) -> tuple[Any, ...]:
    """Decided before undecided, then the largest."""
    return each.verdict not in DECIDED, -(each.spend or 0), -(each.impressions or 0), each.campaign_id
