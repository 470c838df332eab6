"""A GitHub App: its keys, its installation with the permissions there, and its tokens, which last an hour."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.core import app_key, clock
from bot.sandbox.github.values import Actor, MissingError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

    from bot.sandbox.github.people import People

TOKEN_LIVES = timedelta(hours=1)
MAX_PROOF = timedelta(minutes=10)
MAX_KEYS = 25
_KEY_BITS = 2048


class ProofError(ValueError):
    """The JSON Web Token is not valid; the text is GitHub's."""


class SuspendedError(Exception):
    """The installation is suspended."""


class NotGrantedError(Exception):
    """The request exceeds the installation's permissions; the text is GitHub's."""


@dataclass(frozen=True)
class Installation:
    """The App's installation in the repository."""

    id: int
    permissions: Mapping[str, str]
    created_at: datetime
    suspended_at: datetime | None = None


@dataclass(frozen=True)
class App:
    """The App; `keys` holds its public keys by the fingerprints that its settings page shows."""

    id: int
    client_id: str
    slug: str
    permissions: Mapping[str, str]
    created_at: datetime
    keys: Mapping[str, RSAPublicKey] = field(default_factory=dict)
    installation: Installation | None = None

    @property
    def login(self) -> str:
        return f"{self.slug}[bot]"


def generate_key() -> RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)


class Apps:
    """The one App there is, once it has been created."""

    def __init__(self, lock: threading.RLock, next_id: Callable[[], int], people: People) -> None:
        self._lock = lock
        self._next_id = next_id
        self._people = people
        self._app: App | None = None
        self._tokens: list[str] = []
        self.generate = generate_key
        self.agreed: dict[str, dict[str, Any]] = {}  # manifests by the code that each was agreed with

    @property
    def app(self) -> App:
        with self._lock:
            if self._app is None:
                raise MissingError("nobody has made an App")
            return self._app

    def make(self, slug: str, permissions: Mapping[str, str]) -> App:
        """Create the App, without a key, and install it."""
        with self._lock:
            number, client = 1_000_000 + secrets.randbelow(9_000_000), f"Iv23{secrets.token_hex(8)}"
            self._app = App(number, client, slug, dict(permissions), clock.now())
            self._people.add(self._app.login, "none", "Bot")
            self.install()
            return self.app

    @property
    def tokens(self) -> list[str]:
        """Return the tokens that were created and not revoked."""
        with self._lock:
            return list(self._tokens)

    # What the owner does on its settings pages

    def new_key(self) -> str:
        """Create another private key and return it; it is not shown again."""
        key = self.generate()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
        with self._lock:
            if len(self.app.keys) >= MAX_KEYS:
                raise NotGrantedError(f"An App has at most {MAX_KEYS} keys.")
            self._change(
                keys={**self.app.keys, app_key.public_fingerprint(key.public_key()): key.public_key()}
            )
        return pem

    def delete_key(self, fingerprint: str) -> None:
        with self._lock:
            if fingerprint not in self.app.keys:
                raise MissingError("no such key")
            self._change(keys={name: key for name, key in self.app.keys.items() if name != fingerprint})

    def install(self, permissions: Mapping[str, str] | None = None) -> None:
        """Install it in the repository, or accept other permissions there; the default is all it asks for."""
        with self._lock:
            granted = dict(self.app.permissions if permissions is None else permissions)
            known = self.app.installation
            made = Installation(known.id if known else self._next_id(), granted, clock.now())
            self._change(installation=made)

    def uninstall(self) -> None:
        with self._lock:
            self._change(installation=None)
            self.revoke_tokens()

    def suspend(self) -> None:
        with self._lock:
            self._change(installation=replace(self.installation(), suspended_at=clock.now()))
            self.revoke_tokens()

    def revoke_tokens(self) -> None:
        with self._lock:
            for token in self._tokens:
                self._people.drop_token(token)
            self._tokens = []

    # What the App does through the API

    def proved(self, proof: str, now: datetime) -> App:
        """Return the App that signed a JSON Web Token; raises ProofError or MissingError."""
        claims = _claims(proof)
        with self._lock:
            app = self._app
        if app is None or str(claims.get("iss")) not in (str(app.id), app.client_id):
            raise MissingError("Integration not found")
        issued, ends, second = claims.get("iat"), claims.get("exp"), int(now.timestamp())
        if not isinstance(issued, int) or issued > second:
            about = "must be an Integer representing the time that the assertion was issued"
            raise ProofError(f"'Issued at' claim ('iat') {about}")
        if not isinstance(ends, int) or ends <= second:
            about = "must be a numeric value representing the future time at which the assertion expires"
            raise ProofError(f"'Expiration time' claim ('exp') {about}")
        if ends - second > MAX_PROOF.total_seconds():
            raise ProofError("'Expiration time' claim ('exp') is too far in the future")
        if not any(_signed(proof, key) for key in app.keys.values()):
            raise ProofError("A JSON web token could not be decoded")
        return app

    def installation(self) -> Installation:
        found = self.app.installation
        if found is None:
            raise MissingError("not installed")
        return found

    def token(self, permissions: Mapping[str, str]) -> tuple[str, datetime, Mapping[str, str]]:
        """Create a token; return it with its expiry and permissions: those asked for, or else all that were granted."""
        with self._lock:
            installation = self.installation()
            if installation.suspended_at:
                raise SuspendedError
            granted = {**installation.permissions, "metadata": "read"}
            for area, level in permissions.items():
                if granted.get(area) not in (level, "write"):
                    raise NotGrantedError("The permissions requested are not granted to this installation.")
            given = {**(permissions or granted), "metadata": "read"}
            token, ends = f"ghs_{secrets.token_hex(18)}", clock.now().replace(microsecond=0) + TOKEN_LIVES
            scopes = frozenset(f"{area}:{level}" for area, level in given.items())
            self._people.add_token(token, Actor(self.app.login, "app", scopes, ends))
            self._tokens.append(token)
            return token, ends, given

    def _change(self, **changes: Any) -> None:
        self._app = replace(self.app, **changes)


def _claims(proof: str) -> dict[str, Any]:
    try:
        claims = jwt.decode(proof, options={"verify_signature": False})
        algorithm = jwt.get_unverified_header(proof).get("alg")
    except jwt.InvalidTokenError:
        algorithm, claims = None, {}
    if algorithm != "RS256":
        raise ProofError("A JSON web token could not be decoded")
    return dict(claims)


def _signed(proof: str, key: RSAPublicKey) -> bool:
    try:
        # Its times are checked above, against a clock that tests can move.
        jwt.decode(
            proof,
            key,
            algorithms=["RS256"],
            options={"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False},
        )
    except jwt.InvalidTokenError:
        return False
    return True
