"""What kind of device a user agent runs on, and which part of an address may be kept."""

from __future__ import annotations

from ipaddress import ip_network as parsed_network

from pyspark.sql import Column
from pyspark.sql import functions as F

from tandem.errors import DefinitionError

KEPT_BITS = {4: 24, 6: 48}  # of an IPv4 and an IPv6 address
GROUPS_KEPT = 3


def device_class(user_agent: Column) -> Column:
    """desktop, mobile, tablet or other; other for no agent."""
    is_android = user_agent.contains("Android")
    is_phone = user_agent.contains("Mobi") | user_agent.contains("iPhone") | user_agent.contains("iPod")
    is_tablet = (
        user_agent.contains("iPad")
        | user_agent.contains("Tablet")
        | user_agent.contains("Kindle")
        | user_agent.contains("Silk/")
        | (is_android & ~is_phone & ~user_agent.contains("TV"))
    )
    is_desktop = (
        user_agent.contains("Windows NT")
        | user_agent.contains("Macintosh")
        | user_agent.contains("X11;")
        | user_agent.contains("CrOS")
    )
    return (
        F.when(is_tablet, F.lit("tablet"))
        .when(is_phone, F.lit("mobile"))
        .when(is_desktop, F.lit("desktop"))
        .otherwise(F.lit("other"))
    )


def ip_network(ip: Column) -> Column:
    """The address cut to /24 (IPv4) or /48 (IPv6), as `192.0.2.0/24` or `2001:db8:1::/48`; null for no address."""
    address = F.lower(F.trim(ip))
    dotted = F.substring_index(address, ":", -1)
    first_three = F.concat(F.substring_index(dotted, ".", 3), F.lit(".0/24"))
    leading = F.split(F.substring_index(address, "::", 1), ":")
    padded = F.slice(F.concat(leading, F.array(*[F.lit("0")] * GROUPS_KEPT)), 1, GROUPS_KEPT)
    unpadded = F.transform(padded, lambda group: F.regexp_replace(group, "^0*(?=.)|^$", ""))
    groups = F.transform(unpadded, lambda group: F.when(group == "", F.lit("0")).otherwise(group))
    return F.when(dotted.contains("."), first_three).when(
        address.contains(":"), F.concat(F.concat_ws(":", groups), F.lit("::/48"))
    )


def is_in(network: Column, ranges: list[str], *, where: str) -> Column:
    """A network as `ip_network` writes it lies in one of `ranges`; false for null.

    Raises DefinitionError for a range that is finer than what is kept of an address, or no range at all.
    """
    parsed = [_parsed(text, where) for text in ranges]
    found = F.lit(False)
    for version, number in ((4, _ipv4_number(network)), (6, _ipv6_number(network))):
        for low, high in (bounds for kind, *bounds in parsed if kind == version):
            found = found | number.between(low, high)
    return F.coalesce(found, F.lit(False))


def _parsed(text: str, where: str) -> tuple[int, int, int]:
    try:
        network = parsed_network(text)
    except ValueError as error:
        raise DefinitionError(f"{where}: {text!r} is no address range: {error}") from None
    kept = KEPT_BITS[network.version]
    if network.prefixlen > kept:
        raise DefinitionError(f"{where}: {text} is finer than /{kept}, all that is kept of an address")
    shift = network.max_prefixlen - kept
    return network.version, int(network.network_address) >> shift, int(network.broadcast_address) >> shift


def _ipv4_number(network: Column) -> Column:
    parts = [F.split_part(network, F.lit("."), F.lit(place)).try_cast("bigint") for place in (1, 2, 3)]
    return F.when(network.contains("."), parts[0] * 65536 + parts[1] * 256 + parts[2])


def _ipv6_number(network: Column) -> Column:
    groups = [F.lpad(F.split_part(network, F.lit(":"), F.lit(place)), 4, "0") for place in (1, 2, 3)]
    return F.when(network.contains("::"), F.conv(F.concat(*groups), 16, 10).try_cast("bigint"))
