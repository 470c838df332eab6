"""Questions to Twilio that a page waits for: side by side, and not for long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from bot.console.tools.patience import TimedQuestion, TooLongError
from bot.core.errors import BotError
from bot.operate.twilio_refusals import seen
from bot.relay import webhooks

_Answer = TypeVar("_Answer")
_SECONDS = 5.0


class TwilioQuestion(Generic[_Answer]):
    """Something that Twilio is asked; `what` names it where it is not answered."""

    def __init__(self, what: str, ask: Callable[[], _Answer], seconds: float = _SECONDS) -> None:
        self._what, self._ask = what, ask
        self._question = TimedQuestion(self._asked, seconds)

    @property
    def answer(self) -> _Answer | None:
        """The answer, for which this waits; None where there is `trouble`."""
        try:
            return self.required()
        except BotError:
            return None

    @property
    def trouble(self) -> BotError | None:
        """Why there is no answer; None where there is one."""
        try:
            self.required()
        except BotError as error:
            return error
        return None

    def required(self) -> _Answer:
        """Return the answer; raises the BotError that there is in its place."""
        try:
            return self._question.answer()
        except TooLongError:
            raise BotError("Twilio does not answer in time.", "Try it again in a minute.") from None

    def _asked(self) -> _Answer:
        try:
            with seen(self._what):
                return self._ask()
        except BotError:
            raise
        except Exception as error:  # noqa: BLE001 - a page that shows something is better than none
            webhooks.log_failure(error)
            raise BotError("Twilio did not answer as it should.") from None
