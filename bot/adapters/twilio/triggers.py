"""Usage triggers: Twilio calls the relay when the month's costs reach a threshold of the budget."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.adapters.twilio.billing import Account, billing_errors
from bot.adapters.twilio.client import connect
from bot.core import clock
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.rules.money.bill import TOTAL, Month

USAGE_PATH = "/api/notifications/webhook/twilio/usage"
_NAME = "auditoria360 budget "


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger of ours: the amount at which it fires, and the percentage of the budget that this is."""

    percent: int
    value: Decimal
    callback: str
    sid: str = ""

    def same(self, other: Trigger) -> bool:
        return (self.percent, self.value, self.callback) == (other.percent, other.value, other.callback)


@dataclass(frozen=True, slots=True)
class Changes:
    """What was done: the percentages of the triggers that were created, deleted and kept."""

    made: tuple[int, ...]
    removed: tuple[int, ...]
    kept: tuple[int, ...]


def wanted(settings: Settings, *, patient: bool = True) -> list[Trigger]:
    """Return the triggers that the configuration asks for; raises BotError where something they need is missing.

    Twilio compares in the currency of the account: a budget in another currency would make no sense as a threshold.
    """
    limits, public_url = settings.config.billing, settings.config.relay.public_url
    if limits.monthly_budget is None:
        raise BotError("There is no budget to set triggers for.", "Set billing.monthly_budget in config.yml.")
    if not public_url:
        raise BotError("Twilio does not know where to call.", "Set relay.public_url in config.yml.")
    currency = Account(settings, patient=patient).bill(Month.of(clock.now().date())).currency
    if currency != limits.currency:
        raise BotError(
            Sentence(
                "The budget is in {currency}, the account in {other}.",
                currency=limits.currency,
                other=currency,
            ),
            "Correct billing.currency and its amounts in config.yml.",
        )
    callback = f"{public_url}{USAGE_PATH}"
    return [
        Trigger(percent, limits.monthly_budget * percent / 100, callback)
        for percent in sorted(set(limits.thresholds))
    ]


def listed(settings: Settings) -> list[Trigger]:
    """Return our triggers at Twilio, recognised by their names; other triggers are left alone."""
    with billing_errors():
        found = connect(settings).usage.triggers.list()
    ours = (one for one in found if (one.friendly_name or "").startswith(_NAME))
    return sorted((_read(one) for one in ours), key=lambda one: (one.percent, one.sid))


def keep(settings: Settings, asked: list[Trigger]) -> Changes:
    """Make our triggers at Twilio match those asked for: each once, at its amount, calling our relay.

    The amount of a trigger cannot be changed (twilio.com/docs/usage/api/usage-trigger): a new one is created before
    the former is deleted.
    """
    known, client = listed(settings), connect(settings)
    kept: dict[int, Trigger] = {}
    for one in known:
        if any(one.same(each) for each in asked):
            kept.setdefault(one.percent, one)
    missing = [one for one in asked if one.percent not in kept]
    surplus = [one for one in known if one not in kept.values()]
    with billing_errors():
        for one in missing:
            client.usage.triggers.create(
                callback_url=one.callback,
                trigger_value=f"{one.value:f}",
                usage_category=TOTAL,
                callback_method="POST",
                friendly_name=f"{_NAME}{one.percent}%",
                recurring="monthly",
                trigger_by="price",
            )
        for one in surplus:
            client.usage.triggers(one.sid).delete()
    return Changes(*(tuple(one.percent for one in group) for group in (missing, surplus, kept.values())))


def _read(found: Any) -> Trigger:
    percent = str(found.friendly_name).removeprefix(_NAME).removesuffix("%")
    return Trigger(
        int(percent) if percent.isdecimal() else 0,
        Decimal(found.trigger_value or 0),
        str(found.callback_url),
        str(found.sid),
    )
