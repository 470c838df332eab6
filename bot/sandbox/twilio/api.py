"""The emulated REST API of api.twilio.com.

Source: Twilio's API reference for 2010-04-01, pages "Messages", "Media", "IncomingPhoneNumbers".
"""

from __future__ import annotations

from collections.abc import Callable
from threading import get_ident

from flask import Blueprint, Flask, Response, request

from bot.sandbox.emulator.server import Server
from bot.sandbox.twilio import (
    account,
    api_keys,
    auth_tokens,
    buying,
    content,
    control,
    geo,
    media,
    messages,
    messaging_services,
    monitor,
    numbers,
    pricing,
    triggers,
    usage,
    whatsapp_senders,
)
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.forms import API_VERSION
from bot.sandbox.twilio.responses import RefusedError, not_found, refused
from bot.sandbox.twilio.rules import Refusal
from bot.sandbox.twilio.state import UnknownSidError
from bot.sandbox.twilio.values import new_sid

_NOT_SIGNED_IN = Refusal(401, 20003, "Authenticate")
_TOO_MANY = Refusal(429, 20429, "Too Many Requests")
_DOWN = Refusal(503, 20503, "Service is unavailable. Please try again")


def create_app(twilio: TwilioEmulator) -> Flask:
    """Return the app: Twilio's API and the control routes."""
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(_rest(twilio), url_prefix=f"/{API_VERSION}/Accounts")
    app.register_blueprint(_newer(twilio), url_prefix="/v1")
    app.register_blueprint(_second(twilio), url_prefix="/v2")
    app.register_blueprint(control.blueprint(twilio), url_prefix="/_sandbox")

    @app.get("/_media/<message_sid>/<media_sid>")
    def stored_media(message_sid: str, media_sid: str) -> Response:
        return media.stored(twilio, message_sid, media_sid)

    return app


def serve(twilio: TwilioEmulator, port: int = 0) -> Server:
    """Return a server, not started yet; media URLs will use its address."""
    server = Server(create_app(twilio), port)
    twilio.api_url = server.url
    return server


def _newer(twilio: TwilioEmulator) -> Blueprint:
    """Return the routes of the hosts content, pricing, accounts, iam, messaging and monitor of twilio.com."""
    rest = _guarded("newer", twilio)
    for part in (content, pricing, monitor, auth_tokens, api_keys, messaging_services, geo):
        part.add_routes(rest, lambda view: _bound(view, twilio))
    return rest


def _second(twilio: TwilioEmulator) -> Blueprint:
    """Return the routes of the second version of the hosts messaging and numbers."""
    rest = _guarded("second", twilio)
    for part in (whatsapp_senders, buying):
        part.add_routes(rest, lambda view: _bound(view, twilio))
    return rest


def _guarded(name: str, twilio: TwilioEmulator) -> Blueprint:
    """Return a blueprint that requires credentials and refuses as Twilio does."""
    rest = Blueprint(name, __name__)

    running: set[int] = set()  # the threads that answer

    @rest.before_request
    def gate() -> None:
        running.add(get_ident())
        _gate(twilio)

    @rest.after_request
    def sign_off(response: Response) -> Response:
        response.headers["Twilio-Request-Id"] = new_sid("RQ")
        response.headers["Twilio-Concurrent-Requests"] = str(len(running))
        running.discard(get_ident())
        return response

    @rest.errorhandler(RefusedError)
    def refusal(error: RefusedError) -> Response:
        return refused(error.refusal)

    @rest.errorhandler(UnknownSidError)
    def unknown(_: UnknownSidError) -> Response:
        return refused(not_found())

    return rest


def _rest(twilio: TwilioEmulator) -> Blueprint:
    rest = _guarded("rest", twilio)
    usage.add_routes(rest, lambda view: _bound(view, twilio))
    triggers.add_routes(rest, lambda view: _bound(view, twilio))
    numbers.add_routes(rest, lambda view: _bound(view, twilio))
    for rule, method, view in (
        ("/<account>.json", "GET", account.fetch),
        ("/<account>/Balance.json", "GET", account.balance),
        ("/<account>/Messages.json", "GET", messages.listed),
        ("/<account>/Messages.json", "POST", messages.create),
        ("/<account>/Messages/<sid>.json", "GET", messages.fetch),
        ("/<account>/Messages/<sid>.json", "POST", messages.update),
        ("/<account>/Messages/<sid>.json", "DELETE", messages.delete),
        ("/<account>/Messages/<sid>/Media.json", "GET", media.listed),
        ("/<account>/Messages/<sid>/Media/<media>.json", "GET", media.fetch),
        ("/<account>/Messages/<sid>/Media/<media>.json", "DELETE", media.delete),
        ("/<account>/Messages/<sid>/Media/<media>", "GET", media.redirected),
        ("/<path:anything>", "GET", _nothing),
        ("/<path:anything>", "POST", _nothing),
    ):
        rest.add_url_rule(rule, f"{method} {rule}".replace(".", " "), _bound(view, twilio), methods=[method])
    return rest


def _bound(view: Callable[..., Response], twilio: TwilioEmulator) -> Callable[..., Response]:
    def answer(**parts: str) -> Response:
        return view(twilio, **{name: value for name, value in parts.items() if name != "account"})

    return answer


def _gate(twilio: TwilioEmulator) -> None:
    """Refuse a request if a fault is on, its credentials are wrong, or it is for another account."""
    faults = twilio.faults
    if faults.fires("twilio-down"):
        raise RefusedError(_DOWN)
    if faults.fires("twilio-slow"):
        twilio.pause(twilio.slow_seconds)
    given = request.authorization
    if given is None or given.type != "basic":
        raise RefusedError(_NOT_SIGNED_IN)
    if not twilio.state.opens(given.username or "", given.password or ""):
        raise RefusedError(_NOT_SIGNED_IN)
    key = twilio.state.api_keys.find(given.username or "")
    if key:
        api_keys.require_permission(key)
    account.require_active(twilio)
    if faults.fires("twilio-busy"):
        raise RefusedError(_TOO_MANY)
    ours = twilio.state.account_sid
    if (request.view_args or {}).get("account", ours) != ours:
        raise RefusedError(not_found())


def _nothing(_: TwilioEmulator, **__: str) -> Response:
    return refused(not_found())
