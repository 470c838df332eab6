"""The parts of CONTACT_KEY: the sealing keys, newest first, and the part that contact ids are derived from."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence

_KEY_BYTES = 32  # a Fernet key (github.com/fernet/spec)
# Among the keys: what contact ids are derived from, where that is no longer the newest key.
_ID_PREFIX = "id:"
_ID_BYTES = 32
# Random bytes are never this alike; a key that somebody typed is.
MIN_DIFFERENT = 8

# The parts of RELAY_KEY: the public key that seals, what reports are sealed with, what fingerprints are made with.
SEAL_PART, REPORT_PART, FINGERPRINT_PART = "seal:", "report:", "print:"
_RELAY_PART = re.compile(
    r"(?P<seal>seal:[\w-]{43}=)|(?P<report>report:[\w-]{43}=)|(?P<print>print:[0-9a-f]{64})", re.ASCII
)


def new_key() -> str:
    """Return a fresh key for CONTACT_KEY."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def is_key(text: str) -> bool:
    """Return whether the text is a valid key for CONTACT_KEY."""
    try:
        key = base64.urlsafe_b64decode(text)
    except ValueError:
        return False
    return len(key) == _KEY_BYTES and len(set(key)) >= MIN_DIFFERENT


def is_id_key(text: str) -> bool:
    """Return whether the text is exactly the part of CONTACT_KEY that contact ids are derived from."""
    try:
        key = bytes.fromhex(text.removeprefix(_ID_PREFIX))
    except ValueError:
        return False
    return text.startswith(_ID_PREFIX) and len(key) == _ID_BYTES and len(set(key)) >= MIN_DIFFERENT


def with_new_key(entries: Sequence[str], key: str) -> list[str]:
    """Return the parts of CONTACT_KEY with a new key first.

    People keep the contact ids they have, because labels, file branches and chained consent records depend on them: the
    part that ids are derived from is kept separately from now on. It opens nothing.
    """
    ids = [entry for entry in entries if is_id_key(entry)] or [f"{_ID_PREFIX}{id_keys(entries)[0].hex()}"]
    return [key, *(entry for entry in entries if not is_id_key(entry)), *ids]


def with_new_key_behind(entries: Sequence[str], key: str) -> list[str]:
    """Return the same with the new key second: it already opens and does not seal yet."""
    new, old, *rest = with_new_key(entries, key)
    return [old, new, *rest]


def with_newest_alone(entries: Sequence[str]) -> list[str]:
    """Return the parts of CONTACT_KEY without the keys that only opened what was sealed before."""
    sealing = [entry for entry in entries if not is_id_key(entry)]
    return [sealing[0], *(entry for entry in entries if is_id_key(entry))]


def relay_parts(relay_key: str) -> tuple[str, list[str], list[str]]:
    """Return the public key, the report keys and the fingerprint keys of RELAY_KEY; raises ValueError if it is none."""
    found = [_RELAY_PART.fullmatch(part.strip()) for part in relay_key.split(",")]
    kinds = [part.lastgroup if part else "" for part in found]
    if kinds.count("seal") != 1 or "report" not in kinds or "print" not in kinds or "" in kinds:
        raise ValueError("not a RELAY_KEY")
    values = [(part.lastgroup, part[0].partition(":")[2]) for part in found if part]
    seal, *_ = (value for kind, value in values if kind == "seal")
    reports = [value for kind, value in values if kind == "report"]
    return seal, reports, [value for kind, value in values if kind == "print"]


def id_keys(entries: Sequence[str]) -> list[bytes]:
    """Return what contact ids are derived from: the current part, then those of earlier ids."""
    own = [_id_key(entry) for entry in entries if not is_id_key(entry)]
    kept = [bytes.fromhex(entry.removeprefix(_ID_PREFIX)) for entry in entries if is_id_key(entry)]
    current = kept[0] if kept else own[0]
    # No id was ever derived from a key newer than the one that made the ids.
    return [current, *(own[own.index(current) + 1 :] if current in own else [])]


def _id_key(key: str) -> bytes:
    # The ids have a key of their own: a sealing key must not also derive ids.
    return hmac.digest(key.encode(), b"contact id", hashlib.sha256)
