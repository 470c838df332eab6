"""The geographic permissions of our account: to which countries it may send SMS. WhatsApp knows none.

Source: the description of `/v1/Messaging/GeoPermissions` in github.com/twilio/twilio-oai, accounts.twilio.com;
twilio.com/docs/api/errors/21408 and 30649.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.adapters.twilio.failures import twilio_errors
from bot.adapters.twilio.set_up import client_for
from bot.core.settings import Settings


def allowed(settings: Settings) -> frozenset[str]:
    """Return the ISO codes of the countries that SMS may go to; raises as `twilio_errors` does."""
    with twilio_errors():
        found = client_for(settings).accounts.v1.messaging_geopermissions.fetch()
    return frozenset(
        str(one["country_code"])
        for one in found.permissions or ()
        if one.get("enabled") and one.get("type", "country") == "country"
    )


def switch(settings: Settings, countries: Iterable[str], *, enabled: bool) -> list[str]:
    """Switch SMS to countries on or off; return those that Twilio leaves to its console, for their risk of fraud.

    Raises as `twilio_errors` does.
    """
    asked: list[object] = [
        {"country_code": one, "type": "country", "enabled": enabled} for one in sorted(countries)
    ]
    with twilio_errors():
        done = client_for(settings).accounts.v1.messaging_geopermissions.update(permissions=asked)
    return [str(one["country_code"]) for one in done.permissions or () if one.get("error_code")]
