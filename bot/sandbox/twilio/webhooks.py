"""Twilio's side of a webhook: it signs, retries as the address asks, and reads the answer.

Sources: Twilio's pages "Webhooks security", "Webhooks: connection overrides" and "TwiML for Programmable
Messaging". The signature is made here from its description alone, so that twilio's own library,
which checks it on the other side, is an independent check.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs, urldefrag, urlencode
from xml.etree import ElementTree as ET

import requests

from bot.core import clock
from bot.sandbox.twilio.forms import Form

RETRIEVAL_FAILURE = "11200"
CONNECTION_FAILURE = "11205"
INVALID_CONTENT_TYPE = "12300"
DOCUMENT_PARSE_FAILURE = "12100"

ALERT_TEXTS = {
    RETRIEVAL_FAILURE: "HTTP retrieval failure",
    CONNECTION_FAILURE: "HTTP connection failure",
    INVALID_CONTENT_TYPE: "Invalid Content-Type",
    DOCUMENT_PARSE_FAILURE: "Document parse failure",
}


def signature(auth_token: str, url: str, form: Form) -> str:
    """Return the value of X-Twilio-Signature: HMAC-SHA1 over the address and the sorted parameters."""
    parts = [url]
    for name in sorted({name for name, _ in form}):
        parts += [name + value for value in sorted({value for other, value in form if other == name})]
    digest = hmac.digest(auth_token.encode(), "".join(parts).encode(), hashlib.sha1)
    return base64.b64encode(digest).decode()


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the fragment of a webhook's address asks for, such as `#rc=2&rp=5xx,ct,rt`."""

    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})
    connect_seconds: float = 5.0
    read_seconds: float = 15.0
    total_seconds: float = 15.0

    @classmethod
    def parse(cls, fragment: str) -> Self:
        values = {name: value[-1] for name, value in parse_qs(fragment).items()}
        policy = frozenset(part.strip().lower() for part in values.get("rp", "ct").split(","))
        return cls(
            retries=int(_clamped(values.get("rc"), 1, 0, 5)),
            policy=policy,
            connect_seconds=_clamped(values.get("ct"), 5000, 100, 10_000) / 1000,
            read_seconds=_clamped(values.get("rt"), 15_000, 100, 15_000) / 1000,
            total_seconds=_clamped(values.get("tt"), 15_000, 100, 15_000) / 1000,
        )

    def should_retry(self, failure: str, attempts: int, elapsed: float) -> bool:
        """Return whether to retry after this failure, number of attempts and elapsed seconds."""
        if not failure or attempts > self.retries or elapsed >= self.total_seconds:
            return False
        return "all" in self.policy or failure in self.policy


def _clamped(value: str | None, default: int, low: int, high: int) -> float:
    if value is None or not value.isdigit():
        return default
    return min(max(int(value), low), high)


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a webhook request. `status` is 0 if nothing answered; `trouble` is an alert's code."""

    status: int
    attempts: int
    trouble: str = ""
    content_type: str = ""
    body: bytes = b""


class WebhookClient:
    """Sends webhooks. `routes` maps a public base address to the one really contacted, as a proxy does."""

    def __init__(self, auth_token: Callable[[], str], routes: Mapping[str, str] | None = None) -> None:
        self._auth_token = auth_token
        self.routes = dict(routes or {})

    def reached_at(self, url: str) -> str:
        """Return the address that is contacted for a public one."""
        for public in sorted(self.routes, key=len, reverse=True):
            if url.startswith(public):
                return self.routes[public] + url.removeprefix(public)
        return url

    def send(self, url: str, form: Form, method: str = "POST") -> Answer:
        """Send a form to a public address, with as many retries as the address allows."""
        public, fragment = urldefrag(url)
        overrides = Overrides.parse(fragment)
        if method == "GET":
            public, form = f"{public}{'&' if '?' in public else '?'}{urlencode(form)}", ()
        headers = {
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
            "X-Twilio-Signature": signature(self._auth_token(), public, form),
        }
        begun, attempts = clock.now(), 0
        while True:
            attempts += 1
            answer, failure = _attempt(method, self.reached_at(public), form, headers, overrides, attempts)
            if not overrides.should_retry(failure, attempts, (clock.now() - begun).total_seconds()):
                return answer


def _attempt(
    method: str, url: str, form: Form, headers: Mapping[str, str], overrides: Overrides, number: int
) -> tuple[Answer, str]:
    """Make one request; return its answer and the name of the failure in the retry policy, if it failed."""
    with requests.Session() as session:
        session.trust_env = False  # this machine's proxy is not Twilio's
        try:
            response = session.request(
                method,
                url,
                data=form or None,
                headers=dict(headers),
                timeout=(overrides.connect_seconds, overrides.read_seconds),
                allow_redirects=False,  # a signature is valid for one address only
            )
        except requests.exceptions.ReadTimeout:
            return Answer(0, number, RETRIEVAL_FAILURE), "rt"
        except requests.exceptions.RequestException:
            return Answer(0, number, CONNECTION_FAILURE), "ct"
    failure = f"{response.status_code // 100}xx" if response.status_code >= 300 else ""
    return Answer(
        response.status_code,
        number,
        RETRIEVAL_FAILURE if failure else "",
        response.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
        response.content,
    ), failure


@dataclass(frozen=True, slots=True)
class TwimlMessage:
    """A `<Message>` of a TwiML answer."""

    body: str
    recipient: str = ""
    sender: str = ""
    status_callback: str = ""


@dataclass(frozen=True, slots=True)
class Instructions:
    """What an answer asks Twilio to do; `trouble` is an alert's code if it could not be read."""

    replies: tuple[TwimlMessage, ...] = ()
    trouble: str = ""


def read_answer(answer: Answer) -> Instructions:
    """Read the answer to an inbound webhook: TwiML, or plain text that is itself the reply, or nothing."""
    if answer.trouble or not answer.body.strip():
        return Instructions()
    if answer.content_type == "text/plain":
        return Instructions((TwimlMessage(answer.body.decode("utf-8", "replace")),))
    if answer.content_type not in {"text/xml", "application/xml", "text/html"}:
        return Instructions(trouble=INVALID_CONTENT_TYPE)
    try:
        root = ET.fromstring(answer.body)  # noqa: S314 - the answer of our own relay, on loopback
    except ET.ParseError:
        return Instructions(trouble=DOCUMENT_PARSE_FAILURE)
    if root.tag != "Response":
        return Instructions(trouble=DOCUMENT_PARSE_FAILURE)
    return Instructions(tuple(_reply(element) for element in root.iter("Message")))


def _reply(element: ET.Element) -> TwimlMessage:
    text = "".join(body.text or "" for body in element.findall("Body")) or (element.text or "").strip()
    return TwimlMessage(
        text, element.get("to", ""), element.get("from", ""), element.get("statusCallback", "")
    )
