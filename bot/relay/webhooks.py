"""What Twilio calls: authenticate, parse, store, answer; nothing else happens in the request.

A usage trigger is the exception, since it has nothing to store: it starts check-billing, and Twilio learns whether
that worked.
"""

from __future__ import annotations

import re
from functools import partial
from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge

from bot.adapters.github.repository import Repository
from bot.adapters.twilio import refused_signature, signature, webhook
from bot.adapters.twilio.refused_signature import RefusedRequest
from bot.core import clock, logs
from bot.core.errors import RepositoryError, TemporaryError
from bot.core.logs import Fields, Line
from bot.core.messages import DeliveryReport, Event, InboundMessage
from bot.core.settings import Settings
from bot.relay import client_address, counts, form_request, refusals
from bot.relay.batches import batching
from bot.relay.counts import Refusal
from bot.relay.dispatcher import Dispatcher
from bot.relay.door import MAX_BODY_BYTES
from bot.relay.form_request import FormRequest
from bot.relay.live_settings import LiveSettings
from bot.relay.refusals import ExplainedRefusal
from bot.relay.signature_watch import SignatureWatch
from bot.relay.store import arrivals, known
from bot.relay.store.group import Stored
from bot.relay.store.lock import StoreError
from bot.relay.store.orders import Orders
from bot.relay.store.store import Store
from bot.relay.stored_answer import AnswerOnceStored
from bot.rules.wire.about import ORDER, About
from bot.rules.wire.order_status import OrderReport, OrderStatus

CHECK_BILLING = "check-billing"
_ORDER = re.compile(r"[\w-]{1,36}", re.ASCII)

_UNFITTING = "The signature does not fit the address and the auth token."
_NOT_OURS = "The request does not name our Twilio account."
_OTHER_ACCOUNT = (
    "It is signed with our auth token for another account: TWILIO_ACCOUNT_SID must be the account of the number, "
    "which may be a subaccount."
)
_NOT_ALLOWED = "The request comes from a network that relay.allow_from does not name."
_MISSING_NETWORK = (
    "Twilio has signed it, and it came from {address}. Twilio publishes no fixed addresses for webhooks: empty "
    "relay.allow_from, or add that network; if it is your proxy's address, name it in relay.trusted_proxies."
)


def blueprint(
    live: LiveSettings, store: Store, dispatcher: Dispatcher, signatures: SignatureWatch
) -> Blueprint:
    """Return the webhooks, to be registered under each prefix that Twilio may call."""
    hooks = Blueprint("webhooks", __name__)

    def authenticate() -> None:
        _require_allowed(live.current, signatures)
        _authenticate(live.current, signatures)

    @hooks.post("/webhook/twilio")
    def receive() -> Response:
        authenticate()
        return _store_message(_message(), store, dispatcher)

    @hooks.post("/webhook/twilio/fallback")
    def receive_fallback() -> Response:
        authenticate()
        message = _message()
        _log_fallback(message)
        return _store_message(message, store, dispatcher)

    @hooks.post("/webhook/twilio/status")
    def receive_status() -> Response:
        authenticate()
        report = webhook.parse_status(form_request.of_request().received.fields, request.args, clock.now())
        if report:
            _store_status(report, live.current, store)
        return Response(status=204)

    @hooks.post("/webhook/twilio/probe")
    def probe() -> Response:
        """Answer whether a signature is accepted, and do nothing else: `bot rotate` asks, from any network."""
        _authenticate(live.current, signatures)
        counts.add(counts.ACCEPTED, "probe", "answered")
        return Response(status=204)

    @hooks.post("/webhook/twilio/usage")
    def receive_usage_trigger() -> Response:
        authenticate()
        signed = request.headers["X-Twilio-Signature"]
        if known.is_known(signed, store):
            counts.add(counts.ACCEPTED, "usage", "repeated")
            logs.step("billing-repeated", event=CHECK_BILLING)
        else:
            Repository(live.current).dispatch(CHECK_BILLING, {"v": 1})
            known.remember(signed, clock.now(), store)
            counts.add(counts.ACCEPTED, "usage", "started")
            logs.step("billing-started", event=CHECK_BILLING)
        return Response(status=204)

    hooks.after_request(partial(_watched, dispatcher, signatures))
    hooks.register_error_handler(TemporaryError, _billing_not_started)
    hooks.register_error_handler(RepositoryError, _billing_not_started)
    hooks.register_error_handler(webhook.NotAMessageError, _not_understood)
    hooks.register_error_handler(webhook.NotAStatusError, _not_understood)
    hooks.register_error_handler(StoreError, _not_stored)
    hooks.register_error_handler(HTTPException, _refused)
    hooks.register_error_handler(Exception, _failed)
    return hooks


