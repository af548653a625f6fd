import pytest

from tandem.simulate.rates import Rates


@pytest.mark.parametrize(
    ("flag", "stated"), [("is_duplicate", Rates().duplicate_share), ("is_late", Rates().late_share)]
)
def test_rows_are_resent_and_late_at_the_stated_rates(ask, flag, stated):
    [(share, rows)] = ask(f"select avg({flag}::int), count(*) from events")

    assert abs(share - stated) < 5 * (stated / rows) ** 0.5


def test_a_resend_repeats_the_event_with_a_later_time_of_sending(ask):
    twice = ask("select max(sentAt) - min(sentAt), max(ts) - min(ts) from web group by eventId having count(*) = 2")

    assert twice
    assert all(later > 0 and clock == 0 for later, clock in twice)


def test_late_rows_arrive_in_the_folder_of_their_arrival_within_8_days(ask):
    [(least, most)] = ask(
        """select min(delay), max(delay) from (
             select delivery_day - date_diff('day', date '2026-01-05', occurred_at::date) as delay
             from events where is_late)"""
    )

    assert least >= 0
    assert 6 <= most <= 8


def test_the_receiver_corrects_a_wrong_clock_to_the_true_time(ask):
    [(skewed, worst)] = ask(
        """select count(*) filter (clock_skew_s <> 0),
             max(abs(epoch_ms(receivedAt::timestamptz) - (sentAt - ts) - epoch_ms(occurred_at)))
           from web join events on event_id = eventId"""
    )

    assert skewed > 50
    assert worst < 2000


def test_every_row_lies_in_the_folder_of_the_day_it_was_received(landed, ask):
    [(astray,)] = ask(
        f"""select count(*) from read_json('{landed.landing}/events/web/*/*', ignore_errors=true, filename=true,
              format='newline_delimited', columns={{receivedAt: 'varchar', eventId: 'varchar'}})
            where receivedAt is not null
              and regexp_extract(filename, '/(\\d{{4}}-\\d\\d-\\d\\d)/', 1) <> receivedAt[:10]"""
    )

    assert astray == 0
