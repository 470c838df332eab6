"""Where the parts of a sandbox are reached."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Addresses:
    """Where a running sandbox is reached."""

    relay: str
    twilio: str
    github: str
    issues: str
