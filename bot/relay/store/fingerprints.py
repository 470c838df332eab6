"""Digests by which the relay recognises a repeated request without keeping what it asked for."""

from __future__ import annotations

import hashlib
import hmac

from bot.rules.people.relay_keys import RelayKeys


class Fingerprints:
    """Digests that recognise a repeated request; without the relay's keys nobody can test texts against them."""

    def __init__(self, keys: RelayKeys) -> None:
        self._keys = keys.request_keys  # they outlive every rotation

    def of(self, content: str) -> list[str]:
        """Return the digest under each key: store the first; before a rotation, any may have been stored."""
        return [hmac.digest(key, content.encode(), hashlib.sha256).hex() for key in self._keys]
