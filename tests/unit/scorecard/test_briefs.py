import pytest
from company_rows import NIGHT, row_of, schema

from tandem.scorecard.briefs import read_briefs
from tandem.tables import CAUSES


@pytest.mark.parametrize(
    ("quadrant", "status", "told"),
    [
        ("seduction", "not established", True),
        ("undecided", "established", True),
        ("undecided", "not established", False),
    ],
)
def test_an_undecided_campaign_without_a_cause_has_nothing_to_add(rows, quadrant, status, told):
    row = row_of(
        CAUSES, through=NIGHT, campaign_id="c1", rank=1, quadrant=quadrant, status=status, brief="Why, and what next."
    )

    assert read_briefs(rows(schema(CAUSES), row), NIGHT) == ({"c1": "Why, and what next."} if told else {})
