"""The addresses of a sandbox's servers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Addresses:
    """The addresses at which a running sandbox answers; `screen` is the page that shows it whole."""

    relay: str
    twilio: str
    github: str
    issues: str
    screen: str = ""
