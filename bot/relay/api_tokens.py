"""Who may use the relay, and how often: the bearer tokens of GATEWAY_API_TOKENS, and a quota for each."""

from __future__ import annotations

import hmac
import math

from flask import request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from pydantic import SecretStr
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import TooManyRequests, Unauthorized

from bot.core import clock

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


_SET_SECONDS = 5.0


class RequestQuota:
    """A limit of requests per minute for each token; counted in memory, from zero after a restart.

    The library counts by this machine's clock: where that was set, counting begins anew.
    """

    def __init__(self, per_minute: int) -> None:
        self._limit = RateLimitItemPerMinute(per_minute)
        self._storage = MemoryStorage()
        self._window = MovingWindowRateLimiter(self._storage)
        self._began = _clock_began()

    def take(self, name: str) -> None:
        """Count one request; raises TooManyRequests."""
        began = _clock_began()
        if abs(began - self._began) > _SET_SECONDS:
            self._storage.reset()
            self._began = began
        if self._window.hit(self._limit, name):
            return
        free_at = self._window.get_window_stats(self._limit, name).reset_time
        seconds = max(1, math.ceil(free_at - clock.own().timestamp()))
        raise TooManyRequests(
            f"More than {self._limit.amount} requests in a minute; the next one may come in {seconds} seconds.",
            retry_after=seconds,
        )


def _clock_began() -> float:
    """Return when this machine's clock would have begun; it changes when somebody sets the clock."""
    return clock.own().timestamp() - clock.steady()