def _watched(dispatcher: Dispatcher, signatures: SignatureWatch, answer: Response) -> Response:
    """Have reconcile look for what Twilio may not deliver again."""
    if answer.status_code >= 500 or (answer.status_code == 403 and signatures.problem):
        dispatcher.waker.note_trouble()
    return answer


def _require_allowed(settings: Settings, signatures: SignatureWatch) -> None:
    """Refuse who calls from a network that is not allowed; what Twilio has signed shows that one is missing."""
    networks = settings.config.relay.allow_from
    if not networks:
        return
    address = refusals.client()
    if address and client_address.is_in(address, networks):
        return
    remedy = ""
    if _is_signed(settings):
        remedy = _MISSING_NETWORK.format(address=address or "an address that no proxy names")
        signatures.refused(_NOT_ALLOWED, remedy)
    raise ExplainedRefusal(_NOT_ALLOWED, remedy, Refusal.ADDRESS)


def _is_signed(settings: Settings) -> bool:
    """Whether Twilio has signed a request that is to be refused, for our account; looks at small ones alone."""
    asked = form_request.of_request()
    given = _signature_of(asked)
    if not signature.has_shape(given) or asked.announced > refused_signature.MAX_BODY_BYTES:
        return False
    try:
        _, _, pairs, fields = asked.received
    except RequestEntityTooLarge:
        return False
    if fields.get("AccountSid") != settings.environment.TWILIO_ACCOUNT_SID:
        return False
    place = settings.config.relay.public_url, asked.path, asked.query_string
    return signature.authentic(settings.auth_tokens, *place, pairs, given)


def _signature_of(asked: FormRequest) -> str:
    given: str = asked.environ.get("HTTP_X_TWILIO_SIGNATURE", "")
    return given


def _authenticate(settings: Settings, signatures: SignatureWatch) -> None:
    """Accept only what Twilio signed for our account; raises an HTTPException."""
    asked = form_request.of_request()
    given = _signature_of(asked)
    if not signature.has_shape(given):
        raise ExplainedRefusal("The request has no signature of Twilio's.", "", Refusal.NO_SIGNATURE)
    if asked.announced > MAX_BODY_BYTES:
        raise RequestEntityTooLarge
    body, is_form, pairs, fields = asked.received
    ours = fields.get("AccountSid") == settings.environment.TWILIO_ACCOUNT_SID
    if not signature.authentic(
        settings.auth_tokens,
        settings.config.relay.public_url,
        asked.path,
        asked.query_string,
        pairs if is_form else body,
        given,
    ):
        raise _unfitting(given, settings, signatures, ours=ours)
    if not is_form:
        raise BadRequest("The body is not a form, which is what Twilio sends.")
    if not ours:
        signatures.refused(_NOT_OURS, _OTHER_ACCOUNT)
        raise ExplainedRefusal(_NOT_OURS, _OTHER_ACCOUNT, Refusal.ACCOUNT)
    signatures.accepted()


def _unfitting(given: str, settings: Settings, signatures: SignatureWatch, *, ours: bool) -> ExplainedRefusal:
    """Return the refusal of a signature that does not fit; the log says what to correct, the answer does not."""
    remedy = ""
    if len(request.get_data()) <= refused_signature.MAX_BODY_BYTES and signatures.may_explain():
        hosts = (request.headers.get("X-Forwarded-Host", ""), request.headers.get("Host", ""))
        refused = RefusedRequest(
            request.path, request.query_string, form_request.of_request().received.pairs, given, hosts
        )
        names = ("TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_SECONDARY")
        tokens = dict(zip(names, settings.auth_tokens, strict=False))
        found = refused_signature.explain(refused, settings.config.relay.public_url, tokens, ours=ours)
        remedy, ours = found.remedy, found.ours
    if ours:
        signatures.refused(_UNFITTING, remedy)
    return ExplainedRefusal(_UNFITTING, remedy, Refusal.SIGNATURE if ours else Refusal.STRANGER)


def _message() -> InboundMessage:
    return webhook.parse(form_request.of_request().received.fields)


def _store_message(message: InboundMessage, store: Store, dispatcher: Dispatcher) -> Response:
    """Return what answers once the message is on disk."""
    row = store.row(Event(0, clock.now(), message))

    def log(stored: Stored) -> Line:
        counts.add(counts.ACCEPTED, "message", "stored" if stored.new else "repeated")
        return _line(message, stored)

    def refuse(error: StoreError) -> Response:
        dispatcher.waker.note_trouble()
        return _not_stored(error, message=message.sid)

    return AnswerOnceStored(store, row, log, refuse)


