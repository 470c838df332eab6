"""What Twilio accepts and how a message ends, as pure functions.

Sources: Twilio's pages "Messages resource", "Error and Warning Dictionary", "Advanced Opt-Out",
"Best Practices for Messaging Delivery Status Logging" and 3GPP TS 23.038 for the alphabet of SMS.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.twilio import callback_rules
from bot.sandbox.twilio.values import WHATSAPP, Phone, plain

MAX_BODY_CHARACTERS = 1600
MAX_MEDIA = 10
WHATSAPP_WINDOW = timedelta(hours=24)
SCHEDULE_AHEAD = (timedelta(seconds=300), timedelta(days=35))
VALIDITY_SECONDS = range(1, 36_001)
IN_FLIGHT = frozenset({"accepted", "queued", "sending"})

_GSM_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENSION = frozenset("\f^{}\\[~]|€")

# What Twilio itself recognises, on long codes, in English only, as the whole message.
_STOP = frozenset({"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"})
_START = frozenset({"START", "YES", "UNSTOP"})
_HELP = frozenset({"HELP", "INFO"})

ERROR_TEXTS = {
    21610: "Attempt to send to unsubscribed recipient",
    30003: "Unreachable destination handset",
    30006: "Landline or unreachable carrier",
    63016: "Failed to send freeform message because you are outside the allowed window."
    " If you are using WhatsApp, please use a Message Template.",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error answer: HTTP status, Twilio's code and its message."""

    status: int
    code: int
    message: str


@dataclass(frozen=True, slots=True)
class SendRequest:
    """A request to send a message; `body` is None if it was not given."""

    recipient: str
    sender: str
    body: str | None
    media_urls: tuple[str, ...] = ()
    content_sid: str = ""
    content_variables: str = ""
    messaging_service_sid: str = ""
    status_callback: str = ""
    send_at: str = ""
    schedule_type: str = ""
    validity_period: str = ""
    smart_encoded: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """How an accepted message fails."""

    status: str
    error_code: int

    @property
    def message(self) -> str:
        return ERROR_TEXTS.get(self.error_code, f"The sandbox was asked for error {self.error_code}")


# Reported by a carrier that took the message; with other codes Twilio never passes it to one.
_REPORTED_BY_CARRIERS = frozenset({30003, 30004, 30005, 30006, 30007, 30008})
_STATUS_OF = {20003: 401, 20008: 403, 20404: 404, 20429: 429, 63038: 429}


def failed_with(code: int) -> Trouble:
    """Return how an accepted message fails with that error code."""
    return Trouble("undelivered" if code in _REPORTED_BY_CARRIERS else "failed", code)


def status_of(code: int) -> int:
    """Return the HTTP status of an error code."""
    return _STATUS_OF.get(code, 400)


