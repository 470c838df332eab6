"""Questions to GitHub and Twilio, asked beside the requests: a page shows what is known, and asks again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import BoundedSemaphore, Lock, Thread
from typing import Generic, TypeVar

from bot.core import clock, logs

Answer = TypeVar("Answer")

_COUNTS_SECONDS = 60.0  # for so long an answer is the answer
_MOST_KEPT, _MOST_AT_ONCE = 200, 4


class Inquiries(Generic[Answer]):
    """Answers by their keys, in memory alone."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._places = BoundedSemaphore(_MOST_AT_ONCE)
        self._asked: OrderedDict[Hashable, tuple[Future[Answer], float]] = OrderedDict()

    def ask(
        self, key: Hashable, question: Callable[[], Answer], fallback: Answer, patience: float
    ) -> Answer | None:
        """Return the answer, None if it is not there after so many seconds: it may be when it is asked for again.

        `fallback` is the answer where the question fails by a fault of ours.
        """
        with self._lock:
            known = self._asked.get(key)
            if known is None or clock.steady() - known[1] > _COUNTS_SECONDS:
                known = self._asked[key] = self._begun(question, fallback), clock.steady()
                self._asked.move_to_end(key)
                while len(self._asked) > _MOST_KEPT:
                    self._asked.popitem(last=False)
        try:
            return known[0].result(patience)
        except TimeoutError:
            return None

    def _begun(self, question: Callable[[], Answer], fallback: Answer) -> Future[Answer]:
        answer = Future[Answer]()

        def run() -> None:
            with self._places:
                try:
                    answer.set_result(question())
                except Exception as error:  # noqa: BLE001 - a fault of ours must not leave the page waiting
                    logs.trouble("console-inquiry-failed", reason=type(error).__name__)
                    answer.set_result(fallback)

        Thread(target=run, name="console-inquiry", daemon=True).start()
        return answer
