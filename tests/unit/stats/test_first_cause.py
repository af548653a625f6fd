import numpy as np
import pytest
from scipy import integrate, stats

from tandem.stats.first_cause import NO_CAUSE, USUAL_EFFECT, judge_effects, more_needed, share_prior, weigh_causes

FAMILY = np.zeros(3, dtype=np.intp)


@pytest.mark.parametrize(("log_ratio", "gains"), [(-0.4, False), (0.1, False), (0.4, True), (-0.05, True)])
def test_effects_are_those_of_a_normal_prior_of_one_direction_by_quadrature(log_ratio, gains):
    variance, sign = 0.02, 1 if gains else -1
    ends = (0, 4) if gains else (-4, 0)

    def joint(effect):
        return 2 * stats.norm.pdf(effect, 0, USUAL_EFFECT) * stats.norm.pdf(log_ratio, effect, np.sqrt(variance))

    said = judge_effects(np.array([log_ratio]), np.array([variance]), gains=gains)

    evidence, _ = integrate.quad(joint, *ends, points=[log_ratio] if ends[0] < log_ratio < ends[1] else None)
    assert said.log_factor[0] == pytest.approx(
        np.log(evidence / stats.norm.pdf(log_ratio, 0, np.sqrt(variance))), abs=1e-6
    )
    for ratio, share in ((said.low, 0.05), (said.ratio, 0.5), (said.high, 0.95)):
        below, _ = integrate.quad(joint, -4 if sign < 0 else 0, np.log(ratio[0]))
        assert below / evidence == pytest.approx(share, abs=1e-4)


def test_the_surest_effect_against_the_direction_stays_finite():
    said = judge_effects(np.array([3.0, -3.0]), np.array([1e-4, 1e-4]), gains=False)

    assert np.isfinite(np.array(said)).all()
    assert said.high[0] <= 1


def test_odds_of_a_cause_reach_nine_to_one_in_fewer_than_one_of_nine_families_without_one():
    rng = np.random.default_rng(5)
    families, candidates = 4_000, 30
    family, kind = np.repeat(np.arange(families), candidates), np.tile(np.arange(candidates) % 5, families)
    variance = rng.uniform(0.005, 0.3, family.size)
    effects = judge_effects(rng.normal(0, np.sqrt(variance)), variance, gains=False)

    _, none = weigh_causes(effects.log_factor, share_prior(kind, family), family, families=families)

    assert (none < 0.1).mean() < 1 / 9


def test_each_kind_is_as_likely_as_another_however_many_parts_it_has():
    prior = share_prior(np.array([0, 1, 1]), FAMILY)

    assert prior == pytest.approx((1 - NO_CAUSE) * np.array([0.5, 0.25, 0.25]))


def test_probabilities_of_the_candidates_and_of_none_sum_to_one_in_each_family():
    family = np.array([0, 0, 2])

    cause, none = weigh_causes(np.array([3.0, 1.0, 900.0]), np.array([0.25, 0.25, 0.5]), family, families=3)

    assert np.bincount(family, cause, 3) + none == pytest.approx(np.ones(3))
    assert none[1] == 1  # without candidates nothing is the cause
    assert cause[2] == pytest.approx(1)


def test_the_data_still_needed_make_the_candidate_established_and_less_do_not():
    log_ratio, variance, prior, rest = np.array([-0.3]), np.array([0.02]), np.array([0.05]), np.array([0.6])

    times = more_needed(log_ratio, variance, prior, rest, gains=False, decided=0.9)

    def probability(at):
        weight = prior * np.exp(judge_effects(log_ratio, variance / at, gains=False).log_factor)
        return float((weight / (weight + rest))[0])

    assert 1 < times[0] < 10
    assert probability(times) >= 0.9 > probability(times - 0.1)
    assert more_needed(np.array([-0.01]), variance, prior, rest, gains=False, decided=0.9) == np.inf
