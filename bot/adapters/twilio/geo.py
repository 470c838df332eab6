"""The geographic permissions of our account: to which countries it may send SMS. WhatsApp knows none.

Source: the description of `/v1/Messaging/GeoPermissions` in github.com/twilio/twilio-oai, accounts.twilio.com;
twilio.com/docs/api/errors/21408 and 30649.
"""

from __future__ import annotations

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
