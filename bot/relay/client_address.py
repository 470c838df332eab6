"""Who sent a request: the peer of the connection, or whom trusted proxies name in X-Forwarded-For. Pure.

A proxy appends the address that it saw, so the list is read from its end: each entry is believed as long as the one who
appended it is a trusted proxy. What stands before the first other address, the sender may have made up.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_IPV6_NETWORK = 64  # what one customer has: RFC 6177
# Some proxies append the port too: 203.0.113.9:4711, [2001:db8::9]:4711.
_WITH_PORT = re.compile(r"(\d+\.\d+\.\d+\.\d+):\d{1,5}|\[([0-9A-Fa-f:.]+)\](?::\d{1,5})?", re.ASCII)


def client_of(peer: str, forwarded: str, trusted: Sequence[Network]) -> Address | None:
    """Return the address of the client; None if a trusted proxy names none that can be read.

    `forwarded` is the whole of X-Forwarded-For, several headers joined by commas.
    """
    address = read(peer)
    entries = [entry.strip() for entry in forwarded.split(",")] if forwarded.strip() else []
    while address and entries and is_in(address, trusted):
        address = read(entries.pop())
    return address


def read(text: str) -> Address | None:
    """Return an address with or without a port, one of IPv4 in its own form; None for anything else."""
    found = _WITH_PORT.fullmatch(text)
    try:
        address = ipaddress.ip_address((found[1] or found[2]) if found else text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def counted_as(address: Address) -> str:
    """Return what counts as one sender: an address of IPv4, a customer's whole network of IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _IPV6_NETWORK), strict=False))
    return str(address)
