"""The kernel against plain loops, and every model at its small cases."""

from __future__ import annotations

import numpy as np
import pytest

from tandem.attribution.kernel import Coded, Pairs, last_touches, match_touches, rule_shares
from tandem.paths.rules import Rule
from tandem.tables import RULE_MODELS
from unit.attribution.journey_rows import MODELS

HOUR = 3_600_000_000
DAY = 24 * HOUR
BUILT_IN = MODELS.shares[: len(RULE_MODELS)]


def shares_of(ages, direct=None, kinds=None, rules=BUILT_IN):
    starts = np.array([0] if ages else [], dtype=np.int64)
    channel = coded("Direct" if each else "Email" for each in direct or [False] * len(ages))
    kind = coded(kinds or ["ad_click"] * len(ages))
    shares = rule_shares(rules, starts, np.array(ages, dtype=float), channel, kind)
    return {rule.name: share.round(3).tolist() for rule, share in zip(rules, shares, strict=True)}


def coded(texts):
    texts = list(texts)
    names = tuple(dict.fromkeys(texts))
    return Coded(names, np.array([names.index(text) for text in texts], dtype=np.int64))


def matched(*rows, since_last_conversion=False):
    """Pairs of (conversion row, touch row, position) of rows (person, instant, window, type)."""
    pairs = match_touches(*columns_of(rows), since_last_conversion=np.array([since_last_conversion] * 2))
    return list(zip(pairs.conversion.tolist(), pairs.touch.tolist(), pairs.place.tolist(), strict=True))


def columns_of(rows):
    """Person, instant, windows and type of rows; a touch's window is the same for both types unless it is a pair."""
    person, instant, window, kind = zip(*(row[:4] for row in rows), strict=True)
    windows = [each if isinstance(each, tuple) else (each, each) for each in window]
    return np.array(person), np.array(instant), np.array(windows, dtype=np.int64).T, np.array(kind)


def test_touches_9_6_0_and_0_days_before_decay_to_the_figures_computed_by_hand():
    assert shares_of([9, 6, 0, 0])["time_decay"] == [0.138, 0.186, 0.338, 0.338]


def test_one_touch_earns_all_under_every_model():
    assert shares_of([3]) == {model: [1.0] for model in RULE_MODELS}


def test_two_touches_share_by_the_rule_of_each_model():
    assert shares_of([7, 0]) == {
        "first": [1, 0],
        "last": [0, 1],
        "last_non_direct": [0, 1],
        "linear": [0.5, 0.5],
        "time_decay": [0.333, 0.667],
        "position": [0.5, 0.5],
    }


def test_position_gives_the_middle_what_the_ends_leave():
    assert shares_of([4, 3, 2, 1])["position"] == [0.4, 0.1, 0.1, 0.4]
    halves = Rule("position", from_start=(0.5,), from_end=(0.5,))
    assert shares_of([4, 3, 2], rules=[halves])["position"] == [0.5, 0, 0.5]


def test_a_model_by_kind_of_touch_weighs_views_less():
    rule = Rule("clicks_first", between=1.0, types={"impression": 0.25})
    assert shares_of([3, 2], kinds=["impression", "visit"], rules=[rule])["clicks_first"] == [0.2, 0.8]


def test_last_non_direct_skips_direct_touches_unless_there_are_no_others():
    assert shares_of([3, 2, 1], [False, True, True])["last_non_direct"] == [1, 0, 0]
    assert shares_of([3, 2, 1], [True, True, True])["last_non_direct"] == [0, 0, 1]


def test_a_touch_far_older_than_the_half_life_still_earns_all_when_it_is_alone():
    assert shares_of([100_000])["time_decay"] == [1]


def test_no_journeys_earn_nothing():
    assert shares_of([]) == {model: [] for model in RULE_MODELS}


def test_a_touch_exactly_one_window_before_is_out_and_just_inside_is_in():
    touches = [(0, 0, DAY, -1), (0, 1, DAY, -1)]
    assert matched(*touches, (0, DAY, 0, 0)) == [(2, 1, 1)]


def test_a_touch_at_the_conversions_instant_is_in():
    assert matched((0, 5, DAY, -1), (0, 5, 0, 0)) == [(1, 0, 1)]


def test_each_kind_of_touch_has_its_own_window():
    impression, click = (0, 0, DAY, -1), (0, 0, 30 * DAY, -1)
    assert matched(impression, click, (0, 2 * DAY, 0, 0)) == [(2, 1, 1)]


def test_a_touch_earns_from_every_conversion_that_follows_it_in_the_window():
    rows = [(0, 0, DAY, -1), (0, 1, 0, 0), (0, 2, DAY, -1), (0, 3, 0, 0)]
    assert matched(*rows) == [(1, 0, 1), (3, 0, 1), (3, 2, 2)]
    assert matched(*rows, since_last_conversion=True) == [(1, 0, 1), (3, 2, 1)]


def test_a_touch_at_the_instant_of_the_previous_conversion_belongs_to_that_one():
    rows = [(0, 1, DAY, -1), (0, 1, 0, 0), (0, 3, 0, 0)]
    assert matched(*rows, since_last_conversion=True) == [(1, 0, 1)]


