from datetime import date

import pytest

from tandem.scorecard.bridge import bridge_lines
from tandem.tables import BRIDGE
from unit.scorecard.company_rows import row_of, schema

FIRST, SECOND = date(2026, 3, 27), date(2026, 3, 28)


def bridge(rows, *given):
    return rows(schema(BRIDGE), *(row_of(BRIDGE, **({"period": "day", "date": FIRST} | row)) for row in given))


def test_a_platform_that_counts_what_is_in_view_is_told_over_all_its_reported_days_with_its_reasons(rows):
    seen = {"platform": "meta", "counts": "viewable", "common_impressions": 500, "common_clicks": 10}
    differs = {"impressions_definition": -150, "clicks_definition": 1, "impressions_missing": -20}
    told = {"platform_impressions": 330, "platform_clicks": 11}
    days = [seen | differs | told | {"date": day} for day in (FIRST, SECOND)]
    month = seen | {"period": "month", "common_impressions": 9999}
    to_come = seen | {"date": date(2026, 3, 29), "impressions_missing": -500}
    to_come |= {"platform_impressions": None, "platform_clicks": None}

    assert bridge_lines(bridge(rows, *days, month, to_come)) == (
        "meta reports 660 impressions where own tracking counts 1,000 (34% fewer; largest cause: it counts viewable "
        "ones) and 22 clicks where own tracking counts 20 (10% more; largest cause: it counts clicks that lead "
        "nowhere). CTR is 3.33% as it counts and 2.00% as own tracking does.",
    )


MISSING = {"impressions_missing": -7, "platform_impressions": None}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([MISSING], "x: no report came; own tracking counts 10 impressions."),
        (
            [{"clicks_rest": 5, "platform_clicks": 14}],
            "14 clicks where own tracking counts 9 (56% more; largest cause: n",
        ),
        (
            [MISSING | {"missing_days": 1}, {"date": SECOND}],
            "(50% fewer; largest cause: 1 of its days were not reported",
        ),
        (
            [{"impressions_rest": 1, "common_impressions": 101, "platform_impressions": 100}],
            "101 (1% fewer) and 9 clicks",
        ),
        (
            [{}],
            "x reports 10 impressions where own tracking counts 10 and 9 clicks where own tracking counts 9. CTR is",
        ),
    ],
    ids=["never reported", "not explained", "missing days", "next to nothing", "equal"],
)
def test_other_platforms_say_what_is_missing_or_not_explained(rows, given, said):
    equal = {"platform": "x", "common_impressions": 10, "common_clicks": 9}
    equal |= {"platform_impressions": 10, "platform_clicks": 9}
    [line] = bridge_lines(bridge(rows, *(equal | row for row in given)))
    assert said in line


def test_without_rows_nothing_is_said(rows):
    assert bridge_lines(bridge(rows)) == ()
