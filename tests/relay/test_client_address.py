"""Who sent a request is read from the end of X-Forwarded-For, over trusted proxies alone."""

from __future__ import annotations

import ipaddress

import pytest

from bot.core.settings.networks import LOOPBACK
from bot.relay.client_address import client_of, counted_as, read

PROXIES = (*LOOPBACK, ipaddress.IPv4Network("10.0.0.0/8"), ipaddress.IPv6Network("2001:db8:99::/48"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("198.51.100.7", "", "198.51.100.7"),
        ("198.51.100.7", "203.0.113.1", "198.51.100.7"),  # no proxy of ours
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.1", "203.0.113.1"),
        ("127.0.0.1", "192.0.2.1, 203.0.113.1", "203.0.113.1"),  # the first one may be made up
        ("127.0.0.1", "203.0.113.1, 10.0.0.2", "203.0.113.1"),
        ("127.0.0.1", "127.0.0.1, 203.0.113.1, 10.0.0.2,10.1.2.3", "203.0.113.1"),
        ("127.0.0.1", "10.0.0.9, 10.0.0.2", "10.0.0.9"),
        ("::1", "203.0.113.1", "203.0.113.1"),
        ("::ffff:127.0.0.1", "::ffff:203.0.113.1", "203.0.113.1"),
        ("::ffff:10.0.0.1", "2001:db8::5", "2001:db8::5"),
        ("2001:db8:99::1", "2001:db8::5", "2001:db8::5"),
        ("127.0.0.1", "203.0.113.1:4711", "203.0.113.1"),
        ("127.0.0.1", "[2001:db8::5]:443", "2001:db8::5"),
        ("127.0.0.1", "[2001:db8::5]", "2001:db8::5"),
        ("127.0.0.1", "fe80::1%eth0", "fe80::1"),
    ],
)
def test_the_first_address_from_the_end_that_is_no_trusted_proxy(
    peer: str, forwarded: str, client: str
) -> None:
    assert str(client_of(peer, forwarded, PROXIES)) == client


@pytest.mark.parametrize(
    "forwarded",
    [
        "unknown",
        "203.0.113.1, unknown",
        "203.0.113.1,",
        "_hidden",
        "203.0.113",
        "203.0.113.1:port",
        "[]",
        "%",
        "1" * 9000,
    ],
)
def test_a_proxy_that_names_nobody_leaves_the_client_unknown(forwarded: str) -> None:
    assert client_of("127.0.0.1", forwarded, PROXIES) is None


def test_without_trusted_proxies_the_header_is_never_read() -> None:
    assert str(client_of("127.0.0.1", "203.0.113.1", ())) == "127.0.0.1"


def test_a_peer_that_is_no_address_is_unknown() -> None:
    assert client_of("", "203.0.113.1", PROXIES) is None
    assert client_of("unix:", "203.0.113.1", PROXIES) is None


def test_ipv6_counts_by_its_network() -> None:
    one, two = read("2001:db8::1"), read("2001:db8:0:0:9::1")
    assert one
    assert two
    assert counted_as(one) == counted_as(two) == "2001:db8::/64"
