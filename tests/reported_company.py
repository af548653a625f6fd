"""A company that ad reports alone tell of, its lake and its definitions: the nights from metrics to the page."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tandem.changes import Affected, Touched
from tandem.config import Config, LakeConfig
from tandem.flow import loaded
from tandem.lake import Lake
from tandem.shipped import jobs_folder
from tandem.tables import AD_REPORTS, BRIDGE, CELLS, READINGS

LAST = date(2026, 3, 29)
BEFORE = LAST - timedelta(days=1)
JOBS = ("60_metrics", "85_governance", "90_scorecard")


def reports(spark, through):
    """40 days of three campaigns to LAST, as far as `through`; on LAST the first has four times its clicks."""
    days = [LAST - timedelta(days=age) for age in range(40)]
    rows = [
        {
            **dict.fromkeys(AD_REPORTS.column_names),
            **{"platform": "x", "account_id": "", "campaign_id": name, "creative_id": f"ad-{name}", "date": day},
            **{"channel": "Paid Search", "impressions": 10_000, "spend": Decimal(50)},
            "clicks": (400 if day == LAST else 100) + day.day % 3 if name == "c1" else 200 + day.day % 5,
        }
        for day in days
        for name in ("c1", "c2", "c3")
        if day <= through
    ]
    return spark.createDataFrame(
        [tuple(row[name] for name in AD_REPORTS.column_names) for row in rows], AD_REPORTS.promise
    )


class WithoutReadings(Lake):
    """A lake for which neither readings nor the bridge are due, which cost more than all else."""

    def touched(self, out, *inputs, **made_by):
        return Touched({}) if out in (READINGS, BRIDGE) else super().touched(out, *inputs, **made_by)

    def is_due(self, out, *inputs, **made_by):
        return out is not READINGS and super().is_due(out, *inputs, **made_by)


class ReportedCompany:
    """A lake and definitions of its own."""

    def __init__(self, spark, root, definitions):
        self.spark, self.root = spark, root
        self.conf = Config(lake=LakeConfig(root=root), definitions=definitions)

    def deliver(self, through):
        Lake(self.spark, self.conf, through, job="test").replace(AD_REPORTS, reports(self.spark, through), Affected())

    def night(self, through):
        """The jobs of one night, and the tables that they wrote."""
        written = []
        for job in JOBS:
            lake = WithoutReadings(self.spark, self.conf, through, job=job)
            loaded(jobs_folder() / f"{job}.py").main(lake, self.conf)
            lake.release()
            written += [write.table for write in lake.writes]
        return written

    def read(self, table, through, of=""):
        day = table.partition or "through"
        rows = Lake(self.spark, self.conf, date.max).read(table).where(f"{day} = DATE'{through}' {of}")
        return rows.orderBy(*table.grain)

    def cell(self, through, entity="c1", measure="ctr"):
        (row,) = self.read(CELLS, through, f"AND entity = '{entity}' AND measure = '{measure}'").collect()
        return row

    @property
    def page(self):
        return (self.root / "pages" / "scorecard.html").read_text(encoding="utf-8")
