"""WhatsApp messages as Twilio sends them, signed, as the bytes of whole requests; each with its own sender and id."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import urlencode

from bot.adapters.twilio.signature import sign

ACCOUNT = "AC" + "0" * 32
TOKEN = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"  # noqa: S105 - made up
PUBLIC_URL = "https://relay.example.com"
PATH = "/api/notifications/webhook/twilio"
URL = PUBLIC_URL + PATH
_NUMBER, _ID = "NUMBER", "ID"  # where each message differs
_FORM = {
    "SmsMessageSid": f"SM{_ID}",
    "NumMedia": "0",
    "ProfileName": "Maria Souza",
    "MessageType": "text",
    "SmsSid": f"SM{_ID}",
    "WaId": _NUMBER,
    "SmsStatus": "received",
    "Body": "Bom dia! Preciso da segunda via da guia do FGTS de março, e o comprovante não abriu aqui. Obrigada 😀",
    "To": "whatsapp:+14155238886",
    "NumSegments": "1",
    "ReferralNumMedia": "0",
    "MessageSid": f"SM{_ID}",
    "AccountSid": ACCOUNT,
    "ChannelMetadata": '{"type":"whatsapp","data":{"context":{"ProfileName":"Maria Souza","WaId":"NUMBER"}}}',
    "From": f"whatsapp:+{_NUMBER}",
    "ApiVersion": "2010-04-01",
    "MessagingServiceSid": "MG" + "0" * 32,
    "ExternalUserId": f"whatsapp:BR.{_NUMBER}",
    "OriginalRepliedMessageSender": "whatsapp:+14155238886",
    "OriginalRepliedMessageSid": "SM" + "f" * 32,
    "Forwarded": "false",
    "FrequentlyForwarded": "false",
}
# As they come through a proxy with TLS.
_HEAD = (
    f"POST {PATH} HTTP/1.1\r\nHost: relay.example.com\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
    "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\nX-Home-Region: us1\r\n"
    "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
    "I-Twilio-Idempotency-Token: 8d6b1e52-7c0c-4b8a-9d3d-2f1c7a1c9b61\r\n"
    "X-Twilio-Signature: %s\r\nContent-Length: %d\r\n\r\n"
)


def prepared(first: int, count: int) -> list[bytes]:
    """Return so many requests; `first` is the number of the first, and no number is to be used twice in a store."""
    body, signed = _template(urlencode(_FORM)), _template(URL + _as_signed())
    key = hmac.new(TOKEN.encode(), digestmod=hashlib.sha1)
    requests = []
    for number in range(first, first + count):
        values = {_ID: sid(number)[2:], _NUMBER: f"55119{number:08d}"}
        code = key.copy()
        code.update((signed % values).encode())
        form = body % values
        head = _HEAD % (base64.b64encode(code.digest()).decode(), len(form))
        requests.append((head + form).encode())
    _require_authentic(requests[0], first)
    return requests


def sid(number: int) -> str:
    """Return the id of a message."""
    return f"SM{number:032x}"


def listing(token: str) -> bytes:
    """Return a request that reads a short list, and stores nothing."""
    return (
        "GET /api/notifications/providers HTTP/1.1\r\nHost: relay.example.com\r\n"
        f"Authorization: Bearer {token}\r\n\r\n"
    ).encode()


def _as_signed() -> str:
    return "".join(name + _FORM[name] for name in sorted(_FORM))


def _template(text: str) -> str:
    text = text.replace("%", "%%")
    for name in (_NUMBER, _ID):
        # "ID" alone stands nowhere else in the form but in what is to be replaced.
        text = text.replace(name, f"%({name})s")
    return text


def _require_authentic(request: bytes, number: int) -> None:
    """Compare with what Twilio's own library signs; a mistake here would time refusals."""
    form = {
        name: value.replace(_NUMBER, f"55119{number:08d}").replace(_ID, sid(number)[2:])
        for name, value in _FORM.items()
    }
    if f"X-Twilio-Signature: {sign(URL, form, TOKEN)}\r\n".encode() not in request:
        raise RuntimeError("The prepared requests are not signed as Twilio signs.")
