"""The Messages resource: create, list, fetch, update, delete.

Source: Twilio's API reference, page "Messages resource".
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Response, jsonify, request

from bot.core import clock
from bot.sandbox.twilio import address_rules, geo, rules, shapes
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.responses import RefusedError, nothing_left, page
from bot.sandbox.twilio.rules import Refusal
from bot.sandbox.twilio.values import Message, is_whatsapp

LAG = timedelta(minutes=5)  # how far the fault twilio-lagging-list holds the list back

_UNFINISHED = Refusal(409, 20009, "Cannot delete this message because its delivery has not been completed.")
_NOT_EMPTY = Refusal(400, 20001, "Body can only be changed to an empty string")
_NOT_CANCELABLE = Refusal(400, 30409, "Only a scheduled message can be canceled")


def create(twilio: TwilioEmulator) -> Response:
    send_request = _send_request()
    refusal = _refusal(twilio, send_request)
    if refusal:
        raise RefusedError(refusal)
    message = twilio.accept(send_request)
    if twilio.faults.fires("twilio-lost-answer"):
        return Response("<html><body>502 Bad Gateway</body></html>", status=502, mimetype="text/html")
    if twilio.faults.fires("twilio-hang"):
        twilio.pause(twilio.hang_seconds)
    response = jsonify(shapes.message(message, twilio.state.account_sid))
    response.status_code = 201
    return response


def _send_request() -> rules.SendRequest:
    form = request.form
    return rules.SendRequest(
        recipient=form.get("To", "").strip(),
        sender=form.get("From", "").strip(),
        body=form.get("Body"),
        media_urls=tuple(form.getlist("MediaUrl")),
        content_sid=form.get("ContentSid", ""),
        content_variables=form.get("ContentVariables", ""),
        messaging_service_sid=form.get("MessagingServiceSid", ""),
        status_callback=form.get("StatusCallback", ""),
        send_at=form.get("SendAt", ""),
        schedule_type=form.get("ScheduleType", ""),
        validity_period=form.get("ValidityPeriod", ""),
        smart_encoded=form.get("SmartEncoded", ""),
    )


def _refusal(twilio: TwilioEmulator, send_request: rules.SendRequest) -> Refusal | None:
    state = twilio.state
    owned = _owned(twilio)
    refusal = (
        address_rules.refuse_addresses(send_request, owned, state.messaging_service_sid)
        or _refuse_mute(twilio, send_request)
        or geo.refuse_country(state, send_request.recipient)
        or rules.refuse_content(send_request, state.templates)
        or rules.refuse_callback(send_request)
        or rules.refuse_options(send_request)
        or rules.refuse_schedule(send_request, clock.now())
        or address_rules.refuse_person(send_request, state.phone(send_request.recipient))
    )
    if refusal is None and not is_whatsapp(send_request.recipient) and twilio.faults.fires("twilio-21610"):
        return Refusal(400, 21610, "Attempt to send to unsubscribed recipient")
    if refusal is None and send_request.status_callback and twilio.faults.fires("twilio-no-callback"):
        return Refusal(400, 21609, "The StatusCallback URL is not a valid URL.")
    if refusal is None and _is_unverified(twilio, send_request.recipient):
        number = rules.masked(send_request.recipient)
        return Refusal(400, 21608, f"The number {number} is unverified. Trial accounts cannot send to it")
    if refusal is None:
        code = twilio.faults.fires_with_code("twilio-refuse-CODE")
        return (
            Refusal(rules.status_of(code), code, f"The sandbox was asked for error {code}") if code else None
        )
    return refusal


def _owned(twilio: TwilioEmulator) -> frozenset[str]:
    """Return the addresses that are ours; a number that another account has is not."""
    foreign = "twilio-other-number" in twilio.faults.active()
    addresses = (sender.address for sender in twilio.state.senders())
    return frozenset(one for one in addresses if is_whatsapp(one) or not foreign)


def _refuse_mute(twilio: TwilioEmulator, send_request: rules.SendRequest) -> Refusal | None:
    """Refuse a number of ours that only makes calls (twilio.com/docs/api/errors/21606)."""
    if is_whatsapp(send_request.sender) or "twilio-no-sms" not in twilio.faults.active():
        return None
    return Refusal(
        400, 21606, "The 'From' phone number provided is not a valid message-capable Twilio number"
    )


def _is_unverified(twilio: TwilioEmulator, recipient: str) -> bool:
    """Return whether a trial account may not write to the number (twilio.com/docs/api/errors/21608)."""
    if is_whatsapp(recipient) or "twilio-trial" not in twilio.faults.active():
        return False
    return not twilio.state.phone(recipient).verified


def fetch(twilio: TwilioEmulator, sid: str) -> Response:
    return jsonify(shapes.message(twilio.state.message(sid), twilio.state.account_sid))


def update(twilio: TwilioEmulator, sid: str) -> Response:
    """Redact a message (an empty Body) or cancel it (Status=canceled)."""
    message = twilio.state.message(sid)
    if request.form.get("Body"):
        raise RefusedError(_NOT_EMPTY)
    if request.form.get("Status") == "canceled" and message.status != "scheduled":
        raise RefusedError(_NOT_CANCELABLE)
    if "Body" in request.form and message.status in rules.IN_FLIGHT:
        raise RefusedError(_UNFINISHED)
    changes = {"body": ""} if "Body" in request.form else {}
    if request.form.get("Status") == "canceled":
        changes["status"] = "canceled"
    changed = twilio.state.change(sid, **changes)
    if changed.status == "canceled":
        twilio.report_canceled(sid)
    return jsonify(shapes.message(changed, twilio.state.account_sid))


def delete(twilio: TwilioEmulator, sid: str) -> Response:
    in_flight = twilio.state.message(sid).status in rules.IN_FLIGHT
    if in_flight or twilio.faults.fires("twilio-20009"):
        raise RefusedError(_UNFINISHED)
    twilio.state.remove(sid)
    return nothing_left()


def listed(twilio: TwilioEmulator) -> Response:
    account_sid = twilio.state.account_sid
    newest = clock.now() - _lag(twilio)
    chosen = [
        shapes.message(message, account_sid)
        for message in twilio.state.messages()
        if message.created_at <= newest and _is_wanted(message)
    ]
    return page("messages", chosen, ("To", "From", "DateSent", "DateSent>", "DateSent<"))


def _lag(twilio: TwilioEmulator) -> timedelta:
    """Return how far the list is behind."""
    seconds = twilio.faults.fires_with_code("twilio-lagging-list-CODE")
    return timedelta(seconds=seconds) or (LAG if twilio.faults.fires("twilio-lagging-list") else timedelta())


def _is_wanted(message: Message) -> bool:
    """Return whether the message passes the query's filters."""
    query = request.args
    if query.get("To", message.recipient) != message.recipient:
        return False
    if "From" in query and query["From"] != shapes.shown_sender(message):
        return False
    sent = (message.sent_at or message.created_at).replace(microsecond=0)
    if "DateSent" in query:
        day = _moment(query["DateSent"]).replace(hour=0, minute=0, second=0)
        if not day <= sent < day + timedelta(days=1):
            return False
    if "DateSent>" in query and sent < _moment(query["DateSent>"]):
        return False
    return "DateSent<" not in query or sent <= _moment(query["DateSent<"])


def _moment(text: str) -> datetime:
    """Parse `2026-11-23` or `2026-11-23T14:05:00Z`, both in UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise RefusedError(Refusal(400, 20001, f"Invalid date: {text}")) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.now().tzinfo)
