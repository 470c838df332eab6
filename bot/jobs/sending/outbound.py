"""The only way out: every message that leaves passes here, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.adapters.twilio.client import Messages
from bot.core import clock, waits
from bot.core.errors import SendRefusedError, TemporaryError
from bot.core.messages import Address, DeliveryStatus
from bot.rules.sending.templates import Filled
from bot.rules.text import cutting
from bot.rules.text.attachments import MessagePart
from bot.rules.wire.about import About, Trace

SKEW = timedelta(seconds=5)  # by which Twilio's clock may be behind GitHub's and the relay's

_TAKEN_BACK = frozenset({DeliveryStatus.CANCELED.value})
_NOT_YET = _TAKEN_BACK | {DeliveryStatus.SCHEDULED.value}


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to send, and how to find out afterwards whether it left.

    Twilio has no idempotency keys, but it lists what it accepted: a text has left if that list, from `since` on, holds
    it more often than other messages, counted by `accounted`, explain.
    Parts before `first` left by another comment.
    With files, `prepared_parts` assigns the public addresses in `media` to message parts. A `template` is sent in place
    of the text, which then holds the template filled in. With `at`, Twilio keeps the message until then. With
    `in_doubt`, the result of an earlier attempt is unknown and too recent for an empty list to prove that nothing left.
    `also` are the person's other addresses, to which an earlier attempt may have sent it.
    """

    to: Address
    sender: Address
    text: str = field(repr=False)
    since: datetime
    accounted: Callable[[], Mapping[str, int]] = field(default=dict, repr=False)
    about: About | None = None
    order: str = ""
    prepared_parts: tuple[MessagePart, ...] = ()
    media: tuple[str, ...] = field(default=(), repr=False)
    template: Filled | None = None
    at: datetime | None = None
    in_doubt: bool = False
    also: tuple[Address, ...] = ()
    first: int = 0

    @property
    def parts(self) -> tuple[MessagePart, ...]:
        """The parts it is sent in: a text too long for the channel is split."""
        return self.prepared_parts or tuple(map(MessagePart, cutting.split(self.text)))


@dataclass(frozen=True, slots=True)
class Sent:
    """Twilio accepted all parts."""

    parts: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Twilio refused a part for good, after `sent` of `parts` had left."""

    code: int
    sent: int
    parts: int


@dataclass(frozen=True, slots=True)
class Delayed:
    """Twilio could not accept a part now, after `sent` of `parts` had left; sending again completes it.

    With `in_doubt` it may have accepted it: nothing may be sent again before its list can be trusted.
    """

    code: int
    sent: int
    parts: int
    in_doubt: bool = False


class _InDoubtError(TemporaryError):
    """A part may have left, and Twilio does not list it."""


SendResult = Sent | Refused | Delayed


def key(text: str) -> str:
    """Return the form in which texts are compared; whitespace at the ends may be lost on the way."""
    return text.strip()


def send(messages: Messages, outgoing: OutgoingMessage, *, resumed: bool) -> SendResult:
    """Send a message, in parts if it is too long for the channel.

    With `resumed`, an earlier attempt may have sent some parts: each is looked for before it is sent.
    """
    parts = outgoing.parts
    for index in range(outgoing.first, len(parts)):
        try:
            _send_part(messages, outgoing, index, look_first=resumed)
        except SendRefusedError as error:
            return Refused(error.code, index, len(parts))
        except TemporaryError as error:
            return Delayed(error.code, index, len(parts), in_doubt=isinstance(error, _InDoubtError))
    return Sent(len(parts))


def has_begun(messages: Messages, outgoing: OutgoingMessage) -> bool:
    """Return whether a part of the message is on its way to the phone; a scheduled one is not.

    If Twilio cannot answer, it counts as begun: sending it asks again.
    """
    try:
        return _has_left(messages, outgoing, 0, kept=False)
    except (TemporaryError, SendRefusedError):
        return True


def _send_part(messages: Messages, outgoing: OutgoingMessage, index: int, *, look_first: bool) -> None:
    """Send a part once; after an attempt with an uncertain result, only look for it: Twilio's list may lag."""
    in_doubt = look_first and outgoing.in_doubt
    failure = _try(messages, outgoing, index, look_first=look_first, only_look=in_doubt)
    for wait in waits.TWILIO:
        in_doubt = in_doubt or isinstance(failure, _InDoubtError)
        if failure is None or not failure.soon:
            break
        clock.sleep(failure.retry_after or wait)
        failure = _try(messages, outgoing, index, look_first=look_first or in_doubt, only_look=in_doubt)
    if failure:
        raise _InDoubtError(failure.message, code=failure.code) if in_doubt else failure


def _try(
    messages: Messages, outgoing: OutgoingMessage, index: int, *, look_first: bool, only_look: bool
) -> TemporaryError | None:
    """Look for a part or hand it over; return what failed, as _InDoubtError if it may have left all the same."""
    try:
        if look_first and _has_left(messages, outgoing, index):
            return None
    except TemporaryError as error:
        return error
    if only_look:
        return _InDoubtError("Twilio does not list a message that may have left.")
    try:
        _hand_over(messages, outgoing, index)
    except TemporaryError as error:
        return _InDoubtError(error.message, code=error.code) if error.uncertain else error
    return None


def _hand_over(messages: Messages, outgoing: OutgoingMessage, index: int) -> None:
    parts = outgoing.parts
    trace = Trace(outgoing.about, outgoing.order, index + 1, len(parts)) if outgoing.about else None
    # Twilio guarantees no order for messages scheduled at the same moment.
    at = outgoing.at + timedelta(seconds=index) if outgoing.at else None
    if outgoing.template:
        sid, variables = outgoing.template.sid, outgoing.template.variables
        messages.send_template(outgoing.to, outgoing.sender, sid, variables, trace, at)
        return
    media = [outgoing.media[place] for place in parts[index].files]
    messages.send(outgoing.to, outgoing.sender, parts[index].text, trace, media, at)


def _has_left(messages: Messages, outgoing: OutgoingMessage, index: int, *, kept: bool = True) -> bool:
    """Return whether Twilio has a part; with `kept`, a scheduled one counts too."""
    text_key, before = key(outgoing.parts[index].text), outgoing.parts[outgoing.first : index]
    known = outgoing.accounted().get(text_key, 0) + sum(key(earlier.text) == text_key for earlier in before)
    passed_over = _TAKEN_BACK if kept else _NOT_YET
    listed = [
        one
        for address in (outgoing.to, *outgoing.also)
        for one in messages.sent_to(address, outgoing.sender, outgoing.since)
    ]
    return sum(key(one.text) == text_key and one.status not in passed_over for one in listed) > known
