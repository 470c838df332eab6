"""Who may sign in: the names and the hashed passwords of CONSOLE_ADMINISTRATORS."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import SecretStr

from bot.relay.store import deadline

MIN_PASSWORD = 12  # characters; NIST SP 800-63B asks for 8 and more, without rules about signs
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,38}")
# OWASP Password Storage Cheat Sheet: N=2^15, r=8, p=3, which takes 32 MB for a tenth of a second or two.
_LOG_N, _R, _P = 15, 8, 3
_MEMORY = 1 << 28
# One at a time: guesses must not take the memory that messages need.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Administrators:
    """The administrators by their names, each with the hash of a password, empty for who signs in by links alone."""

    hashes: Mapping[str, str]

    @classmethod
    def of(cls, configured: SecretStr | None) -> Administrators:
        written = configured.get_secret_value() if configured else ""
        entries = (entry.partition(":") for entry in written.split(",") if entry)
        return cls({name: hashed for name, _, hashed in entries})

    def __contains__(self, name: str) -> bool:
        return name in self.hashes

    def __bool__(self) -> bool:
        return bool(self.hashes)

    def accept(self, name: str, password: str) -> bool:
        """Return whether the password is that of the administrator; takes as long for a name that nobody has."""
        hashed = self.hashes.get(name) or _NOBODYS
        return _fits(password, hashed) and hashed is not _NOBODYS

    def with_one(self, name: str, hashed: str | None = None) -> str:
        """Return CONSOLE_ADMINISTRATORS with a name and the hash of its password; None keeps the one that it has."""
        found = {**self.hashes, name: self.hashes.get(name, "") if hashed is None else hashed}
        return ",".join(f"{one}:{kept}" if kept else one for one, kept in found.items())


def hash_of(password: str) -> str:
    """Return the hash to keep of a password, another one at each call."""
    return _hash(password, _LOG_N, _P, secrets.token_hex(16))


def _fits(password: str, hashed: str) -> bool:
    _, log_n, _, p, salt, _ = hashed.split(":")
    return hmac.compare_digest(_hash(password, int(log_n), int(p), salt), hashed)


def _hash(password: str, log_n: int, p: int, salt: str) -> str:
    with _one_at_a_time:
        made = hashlib.scrypt(
            password.encode(errors="surrogatepass"),
            salt=bytes.fromhex(salt),
            n=1 << log_n,
            r=_R,
            p=p,
            maxmem=_MEMORY,
            dklen=32,
        )
    deadline.renew()  # it takes long, behind others longer
    return f"scrypt:{log_n}:{_R}:{p}:{salt}:{made.hex()}"


_NOBODYS = f"scrypt:{_LOG_N}:{_R}:{_P}:{'0' * 32}:{'0' * 64}"
