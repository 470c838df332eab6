"""Seals and opens with CONTACT_KEY and its predecessors; no other module knows the cipher."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from functools import cached_property

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.core import contact_keys
from bot.core.errors import SealError
from bot.core.messages import Address, ContactId
from bot.rules.people import contacts, item_seals
from bot.rules.people.relay_keys import RelayKeys, private_key, relay_key


class Vault:
    """Seals with the first key, opens with any, and derives contact ids.

    Those come from the `id:` part where there is one, else from the first key; `former_ids` come from the keys after
    it.
    """

    def __init__(self, entries: Sequence[str]) -> None:
        self._entries = entries
        keys = [entry for entry in entries if not contact_keys.is_id_key(entry)]
        self._newest = Fernet(keys[0])
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._id_keys = contact_keys.id_keys(entries)
        self._keys = keys
        self._older_keys = len(keys) - 1
        # The parts that ids are derived from sign too: signatures, like ids, outlive a new sealing key.
        self._signing_keys = [hmac.digest(key, b"signature", hashlib.sha256) for key in self._id_keys]

    def seal(self, content: bytes) -> str:
        """Return the content as a URL-safe token that nobody can read or change without a key."""
        return self._fernet.encrypt(content).decode()

    def open(self, token: str) -> bytes:
        """Return the sealed content; raises SealError if no key fits or the token was changed."""
        try:
            return self._fernet.decrypt(token)
        except (InvalidToken, ValueError) as error:
            raise SealError from error

    def is_current(self, token: str) -> bool:
        """Return whether the newest key opens it, so that it needs no older one."""
        try:
            self._newest.decrypt(token)
        except (InvalidToken, ValueError):
            return False
        return True

    def reseal(self, token: str) -> str:
        """Return the same content sealed with the newest key and its old date; raises SealError as `open` does."""
        try:
            return self._fernet.rotate(token).decode()
        except (InvalidToken, ValueError) as error:
            raise SealError from error

    @property
    def older_keys(self) -> int:
        """Return how many keys only open and no longer seal."""
        return self._older_keys

    @cached_property
    def relay_keys(self) -> RelayKeys:
        """What the relay holds of these keys: to seal reports to it, and to open its own."""
        return RelayKeys(relay_key(self._entries))

    def open_item(self, token: str, kind: str) -> bytes:
        """Return what the relay sealed as an item of this kind; raises SealError if no key fits."""
        if not item_seals.is_item(token):
            return self.open(token)  # stored by a relay that sealed with CONTACT_KEY itself
        return item_seals.opened(token, kind, map(private_key, self._keys))

    @property
    def own_fingerprints(self) -> list[str]:
        """Return the digests of the newest key itself."""
        return self.relay_keys.own_fingerprints

    def fingerprints(self, content: str) -> list[str]:
        """Return digests that recognise a secret, as `RelayKeys.fingerprints` does."""
        return self.relay_keys.fingerprints(content)

    def contact_id(self, address: Address) -> ContactId:
        return contacts.contact_id(address, self._id_keys[0])

    def former_ids(self, address: Address) -> list[ContactId]:
        """Return the ids the person had under earlier keys, and by another form of the number."""
        former = [contacts.contact_id(address, key) for key in self._id_keys[1:]]
        return [*former, *(made for key in self._id_keys for made in contacts.other_ids(address, key))]

    def ids(self, address: Address) -> list[ContactId]:
        """Return every id the person may have: the current one first."""
        return [self.contact_id(address), *self.former_ids(address)]

    def sign(self, content: bytes) -> str:
        """Return a signature, in hexadecimal digits, which proves that a holder of the key wrote the content."""
        return hmac.digest(self._signing_keys[0], content, hashlib.sha256).hex()

    def has_signed(self, content: bytes, signature: str) -> bool:
        """Return whether one of the keys made the signature of exactly this content."""
        made = (hmac.digest(key, content, hashlib.sha256).hex() for key in self._signing_keys)
        return any(hmac.compare_digest(one.encode(), signature.encode()) for one in made)

    def code(self, about: str) -> str:
        """Return six digits that only a holder of the key can derive from the content."""
        digest = hmac.digest(self._signing_keys[0], f"code {about}".encode(), hashlib.sha256)
        return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"
