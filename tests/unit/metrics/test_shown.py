from datetime import date

import pytest

from clock import at
from tandem.metrics.shown import add_up_shown, shown_by_ad, shown_by_lot
from tandem.tables import IMPRESSIONS, VERDICTS
from unit.metrics.table_rows import of

DAY = date(2026, 3, 10)
SHOWN = {"date": DAY, "occurred_at": at("10:00:00"), "channel": "Display", "viewable": True, "consent": "all"}


@pytest.fixture
def shown(rows):
    """Impressions of a campaign on two devices and on none known, of no campaign, and one of a robot."""
    given = (
        *({"campaign_id": "c1", "device_id": device, "region": "GB"} for device in ("d1", "d2", None)),
        {"campaign_id": None, "device_id": "d1"},
        {"campaign_id": "", "device_id": "d1"},
        {"campaign_id": "c1", "device_id": "d1", "agent_id": "crawler"},
    )
    impressions = of(rows, IMPRESSIONS, *({**SHOWN, **row, "impression_id": str(n)} for n, row in enumerate(given)))
    verdicts = of(rows, VERDICTS, {"kind": "agent_id", "key": "crawler", "date": DAY, "rule": "bots"})
    return add_up_shown(impressions, verdicts, timezone="UTC")


def test_by_ad_every_impression_that_counts_is_added_up(shown):
    found = {row["campaign_id"]: row["impressions"] for row in shown_by_ad(shown).collect()}

    assert found == {"c1": 3, "": 2}


def test_by_lot_those_that_name_a_campaign_are_and_no_device_is_a_lot_of_its_own(shown):
    found = shown_by_lot(shown).collect()

    assert sum(row["n"] for row in found) == 3
    assert {row["region"] for row in found} == {"GB"}
    assert sum(row["n"] for row in found if row["bucket"] == -1) == 1
