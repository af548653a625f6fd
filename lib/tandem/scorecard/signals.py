"""Days beside their limits and moves between quadrants, as the page tells them; read, never made again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby, pairwise
from math import isnan

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from tandem.pages.content import Campaign
from tandem.pages.signals import Day, Move, Range, Series, Signals

WEEK, WEEKS = 7, 4
OF_DAY, OF_THREE = (
    ("rate", "expected", "low", "high"),
    ("smoothed", "smoothed_expected", "smoothed_low", "smoothed_high"),
)
SERIES = ("level", "entity", "measure")
COMPANY_NAME = "Whole company"


def gather_signals(
    tables: Mapping[str, DataFrame], campaigns: Sequence[Campaign], through: date
) -> tuple[Signals, list[Campaign]]:
    """All days of the night `through` and four weeks of moves; and the campaigns, those that moved with a path."""
    quadrants, names = tables["diagnosis.quadrants"], {each.campaign_id: each.name for each in campaigns}
    nights = weekly_nights(quadrants, through)
    signals = Signals(
        through,
        series=read_series(tables["metrics.limits"], through, names),
        moves=read_moves(tables["diagnosis.transitions"], nights, through),
        weeks=sum(WEEK <= (later - earlier).days < 2 * WEEK for later, earlier in pairwise(nights)),
    )
    paths = read_paths(quadrants, nights, {move.campaign_id for move in signals.moves})
    return signals, [replace(each, path=paths.get(each.campaign_id, ())) for each in campaigns]


def read_series(limits: DataFrame, through: date, names: Mapping[str, str]) -> list[Series]:
    """One series per measure of the company, of a channel or of a campaign."""
    columns = (*SERIES, "date", "status", "market", "observed", "completeness", *OF_DAY, *OF_THREE)
    of_weeks = F.col("date") > F.lit(through - timedelta(days=WEEKS * WEEK))
    rows = limits.where((F.col("through") == F.lit(through)) & of_weeks).select(*columns).collect()
    ordered = sorted(rows, key=lambda row: (*(row[name] for name in SERIES), row["date"]))
    return [
        Series(level, entity, _name(level, entity, names), measure, tuple(map(_day, days)))
        for (level, entity, measure), days in groupby(ordered, key=lambda row: tuple(row[name] for name in SERIES))
    ]


def weekly_nights(quadrants: DataFrame, through: date) -> list[date]:
    """The last night with verdicts of each of the last weeks, this one first, one week more than are told of."""
    first = through - timedelta(days=WEEK * (WEEKS + 1) - 1)
    nights = quadrants.where(F.col("through").between(F.lit(first), F.lit(through))).select("through").distinct()
    found: dict[int, date] = {}
    for night in sorted(row[0] for row in nights.collect()):
        found[(through - night).days // WEEK] = night
    return [found[week] for week in sorted(found)]


def read_moves(transitions: DataFrame, nights: Sequence[date], through: date) -> list[Move]:
    """Moves of the weeks that end on `nights`: between those, the table tells the same move each night."""
    told = [night for night in nights if (through - night).days < WEEK * WEEKS]
    rows = transitions.where(F.col("through").isin(told)).collect() if told else []
    return [
        Move(
            row["campaign_id"],
            row["campaign_name"] or row["campaign_id"],
            row["through"],
            row["from_quadrant"],
            row["to_quadrant"],
            _known(row["p_real"]),
            row["first_date"],
            None if row["spend"] is None else float(row["spend"]),
            None if row["spend_before"] is None else float(row["spend_before"]),
            row["new_creatives"],
        )
        for row in rows
    ]


def read_paths(
    quadrants: DataFrame, nights: Sequence[date], campaigns: Collection[str]
) -> dict[str, tuple[tuple[float, float], ...]]:
    """CTR and CR index of each of `campaigns` on each of `nights` on which both are known, the oldest first."""
    if not campaigns:
        return {}
    is_told = F.col("through").isin(list(nights)) & F.col("campaign_id").isin(sorted(campaigns))
    rows = quadrants.where(is_told).select("campaign_id", "through", "ctr_index", "cr_index").collect()
    paths: dict[str, tuple[tuple[float, float], ...]] = {}
    for row in sorted(rows, key=lambda row: (row["campaign_id"], row["through"])):
        if row["ctr_index"] and row["cr_index"]:
            paths[row["campaign_id"]] = (*paths.get(row["campaign_id"], ()), (row["ctr_index"], row["cr_index"]))
    return paths


def _name(level: str, entity: str, names: Mapping[str, str]) -> str:
    if level == "company":
        return COMPANY_NAME
    return names.get(entity, entity) if level == "campaign" else entity


def _day(row: Row) -> Day:
    alone, smoothed = (Range(*(_known(row[name]) for name in names)) for names in (OF_DAY, OF_THREE))
    more = (_known(row[name]) for name in ("market", "observed", "completeness"))
    return Day(row["date"], row["status"], alone, smoothed, *more)


def _known(number: float | None) -> float | None:
    return None if number is None or isnan(number) else number
