"""Seal and open with CONTACT_KEY and its predecessors; no other module knows the cipher."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot import contacts
from bot.errors import SealError
from bot.messages import Address, ContactId


def new_key() -> str:
    """Return a fresh key for CONTACT_KEY."""
    return Fernet.generate_key().decode()


def is_key(text: str) -> bool:
    """Tell whether the text can be one key of CONTACT_KEY."""
    try:
        Fernet(text)
    except ValueError:
        return False
    return True


class Vault:
    """Seals with the first key, opens with any; knows people by contact ids made with each key, first key first."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        # A key of its own for the ids: what seals must not also name.
        self._id_keys = [hmac.digest(key.encode(), b"contact id", hashlib.sha256) for key in keys]
        self._signing_keys = [hmac.digest(key.encode(), b"signature", hashlib.sha256) for key in keys]

    def seal(self, content: bytes) -> str:
        """Return the content as a token of URL-safe letters, unreadable and unchangeable without a key."""
        return self._fernet.encrypt(content).decode()

    def open(self, token: str) -> bytes:
        """Return what was sealed; raises SealError if no key fits or the token was changed."""
        try:
            return self._fernet.decrypt(token)
        except (InvalidToken, ValueError) as error:
            raise SealError from error

    def contact_id(self, address: Address) -> ContactId:
        return contacts.contact_id(address, self._id_keys[0])

    def former_ids(self, address: Address) -> list[ContactId]:
        """Return the ids the person had under earlier keys."""
        return [contacts.contact_id(address, key) for key in self._id_keys[1:]]

    def sign(self, content: bytes) -> str:
        """Return what proves, without hiding it, that a holder of the key wrote the content: hexadecimal digits."""
        return hmac.digest(self._signing_keys[0], content, hashlib.sha256).hex()

    def has_signed(self, content: bytes, signature: str) -> bool:
        """Tell whether the signature was made of this very content with one of the keys."""
        made = (hmac.digest(key, content, hashlib.sha256).hex() for key in self._signing_keys)
        return any(hmac.compare_digest(one.encode(), signature.encode()) for one in made)

    def code(self, about: str) -> str:
        """Return six digits that only a holder of the key can tell for what they are about."""
        digest = hmac.digest(self._signing_keys[0], f"code {about}".encode(), hashlib.sha256)
        return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"
