"""Credit of a company without a lake: hand-made touches and purchases, and the models of the night."""

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from tandem.attribution import read_models
from tandem.attribution.batches import credit_rows
from tandem.cli.truth_seeds import compare_seeds
from tandem.cli.truth_seeds_credit import credit_group, credit_of, lined_up, shared_out
from tandem.config import AttributionConfig
from tandem.definitions import load_definition
from tandem.errors import UsageError
from tandem.shipped import conf_folder
from tandem.simulate.journeys import KINDS, TOUCHED
from tandem.simulate.tracked import track

HOUR, DAY = 3_600_000, 86_400_000


@pytest.fixture(scope="module")
def company():
    return track(people=60, days=2, seed=3)


def by_hand(company, touches, purchases, days=2):
    """The company with these touches (person, hour, kind, channel, campaign) and purchases (person, hour, cause)."""
    first = 20_458 * DAY  # 2026-01-05
    touch = [np.array(column) for column in zip(*touches, strict=True)]
    bought = [np.array(column) for column in zip(*purchases, strict=True)]
    return replace(
        company,
        days=days,
        touches={
            "person": touch[0],
            "occurred": first + touch[1] * HOUR,
            "kind": np.array([KINDS.index(kind) for kind in touch[2]]),
            "channel": np.array([TOUCHED.index(channel) for channel in touch[3]]),
            "campaign": touch[4],
        },
        purchases={
            "person": bought[0],
            "occurred": first + bought[1] * HOUR,
            "cents": np.full(len(bought[0]), 1050),
            "campaign": bought[2],
            "is_incremental": bought[2] >= 0,
        },
    )


def test_rows_are_those_that_the_kernel_takes_and_credit_is_the_kernels(company):
    made = by_hand(
        company,
        [(2, 5, "ad_click", "Paid Search", 0), (1, 3, "visit", "Direct", -1), (1, 1, "ad_click", "Paid Social", 13)],
        [(1, 4, 13), (2, 5, -1)],
    )
    rows = lined_up(made)
    models = read_models(load_definition(conf_folder() / "attribution_models.yml"))

    credited = shared_out(credit_rows(rows, AttributionConfig(), models), (date(2026, 1, 5), date(2026, 1, 5)))

    assert rows["person_id"].to_pylist() == ["1", "1", "1", "2", "2"]
    assert rows["kind"].to_pylist() == ["ad_click", "visit", "conversion", "ad_click", "conversion"]
    assert rows["value"].cast(pa.float64()).to_pylist() == [None, None, 10.5, None, 10.5]
    channels, campaigns = credited["linear"]
    assert channels.to_dict() == {"Direct": 0.5, "Paid Search": 1.0, "Paid Social": 0.5}
    assert campaigns.to_dict() == {"0": 1.0, "13": 0.5}
    assert credited["last_non_direct"][0].to_dict() == {"Direct": 0.0, "Paid Search": 1.0, "Paid Social": 1.0}


def test_the_share_misplaced_and_the_rank_are_against_what_ads_caused(company):
    made = by_hand(
        company,
        [(1, 1, "ad_click", "Paid Social", 13), (1, 3, "visit", "Direct", -1)],
        [(1, 4, 13)],
    )

    scores = credit_of(made).scores
    group = credit_group([credit_of(made), credit_of(made)])

    assert (scores["last"]["misplaced credit"], scores["last_non_direct"]["misplaced credit"]) == (1.0, 0.0)
    assert scores["last_non_direct"]["rank, channels"] == pytest.approx(1.0)
    assert {row.name: row.figures.get("below last") for row in group.rows}["channels: first"] == 0
    assert "data-driven models need journeys" in group.notes[-1]


def test_of_a_company_in_which_ads_cause_nothing_no_rank_is_told(company):
    made = by_hand(company, [(1, 1, "ad_click", "Paid Social", 13)], [(1, 4, -1)])

    told = {row.name: row.figures for row in credit_group([credit_of(made)]).rows}

    assert told["channels: last"] == {} == told["campaigns: linear"]


def test_a_company_in_which_nobody_clicks_is_one_clear_error():
    with pytest.raises(UsageError, match="nobody of company 7 clicks an ad: more --people than 10"):
        compare_seeds([7], people=10, days=1, effect=1.0)


def test_data_driven_models_are_fitted_on_the_period_whose_journeys_are_complete(company):
    ads = [("Paid Social", 13), ("Display", 22)]
    clicks = [(person, person % 24, "ad_click", *ads[person % 2]) for person in range(30)]
    made = by_hand(company, clicks, [(person, 30, ads[person % 2][1]) for person in range(10)], days=40)

    found = credit_of(made)

    assert found.is_complete
    assert found.scope == (date(2026, 1, 5), date(2026, 1, 14))
    for model in ("markov", "shapley"):
        assert found.scores[model]["misplaced credit"] == pytest.approx(0.0)
