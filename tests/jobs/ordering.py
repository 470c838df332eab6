"""Orders as a system would give them to the relay, and what becomes of them."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from bot.core import clock
from bot.core.messages import Address, Order
from bot.jobs.orders import send_notification
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentSource
from tests.making import ANA
from tests.stage import Stage


def new_order(text: str = "Sua guia vence amanhã", person: Address = ANA) -> Order:
    return Order(1, clock.now(), secrets.token_hex(8), person, text, by="folha")


def carry_out(stage: Stage, *orders: Order) -> list[str]:
    """Run send-notification over one batch, and wait until what was sent has arrived."""
    try:
        return send_notification.run({"client_payload": stage.payload(orders)}, stage.tools)
    finally:
        stage.twilio.wait_idle(10)


def notes_of_orders(stage: Stage, issue: int = 1) -> list[dict[str, Any]]:
    """Return the comments that show orders in a conversation."""
    return [one for one in stage.sandbox.issue(issue)["comments"] if '"order"' in one["body"]]


def consent_withdrawn(at: datetime) -> ConsentChange:
    return ConsentChange(at, ConsentAction.WITHDRAWN, ConsentSource.COMMAND, None, by="marina")
