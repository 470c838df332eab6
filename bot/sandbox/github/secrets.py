"""The repository's secrets: encrypted by clients for the repository's key, passed to runs, never shown."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from bot.core import clock
from bot.sandbox.github.values import InvalidError, MissingError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable


@dataclass(frozen=True)
class Secret:
    name: str
    value: str
    created_at: datetime
    updated_at: datetime


class Secrets:
    """Secrets by name; names are kept in capitals, as GitHub does."""

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._key = PrivateKey.generate()
        self._secrets: dict[str, Secret] = {}
        self.key_id = str(secrets.randbits(60))
        self.hidden: Callable[[], str] = lambda: ""  # the name of one that a fault lets be missing
        self.found: Callable[[], object] = lambda: None  # called once somebody writes that one

    @property
    def public_key(self) -> str:
        return base64.b64encode(bytes(self._key.public_key)).decode()

    def put_sealed(self, name: str, sealed: str, key_id: str) -> bool:
        """Store a secret that was encrypted for our key; return whether it is new."""
        if key_id != self.key_id:
            raise InvalidError("Secret", "key_id", "invalid")
        try:
            value = SealedBox(self._key).decrypt(base64.b64decode(sealed, validate=True)).decode()
        except (CryptoError, ValueError) as error:
            raise InvalidError("Secret", "encrypted_value", "invalid") from error
        return self.put(name, value)

    def put(self, name: str, value: str) -> bool:
        """Store a secret, as an owner does in the settings; return whether it is new."""
        now = clock.now()
        if name.upper() == self.hidden():
            self.found()
        with self._lock:
            known = self._secrets.get(name.upper())
            self._secrets[name.upper()] = Secret(name.upper(), value, known.created_at if known else now, now)
        return known is None

    def get(self, name: str) -> Secret:
        with self._lock:
            if name.upper() not in self._secrets or name.upper() == self.hidden():
                raise MissingError(f"no secret {name}")
            return self._secrets[name.upper()]

    def remove(self, name: str) -> None:
        with self._lock:
            del self._secrets[self.get(name).name]

    def everything(self) -> list[Secret]:
        with self._lock:
            shown = [one for one in self._secrets.values() if one.name != self.hidden()]
            return sorted(shown, key=lambda one: one.name)

    def values(self) -> dict[str, str]:
        """Return the values that a run gets."""
        return {one.name: one.value for one in self.everything()}
