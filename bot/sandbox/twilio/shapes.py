"""The emulated Twilio's resources as JSON.

Source: Twilio's API reference ("Messages resource", "Media resource", "IncomingPhoneNumber resource",
"Account resource") and its OpenAPI description.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from bot.sandbox.twilio.forms import API_VERSION, media_path
from bot.sandbox.twilio.rules import Refusal
from bot.sandbox.twilio.values import Media, Message, Sender

Json = dict[str, Any]


def account_path(account_sid: str) -> str:
    return f"/{API_VERSION}/Accounts/{account_sid}"


def rfc2822(moment: datetime | None) -> str | None:
    return format_datetime(moment) if moment else None


def refusal(value: Refusal) -> Json:
    return {
        "code": value.code,
        "message": value.message,
        "more_info": f"https://www.twilio.com/docs/errors/{value.code}",
        "status": value.status,
    }


def shown_sender(value: Message) -> str | None:
    """Return the sender as the API shows it: for a message from a service, only once it is sent."""
    return None if value.status in {"accepted", "scheduled"} else value.sender


def message(value: Message, account_sid: str) -> Json:
    uri = f"{account_path(account_sid)}/Messages/{value.sid}"
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": "" if value.body_hidden else value.body,
        "date_created": rfc2822(value.created_at),
        "date_sent": rfc2822(value.sent_at),
        "date_updated": rfc2822(value.updated_at),
        "direction": value.direction,
        "error_code": value.error_code,
        "error_message": value.error_message,
        "from": shown_sender(value),
        "messaging_service_sid": value.messaging_service_sid,
        "num_media": str(len(value.media)),
        "num_segments": str(value.segments),
        "price": None if value.price is None else f"{value.price:.5f}",
        "price_unit": "USD",
        "sid": value.sid,
        "status": value.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": value.recipient,
        "uri": f"{uri}.json",
    }


def media(value: Media, account_sid: str, message_sid: str) -> Json:
    return {
        "account_sid": account_sid,
        "content_type": value.content_type,
        "date_created": rfc2822(value.created_at),
        "date_updated": rfc2822(value.created_at),
        "parent_sid": message_sid,
        "sid": value.sid,
        "uri": media_path(account_sid, message_sid, value.sid) + ".json",
    }


def phone_number(value: Sender, account_sid: str) -> Json:
    unused_sids = ("address_sid", "bundle_sid", "emergency_address_sid", "identity_sid")
    return {
        "account_sid": account_sid,
        "address_requirements": "none",
        "api_version": API_VERSION,
        "beta": False,
        "capabilities": {"fax": False, "mms": True, "sms": True, "voice": True},
        "date_created": rfc2822(value.created_at),
        "date_updated": rfc2822(value.updated_at),
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "friendly_name": value.friendly_name,
        "origin": "twilio",
        "phone_number": value.address,
        "sid": value.sid,
        "sms_application_sid": value.sms_application_sid or None,
        "sms_fallback_method": value.sms_fallback_method,
        "sms_fallback_url": value.sms_fallback_url,
        "sms_method": value.sms_method,
        "sms_url": value.sms_url,
        "status": "in-use",
        "status_callback": value.status_callback,
        "status_callback_method": "POST",
        "trunk_sid": None,
        "type": "local",
        "uri": f"{account_path(account_sid)}/IncomingPhoneNumbers/{value.sid}.json",
        "voice_application_sid": None,
        "voice_caller_id_lookup": False,
        "voice_fallback_method": "POST",
        "voice_fallback_url": "",
        "voice_method": "POST",
        "voice_receive_mode": "voice",
        "voice_url": "",
        **dict.fromkeys(unused_sids),
    }


def account(account_sid: str, created_at: datetime, *, trial: bool = False) -> Json:
    path = account_path(account_sid)
    names = {"messages": "Messages", "incoming_phone_numbers": "IncomingPhoneNumbers", "balance": "Balance"}
    return {
        "auth_token": None,
        "date_created": rfc2822(created_at),
        "date_updated": rfc2822(created_at),
        "friendly_name": "Sandbox",
        "owner_account_sid": account_sid,
        "sid": account_sid,
        "status": "active",
        "subresource_uris": {name: f"{path}/{resource}.json" for name, resource in names.items()},
        "type": "Trial" if trial else "Full",
        "uri": f"{path}.json",
    }


@dataclass(frozen=True, slots=True)
class Cut:
    """The requested part of a list. A token names the last entry of the page before it."""

    size: int = 50
    number: int = 0
    token: str = ""


def page(name: str, path: str, filters: dict[str, str], entries: Sequence[Json], cut: Cut) -> Json:
    """Return one page of a list, with the URIs of its neighbours.

    A token refers to an entry, not a position, so that new messages shift no page; entries without a SID,
    such as usage records, are counted.
    """
    start = cut.number * cut.size
    if cut.token:
        sids = [entry["sid"] for entry in entries]
        anchor = cut.token.removeprefix("PA").removeprefix("PB")
        start = sids.index(anchor) + 1 if anchor in sids else len(sids)
        if cut.token.startswith("PB"):
            start = max(start - 1 - cut.size, 0)
    shown = entries[start : start + cut.size]

    def address(number: int, token: str = "") -> str:
        query = {**filters, "PageSize": cut.size, "Page": number, **({"PageToken": token} if token else {})}
        return f"{path}?{urlencode(query)}"

    def holding(mark: str, entry: Json) -> str:
        return f"{mark}{entry['sid']}" if "sid" in entry else ""

    more = shown and start + cut.size < len(entries)
    return {
        name: list(shown),
        "end": max(cut.number * cut.size + len(shown) - 1, 0),
        "first_page_uri": address(0),
        "next_page_uri": address(cut.number + 1, holding("PA", shown[-1])) if more else None,
        "page": cut.number,
        "page_size": cut.size,
        "previous_page_uri": address(cut.number - 1, holding("PB", shown[0]))
        if cut.number and shown
        else None,
        "start": cut.number * cut.size,
        "uri": address(cut.number, cut.token),
    }
