import pytest

from tandem.columns.witnesses import WITNESSED
from tandem.scorecard.tracking import describe_loss, describe_unseen, tracking_lines
from tandem.tables import WITNESSES


def test_the_loss_is_told_with_its_interval_and_what_it_rests_on():
    """Both saw 440, the browser alone 260, the server alone 40: 40 of 480, so one in twelve."""
    assert describe_loss(440, 260, 40) == (
        "The browser missed about 8% (7\N{EN DASH}10%) of purchases: 40 of the 480 that the server told of came "
        "from it alone. They count; what led to them may not be known."
    )


@pytest.mark.parametrize(
    ("counts", "word"),
    [((0, 9, 0), "browser alone"), ((0, 0, 9), "server alone"), ((2, 1, 1), "Too few purchases were seen (4)")],
    ids=["no_server", "no_browser", "too_few"],
)
def test_what_cannot_be_known_is_said(counts, word):
    assert word in describe_loss(*counts)


@pytest.mark.parametrize(
    ("counts", "word"),
    [
        ((30, 14, 8), "The browser missed about 21% (17\N{EN DASH}31%)"),
        ((27, 20, 3), "Too few purchases were seen (50)"),
    ],
    ids=["interval_of_14_points", "interval_of_16_points"],
)
def test_a_loss_that_may_be_nearly_anything_is_undecided_and_no_number(counts, word):
    said = describe_loss(*counts)

    assert said.startswith(word)
    assert ("undecided" in said) == ("Too few" in said) == ("%" not in said)


def test_one_order_and_several_read_as_they_should():
    assert describe_unseen(0) == ()
    assert describe_unseen(1)[0].startswith("1 order is in the back office alone")
    assert describe_unseen(1200)[0].startswith("1,200 orders are")


def test_only_purchases_that_count_are_told_of(spark):
    def rows(**of):
        blank = {**dict.fromkeys(WITNESSED, 0), "status": "confirmed", "name": "purchase"}
        return tuple((blank | of).get(name) for name in WITNESSES.column_names)

    counted = [rows(both=1) for _ in range(6)] + [rows(client_only=1), rows(order_only=1)]
    ignored = [
        rows(server_only=1, status="unconfirmed"),
        rows(server_only=1, excluded_by="staff_user"),
        rows(server_only=1, name="login", status=None),
    ]
    frame = spark.createDataFrame([*counted, *ignored], WITNESSES.promise)

    assert tracking_lines(frame) == (describe_loss(6, 1, 0), *describe_unseen(1))
    assert tracking_lines(frame.where("name = 'login'")) == ()
