"""The estimate on days of simulated companies: blockers sit on devices, so losses come in clusters."""

from datetime import date

import numpy as np

from tandem.simulate import build_company
from tandem.simulate.days import live
from tandem.simulate.landing import discard_rows
from tandem.simulate.platforms import Counts
from tandem.simulate.state import new_state
from tandem.stats.capture import estimate_missed

SEEDS, DAYS, PEOPLE = range(300, 320), 11, 700


def test_intervals_of_days_of_20_companies_hold_the_true_loss():
    cells = np.array([cell for seed in SEEDS for cell in days_of_a_company(seed)])
    actions, caught, both, client_only, server_only = cells.T
    found, loss = estimate_missed(both, client_only, server_only), 1 - caught / actions
    told = ~np.isnan(found.share)
    held = ((loss >= found.low - 1e-9) & (loss <= found.high + 1e-9))[told]
    print(f"cells={told.sum()} coverage={held.mean():.3f} median width={np.median((found.high - found.low)[told]):.3f}")

    assert told.sum() >= 200
    assert 0.85 <= held.mean() <= 0.95
    assert abs((found.share - loss)[told].mean()) < 0.01


def days_of_a_company(seed):
    """Actions of each day, those that the browser saw, and counts by what saw them."""
    company = build_company(people=PEOPLE, seed=seed, start=date(2026, 1, 5))
    state, counts, cells = new_state(company.people, company.market), Counts(), []
    for day in range(DAYS):
        actions = live(company, state, counts, day).actions
        discard_rows(state, day)
        browser, server = actions["browser_day"] >= 0, actions["server_day"] >= 0
        seen = (browser & server, browser & ~server, server & ~browser)
        cells.append((len(browser), browser.sum(), *(each.sum() for each in seen)))
    return cells
