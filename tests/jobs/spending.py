"""How an installation spends, and what check-billing reports about it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from bot.core.messages import Address
from bot.jobs.billing import check_billing
from bot.sandbox.twilio.values import Charge
from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests.actors import ANA
from tests.stage import Stage

MARINA = "+5511911111111"


def at(month: int, day: int, hour: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def send(stage: Stage, to: str, text: str = "Oi") -> None:
    ours = Address.parse(WHATSAPP_NUMBER if to.startswith("whatsapp:") else SMS_NUMBER)
    stage.tools.messages.send(Address.parse(to), ours, text)
    assert stage.twilio.wait_idle(5)


def spend(stage: Stage, cents: int) -> None:
    """Spend a multiple of 7.5 cents on SMS of one segment."""
    for _ in range(round(cents / 7.5)):
        send(stage, ANA)


def charge(stage: Stage, moment: datetime, amount: str, category: str = "sms-outbound-longcode") -> None:
    """Make Twilio charge an amount, or credit one below zero, without a message."""
    stage.twilio.state.charge(Charge(category, moment, Decimal(amount)))


def check_bill(stage: Stage) -> str:
    try:
        return "\n".join(check_billing.run({}, stage.tools))
    finally:
        assert stage.twilio.wait_idle(5)


def issues_about(stage: Stage, word: str) -> list[dict[str, Any]]:
    found = [one["number"] for one in stage.sandbox.issues() if word in one["title"]]
    return [stage.sandbox.issue(number) for number in sorted(found)]


def alert_of(stage: Stage) -> dict[str, Any]:
    (only,) = issues_about(stage, "um limite foi atingido")
    return only


def reported_in(issue: dict[str, Any]) -> list[str]:
    return [re.findall(r'"said":"([^"]+)"', one["body"])[0] for one in issue["comments"]]
