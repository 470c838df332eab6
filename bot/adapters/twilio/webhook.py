"""Parses Twilio's webhooks: an inbound message, or the delivery report of a message of ours.

Fields: twilio.com/docs/messaging/guides/webhook-request and .../guides/track-outbound-message-status. Twilio adds
parameters without notice; unknown ones are ignored. Every field is cut to a length at which one message always fits
into one dispatch.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.adapters.twilio import flows, parameters
from bot.adapters.twilio.parameters import SID
from bot.core import logs
from bot.core.errors import BotError
from bot.core.messages import (
    MAX_MEDIA,
    Address,
    Choice,
    DeliveryReport,
    DeliveryStatus,
    InboundMessage,
    Location,
    Media,
    MessageSid,
    Referral,
)
from bot.rules.people import contacts
from bot.rules.wire.about import ABOUT, PART, read_part

# Twilio's Body has 1,600 characters at most; answers to WhatsApp Flows are longer. A longer text is kept as far as it
# fits into a dispatch beside the longest fields: some 50,000 characters of Portuguese.
WHATSAPP_CHARACTERS = 4_096
MAX_COMPRESSED_BYTES = 18_000
MAX_FIELD_BYTES = 1_024
MAX_ADDRESS_BYTES = 256  # a business-scoped WhatsApp id has up to 128 letters and digits
MAX_TYPE_BYTES = 128


_INSTEAD_OF_BODY = (
    "MediaUrl0",
    "Latitude",
    "ButtonText",
    "ButtonPayload",
    "ListId",
    "FlowData",
    "InteractiveData",
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_STATUSES = {status.value: status for status in DeliveryStatus}
_MEDIA = tuple((f"MediaUrl{index}", f"MediaContentType{index}") for index in range(MAX_MEDIA))
_REFERRAL = ("ReferralHeadline", "ReferralBody", "ReferralSourceUrl", "ReferralSourceId", "ReferralMediaUrl")
_OTHER_ADDRESSES = ("WaId", "ExternalUserId", "ParentExternalUserId")
_NUMBER = re.compile(r"\+?[1-9]\d{7,14}", re.ASCII)
_CODE_DIGITS = 10


class NotAMessageError(BotError):
    """A request signed by Twilio that is not a message from a person."""

    def __init__(self, missing: str) -> None:
        super().__init__(
            f"This is not a message: {missing} is missing or malformed.",
            "Point only the incoming-message webhook of a number or Messaging Service to this address.",
        )


def parse(form: Mapping[str, str]) -> InboundMessage:
    """Return the message; raises NotAMessageError where MessageSid, From, To or Body is missing.

    A part that cannot be understood costs no other: Twilio does not send a message again that was refused.
    """
    if not parameters.are_whole(form):
        raise NotAMessageError("the name of a parameter")
    sid = form.get("MessageSid", "")
    sender = Address.parse(_field(form, "From", MAX_ADDRESS_BYTES))
    recipient = Address.parse(_field(form, "To", MAX_ADDRESS_BYTES))
    for name, good in (
        ("MessageSid", SID.fullmatch(sid)),
        ("From", sender.value),
        ("To", recipient.value),
        ("Body", _has_content(form)),
    ):
        if not good:
            raise NotAMessageError(name)
    written, cut = _fitting(_wellformed(form.get("Body", "")))
    found: dict[str, Any] = {"text": written}
    named = set(form)
    for read, names in _PARTS:
        if names.isdisjoint(named):
            continue
        try:
            found |= read(form, sender, written)
        except Exception as error:  # noqa: BLE001 - whatever a new form may hold, the rest of the message is kept
            logs.trouble(
                "message-part-not-understood",
                message=sid,
                reason=f"{type(error).__name__} in {read.__name__}",
                remedy="The rest of the message is recorded. Report this to whoever maintains the bot.",
            )
            found["damaged"] = True
    found["cut"] = cut or found.get("cut", False)
    return InboundMessage(MessageSid(sid), sender, recipient, **found)


def _with_form_answers(form: Mapping[str, str], _sender: Address, text: str) -> dict[str, Any]:
    """Return the text followed by what was entered into a form of a WhatsApp Flow, one line a field."""
    entered = form.get("FlowData") or form.get("InteractiveData") or ""
    if not entered:
        return {}
    written, cut = _fitting(
        "\n\n".join(part for part in (text, _wellformed(flows.readable(entered))) if part)
    )
    return {"text": written, "cut": cut}


def _with_media(form: Mapping[str, str], _sender: Address, _text: str) -> dict[str, Any]:
    return {"media": tuple(_media(form))}


def _with_choice(form: Mapping[str, str], _sender: Address, _text: str) -> dict[str, Any]:
    return {"location": _location(form), "choice": _choice(form)}


def _with_sender(form: Mapping[str, str], sender: Address, _text: str) -> dict[str, Any]:
    return {
        "profile_name": _field(form, "ProfileName"),
        "user_name": _field(form, "ProfileUsername"),
        "also": _also(form, sender),
    }


def _with_circumstances(form: Mapping[str, str], _sender: Address, _text: str) -> dict[str, Any]:
    replied = form.get("OriginalRepliedMessageSid", "")
    often = form.get("FrequentlyForwarded", "").lower()
    return {
        "reply_to": MessageSid(replied) if SID.fullmatch(replied) else None,
        "opt_out": _field(form, "OptOutType", MAX_TYPE_BYTES),
        "forwarded": "true" in (form.get("Forwarded", "").lower(), often),
        "often_forwarded": often == "true",
        "trouble": _field(form, "ErrorCode", MAX_TYPE_BYTES),
        "kind": _field(form, "MessageType", MAX_TYPE_BYTES),
    }


def _with_referral(form: Mapping[str, str], _sender: Address, _text: str) -> dict[str, Any]:
    found = [_field(form, name) for name in _REFERRAL]
    return {"referral": Referral(*found) if any(found) else None}


# Each with the parameters that make it worth reading: most messages have few of them.
_PARTS = (
    (_with_sender, frozenset({"ProfileName", "ProfileUsername", *_OTHER_ADDRESSES})),
    (_with_form_answers, frozenset({"FlowData", "InteractiveData"})),
    (_with_media, frozenset(url for url, _ in _MEDIA)),
    (_with_choice, frozenset({"Latitude", "ListTitle", "ListId", "ButtonText", "ButtonPayload"})),
    (
        _with_circumstances,
        frozenset(
            {
                "OriginalRepliedMessageSid",
                "OptOutType",
                "Forwarded",
                "FrequentlyForwarded",
                "ErrorCode",
                "MessageType",
            }
        ),
    ),
    (_with_referral, frozenset(_REFERRAL)),
)


def _has_content(form: Mapping[str, str]) -> bool:
    """Return whether the form says what was sent: Twilio leaves Body out only where something else stands for it."""
    return (
        "Body" in form
        or any(form.get(name) for name in _INSTEAD_OF_BODY)
        or form.get("MessageType", "text") != "text"
    )


def _also(form: Mapping[str, str], sender: Address) -> tuple[Address, ...]:
    """Return the other addresses that Twilio names for the sender: ids of a WhatsApp user, or the number behind one.

    Anything of another shape is ignored: a value that many messages share would make one person of many people. Source
    of the ids: Meta, "Business-scoped user IDs", and Twilio's changelog of 2026-07-20.
    """
    channel = sender.channel
    if not channel.has_user_ids:
        return ()
    found = {contacts.canonical(sender): sender}
    for name in _OTHER_ADDRESSES:
        value = form.get(name, "").strip().removeprefix(channel.prefix)
        if _NUMBER.fullmatch(value):
            value = f"+{value.removeprefix('+')}"
        elif not contacts.is_user_id(value):
            continue
        if value != sender.value:
            address = Address(channel, value)
            found.setdefault(contacts.canonical(address), address)
    return tuple(found.values())[1:]


class NotAStatusError(BotError):
    """A request signed by Twilio that is not the status of a message of ours."""

    def __init__(self, missing: str) -> None:
        super().__init__(
            f"This is not a status: {missing} is missing or malformed.",
            "Point only the status callbacks of messages that we sent to this address.",
        )


def parse_status(
    form: Mapping[str, str], query: Mapping[str, str], received_at: datetime
) -> DeliveryReport | None:
    """Return the report, None for a status this version does not know.

    Raises NotAStatusError where MessageSid, MessageStatus or To is missing.
    """
    if not parameters.are_whole(form):
        raise NotAStatusError("the name of a parameter")
    sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "")
    person = Address.parse(_field(form, "To", MAX_ADDRESS_BYTES))
    for name, good in (
        ("MessageSid", SID.fullmatch(sid)),
        ("MessageStatus", status),
        ("To", person.value),
    ):
        if not good:
            raise NotAStatusError(name)
    if status not in _STATUSES:
        return None
    code = form.get("ErrorCode", "")
    part, parts = read_part(query.get(PART, ""))
    return DeliveryReport(
        sequence=0,
        received_at=received_at,
        sid=MessageSid(sid),
        status=_STATUSES[status],
        person=person,
        about=_field(query, ABOUT, MAX_ADDRESS_BYTES),
        code=int(code) if code.isascii() and code.isdecimal() and len(code) < _CODE_DIGITS else 0,
        part=part,
        parts=parts,
    )


def _fitting(text: str) -> tuple[str, bool]:
    """Return the text, cut if it is too long for one dispatch even when compressed, and whether it was cut."""
    kept = text
    while len(kept) > WHATSAPP_CHARACTERS and len(zlib.compress(kept.encode())) > MAX_COMPRESSED_BYTES:
        kept = kept[: max(WHATSAPP_CHARACTERS - 1, len(kept) * 3 // 4)]
    return (text, False) if kept is text else (f"{kept}…", True)


def _wellformed(text: str) -> str:
    """Return the text with a replacement character for each half of a surrogate pair, which UTF-8 cannot hold."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _media(form: Mapping[str, str]) -> Iterator[Media]:
    """Yield the files that are actually there, whatever NumMedia says."""
    for url_name, type_name in _MEDIA:
        url = _field(form, url_name)
        if url:
            yield Media(url, _field(form, type_name, MAX_TYPE_BYTES))


