"""Numbers that could be bought: by country and kind, with their price and what the country asks of their buyer.

Sources: twilio.com/docs/phone-numbers/api/availablephonenumber-resource, .../phone-numbers/pricing and
.../phone-numbers/regulatory/api/regulations. Nothing is bought here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bot.adapters.twilio.failures import twilio_errors
from bot.adapters.twilio.set_up import client_for
from bot.core.errors import SendRefusedError
from bot.core.settings import Settings

EXAMPLES = 3  # of each kind


class Kind(StrEnum):
    """A kind of number, as Twilio's lists of prices and regulations name it."""

    LOCAL = "local"
    MOBILE = "mobile"
    TOLL_FREE = "toll-free"


class Capability(StrEnum):
    """What a number has to be able to do."""

    SMS = "sms"
    MMS = "mms"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind of number that a country sells: some of them, the monthly price of each, and what its buyer needs.

    `address` says where the buyer needs an address: none, any, local or foreign. `asks` are the names of the facts and
    documents that the country asks of a business, empty where it asks nothing.
    """

    kind: Kind
    numbers: tuple[str, ...] = field(repr=False)
    address: str
    price: Decimal | None
    currency: str
    asks: tuple[str, ...]


def offers(settings: Settings, country: str, capability: Capability = Capability.SMS) -> list[Offer]:
    """Return the kinds of number that a country has for sale now with this capability; raises as `twilio_errors` does.

    None at all: Twilio sells no such number there.
    """
    client = client_for(settings)
    prices, currency = _prices(client, country)
    found = []
    for kind in Kind:
        available = _available(client, country, kind, capability)
        if available:
            found.append(
                Offer(
                    kind,
                    tuple(str(one.phone_number) for one in available),
                    str(available[0].address_requirements or "none"),
                    prices.get(kind),
                    currency,
                    tuple(_asked(client, country, kind)),
                )
            )
    return found


def where_to_buy(country: str, capability: Capability = Capability.SMS) -> str:
    """Return the page of Twilio's console that sells them."""
    return (
        "https://console.twilio.com/us1/develop/phone-numbers/manage/search"
        f"?isoCountry={country}&{capability}Enabled=true"
    )


def _available(client: Any, country: str, kind: Kind, capability: Capability) -> list[Any]:
    place = client.available_phone_numbers(country)
    lists = {Kind.LOCAL: place.local, Kind.MOBILE: place.mobile, Kind.TOLL_FREE: place.toll_free}
    try:
        with twilio_errors():
            found: list[Any] = lists[kind].list(limit=EXAMPLES, **{f"{capability}_enabled": True})
    except SendRefusedError as error:
        if error.status != 404:
            raise
        return []
    return found


def _prices(client: Any, country: str) -> tuple[Mapping[str, Decimal], str]:
    """Return the monthly prices by kind, and their currency; none where Twilio lists none."""
    try:
        with twilio_errors():
            found = client.pricing.v1.phone_numbers.countries(country).fetch()
    except SendRefusedError:
        return {}, ""
    prices = {
        str(one["number_type"]).replace(" ", "-"): Decimal(str(one["current_price"]))
        for one in found.phone_number_prices or ()
        if one.get("current_price") is not None
    }
    return prices, (found.price_unit or "USD").upper()


def _asked(client: Any, country: str, kind: Kind) -> Iterator[str]:
    """Yield the names of what a business has to state and to prove, each once."""
    with twilio_errors():
        regulations = client.numbers.v2.regulatory_compliance.regulations.list(
            iso_country=country, number_type=str(kind), end_user_type="business"
        )
    seen = set()
    for regulation in regulations:
        for name in _names(regulation.requirements or {}):
            if name not in seen:
                seen.add(name)
                yield name


def _names(requirements: Mapping[str, Any]) -> Iterator[str]:
    for user in requirements.get("end_user") or ():
        for one in user.get("detailed_fields") or ():
            yield str(one.get("friendly_name") or one.get("machine_name"))
    for alternatives in requirements.get("supporting_document") or ():
        for one in alternatives:
            yield str(one.get("name"))
