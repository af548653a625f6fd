import pytest

from tandem.simulate.rates import Rates

RATES = Rates()


@pytest.mark.parametrize(
    ("label", "stated", "within"),
    [
        ("crawler", RATES.crawler_share, 0.3),
        ("data_centre", RATES.data_centre_share, 0.3),
        ("flood", RATES.flood_share, 0.7),
        ("staff", RATES.staff_share, 0.3),
        ("qa", RATES.qa_share, 0.4),
    ],
)
def test_each_kind_of_robot_sends_its_share_of_events(ask, label, stated, within):
    [(share,)] = ask(f"select avg((label = '{label}')::int) / avg((label = 'person')::int) from events")

    assert share == pytest.approx(stated, rel=within)


def test_a_flood_clicks_far_more_often_than_any_person(ask):
    clicks = dict(
        ask(
            """select label, max(n) from (
                 select label, cookieId, count(*) as n from web join events on event_id = eventId
                 where name = 'ad_click' group by 1, 2) group by 1"""
        )
    )

    assert clicks["flood"] > 2 * clicks["person"]


def test_qa_alone_says_so_in_its_addresses(ask):
    rows = ask("select distinct label from web join events on event_id = eventId where pageUrl like '%qa=1%'")

    assert rows == [("qa",)]


def test_staff_are_logged_in_as_staff(ask):
    rows = ask("select distinct label from web join events on event_id = eventId where userId like 'staff-%'")

    assert rows == [("staff",)]


def test_impressions_served_to_data_centres_are_labelled(ask):
    [(share,)] = ask("select (select count(*) from robot_impressions) / count(distinct impression_id) from impressions")

    assert share == pytest.approx(RATES.robot_impressions, rel=0.1)
