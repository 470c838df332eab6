"""By which name a page was asked for, and the page that asks: what tells our own pages from others. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.core.settings.url_types import is_loopback_host


def of_address(address: str) -> str:
    """Return host and port of an address such as a header Origin holds; empty for what is none."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def is_this_machine(host: str) -> bool:
    """Return whether a host, with or without a port, is this machine by its address: a name could lead anywhere."""
    try:
        return is_loopback_host(urlsplit(f"//{host}").hostname or "")
    except ValueError:
        return False
