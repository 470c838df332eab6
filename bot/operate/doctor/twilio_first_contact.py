"""Checks that cost a message: one to the operator's phone and one back, and how Twilio shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.adapters.twilio import first_message
from bot.adapters.twilio.first_message import Shown
from bot.core import clock
from bot.core.errors import BotError, SendRefusedError, TemporaryError
from bot.core.messages import Address, Channel, DeliveryStatus, MessageSid
from bot.core.sentences import Sentence
from bot.operate.doctor import twilio_asks as asks
from bot.operate.doctor.checks import (
    Area,
    Check,
    Finding,
    attention,
    cannot_tell,
    not_needed,
    ok,
    wrong,
)
from bot.operate.doctor.facts import Facts
from bot.rules import texts
from bot.rules.texts import terminal

COSTS = "a message"
STATUS_SECONDS, ANSWER_SECONDS = 30.0, 120.0  # that are waited for a final status, for an answer
_POLL_SECONDS = 1.0
_TEXT = "AUDITORIA360: test of the connection. Please answer this message with OK."
_BAD_CALLBACK = 21609
_NAMES = {Channel.SMS: "SMS", Channel.WHATSAPP: "WhatsApp"}


@dataclass(frozen=True, slots=True)
class _Sent:
    """The one message of this run, and when and how it left."""

    sid: MessageSid
    to: Address
    sender: Address
    text: str
    at: datetime
    at_once: Shown | None  # as Twilio's list showed it right after


def send(facts: Facts) -> Finding:
    """Whether a message leaves for the operator's phone, with the status address that all messages have."""
    if _nobody(facts):
        return not_needed("ADMIN_PHONES is not set: there is no phone to try it with.")
    try:
        sent = _sent(facts)
    except SendRefusedError as error:
        if error.code == _BAD_CALLBACK:
            return wrong(
                "Twilio refuses the status address of our messages (21609): it cannot be called from the internet.",
                "Set relay.public_url to the address that Twilio reaches, with https.",
            )
        return wrong(
            Sentence(
                "Twilio refused the message (code {code}, HTTP {status}).",
                code=error.code,
                status=error.status,
            ),
            _what_to_do(error.code),
        )
    except TemporaryError as error:
        return cannot_tell(
            Sentence("No message left: {why}", why=error.message), "Look at the check of the credentials."
        )
    return ok(
        Sentence(
            "Twilio took a message by {channel}, with the status address.",
            channel=_NAMES[sent.sender.channel],
        )
    )


def in_list(facts: Facts) -> Finding:
    """Whether Twilio's list shows a message at once and as it was sent: repeated sends are recognised there."""
    sent = _sent_before(facts)
    if sent is None:
        return not_needed("No message left.")
    shown = sent.at_once
    if shown is None:
        return attention(
            "Twilio's list did not show the message right after it was sent.",
            "Nothing to do: the bot waits for the list before it sends again.",
        )
    if shown.text == sent.text:
        return ok("Twilio's list showed the message at once, word by word.")
    if shown.text.endswith(sent.text):
        return attention(
            "Twilio put words of its own before the text: it is a trial account.", "Upgrade the account."
        )
    return attention(
        "Twilio's list shows another text than was sent.",
        "Switch off Smart Encoding and link shortening in the Messaging Service, or report this.",
    )


def statuses(facts: Facts) -> Finding:
    """Which statuses the message goes through, as Twilio shows them."""
    sent = _sent_before(facts)
    if sent is None:
        return not_needed("No message left.")
    seen, last = _followed(facts, sent)
    order = ", ".join(f"`{one}`" for one in seen)  # Twilio's words, in any language
    if last.status not in {str(one) for one in DeliveryStatus}:
        return attention(
            Sentence("The statuses were {order}: the last is unknown to this version.", order=order),
            "Please report it.",
        )
    status = DeliveryStatus(last.status)
    if status.has_failed:
        return wrong(
            Sentence(
                "The message was not delivered (code {code}); its statuses: {order}.",
                code=last.code,
                order=order,
            ),
            _what_to_do(last.code),
        )
    if status.has_arrived:
        return ok(Sentence("The message was delivered; its statuses: {order}.", order=order))
    return attention(
        Sentence(
            "After {seconds} seconds no carrier had confirmed it; its statuses: {order}.",
            seconds=f"{STATUS_SECONDS:g}",
            order=order,
        ),
        "If it is on your phone, all is well: some carriers report nothing.",
    )


