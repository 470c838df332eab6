"""What an error code of Twilio means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an error code of Twilio means for the person who answers, and the way out."""

    what: str
    remedy: str
