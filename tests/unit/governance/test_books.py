from decimal import Decimal

from tandem.governance.books import delivered_spend

REPORT, RETURN = "spend decimal(18,6), excluded_by string", "basis string, model string, spend decimal(18,6)"


def test_spend_delivered_is_in_returns_or_set_aside(rows):
    reports = rows(REPORT, (Decimal(10), None), (Decimal(4), "level_agrees"), (None, "no_rate"), (None, None))
    returns = rows(RETURN, ("touch", "first", Decimal(10)), ("touch", "last", Decimal(14)), ("touch", "last", None))

    found = delivered_spend(reports, returns).orderBy("part").select("part", "left_side", "right_side").collect()

    assert [tuple(row) for row in found] == [("touch / first", 14.0, 14.0), ("touch / last", 14.0, 18.0)]
