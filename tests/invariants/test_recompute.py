"""What the lake publishes of the simulated company equals what DuckDB finds in its landing files by SQL of its own."""

import duckdb
import pytest
from deltalake import DeltaTable

from recompute.recompute import recompute

pytestmark = pytest.mark.slow

# What is compared, as SQL over the recomputed tables and over the lake's.
MEASURES = {
    "impressions, clicks and converting clicks of each campaign": (
        "SELECT campaign, impressions, clicks, converting_clicks FROM rates_by_campaign",
        """
        SELECT campaign_id, sum(impressions), sum(ad_clicks), sum(converting_clicks) FROM (
            SELECT campaign_id, impressions, ad_clicks, 0 AS converting_clicks
            FROM metrics_days WHERE basis = 'own' AND source IN ('impressions', 'clicks', 'unlinked_clicks')
            UNION ALL
            SELECT campaign_id, 0, 0, converting_clicks FROM metrics_outcomes WHERE type = 'purchase')
        GROUP BY campaign_id
        """,
    ),
    "impressions, clicks and converting clicks of each region, audience and class of device": (
        "SELECT dimension, value, impressions, clicks, converting_clicks FROM rates_by_cohort",
        """
        SELECT dimension, value, sum(impressions), sum(ad_clicks), sum(converting_clicks)
        FROM metrics_cohorts WHERE type IN ('', 'purchase') GROUP BY ALL
        """,
    ),
    "sessions of each day": (
        """
        SELECT started_at::DATE, count(*), sum(visits), sum(events), sum(views), sum(ad_clicks), count_if(devices > 1)
        FROM sessions WHERE NOT is_excluded GROUP BY ALL
        """,
        """
        SELECT date, count(*), sum(visit_count), sum(event_count), sum(view_count), sum(ad_click_count),
               count_if(is_cross_device)
        FROM sessions_sessions WHERE excluded_by IS NULL GROUP BY ALL
        """,
    ),
    "sessions as metrics count them": (
        "SELECT started_at::DATE, count(*) FROM sessions WHERE NOT is_excluded GROUP BY ALL",
        "SELECT date, sum(sessions) FROM metrics_days WHERE source = 'sessions' GROUP BY ALL",
    ),
    "conversions and value credited to each campaign's last touches": (
        "SELECT campaign, conversions, round(value, 2) FROM credit_by_campaign",
        """
        SELECT coalesce(campaign_id, ''), count(*), round(sum(value), 2)
        FROM attribution_credits WHERE "last" = 1 GROUP BY ALL
        """,
    ),
    "conversions by whether anything earns them": (
        "SELECT count(*), (SELECT count(*) FROM last_touch) FROM conversions",
        "SELECT count(*), count(*) FILTER (uncredited_by IS NULL) FROM attribution_journeys",
    ),
    "actions of each day and campaign by what saw them": (
        """
        SELECT date, name, coalesce(campaign, ''), count_if(by_browser AND by_server), count_if(NOT by_server),
               count_if(NOT by_browser)
        FROM witnesses GROUP BY ALL
        """,
        """
        SELECT date, name, campaign_id, sum("both"), sum(client_only), sum(server_only)
        FROM clean_witnesses WHERE excluded_by IS NULL AND order_only = 0 GROUP BY ALL
        """,
    ),
    "spend of each campaign and day": (
        "SELECT campaign, day, round(spend, 2) FROM spend",
        """
        SELECT campaign_id, date, round(sum(spend), 2) FROM clean_ad_reports WHERE excluded_by IS NULL GROUP BY ALL
        """,
    ),
}
TABLES = (
    "metrics/days",
    "metrics/outcomes",
    "metrics/cohorts",
    "sessions/sessions",
    "attribution/credits",
    "attribution/journeys",
    "clean/ad_reports",
    "clean/witnesses",
)


@pytest.fixture(scope="module")
def database(company) -> duckdb.DuckDBPyConnection:
    """The recomputed tables, and beside them those of the lake as layer_name."""
    database = recompute(company.delivered, company.last_day)
    for name in TABLES:
        database.register(name.replace("/", "_"), DeltaTable(company.lake / name).to_pyarrow_table())
    return database


@pytest.mark.parametrize("measure", MEASURES)
def test_the_lake_says_what_the_landing_files_say(database, measure):
    recomputed, published = (sorted(database.sql(query).fetchall(), key=str) for query in MEASURES[measure])

    assert recomputed
    assert published == recomputed
