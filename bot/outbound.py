"""The only way out: every message that leaves passes here, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot import clock, segments
from bot.about import About
from bot.attachments import Sheet
from bot.errors import SendRefusedError, TemporaryError
from bot.messages import Address, Channel
from bot.providers.twilio.client import Messages
from bot.templates import Filled

WAITS_BEFORE_REPEATING = (1.0, 3.0, 8.0)


@dataclass(frozen=True, slots=True)
class Letter:
    """What shall leave, and how to tell afterwards whether it did.

    Twilio knows no idempotency key, but it lists what it accepted: a text has left when its list, since the
    moment `since`, holds that text more often than `accounted` explains by other letters.
    With files, `sheets` says which message takes which of the public addresses in `media`. A `template` goes in
    place of the text, which is then the template's as it will read.
    """

    to: Address
    sender: Address
    text: str = field(repr=False)
    since: datetime
    accounted: Mapping[str, int] = field(default_factory=dict, repr=False)
    about: About | None = None
    order: str = ""
    sheets: tuple[Sheet, ...] = ()
    media: tuple[str, ...] = field(default=(), repr=False)
    template: Filled | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Twilio has all parts."""

    parts: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Twilio refused a part for good, after `sent` of `parts` had left."""

    code: int
    sent: int
    parts: int


@dataclass(frozen=True, slots=True)
class Delayed:
    """Twilio could not take a part now, after `sent` of `parts` had left; sending again completes it."""

    code: int
    sent: int
    parts: int


Outcome = Sent | Refused | Delayed


def worded(text: str, channel: Channel, *, transliterate: bool) -> str:
    """Return a text as it leaves: on SMS, where that is configured, without the accents that make it dear."""
    return segments.transliterate(text).text if transliterate and channel is Channel.SMS else text


def key(text: str) -> str:
    """Return what two texts are compared by; blanks at the ends may be lost on the way."""
    return text.strip()


def send(messages: Messages, letter: Letter, *, resumed: bool) -> Outcome:
    """Send a letter, in parts where it is longer than the channel takes.

    `resumed` says that an earlier attempt may have got some way: then each part is looked for first.
    """
    parts = letter.sheets or tuple(map(Sheet, segments.split(letter.text)))
    for index, part in enumerate(parts):
        try:
            _send_part(messages, letter, parts[:index], part, look_first=resumed)
        except SendRefusedError as error:
            return Refused(error.code, index, len(parts))
        except TemporaryError as error:
            return Delayed(error.code, index, len(parts))
    return Sent(len(parts))


def _send_part(
    messages: Messages, letter: Letter, before: Sequence[Sheet], part: Sheet, *, look_first: bool
) -> None:
    """Send a part once; from the first answer on that leaves it open whether it left, look before sending."""
    for wait in (*WAITS_BEFORE_REPEATING, None):
        try:
            if not (look_first and _has_left(messages, letter, before, part)):
                _hand_over(messages, letter, part)
        except TemporaryError as error:
            if wait is None or not error.soon:
                raise
            look_first = look_first or error.uncertain
            clock.sleep(error.retry_after or wait)
        else:
            return


def _hand_over(messages: Messages, letter: Letter, part: Sheet) -> None:
    if letter.template:
        sid, variables = letter.template.sid, letter.template.variables
        messages.send_template(letter.to, letter.sender, sid, variables, letter.about, letter.order)
        return
    media = [letter.media[index] for index in part.files]
    messages.send(letter.to, letter.sender, part.text, letter.about, letter.order, media)


def _has_left(messages: Messages, letter: Letter, before: Sequence[Sheet], part: Sheet) -> bool:
    wanted = key(part.text)
    known = letter.accounted.get(wanted, 0) + sum(key(earlier.text) == wanted for earlier in before)
    listed = messages.sent_to(letter.to, letter.sender, letter.since)
    return sum(key(message.text) == wanted for message in listed) > known
