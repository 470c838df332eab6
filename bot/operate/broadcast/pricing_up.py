"""What a broadcast costs: each message as it will be billed, as far as a price is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from bot.adapters.twilio import pricing
from bot.core.errors import BotError, TemporaryError
from bot.core.messages import Channel
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.rules.sending import costs, preview
from bot.rules.sending.broadcast_list import Recipient
from bot.rules.sending.costs import Prices


@dataclass(frozen=True, slots=True)
class BroadcastCost:
    """What messages cost together; `least` where other carriers could make it cheaper.

    `unpriced` are those without a known price: with any of them the amount is not the whole.
    """

    messages: int = 0
    segments: int = 0
    amount: Decimal = Decimal(0)
    least: Decimal = Decimal(0)
    currency: str = ""
    unpriced: int = 0


class PriceList:
    """The prices of a broadcast; each country is asked about once, also where Twilio does not answer."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._prices = cache(self._asked)

    def cost(self, recipients: Iterable[Recipient]) -> BroadcastCost:
        """Return what the messages to these people cost."""
        total = BroadcastCost()
        for one in recipients:
            total = self._added(total, one)
        return total

    def _added(self, total: BroadcastCost, one: Recipient) -> BroadcastCost:
        channel = one.person.channel
        measures = preview.draft_of_order(one.text, channel, plain=False).measures
        found = costs.estimate(measures, channel, self._prices(channel, pricing.country_of(one.person)))
        segments = sum(each.segments for each in measures) if channel.has_segments else len(measures)
        is_added = found is not None and total.currency in ("", found.currency)
        amount = found.amount if found and is_added else Decimal(0)
        least = found.least if found and found.least is not None and is_added else amount
        return BroadcastCost(
            total.messages + 1,
            total.segments + segments,
            total.amount + amount,
            total.least + least,
            total.currency or (found.currency if found else ""),
            total.unpriced + (not is_added),
        )

    def _asked(self, channel: Channel, country: str) -> Prices | None:
        if channel.has_segments and not country:
            return None
        try:
            return pricing.prices_of(self._settings, channel, country)
        except TemporaryError:
            return None


def check(cost: BroadcastCost, most: Decimal | None, amount: str) -> None:
    """Raise BotError if the cost is above what it may be, or not known; `amount` is how the cost is written."""
    if most is None or not cost.messages:
        return
    if cost.unpriced:
        raise BotError(
            Sentence(
                "The price of {count} messages is not known, so --max-cost cannot be kept.",
                count=cost.unpriced,
            ),
            "Set `prices` in config.yml, or leave --max-cost out. Nothing was sent.",
        )
    if cost.amount > most:
        raise BotError(
            Sentence("The broadcast would cost {amount}, more than --max-cost.", amount=amount),
            "Nothing was sent.",
        )
