"""The only way out: every message that leaves passes here, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.adapters.twilio import client
from bot.adapters.twilio.client import Messages
from bot.core import clock, logs, waits
from bot.core.errors import SendRefusedError, TemporaryError
from bot.core.logs import Fields
from bot.core.messages import Address, DeliveryStatus, MessageSid
from bot.rules.sending import recognition
from bot.rules.sending.recognition import Elsewhere, Evidence
from bot.rules.sending.templates import Filled
from bot.rules.text import cutting
from bot.rules.text.attachments import MessagePart
from bot.rules.wire.about import About, Trace

key = recognition.key
SKEW = client.SKEW

_TAKEN_BACK = frozenset({DeliveryStatus.CANCELED.value})
_NOT_YET = _TAKEN_BACK | {DeliveryStatus.SCHEDULED.value}


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to send, and how to find out afterwards whether it left.

    Twilio has no idempotency keys, but it lists what it accepted: a text has left if that list, from `since` on, holds
    it more often than others explain. Where others may have sent the same, `elsewhere` counts them, when it is needed.
    Parts before `first` left by another comment.
    With files, `prepared_parts` assigns the public addresses in `media` to message parts. A `template` is sent in place
    of the text, which then holds the template filled in. With `at`, Twilio keeps the message until then.
    `also` are the person's other addresses, to which an earlier attempt may have sent it.
    Earlier attempts had ended by `attempted`, by GitHub's clock; None: before this run began. `before_repeat` is called
    before a message that an earlier attempt did not send is handed over again. Where it is known how many parts earlier
    attempts sent, `left` says it.
    """

    to: Address
    sender: Address
    text: str = field(repr=False)
    since: datetime
    elsewhere: Callable[[], Elsewhere] | None = field(default=None, repr=False)
    about: About | None = None
    order: str = ""
    prepared_parts: tuple[MessagePart, ...] = ()
    media: tuple[str, ...] = field(default=(), repr=False)
    template: Filled | None = None
    at: datetime | None = None
    attempted: datetime | None = None
    before_repeat: Callable[[], None] | None = field(default=None, repr=False)
    also: tuple[Address, ...] = ()
    first: int = 0
    left: int | None = None

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

    With `in_doubt` it may have accepted it: nothing may be sent again before its list can be trusted. With `is_certain`
    nothing more has left, and with `untouched` nothing at all, by this attempt or an earlier one.
    """

    code: int
    sent: int
    parts: int
    in_doubt: bool = False
    is_certain: bool = False
    untouched: bool = False


class _InDoubtError(TemporaryError):
    """A part may have left, and Twilio does not list it."""


class _NotTakenError(TemporaryError):
    """Twilio did not take a part, and no earlier attempt has sent it."""


SendResult = Sent | Refused | Delayed


def send(messages: Messages, outgoing: OutgoingMessage, *, resumed: bool) -> SendResult:
    """Send a message, in parts if it is too long for the channel.

    With `resumed`, an earlier attempt may have sent some parts: each is looked for before it is sent. Parts leave in
    order, so behind the first that is known not to have left nothing is looked for.
    """
    parts, look_first = outgoing.parts, resumed
    for index in range(outgoing.first, len(parts)):
        try:
            look_first = _send_part(messages, outgoing, index, look_first=look_first)
        except SendRefusedError as error:
            return Refused(error.code, index, len(parts))
        except TemporaryError as error:
            is_certain, in_doubt = isinstance(error, _NotTakenError), isinstance(error, _InDoubtError)
            untouched = is_certain and index == outgoing.first
            return Delayed(error.code, index, len(parts), in_doubt, is_certain, untouched)
    return Sent(len(parts))


def has_begun(messages: Messages, outgoing: OutgoingMessage) -> bool:
    """Return whether a part of the message is on its way to the phone, or may be; a scheduled one is not.

    If Twilio cannot answer, it counts as begun: sending it asks again.
    """
    try:
        return _evidence(messages, outgoing, 0, kept=False) is not Evidence.ABSENT
    except (TemporaryError, SendRefusedError):
        return True


def _send_part(messages: Messages, outgoing: OutgoingMessage, index: int, *, look_first: bool) -> bool:
    """Send a part once; after an attempt with an uncertain result, only look for it: Twilio's list may lag.

    Return whether an earlier attempt had sent it, and so may have sent the next.
    """
    if look_first:
        known = outgoing.left
        if _find(messages, outgoing, index) if known is None else index < known:
            return True
        if outgoing.before_repeat:
            outgoing.before_repeat()
    failure = _hand_over(messages, outgoing, index)
    for wait in waits.TWILIO:
        if failure is None or not failure.soon:
            break
        clock.sleep(failure.retry_after or wait)
        if isinstance(failure, _InDoubtError):
            failure = _look(messages, outgoing, index)
        else:
            failure = _hand_over(messages, outgoing, index)
    if failure:
        raise failure
    return False


def _find(messages: Messages, outgoing: OutgoingMessage, index: int) -> bool:
    """Return whether an earlier attempt sent a part; raises TemporaryError where that cannot be known now."""
    failure: TemporaryError
    for wait in (*waits.TWILIO, None):
        try:
            found = _evidence(messages, outgoing, index)
            if found is Evidence.ABSENT and messages.lists_all_until(outgoing.attempted):
                found = _evidence(messages, outgoing, index)
                if found is Evidence.ABSENT:
                    return False
            if found is Evidence.LEFT:
                return True
            failure = _InDoubtError("Twilio does not list a message that may have left.")
        except TemporaryError as error:
            failure = error
        if wait is None or not failure.soon:
            raise failure
        clock.sleep(failure.retry_after or wait)
    raise AssertionError("the last wait is None")


def _look(messages: Messages, outgoing: OutgoingMessage, index: int) -> _InDoubtError | None:
    """Look for a part that Twilio may have taken."""
    try:
        if _evidence(messages, outgoing, index) is Evidence.LEFT:
            return None
    except TemporaryError as error:
        return _InDoubtError(error.message, code=error.code, soon=error.soon)
    return _InDoubtError("Twilio does not list a message that may have left.")


def _hand_over(messages: Messages, outgoing: OutgoingMessage, index: int) -> TemporaryError | None:
    """Hand a part over; return what failed, as _InDoubtError if it may have left all the same."""
    try:
        _create(messages, outgoing, index)
    except TemporaryError as error:
        kind = _InDoubtError if error.uncertain else _NotTakenError
        return kind(error.message, code=error.code, retry_after=error.retry_after, soon=error.soon)
    return None


def _create(messages: Messages, outgoing: OutgoingMessage, index: int) -> None:
    parts, trace = outgoing.parts, None
    if (
        outgoing.about
    ):  # of this comment: the parts before left by another, and nothing is reported on them here
        place, count = index - outgoing.first + 1, len(parts) - outgoing.first
        trace = Trace(outgoing.about, outgoing.order, place, count)
    # Twilio guarantees no order for messages scheduled at the same moment.
    at = outgoing.at + timedelta(seconds=index) if outgoing.at else None
    if outgoing.template:
        template, variables = outgoing.template.sid, outgoing.template.variables
        sid = messages.send_template(outgoing.to, outgoing.sender, template, variables, trace, at)
    else:
        media = [outgoing.media[place] for place in parts[index].files]
        sid = messages.send(outgoing.to, outgoing.sender, parts[index].text, trace, media, at)
    _log(sid, outgoing)


def _log(sid: MessageSid, outgoing: OutgoingMessage) -> None:
    fields: Fields = {"message": sid}
    if outgoing.about:
        fields |= {"issue": outgoing.about.issue, "comment": outgoing.about.comment}
    if outgoing.order:
        fields["order"] = outgoing.order
    logs.step("message-sent", **fields)


def _evidence(messages: Messages, outgoing: OutgoingMessage, index: int, *, kept: bool = True) -> Evidence:
    """Return what Twilio's list says about a part; with `kept`, a scheduled one counts too."""
    part = outgoing.parts[index]
    earlier = sum(
        recognition.key(one.text) == recognition.key(part.text)
        for one in outgoing.parts[outgoing.first : index]
    )
    elsewhere = outgoing.elsewhere() if outgoing.elsewhere else Elsewhere(outgoing.since)
    passed_over = _TAKEN_BACK if kept else _NOT_YET
    listed = [
        one.text
        for address in (outgoing.to, *outgoing.also)
        for one in messages.sent_to(address, outgoing.sender, elsewhere.since)
        if one.status not in passed_over
    ]
    blank = outgoing.template is not None
    return recognition.evidence(part.text, listed, elsewhere, earlier, may_be_blank=blank)
