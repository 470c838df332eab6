"""The phone numbers of our account, and the settings that decide where a message to one of them goes.

Source: twilio.com/docs/phone-numbers/api/incomingphonenumber-resource.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.twilio.failures import twilio_errors
from bot.adapters.twilio.set_up import client_for
from bot.core.settings import Settings

_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Number:
    """A phone number of the account. An `application` answers it in place of all its addresses."""

    sid: str
    number: str = field(repr=False)
    name: str = field(repr=False)
    sms: bool
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    sms_application_sid: str = ""


def owned(settings: Settings) -> list[Number]:
    """Return all numbers of the account; raises as `twilio_errors` does."""
    with twilio_errors():
        found = client_for(settings).incoming_phone_numbers.list(page_size=_PAGE)
    return [_read(one) for one in found]


def fetch(settings: Settings, sid: str) -> Number:
    """Return the number of that SID; raises as `twilio_errors` does."""
    with twilio_errors():
        return _read(client_for(settings).incoming_phone_numbers(sid).fetch())


def change(settings: Settings, sid: str, values: Mapping[str, str]) -> None:
    """Change settings of a number, named as the fields of `Number`; an empty value takes one away.

    Raises as `twilio_errors` does, SendRefusedError where Twilio refuses a value.
    """
    with twilio_errors():
        client_for(settings).incoming_phone_numbers(sid).update(**values)


def _read(one: Any) -> Number:
    return Number(
        sid=str(one.sid),
        number=str(one.phone_number),
        name=one.friendly_name or "",
        # Some lists of Twilio's write SMS and MMS in capitals.
        sms=any(able for name, able in (one.capabilities or {}).items() if name.lower() == "sms"),
        sms_url=one.sms_url or "",
        sms_method=one.sms_method or "POST",
        sms_fallback_url=one.sms_fallback_url or "",
        sms_fallback_method=one.sms_fallback_method or "POST",
        sms_application_sid=one.sms_application_sid or "",
    )