def answer(facts: Facts) -> Finding:
    """Whether the answer from that phone comes back to our number."""
    sent = _sent_before(facts)
    if sent is None:
        return not_needed("No message left.")
    settings, until = asks.asking(facts), clock.steady() + ANSWER_SECONDS
    while True:
        with asks.seen("the received messages"):
            if first_message.answered(settings, sent.to, sent.sender, sent.at):
                return ok("The answer from your phone came back.")
        if clock.steady() + _POLL_SECONDS > until:
            break
        clock.sleep(_POLL_SECONDS)
    return wrong(
        Sentence(
            "No answer from your phone reached Twilio within {seconds} seconds.",
            seconds=f"{ANSWER_SECONDS:g}",
        ),
        "If you have answered: your carrier brings no answers to this number, so use WhatsApp. Else run it again.",
    )


def _nobody(facts: Facts) -> bool:
    return not facts.settings.administrators


def _sent(facts: Facts) -> _Sent:
    return facts.once("first-message", lambda: _send(facts))


def _sent_before(facts: Facts) -> _Sent | None:
    """Return the message of this run; None where it could not be sent, which its own check says."""
    if _nobody(facts):
        return None
    try:
        return _sent(facts)
    except BotError:
        return None


def _send(facts: Facts) -> _Sent:
    """Send the message to the first of ADMIN_PHONES, on the channel that is written there."""
    settings, to = asks.asking(facts), facts.settings.administrators[0]
    sender = next((one for one in facts.settings.our_numbers if one.channel is to.channel), None)
    if sender is None:
        raise BotError(
            "None of our numbers is on the channel of the first of ADMIN_PHONES.",
            "Write a phone there that one of our numbers reaches.",
        )
    text = str(terminal.of(str(facts.settings.config.language.maintainers)).shown(_TEXT))
    at = clock.now()
    sid = first_message.send(settings, to, sender, text)
    return _Sent(sid, to, sender, text, at, first_message.listed(settings, to, sid))


def _followed(facts: Facts, sent: _Sent) -> tuple[list[str], Shown]:
    """Return the statuses that the message had, in their order, until a final one or until the time is over."""
    seen = [sent.at_once.status] if sent.at_once else []
    settings, until = asks.asking(facts), clock.steady() + STATUS_SECONDS
    while True:
        with asks.seen("the message"):
            shown = first_message.fetched(settings, sent.sid)
        if shown.status not in seen:
            seen.append(shown.status)
        final = shown.status in {str(one) for one in DeliveryStatus if one.is_final}
        if final or clock.steady() + _POLL_SECONDS > until:
            return seen, shown
        clock.sleep(_POLL_SECONDS)


def _what_to_do(code: int) -> Sentence:
    """Return what the table of Twilio's codes says of it."""
    known = texts.of("en").codes.get(code)
    return Sentence(
        known.remedy if known else "See https://www.twilio.com/docs/api/errors/{code}.", code=code
    )


CHECKS = (
    Check("first-message", Area.FIRST_CONTACT, "A message leaves for your phone", send, COSTS),
    Check("first-list", Area.FIRST_CONTACT, "Twilio lists the message as it was sent", in_list, COSTS),
    Check(
        "first-statuses", Area.FIRST_CONTACT, "The message is delivered", statuses, COSTS, STATUS_SECONDS + 15
    ),
    Check(
        "first-answer",
        Area.FIRST_CONTACT,
        "The answer from your phone comes back",
        answer,
        COSTS,
        ANSWER_SECONDS + 15,
    ),
)
