"""A small world around the emulated Twilio: an account, the bot's side, and the real client."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, request
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from bot.sandbox.twilio import TwilioEmulator, TwilioState, serve

ACCOUNT = "AC0a1b2c3d4e5f60718293a4b5c6d7e8f9"
TOKEN = "made-up-auth-token"
SERVICE = "MG0a1b2c3d4e5f60718293a4b5c6d7e8f9"
TEMPLATE = "HX0a1b2c3d4e5f60718293a4b5c6d7e8f9"
SMS = "+15551234567"
WHATSAPP = "whatsapp:+14155238886"
MARIA = "+5511987654321"
MARIA_WHATSAPP = f"whatsapp:{MARIA}"
PUBLIC = "https://bot.example.com"
PIXEL = ("image/png", b"\x89PNG made up")


@dataclass
class Receiver:
    """The bot's side of the webhooks: takes them all, and answers what a test wants."""

    answers: list[Response] = field(default_factory=list)
    seen: list[tuple[str, dict[str, str], list[str]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    forged: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def app(self) -> Flask:
        app = Flask("receiver")
        app.add_url_rule("/<path:where>", view_func=self.receive, methods=["POST", "GET"])
        return app

    def receive(self, where: str) -> Response:
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        url, given_signature = f"{PUBLIC}/{where}{query}", request.headers.get("X-Twilio-Signature", "")
        with self.lock:
            self.seen.append((where, dict(request.form), list(request.form)))
            self.headers.append(dict(request.headers))
            if not RequestValidator(TOKEN).validate(url, request.form, given_signature):
                self.forged.append(where)
            return self.answers.pop(0) if self.answers else Response(status=204)

    def reset(self) -> None:
        for record in (self.answers, self.seen, self.headers, self.forged):
            record.clear()

    def forms(self, where: str) -> list[dict[str, str]]:
        with self.lock:
            return [form for path, form, _ in self.seen if path == where]


class World:
    """An account with its senders, the bot's side, and a client of the API."""

    def __init__(self, stack: ExitStack, receiver: Receiver, receiver_url: str) -> None:
        self.receiver = receiver
        self.state = TwilioState(
            ACCOUNT,
            TOKEN,
            SMS,
            WHATSAPP,
            secondary_auth_token="next-token",
            api_keys={"SK1": "key-secret"},
            messaging_service_sid=SERVICE,
            templates={TEMPLATE: "Pedido {{1}} pronto"},
        )
        self.state.point_webhooks(f"{PUBLIC}/inbound", fallback_url=f"{PUBLIC}/fallback")
        self.twilio = stack.enter_context(TwilioEmulator(self.state, routes={PUBLIC: receiver_url}))
        self.url = stack.enter_context(serve(self.twilio)).url
        self.control = f"{self.url}/_sandbox"

    def client(self, user: str = ACCOUNT, password: str = TOKEN, timeout: float = 10) -> Client:
        client = Client(user, password, ACCOUNT, http_client=TwilioHttpClient(timeout=timeout))
        client.api.base_url = self.url
        return client

    def send(self, to: str = MARIA, body: str | None = "Oi", **more: Any) -> Any:
        sender = {} if "messaging_service_sid" in more else {"from_": WHATSAPP if ":" in to else SMS}
        wanted = {"body": body, "status_callback": f"{PUBLIC}/status", **sender, **more}
        return self.client().messages.create(to=to, **{k: v for k, v in wanted.items() if v is not None})

    def settled(self, sid: str) -> Any:
        assert self.twilio.wait_idle(10)
        return self.client().messages(sid).fetch()

    def statuses(self) -> list[str]:
        assert self.twilio.wait_idle(10)
        return [form["MessageStatus"] for form in self.receiver.forms("status")]

    def screen(self, number: str = MARIA) -> list[str]:
        assert self.twilio.wait_idle(10)
        return [bubble.body for bubble in self.state.thread(number)]

    def alerts(self) -> list[str]:
        return [alert.error_code for alert in self.state.alerts()]


def down(status: int = 500) -> Response:
    return Response("down", status=status)
