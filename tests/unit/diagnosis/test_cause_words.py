import numpy as np
import pandas as pd
import pytest

from tandem.diagnosis.cause_words import say_briefs, say_evidence

PAGE = {
    "campaign_id": "c1",
    "rank": 1,
    "quadrant": "seduction",
    "axis": "cr",
    "stage": "stay",
    "kind": "page",
    "name": "shop/x",
    "status": "established",
    "probability": 0.999,
    "ratio": 0.62,
    "log_ratio": -0.5,
    "low": 0.55,
    "high": 0.7,
    "explains": 0.4,
    "needed": np.nan,
    "trials": 400.0,
    "successes": 180.0,
    "awaited": 290.0,
    "whole_trials": 1000.0,
    "whole_successes": 612.0,
    "is_harmful": False,
    "busier": np.nan,
}


def told(*rows):
    return pd.DataFrame([{**PAGE, "rank": place, **row} for place, row in enumerate(rows, 1)])


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            {},
            "Of 400 clicks landing on shop/x 45% stay, of the campaign's others 72%: 38% lower (90%: 30% to 45%) than "
            "those and peers lead one to expect.",
        ),
        (
            {"stage": "buy", "kind": "audience", "name": "new", "successes": 3.0, "whole_successes": 33.0},
            "Of 400 clicks of new visitors that stay 0.75% buy, of the campaign's others 5%: 38% lower (90%: 30% to "
            "45%) than those and peers lead one to expect.",
        ),
        (
            {"axis": "ctr", "stage": "click", "kind": "creative", "name": "7", "ratio": 1.3, "low": 1.1, "high": 1.5,
             "log_ratio": 0.3, "is_harmful": True},
            "Of 400 impressions of creative 7 45% are clicked, of the campaign's others 72%: 30% higher (90%: 10% to "
            "50%) than those and peers lead one to expect. But its clicks stay or buy less than the others'.",
        ),
        (
            {"kind": "promise", "name": ""},
            "Of all its 400 clicks 45% stay, where peers lead one to expect 72%: 38% lower (90%: 30% to 45%), "
            "whatever the page and device.",
        ),
        (
            {"kind": "promise", "name": "", "log_ratio": 0.1, "ratio": 0.98},
            "Of all its 400 clicks 45% stay, where peers lead one to expect 72%: not lower, whatever the page and "
            "device.",
        ),
        (
            {"kind": "proposition", "name": "", "stage": ""},
            "No page, device, audience, creative or placement stands out: its CR is 0.62x expected (90%: 0.55 to 0.7) "
            "in each.",
        ),
        (
            {"kind": "headroom", "name": "", "ratio": 0.98, "log_ratio": 0, "low": 0.9, "high": 1.07, "busier": 1.4},
            "On its busier days it had 1.4 times the impressions of the others, and its CTR was 2% lower (90%: 10% "
            "lower to 7% higher).",
        ),
    ],
    ids=["page", "audience", "harmful_creative", "promise", "promise_kept", "proposition", "headroom"],
)  # fmt: skip
def test_evidence_is_told_by_its_counts(row, sentence):
    assert say_evidence(told(row)) == [sentence]


def with_words(*rows):
    frame = told(*rows)
    return say_briefs(frame.assign(evidence=say_evidence(frame))).tolist()


def test_a_brief_says_what_holds_the_first_cause_how_sure_and_what_to_do():
    [brief] = with_words({})

    assert brief.startswith(
        "Seduction: the ad draws clicks that do not become customers. First cause (99% sure): Of 400"
    )
    assert "It accounts for about 40% of its distance from its peers." in brief
    assert brief.endswith("Next: bring that page into line with what the ad promises, or lead the ad elsewhere.")


def test_only_the_row_of_rank_one_has_the_brief_and_it_names_every_established_cause():
    first, second, third = with_words({}, {"kind": "device", "name": "mobile"}, {"status": "not established"})

    assert "Beside it (99% sure): Of 400 clicks on mobile" in first
    assert (second, third) == (None, None)


@pytest.mark.parametrize(
    ("needed", "end"),
    [
        (1234.0, "About 1,300 more clicks would tell, were this to stay."),
        (-1.0, "To tell would take more than it can buy."),
    ],
)
def test_a_brief_without_a_cause_says_so_and_how_many_more_clicks_would_tell(needed, end):
    [brief] = with_words({"status": "not established", "probability": 0.3, "needed": needed})

    assert "No first cause is established; likeliest (30% sure): Of 400 clicks" in brief
    assert brief.endswith(end)


def test_a_cause_little_likelier_than_others_is_not_named():
    [brief] = with_words({"status": "not established", "probability": 0.29, "needed": 1234.0})

    assert brief.endswith("No first cause is established: no part of it stands out from the rest by more than chance.")


def test_gains_are_told_as_gains():
    gain = {"quadrant": "harmony", "axis": "ctr", "stage": "click", "kind": "creative", "name": "7"}
    gain |= {"log_ratio": 0.3, "ratio": 1.3, "low": 1.1, "high": 1.5, "explains": np.nan}
    headroom = {
        **gain,
        "kind": "headroom",
        "name": "",
        "log_ratio": -0.02,
        "ratio": 0.98,
        "low": 0.9,
        "high": 1.07,
        "busier": 1.4,
    }

    [brief, _] = with_words(gain, headroom)

    assert "It can gain (99% sure): Of 400 impressions of creative 7" in brief
    assert "It bears more (99% sure): On its busier days" in brief
    assert brief.endswith("Next: raise its budget step by step, and watch its CTR.")
    assert "No gain is established" in with_words({**gain, "status": "not established"})[0]
