"""metrics.bridge of the simulated company against the definitions that its platforms truly count by."""

import duckdb
import pytest
from deltalake import DeltaTable

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ask(company):
    """SQL over metrics.bridge and metrics.days, and over the truth of what the reports tell."""
    database = duckdb.connect()
    for name in ("bridge", "days"):
        database.register(name, DeltaTable(company.lake / "metrics" / name).to_pyarrow_table())
    database.sql(f"create view told as from '{company.truth}/spend/*.parquet'")
    database.sql(f"create view campaigns as from '{company.truth}/campaigns.parquet'")
    database.sql(f"create view platforms as from '{company.truth}/platforms.parquet'")
    return lambda question: database.sql(question).fetchall()


def test_every_platform_has_a_row_for_each_day_and_one_for_the_month(ask):
    assert ask("select platform, counts from bridge where period = 'month' order by 1") == ask(
        "select platform, counts from platforms order by 1"
    )
    assert ask("select count(*) from bridge where period = 'day'")[0][0] >= 12


def test_the_planted_definition_is_the_largest_cause_and_as_large_as_planted(ask):
    [(cause, definition, common)] = ask(
        """select impressions_cause, impressions_definition, common_impressions
           from bridge where period = 'month' and platform = 'meta'"""
    )
    [(served, counted)] = ask("select sum(served), sum(impressions) from told where platform = 'meta'")

    assert cause == "definition"
    assert definition == pytest.approx(counted - served, abs=0.02 * served)
    assert definition < -0.15 * common
    assert ask("select impressions_definition from bridge where period = 'month' and platform = 'microsoft'") == [(0,)]


def test_what_is_left_unexplained_of_the_impressions_is_small(ask):
    for platform, rest, reported in ask(
        """select platform, impressions_rest, platform_impressions from bridge where period = 'month'"""
    ):
        assert abs(rest) <= 0.02 * reported, platform


def test_causes_sum_to_the_gap_on_every_day_and_month(ask):
    for measure, causes in (
        ("impressions", ("timezone", "invalid", "definition", "repeats", "missing", "rest")),
        ("clicks", ("timezone", "invalid", "repeats", "definition", "missing", "rest")),
    ):
        explained = " + ".join(f"{measure}_{cause}" for cause in causes)
        [(rows, wrong)] = ask(
            f"""select count(*), count_if({explained} <> {measure}_gap
                    or coalesce(platform_{measure}, 0) - common_{measure} <> {measure}_gap) from bridge"""
        )
        assert (rows > 0, wrong) == (True, 0)


def test_the_common_counts_are_those_that_metrics_publish(ask):
    [(bridged, clicked)] = ask("select sum(common_impressions), sum(common_clicks) from bridge where period = 'day'")
    [(shown,)] = ask("select sum(impressions) from days where basis = 'own'")
    [(clicks,)] = ask(
        """select sum(ad_clicks) from days where basis = 'own'
           and campaign_id in (select campaign_id from campaigns join platforms using (platform))"""
    )

    assert bridged == shown
    assert clicked == clicks


def test_the_last_day_whose_reports_are_to_come_is_in_no_month(ask, company):
    of_both = "platform in ('google', 'meta')"  # microsoft shows so little that it has days without a line to report

    assert ask(f"select distinct date from bridge where period = 'day' and platform_clicks is null and {of_both}") == [
        (company.last_day,)
    ]
    assert ask(f"select sum(missing_days) from bridge where period = 'month' and {of_both}") == [(0,)]


def test_meta_alone_has_clicks_by_its_own_definition_and_its_ctr_is_higher_on_its_own_basis(ask):
    rows = {row[0]: row[1:] for row in ask(
        "select platform, clicks_definition, platform_ctr, common_ctr from bridge where period = 'month'"
    )}  # fmt: skip

    [(others,)] = ask("select sum(all_clicks - clicks) from told where platform = 'meta'")
    assert {name: row[0] for name, row in rows.items()} == {"google": 0, "meta": others, "microsoft": 0}
    assert rows["meta"][1] > rows["meta"][2]


def test_the_page_says_it(company):
    page = (company.lake / "pages" / "scorecard.html").read_text(encoding="utf-8")

    assert "meta reports " in page
    assert "largest cause: it counts viewable ones" in page
