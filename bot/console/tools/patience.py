"""Waits for other services no longer than a page may take."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from bot.core import clock
from bot.core.errors import BotError

_AT_ONCE = 4  # in a process: what gives no answer keeps its thread for as long as its client waits
_room = threading.BoundedSemaphore(_AT_ONCE)

Answer = TypeVar("Answer")


def within(seconds: float, ask: Callable[[], Answer]) -> Answer:
    """Return what `ask` returns on a thread of its own, which is left to itself when the time is over.

    Raises what `ask` does, and BotError when it takes too long.
    """
    until = clock.on_the_wire() + seconds
    if not _room.acquire(timeout=seconds):
        raise _too_long()
    asking = _Asking(ask)
    threading.Thread(target=asking.run, name="console-asks", daemon=True).start()
    if not asking.ended.wait(max(0.0, until - clock.on_the_wire())):
        raise _too_long()
    if asking.error:
        raise asking.error
    return asking.answers[0]


class _Asking(Generic[Answer]):
    """One question, and what came of it."""

    def __init__(self, ask: Callable[[], Answer]) -> None:
        self._ask = ask
        self.answers: list[Answer] = []
        self.error: Exception | None = None
        self.ended = threading.Event()

    def run(self) -> None:
        try:
            self.answers.append(self._ask())
        except Exception as error:  # noqa: BLE001 - raised where the answer is waited for
            self.error = error
        finally:
            _room.release()
            self.ended.set()


def _too_long() -> BotError:
    return BotError("The answer takes too long.", "Try again in a moment.")
