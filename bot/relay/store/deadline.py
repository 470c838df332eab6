"""Until when the current request should be answered: whatever waits for a lock asks how long it still may.

Twilio waits 15 seconds for an answer and then repeats, and a request may wait for several locks, one after the other:
a patience for each would add up, for each request and for those that wait for its thread.
"""

from __future__ import annotations

from contextvars import ContextVar

from bot.core import clock

REQUEST_SECONDS = 1.5  # so that an answer leaves within two
_LEAST_SECONDS = 0.05  # a store that works has its turn within that, however late the request comes to it
ARRIVED = "bot.arrived"  # in the environ of WSGI: by the steady clock

_until: ContextVar[float | None] = ContextVar("until", default=None)


def begin(arrived: float) -> None:
    """Count from the moment at which the request was complete, by the steady clock."""
    _until.set(arrived + REQUEST_SECONDS)


def renew() -> None:
    """Count anew in a request that has waited for something other than the store; nothing outside of one."""
    if _until.get() is not None:
        begin(clock.steady())


def end() -> None:
    _until.set(None)


def moment() -> float | None:
    """Return until when the current request should be answered, by the steady clock; None outside of one."""
    return _until.get()


def set_moment(until: float | None) -> None:
    """Work for requests that should be answered by then, on a thread that answers none itself."""
    _until.set(until)


def remaining(patience: float) -> float:
    """Return how many seconds to wait: `patience` outside of a request, and never more."""
    until = _until.get()
    return patience if until is None else min(patience, max(_LEAST_SECONDS, until - clock.steady()))
