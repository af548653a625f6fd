import re
from datetime import timedelta
from html import unescape

import pytest

from tandem.pages.moved import MOST, moved_campaigns
from tandem.pages.signals import Signals
from unit.pages.signal_cases import NIGHT, move


def told(*moves, weeks=4):
    section = moved_campaigns(Signals(NIGHT, moves=moves, weeks=weeks), "EUR")
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", section))) if section else None


def test_a_move_is_told_with_its_week_its_probability_and_what_changed():
    text = told(move(from_verdict="undecided", to_verdict="harmony"))

    assert "Spring : from undecided to harmony in the week to 28 March 2026" in text
    assert "93% sure to be real, most likely since 24 March" in text
    assert "That week: spend €1,200 after €800 the week before; 2 new creatives." in text


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"p_real": None, "first_date": None}, "too little history to say how sure"),
        ({"p_real": 0.31}, "only 31% sure to be real: it may be chance"),
        ({"p_real": 0.998}, "99% sure to be real"),
        ({"new_creatives": 1}, "1 new creative."),
        ({"new_creatives": 0}, "no new creative."),
        ({"spend": None, "spend_before": None, "new_creatives": None}, "spend not known."),
        ({"spend": 1200.0, "spend_before": None}, "spend €1,200, of the week before not known;"),
    ],
    ids=["no_history", "doubtful", "never_certain", "one_creative", "none_new", "nothing_known", "no_spend_before"],
)
def test_what_is_not_known_is_said(known, said):
    assert said in told(move(from_verdict="harmony", to_verdict="struggle", **known))


def test_the_latest_week_and_the_surest_move_come_first():
    old = move(name="Old", from_verdict="harmony", to_verdict="struggle", week_to=NIGHT - timedelta(days=7), p_real=1.0)
    unsure, sure = (
        move(name=n, from_verdict="harmony", to_verdict="at par", p_real=p) for n, p in (("B", 0.2), ("A", 0.9))
    )
    text = told(old, unsure, sure)

    assert text.index("A :") < text.index("B :") < text.index("Old :")


def test_no_move_is_told_from_nothing_to_compare_with():
    assert "No campaign has moved" in told()
    assert told(weeks=0) is None


def test_a_long_list_ends_in_a_count():
    assert "and 3 more" in told(*(move(from_verdict="harmony", to_verdict="at par") for _ in range(MOST + 3)))
