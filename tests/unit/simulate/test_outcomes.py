import numpy as np
import pytest

from tandem.simulate.outcomes import last_click_cr, no_outcomes, note_clicks, note_purchases


def clicks(*rows):
    """Rows of (person, start, campaign, chance)."""
    person, start, campaign, chance = (np.array(column) for column in zip(*rows, strict=True))
    return {"person": person, "start": start, "campaign": campaign, "chance": chance.astype(float)}


def test_who_buys_later_has_the_last_click_of_the_day_to_thank():
    """Of a chance of 0.4 half comes at once; the other half falls on what was clicked later that day."""
    outcomes = no_outcomes(people=2, campaigns=3)

    note_clicks(outcomes, 0, clicks((0, 9, 1, 0.0), (0, 5, 0, 0.4), (1, 7, 2, 0.2)), at_once=0.5)

    assert outcomes.expected == pytest.approx([0.2, 0.2, 0.2])
    assert outcomes.last_campaign.tolist() == [1, 2]


def test_other_purchases_are_held_against_the_clicks_old_enough_to_have_led_to_them():
    """Two of 200 clicks on their day and one of the 100 that are a day old: 0.02 for each click that sells nothing."""
    outcomes = no_outcomes(people=200, campaigns=1)
    for day in (0, 1):
        rows = [(person, 0, 0, 0.5) for person in range(100 * day, 100 * day + 100)]
        note_clicks(outcomes, day, clicks(*rows), at_once=1.0)
        note_purchases(outcomes, day, np.array([100 * day]))
    note_purchases(outcomes, 1, np.array([7]))

    assert last_click_cr(outcomes) == pytest.approx([0.5 + 0.02 * 0.5])
