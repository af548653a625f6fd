from tandem.pages.content import PageContent, Restated
from tandem.pages.restated import restated_note
from tandem.scorecard.restated import read_restated
from tandem.tables import RESTATEMENTS
from unit.scorecard.company_rows import NIGHT, row_of, schema


def restated(reason, channel, before, after, **other):
    amounts = {"conversions_before": before, "conversions_after": after}
    return row_of(
        RESTATEMENTS, **{"through": NIGHT, "model": "last", "reason": reason, "channel": channel, **amounts, **other}
    )


def note(told):
    page = PageContent("", "", NIGHT, NIGHT, NIGHT, "EUR", "last", "Last touch", restated=told)
    return str(restated_note(page))


def test_a_night_counts_its_conversions_by_reason_and_what_they_moved(rows):
    given = [
        restated("new_conversion", "Email", 0.0, 3.0),
        restated("late_touch", "Email", 2.0, 0.5, type="lead"),
        restated("late_touch", "Display", 0.0, 1.5, type="lead"),
        restated("conversion_set_aside", "Email", 1.0, 0.0),
        restated("late_touch", "Display", 9.0, 9.0, model="first"),
        restated("people", "Display", 9.0, 9.0, through=NIGHT.replace(day=1)),
    ]

    told = read_restated(rows(schema(RESTATEMENTS), *given), NIGHT, "last")

    assert told == Restated(
        {"conversion_set_aside": 1, "late_touch": 2, "new_conversion": 3}, {"Display": 1.5, "Email": -2.5}
    )
    assert read_restated(rows(schema(RESTATEMENTS)), NIGHT, "last") is None


def test_the_page_says_it_in_one_line():
    told = Restated({"conversion_set_aside": 1, "late_touch": 2, "new_conversion": 3}, {"Display": 1.5, "Email": -2.5})

    assert note(told) == (
        '<p class="note">Tonight 3 conversions are new; of 3 earlier ones the credit changed (late touches: 2, '
        "conversions set aside: 1). Most moved Email, by \N{MINUS SIGN}2.5 conversions.</p>"
    )
    assert "Tonight 1 conversion is new; no earlier credit changed." in note(Restated({"new_conversion": 1}, {}))
    assert "No channel" in note(Restated({"refund": 1}, {"Email": 0.0}))
