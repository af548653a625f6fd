"""Four platforms' own exports, by feed definitions alone: nothing lost, nothing twice, totals as published."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from pyspark.sql import functions as F

from tandem.tables import AD_REPORTS, RAW_AD_REPORTS

DATA = Path(__file__).parents[3] / "shared/data"

pytestmark = pytest.mark.slow

LAST = "20_clean"
# platform, level, report: rows, impressions, clicks, spend, conversions, value, as the folder's README prints them
PUBLISHED = """
meta       ad                          10   37275   149     643.63          -        -
meta       ad             actions      10       -     -          -         22        -
meta       ad             values       82       -     -          -          -  941170.78
meta       country                     10   15800  1290     489.97          -        -
meta       country        actions      10       -     -          -       2335        -
meta       region                      10   15500  1137     462.75          -        -
meta       region         actions      10       -     -          -       1875        -
google     account                     19 1050214  9742    1632.333323    176        0
google     ad_group                    15    4483   620    3156.84    14.483334       0
google     ad                          10      10     0       0            33    72.50
google     campaign                    16    1854   280     231.33          0        0
google     keyword                     15     751   129     203.99          1        0
google     search_term                 10    3900   290       1.22       21.5   998.20
linkedin   campaign                    20    1359   919     530.62          0        0
linkedin   ad                         100   13265   389       0             0        0
linkedin   member_country              10   13010  1195    1843.00          -  1577.50
linkedin   member_region               10   13250  1250    1915.75          -  1635.75
microsoft  account                     10       5     4       0             2     0.10
microsoft  campaign                  2630    7569   592     946.34          2     0.01
microsoft  ad_group                   229     431    15     102.23          2     0.01
microsoft  ad                         401     860    28     208.36          2     0.01
microsoft  keyword                     53      65     8      38.30          2     0.01
microsoft  search_term                 10     270    25      66.11          2     0.01
microsoft  geographic                  10    5050   505     147.00         17   119.00
"""


def published():
    for line in PUBLISHED.strip().splitlines():
        words = line.split()
        figures = tuple(None if word == "-" else Decimal(word) for word in words[-6:])
        yield tuple(([*words[:-6], ""])[:3]), figures


@pytest.fixture(scope="module")
def platforms(night):
    return night("ad_platform_exports", until=LAST)


def test_the_exports_of_four_platforms_add_up_to_the_published_totals(platforms):
    raw, clean = platforms.read(RAW_AD_REPORTS), platforms.read(AD_REPORTS)
    line = ("platform", "level", F.coalesce("report", F.lit("")))
    measures = ("impressions", "clicks", "spend", "conversions", "conversion_value")
    sums = (F.round(F.sum(F.col(name).cast("decimal(24,8)")), 6) for name in measures)

    found = {tuple(row)[:3]: tuple(row)[3:] for row in raw.groupBy(*line).agg(F.count("*"), *sums).collect()}

    assert found == dict(published())
    assert raw.where("set_aside IS NOT NULL").count() == 0
    assert clean.count() == raw.count()
    both = [frame.agg(F.sum(spend)).first()[0] for frame, spend in ((raw, "spend"), (clean, "spend_original"))]
    assert both[0] == both[1]


def test_no_spend_counts_twice_and_levels_that_differ_say_so(platforms):
    reports = platforms.read(AD_REPORTS).where("platform = 'microsoft'")

    by_reason = reports.groupBy("level", "excluded_by").count().collect()
    counted = reports.where("excluded_by IS NULL").agg(F.sum("spend")).first()[0]

    assert {tuple(row) for row in by_reason} == {
        ("account", "level_differs", 10),
        ("campaign", None, 2_630),
        ("ad_group", "level_differs", 229),
        ("ad", None, 336),
        ("ad", "level_differs", 65),
        ("keyword", "breakdown", 53),
        ("search_term", "breakdown", 10),
        ("geographic", "breakdown", 7),
        ("geographic", "unknown_currency", 3),  # CAD, EUR and MXN: no rates came
    }
    assert counted == spend_of_the_coarsest_level()


def spend_of_the_coarsest_level() -> Decimal:
    """By plain sums: of each campaign's day the spend of the coarsest of Microsoft's levels that tells it."""
    told: dict[tuple[str, str], dict[str, Decimal]] = {}
    for level in ("campaign", "ad_group", "ad"):
        path = DATA / f"ad_platform_exports/microsoft_ads_{level}_performance_daily_report_data.csv"
        for row in csv.DictReader(path.read_text().splitlines()):
            day = told.setdefault((row["campaign_id"], row["date"]), {level: Decimal(0)})
            if level in day:
                day[level] += Decimal(row["spend"])
    return sum((spend for day in told.values() for spend in day.values()), Decimal(0))


def test_lines_of_the_school_by_device_and_country_add_up(night):
    reports = night("prjctr", until=LAST).read(AD_REPORTS).where("excluded_by IS NULL")

    sums = reports.groupBy("platform").agg(F.sum("impressions"), F.sum("clicks"), F.sum("spend"))

    assert {row[0]: (row[1], row[2], round(row[3], 2)) for row in sums.collect()} == {
        "google": (99_232, 8_473, Decimal("14106.11")),
        "facebook": (1_667_160, 4_975, Decimal("5563.90")),
    }


def test_two_years_of_one_account_add_up_and_days_without_a_report_are_missing(night):
    reports = night("facebook_ads_daily", until=LAST).read(AD_REPORTS).where("excluded_by IS NULL")

    days = F.count_distinct("date")
    sums = reports.agg(*(F.sum(name) for name in ("spend", "impressions", "clicks", "conversion_value")), days).first()

    assert tuple(sums) == (Decimal("195767.73"), 51_080_132, 476_348, Decimal("247193.43"), 547)
