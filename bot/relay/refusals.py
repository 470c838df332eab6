"""What is noted about requests that are refused: a line in the log, and how often an address failed to log in.

Anybody can cause refusals, so they are logged at most once a minute for each reason, with their number, by whichever
process of this machine.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from http import HTTPStatus

from flask import current_app, request
from werkzeug.exceptions import Forbidden, HTTPException, TooManyRequests

from bot.core import logs
from bot.core.logs import Fields
from bot.core.settings.networks import LOOPBACK
from bot.relay import client_address
from bot.relay.client_address import Address, Network
from bot.relay.counts import Refusal
from bot.relay.minutes import Minutes

# Far above what a mistyped token causes, far below what guessing needs.
FAILURES_PER_MINUTE = 20

_Kind = tuple[str, int, str, str]


class ExplainedRefusal(Forbidden):
    """A refusal whose remedy is for the log alone: whoever sent the request learns nothing from it.

    It is counted as `counted`.
    """

    def __init__(self, reason: str, remedy: str, counted: Refusal) -> None:
        super().__init__(reason)
        self.remedy = remedy
        self.counted = counted


class Refusals:
    """Counts refusals; shared by all routes and by what stands before them."""

    def __init__(self, minutes: Minutes | None = None, trusted_proxies: Sequence[Network] = LOOPBACK) -> None:
        self.trusted_proxies = trusted_proxies
        self.minutes = minutes or Minutes()
        self._lock = threading.Lock()
        self._logged: set[_Kind] = set()  # by this process, which logs at the end of the minute what followed

    def log(self, event: str, status: int, reason: str, remedy: str = "") -> None:
        """Log the first refusal of its kind at once, and those of the minute that follows in one line."""
        kind = (event, status, reason, remedy)
        with self._lock:
            count, _ = self.minutes.count(_name(kind))
            # Where strangers have filled the memory for counts, each is the first; one line and one timer must do.
            if count > 1 or kind in self._logged:
                return
            self._logged.add(kind)
            timer = threading.Timer(self.minutes.seconds, self._log_more, (kind,))
            timer.daemon = True
            timer.start()
        logs.trouble(event, **_fields(kind))

    def close(self) -> None:
        """Log at once what was counted."""
        for kind in list(self._logged):
            self._log_more(kind)

    def _log_more(self, kind: _Kind) -> None:
        with self._lock:
            was_logged = kind in self._logged
            self._logged.discard(kind)
            more = self.minutes.end(_name(kind)) - 1 if was_logged else 0
        if more > 0:
            fields = _fields(kind)
            fields["count"] = more
            logs.trouble(kind[0], **fields)

    def wait_after_failure(self, address: str) -> int:
        """Count a failed login; return how many seconds the address should wait, 0 while it may try again.

        Only failures are ever answered with this: who shows a valid token or signature never waits, so nobody can
        lock out anybody, not even from the same address.
        """
        with self._lock:
            count, left = self.minutes.count(f"login {address}")
        return 0 if count <= FAILURES_PER_MINUTE else max(1, round(left))


def _name(kind: _Kind) -> str:
    return " ".join(map(str, kind))


def _fields(kind: _Kind) -> Fields:
    _, status, reason, remedy = kind
    fields: Fields = {"status": status, "reason": reason}
    if remedy:
        fields["remedy"] = remedy
    return fields


def of_app() -> Refusals:
    """Return the refusals of the application that answers the current request."""
    refusals: Refusals = current_app.extensions[__name__]
    return refusals


def slowed(error: HTTPException) -> HTTPException:
    """Return what to answer instead of a failed login: 429 where the address has failed too often, else the error."""
    if error.code not in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return error
    address = client()
    sender = client_address.counted_as(address) if address else request.remote_addr or ""
    seconds = of_app().wait_after_failure(sender)
    if not seconds:
        return error
    reason = "Too many requests from this address without a valid token or signature."
    return TooManyRequests(reason, retry_after=seconds)


def client() -> Address | None:
    """Return who sent the current request, None where a trusted proxy does not name anybody."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return client_address.client_of(request.remote_addr or "", forwarded, of_app().trusted_proxies)
