def test_sessions_of_a_person_are_apart_and_their_visits_together(ask):
    gaps = ask(
        """with ordered as (
             select session, started_at, lag(session) over one as last_session,
               max(ended_at) over (partition by person order by started_at, ended_at
                 rows between unbounded preceding and 1 preceding) as ended
             from visits window one as (partition by person order by started_at, ended_at))
           select session = last_session, min(date_diff('second', ended, started_at)) / 60,
             max(date_diff('second', ended, started_at)) / 60
           from ordered where ended is not null group by 1"""
    )

    minutes = {same_session: (low, high) for same_session, low, high in gaps}
    assert minutes[True][1] < 25
    assert minutes[False][0] > 35


def test_visits_on_a_device_are_cut_by_no_silence_and_parted_by_one(ask):
    cuts = ask(
        """with seen as (
             select distinct on (eventId) cookieId, epoch_ms(occurred_at) as instant
             from web join events on event_id = eventId
             where label = 'person' and cookieId not in (select device_id from devices where kind = 'kiosk')),
           gaps as (select instant - lag(instant) over (partition by cookieId order by instant) as gap from seen)
           select max(gap) filter (gap < 1800000) / 60000, min(gap) filter (gap >= 1800000) / 60000 from gaps"""
    )

    [(longest_silence, shortest_break)] = cuts
    assert longest_silence < 25
    assert shortest_break > 35


def test_a_person_with_two_devices_sometimes_goes_on_on_the_other(ask):
    [(sessions,)] = ask(
        "select count(*) from (select session from visits group by 1 having count(distinct device_id) > 1)"
    )

    assert sessions > 20


def test_the_kiosk_sees_many_users(ask):
    [(users,)] = ask(
        "select count(distinct userId) from web where name = 'login' "
        "and cookieId in (select device_id from devices where kind = 'kiosk')"
    )

    assert users > 20


def test_cookies_are_deleted_at_the_stated_rate(ask):
    [(lost, devices)] = ask(
        "select count(distinct device_id) - count(distinct device), count(distinct device) from devices"
    )

    assert 0.6 < lost / devices / 12 / 0.006 < 1.4


def test_an_ad_click_is_followed_by_a_view_of_the_same_address_on_the_same_device(ask):
    [(clicks, landed)] = ask(
        """select count(*), count(*) filter (exists (
             from web as view where view.name = 'view' and view.pageUrl = click.pageUrl
               and view.cookieId = click.cookieId and view.ts between click.ts and click.ts + 1500000))
           from web as click join events on event_id = eventId where click.name = 'ad_click' and label = 'person'"""
    )

    assert clicks > 500
    assert landed / clicks > 0.97  # the view may be late beyond the last day


def test_people_come_through_ten_channels_or_more(ask):
    [(sources,)] = ask(
        """select count(distinct regexp_extract(pageUrl, 'utm_medium=([a-z_]+)', 1) ||
             case when pageUrl like '%utm_campaign=shopping%' then 'shopping' else '' end)
           from web where name in ('view', 'ad_click') and pageUrl like '%utm_medium=%'"""
    )

    assert sources == 7  # and organic search, organic social, referral and direct
