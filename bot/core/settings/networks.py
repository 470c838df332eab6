"""Types of networks, by which the relay knows who calls it."""

import ipaddress
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from bot.core.sentences import Sentence

_MAPPED_BITS = 96  # ::ffff:0:0/96 holds the addresses of IPv4: RFC 4291, 2.5.5.2


def plain(
    network: ipaddress.IPv4Network | ipaddress.IPv6Network,
) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """Return a network of IPv4 that is written as one of IPv6 in its own form; any other as it is."""
    if isinstance(network, ipaddress.IPv6Network) and network.prefixlen >= _MAPPED_BITS:
        mapped = network.network_address.ipv4_mapped
        if mapped:
            return ipaddress.IPv4Network((mapped, network.prefixlen - _MAPPED_BITS))
    return network


def _network(value: Any) -> Any:
    text = value.strip() if isinstance(value, str) else ""
    try:
        found = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError("a network such as 203.0.113.0/24 or 2001:db8::/32, or one address") from None
    if str(found.network_address) != str(ipaddress.ip_address(text.partition("/")[0])):
        raise ValueError(Sentence("a network by its first address, such as {network}", network=found))
    return plain(found)


Network = Annotated[
    ipaddress.IPv4Network | ipaddress.IPv6Network,
    BeforeValidator(_network),
    WithJsonSchema({"type": "string"}),
]
LOOPBACK = (ipaddress.IPv4Network("127.0.0.0/8"), ipaddress.IPv6Network("::1/128"))
