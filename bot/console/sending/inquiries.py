"""Questions to GitHub and Twilio, asked beside the requests: a page shows what is known, and asks again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from bot.console.tools.patience import TimedQuestion, TooLongError
from bot.core import clock
from bot.relay import webhooks

Answer = TypeVar("Answer")

_KEPT_SECONDS = 60.0  # then it is asked again
_MOST_KEPT = 200


class Inquiries(Generic[Answer]):
    """Answers by their keys, in memory alone."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked: OrderedDict[Hashable, tuple[TimedQuestion[Answer], float]] = OrderedDict()

    def ask(
        self, key: Hashable, question: Callable[[], Answer], fallback: Answer, patience: float
    ) -> Answer | None:
        """Return the answer, None if it is not there after so many seconds: it may be when it is asked for again.

        `fallback` is the answer where the question fails by a fault of ours.
        """

        def ask() -> Answer:
            try:
                return question()
            except Exception as error:  # noqa: BLE001 - a fault of ours must not leave the page waiting
                webhooks.log_failure(error)
                return fallback

        with self._lock:
            known = self._asked.get(key)
            if known is None or clock.steady() - known[1] > _KEPT_SECONDS:
                known = self._asked[key] = TimedQuestion(ask, _KEPT_SECONDS), clock.steady()
                self._asked.move_to_end(key)
                while len(self._asked) > _MOST_KEPT:
                    self._asked.popitem(last=False)
        try:
            return known[0].answer(patience)
        except TooLongError:
            return None