def test_a_conversion_of_another_type_does_not_end_a_journey():
    rows = [(0, 1, DAY, -1), (0, 2, 0, 1), (0, 3, 0, 0)]
    assert matched(*rows, since_last_conversion=True) == [(1, 0, 1), (2, 0, 1)]


def test_each_type_of_conversion_has_its_own_windows():
    touches = [(0, 0, (30 * DAY, 7 * DAY), -1), (0, 3 * DAY, (30 * DAY, 7 * DAY), -1)]
    lead, purchase = (0, 9 * DAY, 0, 1), (0, 9 * DAY, 0, 0)
    assert matched(*touches, lead, purchase) == [(2, 1, 1), (3, 0, 1), (3, 1, 2)]


def test_each_type_of_conversion_has_its_own_scope():
    rows = columns_of([(0, 1, DAY, -1), (0, 2, 0, 0), (0, 3, 0, 1), (0, 4, 0, 0), (0, 5, 0, 1)])
    pairs = match_touches(*rows, since_last_conversion=np.array([False, True]))
    assert pairs.conversion.tolist() == [1, 2, 3]


def test_nobody_earns_from_anothers_conversion():
    assert matched((0, 1, DAY, -1), (1, 2, 0, 0)) == []
    assert matched((0, 1, DAY, -1)) == []


def test_conversions_without_any_touch_have_no_pairs():
    assert matched((0, 1, 0, 0), (0, 1, 0, 0)) == []


def test_a_long_journey_is_cut_to_its_last_touches_and_they_keep_their_places():
    journeys = Pairs(*(np.array(column) for column in ([8, 8, 8, 9], [0, 1, 2, 2], [1, 2, 3, 1])))

    kept = last_touches(journeys, 2)

    assert [column.tolist() for column in (kept.conversion, kept.touch, kept.place, kept.starts)] == [
        [8, 8, 9],
        [1, 2, 2],
        [2, 3, 1],
        [0, 2],
    ]


@pytest.mark.parametrize("since_last_conversion", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_random_journeys_equal_plain_loops(seed, since_last_conversion):
    rows = random_rows(np.random.default_rng(seed))

    scopes = np.array([since_last_conversion, False])
    pairs = match_touches(*columns_of(rows), since_last_conversion=scopes)
    instant = np.array([row[1] for row in rows])
    age_days = (instant[pairs.conversion] - instant[pairs.touch]) / DAY
    direct = np.array([row[4] for row in rows])[pairs.touch]
    channel, kind = coded("Direct" if each else "Email" for each in direct), coded(["visit"] * direct.size)
    found = rule_shares(BUILT_IN, pairs.starts, age_days, channel, kind)
    shares = dict(zip(RULE_MODELS, found, strict=True))

    journeys = [plain_journey(rows, place, scopes) for place, row in enumerate(rows) if row[3] >= 0]
    expected = [row for journey in journeys for row in journey]
    assert list(zip(pairs.conversion.tolist(), pairs.touch.tolist(), strict=True)) == [row[:2] for row in expected]
    for place, model in enumerate(RULE_MODELS):
        assert shares[model] == pytest.approx([row[2][place] for row in expected], abs=1e-9)
        assert np.add.reduceat(shares[model], pairs.starts) == pytest.approx(1, abs=1e-9)


def random_rows(rng):
    """Touches and conversions of 6 persons in tie order: (person, instant, windows by type, type, is direct)."""
    rows = []
    for _ in range(120):
        kind = rng.integers(0, 4)  # impression, visit, ad click, conversion
        window = ((DAY, 2 * DAY), (30 * DAY, 7 * DAY), (30 * DAY, 7 * DAY), 0)[kind]
        instant = int(rng.integers(0, 60)) * DAY + int(rng.integers(0, 2)) * HOUR
        kind_of_conversion = int(rng.integers(0, 2)) if kind == 3 else -1
        rows.append((int(rng.integers(0, 6)), instant, window, kind_of_conversion, bool(rng.random() < 0.3), int(kind)))
    return [row[:5] for row in sorted(rows, key=lambda row: (row[0], row[1], row[5]))]


def plain_journey(rows, place, since_last_conversion):
    """[(conversion row, touch row, shares)] of one conversion, by loops."""
    person, instant, _, kind, _ = rows[place]
    touches = []
    for other, row in enumerate(rows[:place]):
        if row[0] == person and row[3] == kind and since_last_conversion[kind]:
            touches = []
        if row[0] == person and row[3] < 0 and instant - row[1] < row[2][kind]:
            touches.append(other)
    ages = [(instant - rows[touch][1]) / DAY for touch in touches]
    weights = [2 ** (-age / 7) for age in ages]
    count = len(touches)
    named = [n for n, touch in enumerate(touches) if not rows[touch][4]]
    ends = {1: [1.0], 2: [0.5, 0.5]}.get(count, [0.4, *[0.2 / max(count - 2, 1)] * (count - 2), 0.4])
    return [
        (
            place,
            touch,
            (
                float(n == 0),
                float(n == count - 1),
                float(n == (named or [count - 1])[-1]),
                1 / count,
                weights[n] / sum(weights),
                ends[n],
            ),
        )
        for n, touch in enumerate(touches)
    ]
