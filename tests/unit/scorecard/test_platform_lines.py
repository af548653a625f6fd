from datetime import date

import pytest

from tandem.scorecard.bridge import bridge_lines
from tandem.tables import BRIDGE
from unit.scorecard.company_rows import row_of, schema

FIRST, SECOND = date(2026, 3, 27), date(2026, 3, 28)


def bridge(rows, *given):
    return rows(schema(BRIDGE), *(row_of(BRIDGE, **({"period": "day", "date": FIRST} | row)) for row in given))


def test_a_platform_that_counts_what_is_in_view_is_told_over_all_days_with_its_reason(rows):
    seen = {"platform": "meta", "counts": "viewable", "common_impressions": 500, "common_clicks": 10}
    differs = {"impressions_definition": -150, "clicks_definition": 1, "impressions_missing": -20}
    told = {"platform_impressions": 330, "platform_clicks": 11}
    days = [seen | differs | told | {"date": day} for day in (FIRST, SECOND)]
    month = seen | {"period": "month", "common_impressions": 9999}

    assert bridge_lines(bridge(rows, *days, month)) == (
        "meta reports 660 impressions where own tracking counts 1,000 (34% fewer). The largest cause: it counts "
        "viewable impressions. CTR is 3.33% on the platform's basis and 2.00% on the common one, own tracking.",
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"impressions_missing": -7, "platform_impressions": None}, "x: no report came; own tracking counts 10 "),
        ({"clicks_rest": 5, "platform_impressions": 10}, "Most of the difference in clicks is not explained"),
        ({"clicks_missing": -5, "missing_days": 3, "platform_impressions": 12}, "(20% more). The largest cause: days "),
        ({"platform_impressions": 10, "clicks_rest": 1, "common_clicks": 101}, "counts 10. CTR is 0% on"),
    ],
    ids=["never reported", "not explained", "missing days", "equal"],
)
def test_other_platforms_say_what_is_missing_or_not_explained(rows, row, said):
    [line] = bridge_lines(bridge(rows, {"platform": "x", "common_impressions": 10, "common_clicks": 9} | row))
    assert said in line


def test_without_rows_nothing_is_said(rows):
    assert bridge_lines(bridge(rows)) == ()
