"""What the page says, gathered from tables; every frame here is bounded by campaigns, channels, feeds or books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from tandem.config import Config
from tandem.definitions import Definition
from tandem.pages.content import Measure, PageContent, Standing
from tandem.pages.numbers import MODELS
from tandem.scorecard.absent import disclosures, missing
from tandem.scorecard.campaigns import estimate_of, gather_campaigns, names_of, read_cells
from tandem.scorecard.cells import between, period_start
from tandem.scorecard.coverage import Coverage
from tandem.scorecard.credit import read_credit
from tandem.scorecard.fits import read_fits
from tandem.scorecard.holds import read_holds
from tandem.scorecard.leads import read_leads
from tandem.scorecard.readings import read_readings
from tandem.scorecard.records import read_books, read_ledger
from tandem.scorecard.restated import read_restated
from tandem.scorecard.signals import gather_signals
from tandem.scorecard.template import Template
from tandem.scorecard.tracking import tracking_lines
from tandem.tables import COMPANY


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


def company_measures(cells: Mapping[str, Row], template: Template) -> tuple[Measure, ...]:
    """Every measure of the template, known or not; those of feeds that not every company has where they are known."""
    return tuple(
        Measure(
            line.id,
            line.label,
            line.perspective,
            estimate_of(cells.get(line.id)),
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
