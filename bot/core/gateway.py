"""What a client needs to order messages from a relay."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Gateway:
    """A relay, and a token that it takes."""

    url: str
    token: str = field(repr=False)