def _location(form: Mapping[str, str]) -> Location | None:
    latitude, longitude = _field(form, "Latitude", MAX_TYPE_BYTES), _field(form, "Longitude", MAX_TYPE_BYTES)
    if not latitude or not longitude:
        return None
    return Location(latitude, longitude, label=_field(form, "Label"), address=_field(form, "Address"))


def _choice(form: Mapping[str, str]) -> Choice | None:
    if form.get("ListTitle") or form.get("ListId"):
        named = [part for part in (form.get("ListTitle"), form.get("ListDescription")) if part]
        return Choice(_clipped(" - ".join(named)), _field(form, "ListId"))
    if form.get("ButtonText") or form.get("ButtonPayload"):
        return Choice(_field(form, "ButtonText"), _field(form, "ButtonPayload"))
    return None


def _field(form: Mapping[str, str], name: str, most: int = MAX_FIELD_BYTES) -> str:
    value = form.get(name)
    return _clipped(value, most) if value else ""


def _clipped(value: str, most: int = MAX_FIELD_BYTES) -> str:
    """Return the value cut to `most` bytes, without splitting a character."""
    if value.isascii() and len(value) <= most:
        return value
    value = _wellformed(value)
    content = value.encode()
    return value if len(content) <= most else content[: most - 3].decode(errors="ignore") + "…"
