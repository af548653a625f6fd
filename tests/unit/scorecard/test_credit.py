from decimal import Decimal

from tandem.pages.content import ChannelCredit
from tandem.scorecard.credit import read_credit
from tandem.tables import DAYS, RETURNS
from unit.scorecard.company_rows import NIGHT, row_of, schema


def test_credit_stands_by_channel_with_the_share_of_clicks_that_may_not_be_followed(rows):
    credit = {"date": NIGHT, "conversions": 2.0, "value": 30.0, "spend": None}
    returns = [
        row_of(RETURNS, basis=basis, model="last", channel=channel, **credit)
        for basis, channel in (("conversion", "Email"), ("touch", "Email"), ("conversion", "(none)"))
    ]
    days = [
        row_of(DAYS, date=NIGHT, basis=basis, channel="Email", source=source, ad_clicks=clicks, no_consent=without)
        for basis, source, clicks, without in (
            ("own", "clicks", 8, 1),
            ("own", "unlinked_clicks", 2, 2),
            ("own", "impressions", 0, 50),
            ("platform", "reports", 99, 0),
        )
    ]

    found, young = read_credit(rows(schema(RETURNS), *returns), rows(schema(DAYS), *days), "last")

    assert young == ()
    assert found == (
        ChannelCredit("Email", None, {"last": 2.0}, {"last": 30.0}, 0.3),
        ChannelCredit("(none)", None, {"last": 2.0}, {"last": 30.0}, None),
    )


def test_a_model_younger_than_the_period_stands_beside_no_other(rows):
    credit = {"date": NIGHT, "basis": "conversion", "value": 30.0}
    returns = [
        row_of(RETURNS, model=model, channel=channel, conversions=conversions, spend=spend, **credit)
        for model, channel, conversions, spend in (
            ("last", "Email", 2.0, Decimal(9)),
            ("last", "Display", 2.0, None),
            ("bathtub", "Email", 3.0, Decimal(4)),
        )
    ]

    found, young = read_credit(rows(schema(RETURNS), *returns), rows(schema(DAYS)), "last")

    assert young == ("bathtub",)
    assert [(each.channel, each.spend, each.conversions) for each in found] == [
        ("Display", None, {"last": 2.0}),
        ("Email", 9.0, {"last": 2.0}),
    ]
