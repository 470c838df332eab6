"""send-notification: what a system wants sent leaves once, and is shown in the person's conversation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, assert_never

from bot import envelope, logs, orders, outbound, relay_door
from bot.about import About
from bot.conversations import CLOCK_SKEW, Conversation
from bot.envelope import Fate, Outcome
from bot.errors import BotError, TemporaryError
from bot.jobs import explaining
from bot.jobs.runner import Tools, mask
from bot.markers import OrderMarker
from bot.messages import Address, Channel, Order
from bot.outbound import Delayed, Letter, Refused, Sent
from bot.repository import Comment

_VERDICTS = frozenset({"rocket", "hooray", "confused"})


def run(event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Send what is ordered: a batch that the relay dispatched, or a form filled in by hand or by a workflow.

    Everything is tried; the run fails when something could not be sent now, and running it again completes it.
    """
    wanted = _orders(event, tools)
    for order in wanted:
        mask(order.person)
    delayed = [order.id for order in wanted if not _carry_out(order, tools)]
    if delayed:
        raise TemporaryError(f"{len(delayed)} of {len(wanted)} messages could not be sent now.")
    return [f"{len(wanted)} orders carried out"]


def _orders(event: Mapping[str, Any], tools: Tools) -> list[Order]:
    if "client_payload" in event:
        return envelope.open_sealed(event["client_payload"], tools.vault, Order)[1]
    return [orders.from_form(event.get("inputs") or {}, tools.run_id)]


def _carry_out(order: Order, tools: Tools) -> bool:
    """Send an order, unless that is done; tell whether nothing is left to do."""
    conversation, note = _noted(order, tools)
    marks = _marks(conversation, note, tools)
    if marks & _VERDICTS:
        return True
    if "eyes" not in marks:
        tools.repository.react(conversation.issue.number, note.id, "eyes")
    letter = Letter(
        to=order.person,
        sender=_sender(order, tools),
        text=order.text,
        since=note.created_at - timedelta(seconds=5),
        about=About(conversation.issue.number, note.id),
        order=order.id,
    )
    outcome = outbound.send(tools.messages, letter, resumed="eyes" in marks)
    _tell(order, outcome, tools)
    return _conclude(outcome, conversation, note, tools)


def _tell(order: Order, outcome: outbound.Outcome, tools: Tools) -> None:
    """Tell the relay, whose caller may ask for the fate of the order."""
    match outcome:
        case Sent():
            told = Outcome(order.id, Fate.SENT)
        case Refused(code):
            meaning = tools.maintainers.codes.get(code, tools.maintainers.other_code)
            told = Outcome(order.id, Fate.REFUSED, meaning.what, code)
        case _:
            return
    relay_door.tell(tools.settings.relay_url, told, tools.vault)


def _conclude(outcome: outbound.Outcome, conversation: Conversation, note: Comment, tools: Tools) -> bool:
    number, contact = conversation.issue.number, conversation.marker.contact
    match outcome:
        case Sent(parts):
            tools.repository.react(number, note.id, "rocket")
            logs.step("notification-sent", issue=number, comment=note.id, contact=contact, count=parts)
            return True
        case Refused(code, sent):
            explaining.refused(tools, About(number, note.id), outcome)
            logs.trouble("notification-refused", issue=number, comment=note.id, code=code, count=sent)
            return True
        case Delayed(code):
            logs.trouble("notification-delayed", issue=number, comment=note.id, code=code)
            return False
        case _:
            assert_never(outcome)


def _noted(order: Order, tools: Tools) -> tuple[Conversation, Comment]:
    """Return where the order is shown, showing it there if no earlier run did."""
    known = tools.conversations.with_person(order.person)
    since = order.received_at - CLOCK_SKEW
    for conversation in known:
        if conversation.issue.updated_at < since:
            continue
        for comment in tools.repository.comments(conversation.issue.number, since):
            if tools.conversations.marker(comment) == OrderMarker(order.id):
                return conversation, comment
    conversation = known[0] if known else tools.conversations.begin(order.person, _sender(order, tools))
    return conversation, tools.conversations.show_order(conversation, order, order.text)


def _marks(conversation: Conversation, note: Comment, tools: Tools) -> set[str]:
    if not note.reactions:
        return set()
    login = tools.settings.config.conversations.bot_login
    return tools.repository.reactions_by(login, conversation.issue.number, note.id)


def _sender(order: Order, tools: Tools) -> Address:
    environment = tools.settings.environment
    sms = order.person.channel is Channel.SMS
    number = environment.TWILIO_PHONE_NUMBER if sms else environment.TWILIO_WHATSAPP_NUMBER
    if not number:
        name = "TWILIO_PHONE_NUMBER" if sms else "TWILIO_WHATSAPP_NUMBER"
        raise BotError(f"There is no number of ours for {order.person.channel}.", f"Set the secret {name}.")
    return Address.parse(number)
