"""Who may use the relay, and how often: the bearer tokens of GATEWAY_API_TOKENS, and a quota for each."""

from __future__ import annotations

import hmac
from datetime import datetime

from flask import request
from pydantic import SecretStr
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import TooManyRequests, Unauthorized

from bot.core import clock
from bot.relay.quota import Quota
from bot.relay.store.notes import Content, SharedNotes
from bot.relay.store.store import Store

MIN_TOKEN_CHARACTERS = 24
_SCHEME = "bearer"


def has_shape(authorization: str) -> bool:
    """Return whether an Authorization header could hold one of our tokens."""
    scheme, _, given = authorization.partition(" ")
    return scheme.lower() == _SCHEME and len(given.strip()) >= MIN_TOKEN_CHARACTERS


class ApiTokens:
    """Named tokens; each comparison takes constant time and covers all of them."""

    def __init__(self, pairs: SecretStr | None) -> None:
        """Read `name:token` pairs separated by commas, as settings.py has checked them."""
        parts = pairs.get_secret_value().split(",") if pairs else []
        # A name may occur twice while its token is being rotated.
        named = [part.strip().partition(":") for part in parts]
        self._tokens = [(name, token.encode()) for name, _, token in named]

    def names(self) -> list[str]:
        return [name for name, _ in self._tokens]

    def name(self, authorization: str) -> str | None:
        """Return whose token an Authorization header holds, or None."""
        scheme, _, given = authorization.partition(" ")
        presented = given.strip().encode()
        found = [name for name, token in self._tokens if hmac.compare_digest(token, presented)]
        return found[0] if found and scheme.lower() == _SCHEME else None

    def required(self) -> str:
        """Return whose token the current request holds; raises Unauthorized."""
        name = self.name(request.headers.get("Authorization", ""))
        if name is None:
            raise Unauthorized(
                "Send the header `Authorization: Bearer TOKEN` with one of the tokens in GATEWAY_API_TOKENS.",
                www_authenticate=WWWAuthenticate(_SCHEME, {"realm": "gateway"}),
            )
        return name


class RequestQuota:
    """A limit of requests per minute for each name, of all processes that share the store together."""

    def __init__(self, per_minute: int, store: Store, topic: str) -> None:
        self._most = per_minute
        self._notes = SharedNotes(store)
        self._topic = topic

    def take(self, name: str) -> None:
        """Count one request; raises TooManyRequests, StoreError."""
        self.require(name)  # who asks too often has nothing written
        self._refuse(self._count(self._note(name), clock.now()))

    def require(self, name: str) -> None:
        """Raise TooManyRequests if no request may come now, without counting one; raises StoreError."""
        now = clock.now()
        self._refuse(Quota.of(self._notes.read(self._note(name))).at(now).wait(self._most, now))

    def _note(self, name: str) -> str:
        return f"quota:{self._topic}:{name}"

    def _refuse(self, seconds: int) -> None:
        if seconds:
            raise TooManyRequests(
                f"More than {self._most} requests in a minute; the next one may come in {seconds} seconds.",
                retry_after=seconds,
            )

    def _count(self, note: str, now: datetime) -> int:
        """Count the request unless another process has just counted the last one; return how long to wait then."""
        waits: list[int] = []

        def rule(content: Content) -> Content:
            quota = Quota.of(content).at(now)
            waits.append(quota.wait(self._most, now))
            return content if waits[0] else quota.taken(now).noted()

        self._notes.change(note, rule, now)
        return waits[0]
