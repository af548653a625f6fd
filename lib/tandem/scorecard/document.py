"""docs/kpis.md, made from conf/kpis: `python -m tandem.scorecard.document > docs/kpis.md`."""

from __future__ import annotations

from collections.abc import Iterator

from tandem.scorecard.kpis import Formula, Kpi, load_kpis
from tandem.scorecard.sources import SOURCES
from tandem.scorecard.template import MEASURES
from tandem.shipped import conf_folder

HEAD = """# Measures

Made from the definitions in `conf/kpis/` by `make docs`. Each formula is Spark SQL over the rows of its source in the
period, and of one campaign where the measure is a campaign's; a test holds what it gives against `scorecard.cells`, and
`tandem explain CELL` prints its numbers for one published cell. `null`: no cell is published.
"""


def document() -> str:
    """Markdown of all measures in the order of their ids' list, and of the sources that formulas read."""
    kpis = load_kpis(conf_folder() / "kpis")
    sections = (section(kpis[measure]) for measure in MEASURES if measure in kpis)
    return "\n".join([HEAD, *sections, sources()])


def section(kpi: Kpi) -> str:
    """Markdown of one measure."""
    facts = {
        "unit": kpi.unit,
        "owner": kpi.owner,
        "excluded": kpi.exclusions,
        "normalisation": kpi.normalisation,
        "window": kpi.window,
        "update cycle": kpi.update_cycle,
        "assumptions": "; ".join(kpi.assumptions),
        "known limits": "; ".join(kpi.limits),
    }
    rows = "\n".join(f"| {name} | {text} |" for name, text in facts.items())
    formulas = "\n".join(formulas_of(kpi))
    return f"## {kpi.name}\n\n`{kpi.measure}`, version {kpi.version}\n\n| | |\n|---|---|\n{rows}\n\n{formulas}"


def formulas_of(kpi: Kpi) -> Iterator[str]:
    """Each formula of a measure as SQL; one for both scopes where they share it."""
    company, campaign = kpi.formulas["company"], kpi.formulas.get("campaign")
    if campaign is None:
        yield code("The company,", company)
    elif company == campaign:
        yield code("The company, and each campaign,", company)
    else:
        yield code("The company,", company)
        yield code("Each campaign,", campaign)


def code(title: str, formula: Formula) -> str:
    """One formula with its source."""
    parts = [f"-- numerator\n{formula.numerator}"]
    if formula.denominator:
        parts.append(f"-- denominator\n{formula.denominator}")
    if formula.formula != "numerator":
        parts.append(f"-- value\n{formula.formula}")
    where = f" where `{formula.where}`" if formula.where else ""
    return f"{title} over `{formula.source}`{where}\n\n```sql\n" + "\n".join(parts) + "\n```\n"


def sources() -> str:
    """What formulas may name beside the columns of a table."""
    lines = [
        f"* `{name}`: {source.rows}; " + "; ".join(f"`{column}`: {meaning}" for column, meaning in source.adds.items())
        for name, source in SOURCES.items()
        if source.adds
    ]
    return "## Columns that no table has\n\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(document(), end="")
