"""The usage of each category, and the usage triggers it fires.

Twilio checks its triggers about once a minute (twilio.com/docs/usage/api/usage-trigger); here they are checked
after every message.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from bot.core import clock
from bot.sandbox.twilio.forms import API_VERSION, Form
from bot.sandbox.twilio.shapes import rfc2822
from bot.sandbox.twilio.state import TwilioState
from bot.sandbox.twilio.tariff import PARENTS
from bot.sandbox.twilio.values import Charge, Trigger

TOTAL = "totalprice"
CATEGORIES = sorted({*PARENTS, *(parent for parents in PARENTS.values() for parent in parents), TOTAL})

Span = tuple[date, date]


def amount(charges: Sequence[Charge], category: str, by: str, span: Span) -> Decimal:
    """Return the price, the count or the usage of a category, both days included."""
    found = [one for one in charges if _belongs(one, category) and span[0] <= one.at.date() <= span[1]]
    if by == "price" or category == TOTAL:
        return sum((one.price for one in found), Decimal(0))
    return Decimal(sum(one.count if by == "count" else one.usage for one in found))


def _belongs(charge: Charge, category: str) -> bool:
    return category in (TOTAL, charge.category, *PARENTS[charge.category])


def current(state: TwilioState, category: str, by: str, recurring: str | None) -> Decimal:
    """Return a trigger's current value: the usage of its period so far."""
    return amount(state.charges(), category, by, (_begin(recurring, clock.now()), date.max))


def _begin(recurring: str | None, now: datetime) -> date:
    today = now.date()
    return {
        "daily": today,
        "monthly": today.replace(day=1),
        "yearly": today.replace(month=1, day=1),
    }.get(recurring or "", date.min)


def record_uri(one: Trigger, state: TwilioState) -> str:
    return f"/{API_VERSION}/Accounts/{state.account_sid}/Usage/Records.json?Category={one.category}"


def due(state: TwilioState) -> list[tuple[Trigger, Form]]:
    """Return the triggers that fire now, with the form each sends; they are marked as fired."""
    now, found = clock.now(), []
    for one in state.triggers():
        fired = one.fired_at is not None and one.fired_at.date() >= _begin(one.recurring, now)
        reached = current(state, one.category, one.by, one.recurring)
        if not fired and reached >= one.value:
            state.put_trigger(replace(one, fired_at=now))
            found.append((one, _form(one, reached, state)))
    return found


def _form(one: Trigger, reached: Decimal, state: TwilioState) -> Form:
    return (
        ("AccountSid", state.account_sid),
        ("UsageTriggerSid", one.sid),
        ("Recurring", one.recurring or ""),
        ("UsageCategory", one.category),
        ("TriggerBy", one.by),
        ("TriggerValue", f"{one.value:f}"),
        ("CurrentValue", f"{reached:f}"),
        ("UsageRecordUri", record_uri(one, state)),
        ("DateFired", rfc2822(clock.now()) or ""),
        ("IdempotencyToken", secrets.token_hex(16)),
    )
