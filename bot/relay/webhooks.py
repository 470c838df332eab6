"""What Twilio calls: authenticate, parse, store, answer; nothing else happens in the request.

A usage trigger is the exception, since it has nothing to store: it starts check-billing, and Twilio learns whether
that worked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from bot.adapters.github.repository import Repository
from bot.adapters.twilio import webhook
from bot.core import clock, logs
from bot.core.errors import RepositoryError, TemporaryError
from bot.core.logs import Fields, Line
from bot.core.messages import DeliveryReport, Event, InboundMessage
from bot.core.settings import Settings
from bot.relay import authentication, counts, form_request, refusals
from bot.relay.batches import batching
from bot.relay.counts import Refusal
from bot.relay.dispatcher import Dispatcher
from bot.relay.form_request import FormRequest
from bot.relay.live_settings import LiveSettings
from bot.relay.refusals import ExplainedRefusal
from bot.relay.signature_watch import SignatureWatch
from bot.relay.store import arrivals, deadline, known
from bot.relay.store.group import Stored
from bot.relay.store.lock import StoreError
from bot.relay.store.orders import Orders
from bot.relay.store.store import Store
from bot.relay.stored_answer import AnswerOnceStored
from bot.rules.wire.about import ORDER, About
from bot.rules.wire.order_status import OrderReport, OrderStatus

MESSAGES = "/webhook/twilio"
CHECK_BILLING = "check-billing"
_ORDER = re.compile(r"[\w-]{1,36}", re.ASCII)


def blueprint(
    live: LiveSettings, store: Store, dispatcher: Dispatcher, signatures: SignatureWatch
) -> Blueprint:
    """Return the webhooks, to be registered under each prefix that Twilio may call."""
    hooks = Blueprint("webhooks", __name__)

    accepted = partial(_accepted, live, signatures)

    @hooks.post(MESSAGES)
    def receive() -> Response:
        return _store_message(webhook.parse(accepted()), store, dispatcher)

    @hooks.post("/webhook/twilio/fallback")
    def receive_fallback() -> Response:
        fields = accepted()
        message = webhook.parse(fields)
        _log_fallback(message, fields.get("ErrorUrl", ""))
        return _store_message(message, store, dispatcher)

    @hooks.post("/webhook/twilio/status")
    def receive_status() -> Response:
        report = webhook.parse_status(accepted(), request.args, clock.now())
        if report:
            _store_status(report, live.current, store)
        return Response(status=204)

    @hooks.post("/webhook/twilio/probe")
    def probe() -> Response:
        """Answer whether a signature is accepted, and do nothing else: `bot rotate` asks, from any network."""
        authentication.authenticate(form_request.of_request(), live.current, signatures)
        counts.add(counts.ACCEPTED, "probe", "answered")
        return Response(status=204)

    @hooks.post("/webhook/twilio/usage")
    def receive_usage_trigger() -> Response:
        accepted()
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


def _accepted(live: LiveSettings, signatures: SignatureWatch) -> Mapping[str, str]:
    """Return the form of the current request, which is allowed and authentic; raises an HTTPException."""
    asked = form_request.of_request()
    authentication.require_allowed(asked, live.current, signatures)
    authentication.authenticate(asked, live.current, signatures)
    return asked.content.fields


def taker(
    live: LiveSettings, store: Store, dispatcher: Dispatcher, signatures: SignatureWatch
) -> Callable[[FormRequest], Response | None]:
    """Return what takes a message outside of any context of Flask's; None for what the route is to look at.

    Nearly all requests are messages as they should be, and preparing those contexts takes as long as taking one.
    """

    def take(asked: FormRequest) -> Response | None:
        live.refresh()
        settings = live.current
        if settings.config.relay.allow_from or not authentication.is_authentic(asked, settings):
            return None
        try:
            message = webhook.parse(asked.content.fields)
        except webhook.NotAMessageError:
            return None
        signatures.accepted()
        return _store_message(message, store, dispatcher)

    return take


def _watched(dispatcher: Dispatcher, signatures: SignatureWatch, answer: Response) -> Response:
    """Have reconcile look for what Twilio may not deliver again."""
    if answer.status_code >= 500 or (answer.status_code == 403 and signatures.problem):
        dispatcher.waker.note_trouble()
    return answer


def _store_message(message: InboundMessage, store: Store, dispatcher: Dispatcher) -> Response:
    """Return what answers once the message is on disk."""
    event, until = Event(0, clock.now(), message), deadline.moment()

    def log(stored: Stored) -> Line:
        counts.add(counts.ACCEPTED, "message", "stored" if stored.new else "repeated")
        return _line(message, stored)

    def refuse(error: StoreError) -> Response:
        dispatcher.waker.note_trouble()
        return _not_stored(error, message=message.sid)

    return AnswerOnceStored(store, lambda: store.row(event, until=until), log, refuse)


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


def _log_fallback(message: InboundMessage, failed_url: str) -> None:
    """Log why Twilio used the fallback address (ErrorCode: twilio.com/docs/api/errors)."""
    try:
        host = urlsplit(failed_url).hostname
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
