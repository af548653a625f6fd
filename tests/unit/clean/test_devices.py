import pytest
from pyspark.sql import functions as F

from tandem.clean.devices import device_class, ip_network, is_in
from tandem.errors import DefinitionError

AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/143.0.0.0": "desktop",
    "Mozilla/5.0 (X11; CrOS x86_64) Chrome/143.0.0.0": "desktop",
    "Mozilla/5.0 (Linux; Android 15; Pixel 8) Chrome/143.0.0.0 Mobile Safari/537.36": "mobile",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Mobile/15E148": "mobile",
    "Mozilla/5.0 (Linux; Android 14; SM-X710) Chrome/142.0.0.0 Safari/537.36": "tablet",
    "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) Mobile/15E148": "tablet",
    "Mozilla/5.0 (Linux; Android 9; AndroidTV) Chrome/90": "other",
    "curl/8.11.1": "other",
}
NETWORKS = {
    "192.0.2.17": "192.0.2.0/24",
    "2001:0db8:0001:0002::5": "2001:db8:1::/48",
    "2001:DB8::1": "2001:db8:0::/48",
    "::ffff:198.51.100.9": "198.51.100.0/24",
    "::1": "0:0:0::/48",
    "unknown": None,
}


def test_the_class_of_a_device_is_read_off_its_user_agent(rows):
    frame = rows("agent string", *((agent,) for agent in AGENTS), (None,))

    assert [row[0] for row in frame.select(device_class(F.col("agent"))).collect()] == [*AGENTS.values(), "other"]


def test_an_address_is_cut_to_its_network(rows):
    frame = rows("ip string", *((ip,) for ip in NETWORKS), (None,))

    assert [row[0] for row in frame.select(ip_network(F.col("ip"))).collect()] == [*NETWORKS.values(), None]


def test_a_network_lies_in_a_range_up_to_its_last_address(rows):
    networks = [
        "198.17.255.0/24",
        "198.18.0.0/24",
        "198.19.255.0/24",
        "198.20.0.0/24",
        "2001:db8:1::/48",
        "2001:db9:0::/48",
        None,
    ]
    frame = rows("network string", *((network,) for network in networks))
    inside = is_in(F.col("network"), ["198.18.0.0/15", "2001:db8::/32"], where="here")

    assert [row[0] for row in frame.select(inside).collect()] == [False, True, True, False, True, False, False]


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("wrong", ["192.0.2.0/25", "2001:db8::/64", "office"])
def test_a_range_finer_than_what_is_kept_of_an_address_is_refused(wrong):
    with pytest.raises(DefinitionError, match=r"here: .*(finer|no address range)"):
        is_in(F.lit("x"), [wrong], where="here")
