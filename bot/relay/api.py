"""The API for other systems: order a message, ask for its status, see what the providers can do."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import Forbidden, NotFound, TooManyRequests

from bot.adapters.twilio import account
from bot.core import clock, logs
from bot.core.errors import SealError
from bot.core.messages import Order, Purpose
from bot.relay import counts, ids, json_body, status
from bot.relay.api_tokens import RequestQuota
from bot.relay.examination import Examination
from bot.relay.live_settings import LiveSettings
from bot.relay.store.fingerprints import Fingerprints
from bot.relay.store.orders import CeilingReachedError, OrderReceipt, Orders
from bot.relay.store.store import Store
from bot.rules.people import destinations
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.sending import ceilings, order_form
from bot.rules.sending.ceilings import Ceiling, CeilingName, ReachedCeiling
from bot.rules.sending.order_form import FieldError, InvalidFieldsError, SendRequest
from bot.rules.text import cutting, segments
from bot.rules.wire import ceiling_report, envelope, order_status
from bot.rules.wire.order_status import OrderReport, OrderStatus


class OrderIntake:
    """Accepts orders and reports about them; shared by all addresses that reach it."""

    def __init__(self, live: LiveSettings, store: Store) -> None:
        self.live = live
        settings = live.current
        self.quota = RequestQuota(settings.config.relay.orders_per_minute, store, "orders")
        self.orders = Orders(store)
        self._store = store
        self._fingerprints = Fingerprints(RelayKeys.of(settings))

    def take(self, send_request: SendRequest, token: str) -> str:
        """Return the id of the order once it is on disk; raises InvalidFieldsError, StoreError."""
        now = clock.now()
        order = send_request.order(ids.new(now), token, now)
        if not envelope.fits(self._store.row(order).content):
            field = "variables" if send_request.template else "message"
            raise InvalidFieldsError(
                [FieldError.of(field, "is too large to travel in one piece; shorten it")]
            )
        keys = self._fingerprints.of(send_request.key) if send_request.key else []
        bodies = self._fingerprints.of(_content(send_request))
        try:
            receipt = self.orders.take(order, keys, bodies, self._ceilings(order), self._segments(order))
        except CeilingReachedError as error:
            raise self._refused(error, order) from None
        if not receipt.same:
            reason = "was used before for another message; take a new key, or send the same again"
            raise InvalidFieldsError([FieldError.of("idempotency_key", reason)])
        self._log(receipt, order)
        return receipt.id

    def reports_by_key(self, keys: Sequence[str], token: str) -> Sequence[Mapping[str, object]]:
        """Return what is known of the orders that the token made with these keys; raises StoreError."""
        found = self.orders.reports_by_key({key: self._fingerprints.of(key) for key in keys}, token)
        return [{"key": key, **_shown(*report)} for key, report in found.items()]

    def _ceilings(self, order: Order) -> Sequence[Ceiling]:
        """Return the ceilings that an order counts against; an alert to an administrator always leaves."""
        settings = self.live.current
        if order.purpose is Purpose.ALERT and destinations.is_one_of(order.person, settings.administrators):
            return ()
        return ceilings.of_orders(settings.config.ceilings)

    def _segments(self, order: Order) -> int:
        """Return the most segments that the order can cost; a WhatsApp message counts as one."""
        template = self.live.current.config.templates.get(order.template)
        filled = [template.text if template else "", *(value for _, value in order.variables)]
        parts = cutting.split(" ".join(filled) if order.template else order.text)
        if not order.person.channel.has_segments:
            return len(parts)
        return sum(segments.measure(part).segments for part in parts)

    def _refused(self, error: CeilingReachedError, order: Order) -> TooManyRequests:
        """Report the ceiling to the jobs, once for each window; return what the caller is answered."""
        ceiling, now = error.ceiling, order.received_at
        of_token = ceiling.name is CeilingName.ONE_SYSTEM
        reached = ReachedCeiling(ceiling, now, order.by if of_token else "")
        self._store.append(ceiling_report.order(reached))
        logs.trouble("order-refused", status=429, kind=ceiling.name, count=ceiling.most)
        seconds = max(1, math.ceil((error.free_at - now).total_seconds()))
        whose = "this token" if of_token else "all tokens together"
        span = "an hour" if ceiling.period == ceilings.HOUR else "a day"
        return TooManyRequests(
            f"The ceiling of {ceiling.most:,} segments in {span} for {whose} is reached; the next one may be ordered "
            f"in {seconds} seconds. See `ceilings` in config.yml.",
            retry_after=seconds,
        )

    def _log(self, receipt: OrderReceipt, order: Order) -> None:
        logs.step(
            "order-stored" if receipt.new else "order-repeated",
            message=receipt.id,
            channel=order.person.channel,
            kind=order.purpose,
        )

    def note_report(self, order: str, sealed: str) -> None:
        """Store what a job reports about an order; raises Forbidden."""
        try:
            report = order_status.open_sealed(sealed, self._store.keys)
        except SealError as error:
            raise Forbidden("The outcome is not sealed with a key that this relay knows.") from error
        if report.order != order:
            raise Forbidden("The outcome belongs to another message.")
        self.orders.note(report, clock.now())
        logs.step("order-status", message=order, status=report.status, code=report.code)


def blueprint(intake: OrderIntake, examination: Examination) -> Blueprint:
    """Return the addresses that other systems call."""
    area = Blueprint("api", __name__)

    @area.post("/send-enhanced")
    def send_enhanced() -> tuple[Response, int]:
        token = intake.live.tokens.required()
        intake.quota.take(token)
        send_request = order_form.read(json_body.read(), request.headers.get("Idempotency-Key", "").strip())
        settings = intake.live.current
        order_form.check_destination(
            send_request, settings.config.policy.countries, settings.our_numbers, settings.administrators
        )
        order = intake.take(send_request, token)
        sentence = "The message is queued; GET messages/<id> returns its status."
        return jsonify(
            status="success", message=sentence, data={"id": order, "status": OrderStatus.QUEUED}
        ), 202

    @area.get("/messages/<order>")
    def message(order: str) -> Response:
        found = intake.orders.report(order, intake.live.tokens.required())
        if found is None:
            raise NotFound("This token has ordered no message of that id.")
        return jsonify(_shown(*found))

    @area.post("/messages/by-key")
    def messages_by_key() -> Response:
        token = intake.live.tokens.required()
        keys = order_form.read_keys(json_body.read())
        return jsonify(messages=intake.reports_by_key(keys, token))

    @area.post("/messages/<order>/outcome")
    def outcome(order: str) -> Response:
        intake.note_report(order, json_body.sealed())
        return Response(status=204)

    @area.get("/providers")
    def providers() -> Response:
        intake.live.tokens.required()
        return jsonify(providers=status.capabilities(intake.live.current.environment))

    @area.post("/providers/test")
    def test_provider() -> Response:
        intake.quota.take(intake.live.tokens.required())
        body = json_body.read() if request.get_data() else {}
        if body.get("provider", account.NAME) != account.NAME:
            raise InvalidFieldsError([FieldError.of("provider", f"is not configured; {account.NAME} is")])
        return jsonify(examination.run())

    area.register_error_handler(InvalidFieldsError, _invalid)
    return area


def _shown(report: OrderReport, updated_at: datetime) -> dict[str, object]:
    known = {"id": report.order, "status": report.status, "updated_at": clock.iso(updated_at)}
    more = {"code": report.code, "reason": report.reason}
    return known | {name: value for name, value in more.items() if value}


def _content(send_request: SendRequest) -> str:
    """Return what makes two requests the same: everything but the key."""
    return json.dumps(
        [
            send_request.person.wire,
            send_request.text,
            send_request.purpose,
            send_request.template,
            send_request.variables,
        ]
    )


def _invalid(error: InvalidFieldsError) -> tuple[Response, int]:
    many = f"{len(error.faults)} fields are" if len(error.faults) > 1 else "1 field is"
    named = ", ".join(fault.field for fault in error.faults)
    counts.add(counts.REQUESTS_REFUSED, "422")
    logs.trouble("order-refused", status=422, count=len(error.faults))
    fields = [asdict(fault) for fault in error.faults]
    return jsonify(error=f"{many} wrong: {named}.", fields=fields), 422
