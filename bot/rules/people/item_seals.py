"""How the relay seals items: nothing it stores opens them, only the private key that the workflows have.

Agreeing on a key with the public one (HPKE, RFC 9180) takes longer than all else that answers a message. So it is done
once a minute at most: a fresh data key seals what comes in that minute, and travels beside each item, sealed by HPKE.
Itself it stays in memory until the next one takes its place.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from bot.core import clock
from bot.core.errors import SealError

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_PREFIX = "hpke2."
_PREFIX_OF_ONE = "hpke."  # of an earlier relay: HPKE for each item
_INFO = b"data key of items"
_DATA_KEY_BYTES, _NONCE_BYTES = 32, 12
_WRAPPED_BYTES = 32 + _DATA_KEY_BYTES + 16  # public key, content, tag
DATA_KEY_SECONDS = 60.0
# Of random nonces, far from where two are likely to be the same (NIST SP 800-38D, 8.3, of nonces as long: 2**32).
MOST_ITEMS = 2**20


class _DataKey(NamedTuple):
    cipher: ChaCha20Poly1305
    wrapped: bytes
    until: float


class ItemSealer:
    """Seals items for the holder of the private key. Safe for threads."""

    def __init__(self, public: X25519PublicKey) -> None:
        self._public = public
        self._key: _DataKey | None = None
        self._items = 0

    def seal(self, content: bytes, kind: str) -> str:
        """Return the content sealed, as an item of this kind and no other."""
        key = self._key
        if not key or clock.steady() >= key.until or self._items >= MOST_ITEMS:
            key = self._new_key()
        self._items += 1
        nonce = os.urandom(_NONCE_BYTES)
        sealed = key.cipher.encrypt(nonce, content, kind.encode())
        return f"{_PREFIX}{base64.urlsafe_b64encode(key.wrapped + nonce + sealed).decode()}"

    def _new_key(self) -> _DataKey:
        data_key = ChaCha20Poly1305.generate_key()
        wrapped = _SUITE.encrypt(data_key, self._public, _INFO)
        self._key = _DataKey(ChaCha20Poly1305(data_key), wrapped, clock.steady() + DATA_KEY_SECONDS)
        self._items = 0
        return self._key


def is_item(token: str) -> bool:
    """Return whether a token looks like a sealed item."""
    return token.startswith((_PREFIX, _PREFIX_OF_ONE))


def opened(token: str, kind: str, keys: Iterable[X25519PrivateKey]) -> bytes:
    """Return what was sealed as an item of this kind; raises SealError if no key fits or the token was changed."""
    prefix = _PREFIX if token.startswith(_PREFIX) else _PREFIX_OF_ONE
    try:
        sealed = base64.urlsafe_b64decode(token.removeprefix(prefix))
    except ValueError as error:
        raise SealError from error
    for key in keys:
        with suppress(InvalidTag, ValueError):
            if prefix == _PREFIX_OF_ONE:
                return _SUITE.decrypt(sealed, key, kind.encode())
            data_key = _SUITE.decrypt(sealed[:_WRAPPED_BYTES], key, _INFO)
            nonce, content = sealed[_WRAPPED_BYTES:][:_NONCE_BYTES], sealed[_WRAPPED_BYTES + _NONCE_BYTES :]
            return ChaCha20Poly1305(data_key).decrypt(nonce, content, kind.encode())
    raise SealError
