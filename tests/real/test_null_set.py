"""Journeys of people who were assigned to touches at random: no model may claim that a channel does anything."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tandem.paths.arrays import Paths
from tandem.paths.credits import attribute
from tandem.paths.models import load_rules
from tandem.shipped import conf_folder

DATA = Path(__file__).parents[3] / "shared" / "data" / "journeys_null" / "attribution_data.csv"
pytestmark = pytest.mark.skipif(not DATA.is_file(), reason="../shared/data/journeys_null is not here")

MODELS = ("last", "linear", "markov", "shapley")
SHUFFLES = 200


@pytest.fixture(scope="module")
def touches():
    """Customer, channel and conversion flag of each touch, in order."""
    rows = pd.read_csv(DATA).sort_values(["customer_id", "time"])
    channel, names = pd.factorize(rows["channel"])
    return pd.factorize(rows["customer_id"])[0], channel, rows["conversion"].to_numpy().astype(bool), tuple(names)


def cut(customer, channel, converts, names):
    """Journeys end with a conversion, or with their customer's last touch."""
    opens = np.append(True, (customer[1:] != customer[:-1]) | converts[:-1])
    starts = np.flatnonzero(opens)
    ends = np.append(starts[1:], channel.size) - 1
    conversions = converts[ends].astype(float)
    return Paths(names, channel, starts, conversions, None, 1.0 - conversions)


def credited(paths):
    rules = load_rules(conf_folder() / "attribution_models.yml")
    return np.array([found.credit for found in attribute(paths, MODELS, rules, 1)])


def test_observed_credit_is_no_other_than_that_of_shuffled_conversions(touches):
    customer, channel, converts, names = touches
    observed = credited(cut(customer, channel, converts, names))
    rng = np.random.default_rng(2018)

    shuffled = [credited(cut(customer, channel, rng.permutation(converts), names)) for _ in range(SHUFFLES)]

    low, high = np.quantile(shuffled, (0.025, 0.975), axis=0)
    inside = (low <= observed) & (observed <= high)
    assert observed.shape == (4, 5)
    assert observed.sum(axis=1) == pytest.approx([1838] * 4)
    assert inside.sum() >= 17, pd.DataFrame(inside, MODELS, names)
