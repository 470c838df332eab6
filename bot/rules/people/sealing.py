"""Seal and open with CONTACT_KEY and its predecessors; no other module knows the cipher."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.core import contact_keys
from bot.core.errors import SealError
from bot.core.messages import Address, ContactId
from bot.rules.people import contacts


class Vault:
    """Seals with the first key, opens with any; knows people by contact ids.

    Those are made with the `id:` part where there is one, else with the first key; `former_ids` are those that
    were made with the keys behind it.
    """

    def __init__(self, entries: Sequence[str]) -> None:
        keys = [entry for entry in entries if not contact_keys.is_id_key(entry)]
        self._newest = Fernet(keys[0])
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._id_keys = contact_keys.id_keys(entries)
        self._older_keys = len(keys) - 1
        self._own_prints = self.fingerprints(keys[0])
        # Of what people's ids are made with too: what was signed outlives a new key, as the ids do.
        self._signing_keys = [hmac.digest(key, b"signature", hashlib.sha256) for key in self._id_keys]

    def seal(self, content: bytes) -> str:
        """Return the content as a token of URL-safe letters, unreadable and unchangeable without a key."""
        return self._fernet.encrypt(content).decode()

    def open(self, token: str) -> bytes:
        """Return what was sealed; raises SealError if no key fits or the token was changed."""
        try:
            return self._fernet.decrypt(token)
        except (InvalidToken, ValueError) as error:
            raise SealError from error

    def is_current(self, token: str) -> bool:
        """Return whether the newest key opens it, so that no older one is needed for it."""
        try:
            self._newest.decrypt(token)
        except (InvalidToken, ValueError):
            return False
        return True

    def reseal(self, token: str) -> str:
        """Return the same content sealed with the newest key, with its old date; raises SealError as `open` does."""
        try:
            return self._fernet.rotate(token).decode()
        except (InvalidToken, ValueError) as error:
            raise SealError from error

    @property
    def older_keys(self) -> int:
        """Return how many keys only open."""
        return self._older_keys

    @property
    def own_fingerprints(self) -> list[str]:
        """Return the digests of the newest key itself."""
        return list(self._own_prints)

    def fingerprints(self, content: str) -> list[str]:
        """Return digests by which a secret is recognised, not found out: the first is to be kept.

        They stay the same when the sealing key changes, as contact ids do; the others are those of earlier ids.
        """
        keys = [hmac.digest(key, b"fingerprint", hashlib.sha256) for key in self._id_keys]
        return [hmac.digest(key, content.encode(), hashlib.sha256).hex()[:16] for key in keys]

    def contact_id(self, address: Address) -> ContactId:
        return contacts.contact_id(address, self._id_keys[0])

    def former_ids(self, address: Address) -> list[ContactId]:
        """Return the ids the person had under earlier keys."""
        return [contacts.contact_id(address, key) for key in self._id_keys[1:]]

    def sign(self, content: bytes) -> str:
        """Return what proves, without hiding it, that a holder of the key wrote the content: hexadecimal digits."""
        return hmac.digest(self._signing_keys[0], content, hashlib.sha256).hex()

    def has_signed(self, content: bytes, signature: str) -> bool:
        """Return whether the signature was made of this very content with one of the keys."""
        made = (hmac.digest(key, content, hashlib.sha256).hex() for key in self._signing_keys)
        return any(hmac.compare_digest(one.encode(), signature.encode()) for one in made)

    def code(self, about: str) -> str:
        """Return six digits that only a holder of the key can derive from what they are about."""
        digest = hmac.digest(self._signing_keys[0], f"code {about}".encode(), hashlib.sha256)
        return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"