def segments(body: str) -> int:
    """Count the SMS parts: 160 (153 when several) characters of GSM-7, or 70 (67) UTF-16 units."""
    if all(character in _GSM_ALPHABET or character in _GSM_EXTENSION for character in body):
        units, single, several = len(body) + sum(character in _GSM_EXTENSION for character in body), 160, 153
    else:
        units, single, several = utf16_units(body), 70, 67
    return 1 if units <= single else -(-units // several)


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def opt_out_word(body: str) -> str:
    """Return STOP, START or HELP if the whole message is such a keyword of Twilio's, else an empty text."""
    word = body.strip().upper()
    for kind, words in (("STOP", _STOP), ("START", _START), ("HELP", _HELP)):
        if word in words:
            return kind
    return ""


def masked(number: str) -> str:
    """Return the number as Twilio's messages show it, without its last four digits."""
    return f"{number[:-4]}XXXX" if len(number) > 8 else number


def refuse_content(request: SendRequest, templates: Mapping[str, str]) -> Refusal | None:
    """Check the text, the files and the template of a message."""
    if not ((request.body or "").strip() or request.media_urls or request.content_sid):
        return Refusal(400, 21602, "Message body is required.")
    if utf16_units(request.body or "") > MAX_BODY_CHARACTERS:
        return Refusal(
            400, 21617, f"The concatenated message body exceeds the {MAX_BODY_CHARACTERS} character limit"
        )
    if len(request.media_urls) > MAX_MEDIA:
        return Refusal(400, 21623, "Number of media files exceeds allowed limit")
    if not all(map(_is_url, request.media_urls)):
        return Refusal(400, 21620, "Invalid media URL(s)")
    return _refuse_template(request, templates)


def refuse_callback(request: SendRequest) -> Refusal | None:
    """Check that Twilio could call the status callback."""
    if not request.status_callback or callback_rules.is_acceptable(request.status_callback):
        return None
    return Refusal(400, 21609, f"The StatusCallback URL {request.status_callback} is not a valid URL.")


def refuse_options(request: SendRequest) -> Refusal | None:
    """Check the options of a message: how long it may wait, and whether its characters may be replaced."""
    validity, smart = request.validity_period, request.smart_encoded
    if validity and not (validity.isascii() and validity.isdigit() and int(validity) in VALIDITY_SECONDS):
        return Refusal(400, 21624, "Invalid validity period value")
    if smart and smart.lower() not in {"true", "false"}:
        return Refusal(400, 20001, "SmartEncoded must be true or false")
    return None


def _is_url(text: str) -> bool:
    return re.fullmatch(r"https?://[^\s/]+\S*", text) is not None


def _refuse_template(request: SendRequest, templates: Mapping[str, str]) -> Refusal | None:
    if request.content_sid and request.content_sid not in templates:
        return Refusal(400, 21655, "The ContentSid is Invalid")
    if rendered(request, templates) is None:
        return Refusal(400, 21656, "The ContentVariables Parameter is invalid")
    return None


def rendered(request: SendRequest, templates: Mapping[str, str]) -> str | None:
    """Return the text that will be sent; None if the template's variables are not valid JSON."""
    if not request.content_sid:
        return request.body or ""
    try:
        variables = json.loads(request.content_variables or "{}")
    except ValueError:
        return None
    if not isinstance(variables, dict):
        return None
    return re.sub(
        r"\{\{\s*(\w+)\s*\}\}",
        lambda match: str(variables.get(match[1], match[0])),
        templates[request.content_sid],
    )


def refuse_schedule(request: SendRequest, now: datetime) -> Refusal | None:
    """Check the time that a message is scheduled for."""
    if not request.send_at:
        return None
    if not request.messaging_service_sid:
        return Refusal(400, 35118, "MessagingServiceSid is required to schedule a message")
    if request.schedule_type != "fixed":
        return Refusal(400, 35117, "ScheduleType must be fixed")
    try:
        due = datetime.fromisoformat(request.send_at)
    except ValueError:
        return Refusal(400, 35114, "SendAt must be a valid ISO-8601 time")
    earliest, latest = SCHEDULE_AHEAD
    if due.tzinfo is None or not earliest <= due - now <= latest:
        return Refusal(400, 35114, "SendAt time must be between 300 seconds and 35 days from now")
    return None


def predicted_failure(
    *,
    whatsapp: bool,
    template: bool,
    phone: Phone,
    now: datetime,
    force_30003: bool,
    force_63016: bool,
) -> Trouble | None:
    """Return how an accepted message will fail, if it will."""
    if whatsapp:
        open_since = phone.last_whatsapp_at
        within = open_since is not None and now - open_since < WHATSAPP_WINDOW
        return Trouble("failed", 63016) if force_63016 or not (within or template) else None
    if phone.opted_out:
        return Trouble("failed", 21610)
    if phone.unreachable or force_30003:
        return Trouble("undelivered", 30003)
    if phone.landline:
        return Trouble("undelivered", 30006)
    return None


def statuses_after(first: str, trouble: Trouble | None, *, offline: bool) -> list[str]:
    """Return the statuses that follow the first one, in order.

    Each is reported to the status callback; the first is not. A WhatsApp message to a phone
    that is off stays `sent`.
    """
    before = ["queued"] if first in {"accepted", "scheduled"} else []
    if trouble is None:
        return [*before, "sent"] if offline else [*before, "sent", "delivered"]
    return [*before, trouble.status] if trouble.status == "failed" else [*before, "sent", trouble.status]


def on_channel(address: str, *, whatsapp: bool) -> str:
    """Return the address in the channel's form."""
    return WHATSAPP + plain(address) if whatsapp else plain(address)
