"""Which status callbacks Twilio accepts: the addresses it could call over the public internet.

Source: twilio.com/docs/api/errors/21609. Loopback is refused as well: a sandbox gives Twilio a public address, and only
the emulator knows which server it leads to (`routes` in emulator.py).
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

MAX_CHARACTERS = 4_000
_LABEL = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")
# Names that no public server has (RFC 6761 and RFC 6762); examples stand for real ones here.
_PRIVATE_SUFFIXES = ("local", "localhost", "internal", "invalid", "test", "lan", "home")


def is_acceptable(url: str) -> bool:
    """Return whether the address is complete and names a host that could be public."""
    if len(url) > MAX_CHARACTERS or re.search(r"\s", url):
        return False
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    complete = parts.scheme in {"http", "https"} and parts.path.startswith("/") and port != 0
    return complete and _is_public(host)


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        labels = host.removesuffix(".").split(".")
    is_name = len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
    return is_name and labels[-1] not in _PRIVATE_SUFFIXES
