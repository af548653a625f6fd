"""What an address and a referrer say, in plain Python; tests/unit/clean/test_channels.py asks Spark the same."""

import pytest

from channel_cases import ADDRESSES, OWN
from tandem.channels.marks import Stated, channel_of, marks_of, stated_by
from tandem.channels.rules import read_channels
from tandem.definitions import load_definition
from tandem.shipped import conf_folder

TABLE = read_channels(load_definition(conf_folder() / "channels.yml"))


@pytest.mark.parametrize(("url", "referrer", "source", "medium", "channel"), ADDRESSES)
def test_tags_come_before_click_ids_and_both_before_the_referrer(url, referrer, source, medium, channel):
    marks = marks_of(stated_by(url, referrer or "", TABLE.click_ids), TABLE)

    assert (*marks[:2], channel_of(marks, TABLE)) == (source, medium, channel)


def test_what_is_stated_does_not_depend_on_a_definition():
    url = OWN + "?srsltid=x&gclid=y&utm_campaign=Spring"

    assert stated_by(url, "https://www.google.com/", ["gclid", "srsltid", "dclid"]) == Stated(
        campaign="spring", click_ids=("gclid", "srsltid"), referrer="google.com"
    )
