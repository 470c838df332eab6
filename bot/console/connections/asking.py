"""Questions to Twilio that a page waits for: side by side, and not for long."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

from bot.core import clock
from bot.core.errors import BotError
from bot.operate.twilio_refusals import seen

_Answer = TypeVar("_Answer")
_SECONDS = 5.0


class TwilioQuestion(Generic[_Answer]):
    """Something that is asked on a thread of its own; `what` names it where it is not answered."""

    def __init__(self, what: str, ask: Callable[[], _Answer], seconds: float = _SECONDS) -> None:
        self._what, self._ask = what, ask
        self._until = clock.steady() + seconds
        self._found: _Answer | None = None
        self._trouble: BotError | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def answer(self) -> _Answer | None:
        """The answer, for which this waits; None where there is `trouble`."""
        self._thread.join(max(0.0, self._until - clock.steady()))
        return None if self._thread.is_alive() else self._found

    @property
    def trouble(self) -> BotError | None:
        """Why there is no answer; None where there is one."""
        if self.answer is None and self._thread.is_alive():
            return BotError("Twilio does not answer in time.", "Try it again in a minute.")
        return self._trouble

    def required(self) -> _Answer:
        """Return the answer; raises the BotError that there is in its place."""
        answer, trouble = self.answer, self.trouble
        if trouble or answer is None:
            raise trouble or BotError("Twilio does not answer in time.", "Try it again in a minute.")
        return answer

    def _run(self) -> None:
        try:
            with seen(self._what):
                self._found = self._ask()
        except BotError as error:
            self._trouble = error
        except Exception:  # noqa: BLE001 - a page that shows something is better than none
            self._trouble = BotError("Twilio did not answer as it should.")
