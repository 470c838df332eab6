"""Requests to addresses that other people choose: only to hosts of the public internet.

A host is looked up once, every address that it has is checked, and the connection goes to one of these. A name that
leads elsewhere a moment later changes nothing, nor do spellings such as 127.1 or names that lead to this machine or to
a cloud's metadata. Behind a proxy of the environment it is the proxy that looks up and connects.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


class NotPublicError(Exception):
    """The host has an address that is not of the public internet, or none at all; or the request is not encrypted."""


def encrypted(url: str, *, loopback: bool) -> str:
    """Return the address; raises NotPublicError unless it is one of https, or with `loopback` one of this machine."""
    try:
        asked = urlsplit(url)
    except ValueError as error:  # such as https://[abc
        raise NotPublicError from error
    if asked.scheme == "https" or (loopback and asked.scheme == "http" and asked.hostname in LOOPBACK):
        return url
    raise NotPublicError


def followed(url: str, location: str, *, loopback: bool) -> str:
    """Return where a redirect leads; raises NotPublicError as `encrypted` does."""
    try:
        target = urljoin(url, location)
    except ValueError as error:
        raise NotPublicError from error
    return encrypted(target, loopback=loopback)


def session(*, loopback: bool) -> requests.Session:
    """Return a session that connects to public hosts alone; with `loopback`, to this machine too, for the sandbox.

    Its requests raise NotPublicError besides what requests raises.
    """
    made = requests.Session()
    for scheme in ("http://", "https://"):
        made.mount(scheme, _PublicAdapter(loopback=loopback))
    return made


def is_public(address: str, *, loopback: bool = False) -> bool:
    """Return whether an IP address, or the IPv4 address that it stands for, is of the public internet."""
    parsed: IPv4Address | IPv6Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, IPv6Address):
        inner = _inside(parsed)
        if inner is not None:
            return is_public(str(inner), loopback=loopback)
    if parsed.is_loopback:
        return loopback
    return parsed.is_global and not (parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified)


def _inside(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address to which an IPv6 address leads."""
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def _checked_address(host: str, port: int, *, loopback: bool) -> str:
    """Look a host up and return one of its addresses; raises NotPublicError unless all of them are public."""
    host = host.strip("[]")
    if "." not in host.strip(".") and ":" not in host and not (loopback and host in LOOPBACK):
        raise NotPublicError  # a name of a local network, or an address as one number
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise
        raise NotPublicError from error
    except UnicodeError as error:  # a label that no name can have
        raise NotPublicError from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_public(address, loopback=loopback) for address in addresses):
        raise NotPublicError
    return addresses[0]


class _Checked(HTTPConnection):
    """Connects to an address that was checked; the host's name stays that of the URL."""

    loopback: ClassVar[bool] = False

    def _new_conn(self) -> socket.socket:
        with _to_checked_address(self, loopback=self.loopback):
            return super()._new_conn()


class _CheckedTls(HTTPSConnection):
    """The same with TLS, which asks for the name and compares the certificate with it."""

    loopback: ClassVar[bool] = False

    def _new_conn(self) -> socket.socket:
        with _to_checked_address(self, loopback=self.loopback):
            return super()._new_conn()


class _SandboxChecked(_Checked):
    loopback = True


class _SandboxCheckedTls(_CheckedTls):
    loopback = True


@contextmanager
def _to_checked_address(connection: HTTPConnection, *, loopback: bool) -> Iterator[None]:
    """Put the checked address in place of the name where urllib3 connects, and nowhere else.

    A second lookup could find another address than the one that was checked (DNS rebinding). urllib3 looks up
    `_dns_host` when it connects, and has no public way to connect to an address while TLS still checks the name.
    """
    named = connection._dns_host  # noqa: SLF001 - no public attribute is looked up
    try:
        address = _checked_address(named, connection.port, loopback=loopback)
    except socket.gaierror as error:  # the resolver does not answer now
        raise NameResolutionError(named, connection, error) from error
    connection._dns_host = address  # noqa: SLF001 - no public attribute is looked up
    try:
        yield
    finally:
        connection._dns_host = named  # noqa: SLF001 - no public attribute is looked up


class _PublicAdapter(HTTPAdapter):
    def __init__(self, *, loopback: bool) -> None:
        self._connections = (_SandboxChecked, _SandboxCheckedTls) if loopback else (_Checked, _CheckedTls)
        super().__init__()

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        super().init_poolmanager(*given, **named)
        plain, encrypted = self._connections
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("Pool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("TlsPool", (HTTPSConnectionPool,), {"ConnectionCls": encrypted}),
        }
