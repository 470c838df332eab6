"""Alarms to the administrators' phones: orders like any other, through the policy gate, once each."""

from __future__ import annotations

from datetime import datetime

from bot.core.isolated import Troubles
from bot.core.messages import Order, Purpose
from bot.core.workflow import mask
from bot.jobs.orders import waiting
from bot.jobs.orders.carrying_out import OrderProgress, carry_out
from bot.jobs.orders.showing import noted
from bot.jobs.tools import Tools
from bot.rules.text import segments


def sound(key: str, since: datetime, text: str, by: str, tools: Tools) -> list[OrderProgress]:
    """Send a text to every administrator, once per key; return how far each order has got. All are tried.

    `since` is when the cause arose: texts that have already left are looked for from then on. The key must be the same
    in every run with the same cause, and must never be used for another one.
    """
    done, troubles = [], Troubles()
    for person in tools.settings.administrators:
        mask(person.value)
        order = Order(
            sequence=0,
            received_at=since,
            id=f"{key}.{tools.vault.contact_id(person)}",
            person=person,
            text=segments.worded(text, person.channel, plain=True),
            purpose=Purpose.ALERT,
            by=by,
        )
        with troubles.isolated(tools.vault.contact_id(person), since):
            labelled = tools.conversations.labelled(person)
            conversation, note = noted(order, tools, labelled)
            before = waiting.before(note, person, labelled, tools)
            late = OrderProgress.DELAYED in before
            done.append(OrderProgress.DELAYED if late else carry_out(order, conversation, note, tools))
    return [*done, *(OrderProgress.DELAYED for _ in troubles.again)]
