"""The fields of Twilio's webhooks, in the order in which they are sent.

Sources: Twilio's pages "Twilio's request to your incoming message webhook URL" and
"Outbound Message Status in Status Callbacks"; the field order was seen in real requests.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.sandbox.twilio.rules import masked
from bot.sandbox.twilio.values import Media, Message, plain

API_VERSION = "2010-04-01"
Form = tuple[tuple[str, str], ...]

# The country is guessed from the calling code: good enough for a realistic form.
_COUNTRIES = {"+55": "BR", "+351": "PT", "+44": "GB", "+34": "ES", "+1": "US"}


def media_path(account_sid: str, message_sid: str, media_sid: str) -> str:
    return f"/{API_VERSION}/Accounts/{account_sid}/Messages/{message_sid}/Media/{media_sid}"


def inbound(
    message: Message, account_sid: str, extra: Mapping[str, str | None], *, media_base: str, opt_out: str
) -> Form:
    """Return the webhook form for an inbound message.

    `extra` adds fields or replaces them; None leaves a field out.
    """
    fields = (
        _whatsapp(message, account_sid, extra) if message.whatsapp else _sms(message, account_sid, opt_out)
    )
    fields |= {f"MediaContentType{n}": media.content_type for n, media in enumerate(message.media)}
    fields |= {
        f"MediaUrl{n}": media_base + media_path(account_sid, message.sid, media.sid)
        for n, media in enumerate(message.media)
    }
    entries: dict[str, str | None] = {**fields, **extra}
    return tuple((name, value) for name, value in entries.items() if value is not None)


def _sms(message: Message, account_sid: str, opt_out: str) -> dict[str, str]:
    fields = {
        "ToCountry": _country(message.recipient),
        "ToState": "",
        "SmsMessageSid": message.sid,
        "NumMedia": str(len(message.media)),
        "ToCity": "",
        "FromZip": "",
        "SmsSid": message.sid,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": message.body,
        "FromCountry": _country(message.sender),
        "To": message.recipient,
        "ToZip": "",
        "NumSegments": str(message.segments),
        "MessageSid": message.sid,
        "AccountSid": account_sid,
        "From": message.sender,
        "ApiVersion": API_VERSION,
    }
    if message.messaging_service_sid:
        fields["MessagingServiceSid"] = message.messaging_service_sid
    if opt_out:
        fields["OptOutType"] = opt_out
    return fields


def _whatsapp(message: Message, account_sid: str, extra: Mapping[str, str | None]) -> dict[str, str]:
    number = plain(message.sender)
    by_number = number.startswith("+")
    profile = extra.get("ProfileName") or ""
    wa_id = extra.get("WaId") or (number[1:] if by_number else "")
    metadata = {"type": "whatsapp", "data": {"context": {"ProfileName": profile, "WaId": wa_id}}}
    fields = {
        "SmsMessageSid": message.sid,
        "NumMedia": str(len(message.media)),
        "ProfileName": profile,
        "MessageType": _message_type(message.media, extra),
        "SmsSid": message.sid,
        "WaId": wa_id,
        "SmsStatus": "received",
        "Body": message.body,
        "To": message.recipient,
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": message.sid,
        "AccountSid": account_sid,
        "ChannelMetadata": json.dumps(metadata, separators=(",", ":"), ensure_ascii=False),
        "From": message.sender,
        "ApiVersion": API_VERSION,
    }
    return fields if by_number else {**fields, "ExternalUserId": message.sender}


def _message_type(media: Sequence[Media], extra: Mapping[str, str | None]) -> str:
    if "ButtonText" in extra or "ButtonPayload" in extra:
        return "button" if "ButtonType" in extra else "interactive"
    if "ListId" in extra:
        return "interactive"
    if "Latitude" in extra:
        return "location"
    if not media:
        return "text"
    kind = media[0].content_type.partition("/")[0]
    if media[0].content_type in {"text/vcard", "text/x-vcard"}:
        return "contacts"
    return kind if kind in {"image", "audio", "video"} else "document"


def _country(address: str) -> str:
    return next((country for code, country in _COUNTRIES.items() if address.startswith(code)), "")


def status(message: Message, state: str, account_sid: str, channel_sid: str, now: datetime) -> Form:
    """Return the status callback's form for a status."""
    fields = {
        "SmsSid": message.sid,
        "SmsStatus": state,
        "MessageStatus": state,
        "To": message.recipient,
        "MessageSid": message.sid,
        "AccountSid": account_sid,
        "From": message.sender,
        "ApiVersion": API_VERSION,
    }
    if message.messaging_service_sid:
        fields["MessagingServiceSid"] = message.messaging_service_sid
    if message.whatsapp:
        fields |= {
            "ChannelPrefix": "whatsapp",
            "ChannelInstallSid": channel_sid,
            "ChannelToAddress": masked(plain(message.recipient)),
        }
    if state in {"failed", "undelivered"} and message.error_code:
        fields["ErrorCode"] = str(message.error_code)
        if message.whatsapp:
            fields["ErrorMessage"] = message.error_message or ""
    if message.whatsapp and state in {"delivered", "read"}:
        fields["EventType"] = state.upper()
    if not message.whatsapp and state == "delivered":
        fields["RawDlrDoneDate"] = f"{now:%y%m%d%H%M}"
    return tuple(fields.items())
