"""The end of the setup: somebody texts the number, and the message is followed there and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from bot.adapters import public_address
from bot.adapters.github.recent import RecentActivity
from bot.adapters.twilio.client import Messages
from bot.core import clock
from bot.core.errors import BotError, TemporaryError
from bot.core.sentences import Sentence
from bot.core.settings import Settings

# A runner of GitHub's may take a minute to start.
WITHIN = timedelta(minutes=5)
_LOOK_EVERY_SECONDS = 2.0
_SKEW = timedelta(seconds=30)
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Milestone:
    """What has happened to the message, and how many seconds after somebody was asked to write it."""

    sentence: str
    seconds: int


def follow(settings: Settings, began: datetime, within: timedelta = WITHIN) -> Iterator[Milestone]:
    """Yield each milestone of the first message after a moment as it is reached.

    Settings act on GitHub with a token that may read issues. Raises BotError with what to look at where one is not
    reached `within` the time.
    """
    messages, recent = Messages(settings), RecentActivity(settings)
    label = settings.config.labels.gateway

    def since(sentence: str) -> Milestone:
        return Milestone(sentence, round((clock.now() - began).total_seconds()))

    ours = settings.our_numbers
    _wait(
        lambda: [one for number in ours for one in messages.received(number, began - _SKEW)],
        within,
        "No message has reached Twilio.",
        "Was it sent to the number shown, from a phone that can text it? An SMS to a foreign number needs that "
        "service of the carrier; the WhatsApp sandbox needs its join word first.",
    )
    yield since("Twilio has the message.")
    issue = _wait(
        lambda: [one for one in recent.issues(began - _SKEW) if label in one.labels],
        within,
        "No issue shows the message.",
        "`bot doctor` says where it is stuck; until that is set right it waits, and nothing is lost.",
    )[0]
    yield since(Sentence("It is in issue #{number}: {url}", number=issue.number, url=issue.url))
    if not settings.config.acknowledgement.enabled:
        return
    _wait(
        lambda: [one for number in ours for one in messages.sent_from(number, began - _SKEW)],
        within,
        "No answer has left.",
        Sentence("A comment in issue #{number} says why.", number=issue.number),
    )
    yield since("The answer is on its way to the phone.")


def relay_answers(settings: Settings) -> bool:
    """Whether the relay answers at its public address."""
    answer = public_address.ask("GET", f"{settings.relay_url}/api/notifications/gateway/status")
    return answer.content.get("status") in ("ok", "degraded")


def _wait(
    find: Callable[[], Sequence[Found]], within: timedelta, missing: str, remedy: str
) -> Sequence[Found]:
    deadline = clock.steady() + within.total_seconds()
    while True:
        try:
            found = find()
        except TemporaryError:
            found = ()
        if found:
            return found
        if clock.steady() >= deadline:
            raise BotError(missing, remedy)
        clock.sleep(_LOOK_EVERY_SECONDS)
