"""The price of a message: as configured, else from Twilio's price list, fetched once per process and country."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

import phonenumbers

from bot.adapters.twilio.client import connect
from bot.adapters.twilio.failures import twilio_errors
from bot.core.errors import SendRefusedError
from bot.core.messages import Address, Channel
from bot.core.settings import Settings
from bot.rules.sending.costs import Prices, PriceSource


class Direction(StrEnum):
    OUTBOUND = "outbound"
    INBOUND = "inbound"


_known: dict[tuple[str, str, Direction], Prices | None] = {}


def prices_for(settings: Settings, person: Address) -> Prices | None:
    """Return the prices of a message to a person, None where none are known; raises TemporaryError."""
    return prices_of(settings, person.channel, country_of(person) if person.channel.has_segments else "")


def prices_of(settings: Settings, channel: Channel, country: str) -> Prices | None:
    """Return the prices of a message to a country, as above.

    The configuration takes precedence over Twilio, whose list has prices for SMS only.
    """
    configured = settings.config.prices
    by_channel = {Channel.SMS: configured.sms_segment, Channel.WHATSAPP: configured.whatsapp_message}
    if by_channel.get(channel) is not None:
        return Prices(
            configured.currency,
            PriceSource.CONFIG,
            segment=configured.sms_segment,
            whatsapp=configured.whatsapp_message,
        )
    return segment_prices(settings, country) if country and channel.has_segments else None


def country_of(person: Address) -> str:
    """Return the ISO code of the country of a number, empty for a short code, a name or an id."""
    try:
        number = phonenumbers.parse(person.value)
    except phonenumbers.NumberParseException:
        return ""
    code = phonenumbers.region_code_for_number(number) or ""
    return code if code.isalpha() else ""


def segment_prices(
    settings: Settings, country: str, direction: Direction = Direction.OUTBOUND
) -> Prices | None:
    """Return the price of a segment in Twilio's list; None where the country is not listed.

    Outbound it depends on the person's carrier and our type of number, neither of which is known here: the highest
    current price counts, and the lowest is given with it.
    Source: twilio.com/docs/messaging/api/messaging-pricing.
    """
    place = (settings.environment.TWILIO_API_URL or "") + settings.environment.TWILIO_ACCOUNT_SID
    key = (place, country, direction)
    if key not in _known:
        _known[key] = _asked(settings, country, direction)
    return _known[key]


def _asked(settings: Settings, country: str, direction: Direction) -> Prices | None:
    try:
        with twilio_errors():
            answer = connect(settings).pricing.v1.messaging.countries(country).fetch()
    except SendRefusedError:
        return None
    listed: Any = answer.outbound_sms_prices if direction is Direction.OUTBOUND else answer.inbound_sms_prices
    found = sorted(_current(listed or []))
    if not found:
        return None
    currency = (answer.price_unit or "USD").upper()
    return Prices(currency, PriceSource.TWILIO, segment=found[-1], segment_from=found[0])


def _current(listed: Sequence[Mapping[str, Any]]) -> Iterator[Decimal]:
    """Yield every current price, our discounts included; outbound prices are nested a level deeper, by carrier."""
    for entry in listed:
        if "prices" in entry:
            yield from _current(entry["prices"])
        elif entry.get("current_price") is not None:
            yield Decimal(str(entry["current_price"]))
