from datetime import date, timedelta

import pytest

from tandem.pages.content import Gap
from tandem.scorecard.coverage import cover, delivered_days

START = date(2026, 3, 1)


def days(*offsets):
    return [START + timedelta(days=offset) for offset in offsets]


def of(feed, supplier, *offsets):
    return [(feed, supplier, day) for day in days(*offsets)]


def test_a_day_that_a_daily_supplier_skips_is_a_gap():
    coverage = cover(of("ad_reports", "meta", 0, 1, 2, 3, 5, 6), end=START + timedelta(days=6))

    assert coverage.gaps == (Gap("ad_reports", "meta", tuple(days(4))),)
    assert coverage.share("ad_reports") == pytest.approx(6 / 7)
    assert coverage.missing_days("ad_reports") == days(4)


def test_a_daily_supplier_that_stops_is_missed_to_the_end():
    coverage = cover(of("events", "web", 0, 1, 2, 3), end=START + timedelta(days=6))

    assert coverage.missing_days("events") == days(4, 5, 6)


@pytest.mark.parametrize("offsets", [(0,), (0, 7, 14), (0, 1)], ids=["one_file", "weekly", "two_files"])
def test_a_supplier_that_is_not_daily_has_no_gaps(offsets):
    coverage = cover(of("orders", "shop", *offsets), end=START + timedelta(days=20))

    assert coverage.gaps == ()
    assert coverage.share("orders") == 1


def test_a_feed_that_never_came_has_no_share():
    assert cover([], end=START).share("events") is None


def test_held_deliveries_did_not_come(rows):
    deliveries = rows(
        "feed string, supplier string, delivery_date date, status string",
        ("events", "web", START, "kept"),
        ("events", "web", START + timedelta(days=1), "held"),
        ("events", "web", START - timedelta(days=1), "kept"),
    )

    assert delivered_days(deliveries, start=START, end=START + timedelta(days=3)) == [("events", "web", START)]
