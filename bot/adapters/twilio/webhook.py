"""Parses Twilio's webhooks: an inbound message, or the delivery report of a message of ours.

Fields: twilio.com/docs/messaging/guides/webhook-request and .../guides/track-outbound-message-status. Twilio adds
parameters without notice; unknown ones are ignored. Every field is cut to a length at which one message always fits
into one dispatch.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.core.errors import BotError
from bot.core.messages import (
    MAX_MEDIA,
    Address,
    Channel,
    Choice,
    DeliveryReport,
    DeliveryStatus,
    InboundMessage,
    Location,
    Media,
    MessageSid,
)
from bot.rules.people import contacts
from bot.rules.wire.about import ABOUT, PART, read_part

MAX_TEXT_CHARACTERS = 4_096  # Twilio's Body has 1,600 at most; answers to WhatsApp Flows are longer
MAX_FIELD_BYTES = 1_024
MAX_ADDRESS_BYTES = 256  # a business-scoped WhatsApp id has up to 128 letters and digits
MAX_TYPE_BYTES = 128


_SID = re.compile(r"[A-Za-z0-9]{1,64}")
_STATUSES = {status.value: status for status in DeliveryStatus}
_MAX_DEPTH = 8
_OTHER_ADDRESSES = ("WaId", "ExternalUserId", "ParentExternalUserId")
_NUMBER = re.compile(r"\+?[1-9]\d{7,14}", re.ASCII)
_USER_ID = re.compile(r"[A-Z]{2}\.(?:[A-Za-z0-9]{1,16}\.)?[A-Za-z0-9]{1,128}")
_CODE_DIGITS = 10


class NotAMessageError(BotError):
    """A request signed by Twilio that is not a message from a person."""

    def __init__(self, missing: str) -> None:
        super().__init__(
            f"This is not a message: {missing} is missing or malformed.",
            "Point only the incoming-message webhook of a number or Messaging Service to this address.",
        )


def parse(form: Mapping[str, str]) -> InboundMessage:
    """Return the message; raises NotAMessageError where MessageSid or From is missing."""
    sid = form.get("MessageSid", "")
    if not _SID.fullmatch(sid):
        raise NotAMessageError("MessageSid")
    sender = Address.parse(_field(form, "From", MAX_ADDRESS_BYTES))
    if not sender.value:
        raise NotAMessageError("From")
    replied = form.get("OriginalRepliedMessageSid", "")
    return InboundMessage(
        sid=MessageSid(sid),
        sender=sender,
        recipient=Address.parse(_field(form, "To", MAX_ADDRESS_BYTES)),
        text=_text(form),
        media=tuple(_media(form)),
        location=_location(form),
        choice=_choice(form),
        profile_name=_field(form, "ProfileName"),
        reply_to=MessageSid(replied) if _SID.fullmatch(replied) else None,
        opt_out=_field(form, "OptOutType", MAX_TYPE_BYTES),
        forwarded="true" in (form.get("Forwarded", "").lower(), form.get("FrequentlyForwarded", "").lower()),
        trouble=_field(form, "ErrorCode", MAX_TYPE_BYTES),
        also=_also(form, sender),
    )


def _also(form: Mapping[str, str], sender: Address) -> tuple[Address, ...]:
    """Return the other addresses that Twilio names for the sender: ids of a WhatsApp user, or the number behind one.

    Anything of another shape is ignored: a value that many messages share would make one person of many people. Source
    of the ids: Meta, "Business-scoped user IDs", and Twilio's changelog of 2026-07-20.
    """
    found = {contacts.canonical(sender): sender}
    for name in _OTHER_ADDRESSES if sender.channel is Channel.WHATSAPP else ():
        value = form.get(name, "").strip().removeprefix(Channel.WHATSAPP.prefix)
        if _NUMBER.fullmatch(value) or _USER_ID.fullmatch(value):
            plain = f"+{value.removeprefix('+')}" if _NUMBER.fullmatch(value) else value
            address = Address(Channel.WHATSAPP, plain)
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
    sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "")
    person = Address.parse(_field(form, "To", MAX_ADDRESS_BYTES))
    for name, good in (
        ("MessageSid", _SID.fullmatch(sid)),
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


def _text(form: Mapping[str, str]) -> str:
    """Return the text, followed by what was entered into a form of a WhatsApp Flow, one line a field."""
    entered = form.get("FlowData") or form.get("InteractiveData") or ""
    text = "\n\n".join(part for part in (form.get("Body", ""), _readable(entered)) if part)
    return text if len(text) <= MAX_TEXT_CHARACTERS else text[: MAX_TEXT_CHARACTERS - 1] + "…"


def _media(form: Mapping[str, str]) -> Iterator[Media]:
    """Yield the files that are actually there, whatever NumMedia says."""
    for index in range(MAX_MEDIA):
        url = _field(form, f"MediaUrl{index}")
        if url:
            yield Media(url, _field(form, f"MediaContentType{index}", MAX_TYPE_BYTES))


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


def _readable(entered: str) -> str:
    """Return the fields of a JSON text as lines `name: value`; anything else unchanged."""
    if not entered:
        return ""
    try:
        return "\n".join(_lines("", json.loads(entered), 0))
    except (ValueError, RecursionError):
        return entered


def _lines(name: str, value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str) and value.startswith(("{", "[")):  # Twilio puts JSON texts into JSON
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            yield f"{name}: {value}" if name else value
            return
    if isinstance(value, dict | list) and depth < _MAX_DEPTH:
        pairs = value.items() if isinstance(value, dict) else ((name, entry) for entry in value)
        for key, entry in pairs:
            yield from _lines(str(key), entry, depth + 1)
        return
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    yield f"{name}: {shown}" if name else shown


def _field(form: Mapping[str, str], name: str, most: int = MAX_FIELD_BYTES) -> str:
    return _clipped(form.get(name, ""), most)


def _clipped(value: str, most: int = MAX_FIELD_BYTES) -> str:
    """Return the value cut to `most` bytes, without splitting a character."""
    if len(value) * 4 <= most:  # a character takes at most four bytes in UTF-8
        return value
    content = value.encode()
    return value if len(content) <= most else content[: most - 3].decode(errors="ignore") + "…"
