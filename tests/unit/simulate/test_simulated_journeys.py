"""What a person met and did, told by hand-made events of one day."""

from datetime import date

import numpy as np
import pytest

from tandem.simulate import build_company
from tandem.simulate.browsing import AD_CLICK, OWN_PAGE, PING, PURCHASE, VIEW
from tandem.simulate.journeys import KINDS, TOUCHED, landings, purchases, touches
from tandem.simulate.labels import PERSON


def events(*rows):
    """Rows (person, slot, millisecond, name)."""
    person, slot, at, name = (np.array(column) for column in zip(*rows, strict=True))
    return {"person": person, "slot": slot, "occurred": at, "name": name}


def test_a_session_stays_by_ten_seconds_two_pages_or_a_conversion():
    """GA4's engaged session; the ping of a page that was left open is no page."""
    told = landings(
        events(
            (1, 0, 0, AD_CLICK), (1, 0, 900, VIEW), (1, 0, 9_999, PING),  # one page, under ten seconds
            (1, 1, 0, AD_CLICK), (1, 1, 10_000, PING),
            (2, 0, 5, AD_CLICK), (2, 0, 6, VIEW), (2, 0, 7, VIEW),
            (3, 0, 5, VIEW), (3, 0, 6, AD_CLICK), (3, 0, 7, PURCHASE),
        )
    )  # fmt: skip

    assert told["stays"].tolist() == [False] * 3 + [True] * 8
    assert np.flatnonzero(told["begins"]).tolist() == [0, 3, 5, 8]


@pytest.fixture(scope="module")
def company():
    return build_company(people=50, seed=1, start=date(2026, 1, 5))


def test_an_ad_click_and_the_page_that_it_opens_are_one_touch_and_a_mail_is_a_visit(company):
    creative = 5 * int(np.flatnonzero(company.market.campaigns["channel"] == 2)[0]) + 3  # of Paid Social
    mail = 5 * int(np.flatnonzero(company.market.campaigns["channel"] == 6)[0])
    rows = [  # name, link, mailed, referrer
        (AD_CLICK, creative * 4, -1, 4),
        (VIEW, creative * 4, -1, 4),
        (VIEW, -1, -1, OWN_PAGE),
        (VIEW, mail * 4, 7, -1),
        (VIEW, -1, -1, 2),
        (VIEW, -1, -1, 7),
        (VIEW, -1, -1, 9),
        (VIEW, -1, -1, -1),
    ]
    name, link, mailed, referrer = (np.array(column) for column in zip(*rows, strict=True))
    size = len(rows)
    seen = {"name": name, "link": link, "mailed": mailed, "referrer": referrer, "label": np.full(size, PERSON)}
    ads = {"viewable": np.array([True, False]), "campaign": np.array([13, 13]), "channel": np.array([2, 2])}
    when = {"person": np.arange(size), "occurred": np.arange(size)}

    told = touches(company, {**ads, "person": np.array([0, 1]), "occurred": np.array([0, 1])}, {**seen, **when})

    found = [(KINDS[kind], TOUCHED[channel]) for kind, channel in zip(told["kind"], told["channel"], strict=True)]
    assert sorted(found) == [
        ("ad_click", "Paid Social"), ("impression", "Paid Social"), ("visit", "Direct"), ("visit", "Email"),
        ("visit", "Organic Search"), ("visit", "Organic Social"), ("visit", "Referral"),
    ]  # fmt: skip
    assert told["campaign"][told["kind"] == KINDS.index("ad_click")] == creative // 5


def test_orders_by_telephone_and_of_testers_are_no_purchases_of_people_on_the_site():
    cause = np.array([0, 1, 2, 3, 4, 5])  # organic, click, captured, view, phone, test
    orders = {"cause": cause, "person": cause, "occurred": cause, "cents": cause, "campaign": cause}

    told = purchases(orders)

    assert told["person"].tolist() == [0, 1, 2, 3]
    assert told["is_incremental"].tolist() == [False, True, False, True]
