"""Digests by which the relay recognises a repeated request without keeping what it asked for."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from bot.core import contact_keys


class Fingerprints:
    """Digests that recognise a repeated request; without CONTACT_KEY nobody can test texts against them."""

    def __init__(self, keys: Sequence[str]) -> None:
        # The key of contact ids outlives every rotation; the others recognise what was stored before it came first.
        made_with = [*contact_keys.id_keys(keys), *(key.encode() for key in keys)]
        self._keys = [hmac.digest(key, b"order", hashlib.sha256) for key in made_with]

    def of(self, content: str) -> list[str]:
        """Return the digest under each key: store the first; before a rotation, any may have been stored."""
        return [hmac.digest(key, content.encode(), hashlib.sha256).hex() for key in self._keys]
