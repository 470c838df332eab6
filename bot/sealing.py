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
