import pytest

from tandem.errors import UsageError
from tandem.onefile.fields import choose_columns

FIELDS = ("name", "impressions", "clicks", "conversions", "spend", "value", "channel", "date")
PLAIN = ["campaign", "impressions", "clicks", "conversions"]


def chosen(names, by=None, **told):
    return choose_columns("ads.csv", names, {field: told.get(field) for field in FIELDS}, by)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Campaign", "Impressions", "Clicks", "Conversions"], ["Campaign", "Impressions", "Clicks", "Conversions"]),
        (
            ["Campaign name", "Impr.", "Clicks (all)", "Purchases"],
            ["Campaign name", "Impr.", "Clicks (all)", "Purchases"],
        ),
        (
            ["campaign_name", "total_impressions", "total_clicks", "conversion_rate", "total_conversions"],
            ["campaign_name", "total_impressions", "total_clicks", "total_conversions"],
        ),
        (
            ["adId", "impressions", "clicks", "cost_per_click", "view_through_conversions", "conversions"],
            ["adId", "impressions", "clicks", "conversions"],
        ),
    ],
    ids=["any_case", "meta", "prefixed", "camel_case_beside_ratios"],
)
def test_columns_are_known_by_their_usual_names(names, expected):
    assert list(chosen(names).columns.values())[:4] == expected


def test_optional_columns_are_used_where_there_are_any():
    found = chosen([*PLAIN, "Amount spent (USD)", "revenue", "cost_micros", "Channel", "Day"]).columns

    optional = {"spend": "Amount spent (USD)", "value": "revenue", "channel": "Channel", "date": "Day"}
    assert {field: found[field] for field in optional} == optional


@pytest.mark.parametrize(
    ("by", "column", "noun"), [(None, "ad_id", "ad"), ("ad", "ad_id", "ad"), ("campaign", "campaign", "campaign")]
)
def test_ads_are_judged_where_there_are_any_and_campaigns_on_demand(by, column, noun):
    found = chosen(["ad_id", *PLAIN], by=by)

    assert (found.columns["name"], found.noun) == (column, noun)


def test_a_told_column_wins_whatever_its_case():
    found = chosen([*PLAIN, "Sales", "Total_Conversion"], conversions="sales", name="CAMPAIGN").columns

    assert (found["name"], found["conversions"]) == ("campaign", "Sales")


def test_an_empty_option_leaves_an_optional_column_out():
    assert "date" not in chosen([*PLAIN, "date"], date="").columns


def test_an_optional_field_that_two_columns_could_be_is_left_out_and_told():
    found = chosen([*PLAIN, "media spend", "total spend"])

    assert "spend" not in found.columns
    assert found.unclear == {"spend": ["media spend", "total spend"]}


@pytest.mark.parametrize(
    ("names", "told", "message"),
    [
        (
            ["ad_id", "Impressions", "Clicks", "Total_Conversion", "Approved_Conversion"],
            {},
            "ads.csv: conversions could be Total_Conversion or Approved_Conversion; choose with --conversions",
        ),
        (
            ["campaign", "impressions", "conversions"],
            {},
            "ads.csv: no column tells clicks; the columns are campaign, impressions, conversions; "
            "name the one with --clicks",
        ),
        (
            ["x", "impressions", "clicks", "conversions"],
            {},
            "ads.csv: no column tells an ad or campaign; the columns are x, impressions, clicks, conversions; "
            "name the one with --name-column",
        ),
        (
            PLAIN,
            {"clicks": "Klicks"},
            "ads.csv: --clicks 'Klicks': no such column; the columns are campaign, impressions, clicks, conversions",
        ),
        (PLAIN, {"name": "ad"}, "ads.csv: --name-column 'ad': no such column; the columns are " + ", ".join(PLAIN)),
    ],
    ids=["unclear", "missing", "no_name", "told_but_missing", "told_name_missing"],
)
def test_a_column_that_is_missing_or_unclear_is_wrong_use(names, told, message):
    with pytest.raises(UsageError) as raised:
        chosen(names, **told)

    assert str(raised.value) == message
