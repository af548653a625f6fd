from datetime import date
from types import SimpleNamespace

from tandem.pages.content import Contested, Estimate, Fits
from tandem.pages.models import models_section
from tandem.pages.numbers import EN_DASH


def section(**given):
    known = {"period_start": date(2026, 1, 1), "period_end": date(2026, 1, 16), "kind": "purchase", "target_roas": 2.0}
    return models_section(SimpleNamespace(fits=Fits(**known, **{"models": ("last", "markov"), **given})))


def test_campaigns_whose_budget_hangs_on_the_model_are_named_with_both_sides():
    contested = Contested("<Spring>", "Display", 1.204, 2.5, ("first", "markov"), ("last",))

    said = section(costed=3, contested=(contested,))

    assert "Of 3 campaigns with spend, 1 hangs on the model" in said
    assert "&lt;Spring&gt;" in said
    assert "1.20 to 2.50" in said
    assert "First touch, Markov" in said


def test_what_was_taken_out_before_stands_with_its_counts():
    said = section(removed=(("exposure", 1200, 800), ("exclude_channels", 30, 0)))

    assert "Touch filters: exclude_channels left out 30 (touches)." in said
    assert "Path transforms, for data-driven models alone: exposure took 1,200 from 800 journeys (touches)." in said
    assert "Touch filters" not in section(removed=(("exposure", 1, 1),))
    assert "transforms" not in section()


def test_models_that_agree_are_said_to_agree():
    assert "each of 3 campaigns with spend stays on one side of a ROAS of 2.00" in section(costed=3)


def test_credit_stands_with_its_interval_the_untouched_last():
    credit = {
        "(none)": {"last": Estimate(9.0), "markov": Estimate(9.0)},
        "Email": {"last": Estimate(3.0, 1.0, 5.0), "markov": Estimate(1.25, 0.5, 2.0)},
        "Display": {"last": Estimate(1.0, 0.0, 2.0), "markov": Estimate(4.0, 3.0, 6.0)},
    }

    said = section(credit=credit, markov_order=2, held_out_auc=0.71)

    assert [said.index(name) for name in ("Display", "Email", "No touch known")] == sorted(
        said.index(name) for name in ("Display", "Email", "No touch known")
    )
    assert f"1.2<small>0.5{EN_DASH}2.0</small>" in said
    assert "Markov chains look back 2 touches and tell a held-out purchase from none with an AUC of 0.71." in said


def test_what_has_no_answer_says_why_and_no_fit_no_section():
    assert "Shapley has no answer: one channel." in section(not_offered={"shapley": "one channel"})
    assert models_section(SimpleNamespace(fits=None)) is None
