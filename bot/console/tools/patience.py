"""Waits for other services no longer than a page may take."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from bot.core import clock
from bot.core.errors import BotError
from bot.relay.store import deadline

_AT_ONCE = 8  # in a process: what gives no answer keeps its thread for as long as its client waits
_room = threading.BoundedSemaphore(_AT_ONCE)

Answer = TypeVar("Answer")


class TooLongError(BotError):
    """A service has not answered in the time that there was."""

    def __init__(self) -> None:
        super().__init__("The answer takes too long.", "Try again in a moment.")


class TimedQuestion(Generic[Answer]):
    """Something that is asked on a thread of its own, which is left to itself when the time is over."""

    def __init__(self, ask: Callable[[], Answer], seconds: float) -> None:
        self._until = clock.on_the_wire() + seconds
        self._future = Future[Answer]()
        threading.Thread(target=self._run, args=(ask,), name="console-asks", daemon=True).start()

    def answer(self, seconds: float | None = None) -> Answer:
        """Return what `ask` returns, waiting for all of the time, or for so many seconds.

        Raises what `ask` does, and TooLongError when the answer is not there by then. Afterwards the store has as
        much time as at the start.
        """
        try:
            return self._future.result(self._left if seconds is None else seconds)
        except TimeoutError:
            raise TooLongError from None
        finally:
            deadline.renew()

    @property
    def _left(self) -> float:
        return max(0.0, self._until - clock.on_the_wire())

    def _run(self, ask: Callable[[], Answer]) -> None:
        if not _room.acquire(timeout=self._left):
            self._future.set_exception(TooLongError())
            return
        try:
            self._future.set_result(ask())
        except Exception as error:  # noqa: BLE001 - raised where the answer is waited for
            self._future.set_exception(error)
        finally:
            _room.release()


def within(seconds: float, ask: Callable[[], Answer]) -> Answer:
    """Return what `ask` returns; raises what it does, and TooLongError when it takes longer than so many seconds."""
    return TimedQuestion(ask, seconds).answer()