def _store_status(report: DeliveryReport, settings: Settings, store: Store) -> None:
    """Store a delivery report: a final status of the whole text is dispatched, the rest only changes its order."""
    order, status = request.args.get(ORDER, ""), OrderStatus.of_delivery(report.status)
    in_part = report.status.has_arrived and not arrivals.all_arrived(report, store)
    if order and status:
        status = OrderStatus.SENT if in_part else status
        Orders(store).note(OrderReport(order, status, code=report.code), report.received_at)
    event, outcome = "status-noted", "noted"
    if report.status.is_final and not in_part:
        gather = settings.config.dispatch.gather_delivered
        stored = store.append(report, batching.due_at(report, gather))
        event, outcome = ("status-stored", "stored") if stored.new else ("status-repeated", "repeated")
        if stored.new:
            counts.add_delivery(report.status, report.code)
    counts.add(counts.ACCEPTED, "status", outcome)
    logs.step(event, **_fields_of(report, order))


def _fields_of(report: DeliveryReport, order: str) -> Fields:
    """Return what is logged of a report: also what its message belongs to, so that one can follow that."""
    fields: Fields = {"message": report.sid, "status": report.status, "code": report.code}
    about = About.parse(report.about)
    if about:
        fields |= {"issue": about.issue, "comment": about.comment}
    if _ORDER.fullmatch(order):
        fields["order"] = order
    return fields


def _line(message: InboundMessage, stored: Stored) -> Line:
    name = "message-stored" if stored.new else "message-repeated"
    return name, {"message": message.sid, "channel": message.channel, "sequence": stored.sequence}


def _not_understood(error: webhook.NotAMessageError | webhook.NotAStatusError) -> Response:
    counts.add(counts.REFUSED, Refusal.NOT_UNDERSTOOD)
    return _refusal(400, str(error))


def _not_stored(error: StoreError, message: str = "") -> Response:
    counts.add(counts.REFUSED, Refusal.NOT_STORED)
    about: Fields = {"message": message} if message else {}
    fields: Fields = {**about, "status": 503, "reason": error.message, "remedy": error.remedy}
    logs.trouble("message-not-stored", **fields)
    return Response("The message could not be stored; deliver it again.\n", 503, mimetype="text/plain")


def _billing_not_started(error: TemporaryError | RepositoryError) -> Response:
    counts.add(counts.REFUSED, Refusal.NOT_STARTED)
    logs.trouble(
        "billing-not-started", status=503, reason=error.message, remedy="Its schedule starts it today."
    )
    return Response("GitHub did not take it.\n", 503, mimetype="text/plain")


def _refused(error: HTTPException) -> Response:
    explained = error if isinstance(error, ExplainedRefusal) else None
    counts.add(counts.REFUSED, explained.counted if explained else Refusal.of_status(error.code or 500))
    error = refusals.slowed(error)
    remedy = explained.remedy if explained and error is explained else ""
    answer = _refusal(error.code or 500, error.description or error.name, remedy)
    for name, value in error.get_headers():
        if name not in answer.headers:  # Retry-After
            answer.headers[name] = value
    return answer


def _refusal(status: int, reason: str, remedy: str = "") -> Response:
    refusals.of_app().log("webhook-refused", status, reason, remedy)
    return Response(f"{reason}\n", status, mimetype="text/plain")


def _log_fallback(message: InboundMessage) -> None:
    """Log why Twilio used the fallback address (ErrorCode: twilio.com/docs/api/errors)."""
    try:
        host = urlsplit(form_request.of_request().received.fields.get("ErrorUrl", "")).hostname
    except ValueError:
        host = None
    code = int(message.trouble) if message.trouble.isdecimal() else 0
    logs.trouble(
        "fallback-used",
        message=message.sid,
        code=code,
        reason=f"the first address was on {host or 'no host'}",
    )


def log_failure(error: Exception) -> None:
    """Log the type of an unknown error and where it was raised; its text may hold a number or a message."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "an unknown place"
    logs.trouble("request-failed", status=500, reason=f"{type(error).__name__} at {where}")


def _failed(error: Exception) -> Response:
    counts.add(counts.REFUSED, Refusal.FAILED)
    log_failure(error)
    return Response("Internal error; see the relay's log.\n", 500, mimetype="text/plain")
