import numpy as np
import pytest

from tandem.stats.limits import HISTORY_DAYS, Answers, judge_days

HOLD = 1e-6
SETTLED = HISTORY_DAYS + 2  # days after which a history is whole


def judge(successes, trials=1_000.0, *, market=None, answered=(), released=()):
    """The limits of one series that begins on a Monday; `answered` and `released` are places of days."""
    k = np.array([successes], dtype=np.float64)
    n = np.broadcast_to(np.asarray(trials, dtype=np.float64), k.shape)
    given, true = ([[place in places for place in range(k.shape[1])]] for places in (answered, released))
    answers = Answers(np.array(given), np.array(true))
    return judge_days(k, n, weekday=np.arange(k.shape[1]) % 7, hold_tail=HOLD, market=market, answers=answers)


def series(rng, days, *, shift=0.0, last=0, count=200, ctr=0.02):
    """Clicks of 10,000 impressions a day; the CTR moves by 10 % from day to day, by `shift` on the `last`."""
    rates = ctr * rng.gamma(100, 1 / 100, size=(count, days))
    rates[:, days - last :] *= 1 + shift
    return rng.binomial(10_000, rates).astype(np.float64)


def test_what_is_expected_of_a_weekday_is_its_own_rate_pulled_to_the_level():
    found = judge([28, 28, 28, 28, 28, 28, 42] * 13)

    # 30 a day, so 12 of a weekday lead one to expect 360, which stand beside the 100 that a usual weekday is worth.
    assert found.expected[0, -1] == pytest.approx(0.030 * (12 * 42 + 100) / (360 + 100))
    assert found.expected[0, -2] == pytest.approx(0.030 * (12 * 28 + 100) / (360 + 100))


def test_a_steady_series_has_the_limits_of_coin_tosses_and_a_little_doubt_of_its_history():
    found = judge([200] * SETTLED, 10_000.0)

    assert found.expected[0, -1] == pytest.approx(0.02)
    assert found.phi[0, -1] == 1
    # A coin's standard deviation is 14; 0.0005 lie beyond 3.29 of them.
    assert found.low[0, -1] == pytest.approx(0.02 - 3.4 * 0.0014, abs=4e-4)
    assert found.high[0, -1] == pytest.approx(0.02 + 3.6 * 0.0014, abs=4e-4)


@pytest.mark.parametrize(
    ("before", "last", "status"),
    [
        (30, 20, "in control"),
        (30, 33, "watch"),
        (30, 60, "review"),
        (15, 60, "not enough history"),
        (16, 60, "review"),
    ],
)
def test_a_day_is_held_against_at_least_fourteen_approved_days_before_its_window(before, last, status):
    assert judge([20] * before + [last]).status[0, -1] == status


def test_days_in_review_do_not_become_history_and_a_day_without_trials_says_nothing():
    k, n = [20.0] * 60, [1_000.0] * 60
    k[40:44] = [80.0, 80.0, 80.0, 0.0]
    n[43] = 0.0

    found = judge(k, n)

    assert list(found.status[0, 40:44]) == ["review"] * 3 + ["in control"]
    assert np.isnan(found.expected[0, 43])
    assert found.expected[0, -1] == pytest.approx(0.02)


def test_limits_move_with_the_market():
    k = [200] * SETTLED + [100, 100, 100]
    market = np.array([1.0] * SETTLED + [0.5] * 3)

    assert set(judge(k, 10_000.0).status[0, -3:]) == {"review"}
    moved = judge(k, 10_000.0, market=market)
    assert set(moved.status[0, -3:]) == {"in control"}
    assert moved.expected[0, -1] == pytest.approx(0.01)


def test_a_stationary_series_raises_at_most_one_false_alarm_in_ninety_days():
    for seed in (1, 2):
        k = series(np.random.default_rng(seed), SETTLED + 90)
        in_review = (
            judge_days(k, np.full(k.shape, 1e4), weekday=np.arange(k.shape[1]) % 7, hold_tail=HOLD).status == "review"
        )
        alarms = in_review[:, SETTLED:] & ~in_review[:, SETTLED - 1 : -1]
        assert alarms.sum(axis=1).mean() <= 1


@pytest.mark.parametrize("shift", [0.3, -0.3])
def test_a_shift_of_thirty_per_cent_is_found_within_three_days(shift):
    k = series(np.random.default_rng(3), SETTLED + 3, shift=shift, last=3)
    found = judge_days(k, np.full(k.shape, 1e4), weekday=np.arange(k.shape[1]) % 7, hold_tail=HOLD)
    assert (found.status[:, -3:] == "review").any(axis=1).mean() >= 0.9


def test_far_out_is_what_chance_does_not_explain():
    """Of coins that are due 200 one in a million brings over 273 or under 138; weekdays not surely known widen both."""
    steady = [200] * SETTLED
    found = [judge([*steady, last], 10_000.0) for last in (300, 260, 110, 140)]

    assert [each.status[0, -1] for each in found] == ["review"] * 4
    assert [each.far_out[0, -1] for each in found] == [True, False, True, False]


def test_an_outage_is_far_out_on_its_first_day_even_where_twenty_were_due():
    assert judge([20] * SETTLED + [0]).far_out[0, -1]


def test_a_stationary_series_is_hardly_ever_far_out():
    """One of 200 series in a year, where reviews come up once a quarter in each."""
    k = series(np.random.default_rng(5), SETTLED + 365)

    found = judge_days(k, np.full(k.shape, 1e4), weekday=np.arange(k.shape[1]) % 7, hold_tail=HOLD)

    assert (found.status[:, SETTLED:] == "review").any(axis=1).mean() > 0.5
    assert found.far_out[:, SETTLED:].any(axis=1).sum() <= 2


def test_a_day_that_is_answered_stays_out_itself_but_no_longer_puts_the_days_after_it_out():
    k = [20] * SETTLED + [90, 20, 20]

    unanswered, answered = judge(k), judge(k, answered=[SETTLED])

    assert list(unanswered.far_out[0, -3:]) == [True] * 3
    assert list(answered.far_out[0, -3:]) == [True, False, False]
    assert list(answered.status[0, -2:]) == ["in control"] * 2


def test_days_that_are_released_are_history_and_those_that_are_corrected_are_not():
    k = [20] * 60 + [60] * 10
    days = list(range(60, 70))

    corrected, released = (judge(k, answered=days[:6], released=true) for true in ((), days[:6]))

    assert corrected.expected[0, -1] == pytest.approx(0.02, abs=1e-3)
    assert released.expected[0, -1] > 0.022
    assert corrected.far_out[0, -1]
    assert not released.far_out[0, -1]
