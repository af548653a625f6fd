"""What the page says, gathered from tables; every frame here is bounded by campaigns, channels, feeds or books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from tandem.config import Config
from tandem.definitions import Definition
from tandem.pages.content import (
    DECIDED,
    NO_RATES,
    Book,
    Campaign,
    Estimate,
    FeedRows,
    Measure,
    PageContent,
    Standing,
)
from tandem.pages.numbers import MODELS
from tandem.pages.verdicts import LOOKS
from tandem.scorecard.absent import disclosures, missing
from tandem.scorecard.briefs import read_briefs
from tandem.scorecard.cells import between, period_start
from tandem.scorecard.coverage import Coverage
from tandem.scorecard.credit import read_credit
from tandem.scorecard.fits import read_fits
from tandem.scorecard.holds import read_holds
from tandem.scorecard.leads import read_leads
from tandem.scorecard.readings import read_readings
from tandem.scorecard.restated import read_restated
from tandem.scorecard.signals import gather_signals
from tandem.scorecard.template import Template
from tandem.scorecard.tracking import tracking_lines
from tandem.tables import COMPANY

Cells = Mapping[str, Mapping[str, Row]]  # entity -> measure -> cell


@dataclass(frozen=True)
class Setting:
    """What a page says that no table holds."""

    company: str
    currency: str
    through: date
    campaigns_on_page: int
    run_id: str
    versions: Mapping[str, int]
    definitions: Sequence[Definition]
    is_simulated: bool


def setting_of(
    conf: Config,
    through: date,
    definitions: Sequence[Definition],
    *,
    run_id: str,
    read: Mapping[str, Mapping[str, int]],
) -> Setting:
    """The setting of the page that run `run_id` publishes; `read` has the version of each input table."""
    return Setting(
        company=conf.scorecard.company,
        currency=conf.reporting.currency,
        through=through,
        campaigns_on_page=conf.scorecard.campaigns_on_page,
        run_id=run_id,
        versions={table: position["version"] for table, position in read.items()},
        definitions=definitions,
        is_simulated=conf.is_simulated,
    )


def gather_content(
    tables: Mapping[str, DataFrame], template: Template, coverage: Coverage, setting: Setting
) -> PageContent:
    """The content of one page from the night's tables, each by its full name."""
    through, start = setting.through, period_start(template, setting.through)
    cells = read_cells(tables["scorecard.cells"].where(F.col("period_end") == F.lit(through)))
    signals, campaigns = gather_signals(tables, gather_campaigns(tables, cells, through), through)
    verdicts = [each.verdict for each in campaigns]
    returns, days = (between(tables[name], start, through) for name in ("attribution.returns", "metrics.days"))
    credit, young = read_credit(returns, days, template.credit_model)
    return PageContent(
        company=setting.company,
        title=template.title,
        period_start=start,
        period_end=through,
        night=through,
        currency=setting.currency,
        credit_model_id=template.credit_model,
        credit_model=MODELS[template.credit_model],
        measures=company_measures(cells.get(COMPANY, {}), template),
        campaigns=tuple(campaigns[: setting.campaigns_on_page]),
        verdicts={verdict: verdicts.count(verdict) for verdict in dict.fromkeys(verdicts)},
        signals=signals,
        holds=read_holds(tables["governance.holds"], cells, template, names_of(campaigns), through),
        readings=read_readings(tables["metrics.readings"], through, names_of(campaigns)),
        leads=read_leads(tables["metrics.lead_stages"], through, names_of(campaigns)),
        credit=credit,
        young_models=young,
        restated=read_restated(tables["attribution.restatements"], through, template.credit_model),
        fits=read_fits(tables, through),
        ledger=read_ledger(between(tables["clean.ledger"], start, through)),
        books=read_books(tables["governance.books"].where(F.col("through") == F.lit(through))),
        gaps=coverage.gaps,
        missing=missing(
            cells.get(COMPANY, {}),
            coverage,
            has_verdicts=any(each.ctr_index.value and each.cr_index.value for each in campaigns),
        ),
        disclosures=(
            *disclosures(tables["metrics.days"], tables["metrics.bridge"], start, through),
            *tracking_lines(between(tables["clean.witnesses"], start, through)),
        ),
        definitions=tuple(Standing(d.id, d.version, d.owner, d.effective_from, d.hash) for d in setting.definitions),
        run_id=setting.run_id,
        versions=setting.versions,
        published=setting.run_id,
        is_simulated=setting.is_simulated,
    )


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


def company_measures(cells: Mapping[str, Row], template: Template) -> tuple[Measure, ...]:
    """Every measure of the template, known or not; those of feeds that not every company has where they are known."""
    return tuple(
        Measure(
            line.id,
            line.label,
            line.perspective,
            _estimate(cells.get(line.id)),
            line.unit,
            completeness=cells[line.id]["completeness"] if line.id in cells else None,
            target=str(line.target or ""),
            status=cells[line.id]["status"] if line.id in cells else "no target",
            owner=line.owner,
            meaning=line.meaning,
            is_headline=line.headline,
            weight=line.weight,
        )
        for line in template.lines
        if line.id in cells or not line.where_known
    )


def read_ledger(ledger: DataFrame) -> tuple[FeedRows, ...]:
    """What became of the rows of each feed."""
    rows = ledger.groupBy("feed", "fate", "reason").agg(F.sum("rows").alias("rows")).collect()
    return tuple(_feed_rows(feed, [r for r in rows if r["feed"] == feed]) for feed in sorted({r["feed"] for r in rows}))


def read_books(books: DataFrame) -> tuple[Book, ...]:
    """Each equation over the parts it was checked for."""
    rows = books.orderBy("book", "part").collect()
    return tuple(
        _book(name, [row for row in rows if row["book"] == name]) for name in dict.fromkeys(r["book"] for r in rows)
    )


def _measured(cells: Mapping[str, Row]) -> dict[str, Any]:
    """The fields of a campaign that are cells."""
    plain = {
        name: _estimate(cells.get(name)).value
        for name in ("impressions", "ad_clicks", "conversions", "revenue", "spend")
    }
    rates = {name: _estimate(cells.get(name)) for name in ("ctr", "cr", "roas")}
    return {**plain, **rates, "spend_completeness": cells["spend"]["completeness"] if "spend" in cells else None}


def _estimate(cell: Row | None) -> Estimate:
    return Estimate(cell["value"], cell["low"], cell["high"], cell["mark"] or "") if cell else Estimate()


def _feed_rows(feed: str, rows: Sequence[Row]) -> FeedRows:
    kept = sum(row["rows"] for row in rows if row["fate"] == "kept")
    aside = {row["reason"]: row["rows"] for row in rows if row["fate"] != "kept"}
    return FeedRows(feed, kept + sum(aside.values()), kept, aside)


def _book(name: str, rows: Sequence[Row]) -> Book:
    failing = tuple(row["part"] for row in rows if not row["holds"])
    return Book(name, len(rows), failing, max(abs(row["left_side"] - row["right_side"]) for row in rows))


def _weight(each: Campaign) -> tuple[Any, ...]:
    """Decided before undecided, then the largest."""
    return each.verdict not in DECIDED, -(each.spend or 0), -(each.impressions or 0), each.campaign_id
