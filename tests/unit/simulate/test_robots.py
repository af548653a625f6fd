import pytest

from tandem.simulate.rates import Rates

RATES = Rates()


@pytest.mark.parametrize(
    ("label", "stated", "within"),
    [
        ("crawler", RATES.crawler_share, 0.3),
        ("data_centre", RATES.data_centre_share, 0.3),
        ("flood", RATES.flood_share, 0.7),
        ("blind", RATES.blind_share, 0.5),
        ("reader", RATES.reader_share, 0.5),
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

    assert share == pytest.approx(RATES.robot_impressions + RATES.fast_clicks, rel=0.1)


def test_each_robot_that_is_shown_no_ad_clicks_nine(ask):
    devices = ask(
        """select count(*) from web join events on event_id = eventId where label = 'blind'
           and cookieId not in (select cookie from impressions where cookie is not null) group by cookieId"""
    )

    assert devices
    assert max(clicks for (clicks,) in devices) >= 9


def test_a_fast_click_follows_its_impression_within_a_fifth_of_a_second(ask):
    waited = ask(
        """select distinct epoch_ms(occurred_at) - epoch_ms(served_at) between 30 and 200 from web
           join events on event_id = eventId join impressions on cookie = cookieId
           where label = 'fast' and name = 'ad_click'"""
    )

    assert waited == [(True,)]


def test_some_people_click_an_ad_twice(ask):
    [(share,)] = ask(
        """select count(distinct eventId) filter (label = 'double_click') / count(distinct eventId)
             filter (label = 'person') from web join events on event_id = eventId where name = 'ad_click'"""
    )

    assert share == pytest.approx(RATES.double_click_share, rel=0.4)


def test_only_robots_read_what_is_written_for_them(ask):
    rows = ask("select distinct label from web join events on event_id = eventId where pageUrl like '%/robots.txt'")

    assert rows == [("reader",)]
