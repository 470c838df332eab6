"""What the relay holds of CONTACT_KEY: enough to seal for the workflows, nothing that opens what it sealed."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from bot.core import contact_keys
from bot.core.contact_keys import FINGERPRINT_PART, REPORT_PART, SEAL_PART
from bot.core.errors import SealError
from bot.core.settings import Settings
from bot.rules.people.item_seals import ItemSealer


class RelayKeys:
    """The keys of RELAY_KEY, each derived one way from CONTACT_KEY: whoever takes them from the relay can read nothing.

    The public key seals items for the workflows; the report keys seal what relay and workflows report to each other
    (never a number or a text) and prove that a batch comes from the relay; the fingerprint keys recognise repeated
    requests and secrets. Contact ids and the signatures of markers and consent entries have keys of their own, which
    the relay does not need.
    """

    def __init__(self, relay_key: str) -> None:
        self._text = relay_key
        seal, reports, prints = contact_keys.relay_parts(relay_key)
        self._public_text = seal
        self._sealer = ItemSealer(X25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(seal)))
        self._reports = MultiFernet([Fernet(key) for key in reports])
        self._console = MultiFernet([Fernet(_console_key(key)) for key in reports])
        self._proof_keys = [hmac.digest(key.encode(), b"proof", hashlib.sha256) for key in reports]
        self._print_keys = [bytes.fromhex(part) for part in prints]
        self._request_keys = [hmac.digest(key, b"order", hashlib.sha256) for key in self._print_keys]

    @classmethod
    def of(cls, settings: Settings) -> RelayKeys:
        """Return the keys of RELAY_KEY, derived from CONTACT_KEY where it is not set."""
        given = settings.environment.RELAY_KEY
        return cls(given.get_secret_value() if given else relay_key(settings.contact_keys))

    def seal_item(self, content: bytes, kind: str) -> str:
        """Return the content sealed for the workflows, as an item of this kind and no other."""
        return self._sealer.seal(content, kind)

    def seal(self, content: bytes) -> str:
        """Return a report, sealed."""
        return self._reports.encrypt(content).decode()

    def open(self, token: str) -> bytes:
        """Return a sealed report; raises SealError if no key fits or the token was changed."""
        try:
            return self._reports.decrypt(token)
        except (InvalidToken, ValueError) as error:
            raise SealError from error

    def seal_for_browser(self, content: bytes) -> str:
        """Return what a browser keeps for the console, sealed."""
        return self._console.encrypt(content).decode()

    def open_from_browser(self, token: str, seconds: int) -> bytes:
        """Return what was sealed for a browser; raises SealError if that was longer ago, or somebody changed it."""
        try:
            return self._console.decrypt(token, ttl=seconds)
        except (InvalidToken, ValueError) as error:
            raise SealError from error

    def prove(self, content: bytes) -> str:
        """Return what proves, in hexadecimal digits, that a holder of the newest report key wrote the content."""
        return hmac.digest(self._proof_keys[0], content, hashlib.sha256).hex()

    def has_proven(self, content: bytes, proof: str) -> bool:
        made = (hmac.digest(key, content, hashlib.sha256).hex() for key in self._proof_keys)
        return any(hmac.compare_digest(one.encode(), proof.encode(errors="replace")) for one in made)

    def fingerprints(self, content: str) -> list[str]:
        """Return digests that recognise a secret without revealing it: the first is the one to keep.

        They stay the same when the sealing key changes, as contact ids do; the others are those of earlier ids.
        """
        return [hmac.digest(key, content.encode(), hashlib.sha256).hex()[:16] for key in self._print_keys]

    @property
    def own_fingerprints(self) -> list[str]:
        """Return the digests of the key that seals."""
        return self.fingerprints(self._public_text)

    @property
    def request_keys(self) -> Sequence[bytes]:
        """Return the keys with which a repeated request is recognised, the first for new ones."""
        return self._request_keys

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RelayKeys) and hmac.compare_digest(self._text, other._text)

    def __hash__(self) -> int:
        return hash(self._text)


def relay_key(entries: Sequence[str]) -> str:
    """Return RELAY_KEY for the parts of CONTACT_KEY: it seals with the newest key and opens reports of all."""
    keys = [entry for entry in entries if not contact_keys.is_id_key(entry)]
    public = private_key(keys[0]).public_key().public_bytes_raw()
    prints = [hmac.digest(key, b"fingerprint", hashlib.sha256).hex() for key in contact_keys.id_keys(entries)]
    return ",".join(
        [
            f"{SEAL_PART}{base64.urlsafe_b64encode(public).decode()}",
            *(f"{REPORT_PART}{_report_key(key)}" for key in keys),
            *(f"{FINGERPRINT_PART}{part}" for part in prints),
        ]
    )


def _console_key(report_key: str) -> bytes:
    return base64.urlsafe_b64encode(hmac.digest(report_key.encode(), b"console", hashlib.sha256))


def private_key(key: str) -> X25519PrivateKey:
    """Return what opens items sealed for a key of CONTACT_KEY."""
    return X25519PrivateKey.from_private_bytes(
        hmac.digest(key.encode(), b"items of the relay", hashlib.sha256)
    )


def _report_key(key: str) -> str:
    derived = hmac.digest(key.encode(), b"reports between relay and workflows", hashlib.sha256)
    return base64.urlsafe_b64encode(derived).decode()
