"""What an order sends, from which number, and how the policy judges it."""

from __future__ import annotations

from functools import cache

from bot.core.errors import BotError
from bot.core.issues import Comment
from bot.core.messages import Address, Channel, Order
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.jobs.sending import policy_gate, what_left
from bot.jobs.sending.composing import Composed
from bot.jobs.sending.order_notes import OrderNote
from bot.jobs.sending.outbound import OutgoingMessage
from bot.jobs.tools import Tools
from bot.rules.sending.policy import Intended


def around(order_note: OrderNote, tools: Tools) -> list[Comment]:
    """Return the comments that may be about an order, also where its conversation goes on."""
    comments = tools.repository.comments(order_note.about.issue, order_note.since)
    return [*comments, *tools.conversations.written_there(order_note.conversation, order_note.since)]


def outgoing(order_note: OrderNote, composed: Composed, tools: Tools) -> OutgoingMessage:
    """Return an order's message."""
    order = order_note.order
    texts = [part.text for part in composed.parts(order.person.channel)]
    return OutgoingMessage(
        to=order.person,
        sender=sender(order.person.channel, tools.settings),
        text=composed.written.text,
        since=order_note.since,
        elsewhere=cache(lambda: what_left.beside(order_note.note, texts, order_note.conversation, tools)),
        about=order_note.about,
        order=order.id,
        template=composed.template,
    )


def intended(order: Order, settings: Settings) -> Intended:
    """Return the order as the policy gate judges it, but without what was sent to the person before."""
    return Intended(
        policy_gate.KINDS[order.purpose],
        order.person,
        sender(order.person.channel, settings),
        is_template=bool(order.template),
    )


def sender(channel: Channel, settings: Settings) -> Address:
    """Return our number for the channel; raises BotError if there is none."""
    environment = settings.environment
    name, number = {
        Channel.SMS: ("TWILIO_PHONE_NUMBER", environment.TWILIO_PHONE_NUMBER),
        Channel.WHATSAPP: ("TWILIO_WHATSAPP_NUMBER", environment.TWILIO_WHATSAPP_NUMBER),
    }[channel]
    if not number:
        raise BotError(
            Sentence("No number is configured for {channel}.", channel=channel),
            Sentence("Set the secret {name}.", name=name),
        )
    return Address.parse(number)
