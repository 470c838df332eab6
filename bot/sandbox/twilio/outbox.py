"""Outbound messages, from the moment Twilio has accepted them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from mimetypes import guess_type
from urllib.parse import urlsplit

import requests

from bot.core import clock
from bot.sandbox.emulator.faults import Faults
from bot.sandbox.twilio import forms, meter, rewriting, rules, tariff, webhooks
from bot.sandbox.twilio.state import TwilioState, UnknownSidError
from bot.sandbox.twilio.values import Bubble, Media, Message, Phone, is_whatsapp, new_sid
from bot.sandbox.twilio.work import Work

_HERE = frozenset({"127.0.0.1", "localhost"})
_FETCH_SECONDS = 5
_TOLD = frozenset({"Latitude", "Longitude", "Label", "Address", "ButtonText", "ButtonPayload"})


class Outbox:
    """Delivers messages to phones, one after another, and calls their status callbacks."""

    def __init__(
        self, state: TwilioState, faults: Faults, webhook_client: webhooks.WebhookClient, work: Work
    ) -> None:
        self._state = state
        self._faults = faults
        self._webhook_client = webhook_client
        self._work = work

    def accept(self, request: rules.SendRequest) -> Message:
        """Create the message that an API client asked for, and start its delivery."""
        message = self._created(request)
        self._state.add(message)
        if message.status != "scheduled":
            self._work.later(partial(self._carry, message.sid))
        return message

    def release(self) -> None:
        """Start the delivery of scheduled messages that are due."""
        for message in reversed(self._state.messages()):
            due = message.status == "scheduled" and message.send_at and message.send_at <= clock.now()
            if due and self._state.take_up(message.sid):
                self._work.later(partial(self._carry, message.sid))

    def report_canceled(self, sid: str) -> None:
        """Call the status callback of a canceled scheduled message."""
        self._work.later(partial(self._announce_as_it_is, sid))

    def _announce_as_it_is(self, sid: str) -> None:
        with suppress(UnknownSidError):
            self._announce([self._state.message(sid)])

    def reads(self, number: str) -> list[str]:
        """Mark the WhatsApp messages delivered to a person as read; return their SIDs."""
        unread = [
            bubble.sid
            for bubble in self._state.thread(number)
            if bubble.channel == "whatsapp" and not bubble.mine and bubble.state == "delivered"
        ]
        self._state.mark(number, unread, "read")
        for sid in unread:
            self._work.later(partial(self._read, sid))
        return unread

    def _read(self, sid: str) -> None:
        with suppress(UnknownSidError):  # deleted at Twilio, but still on the phone
            self._announce([self._state.change(sid, status="read")])

    def _created(self, request: rules.SendRequest) -> Message:
        now, whatsapp = clock.now(), is_whatsapp(request.recipient)
        body = self._rewritten(rules.rendered(request, self._state.templates) or "", request)
        first = "accepted" if request.messaging_service_sid else "queued"
        sender = request.sender or self._state.sender_for(whatsapp=whatsapp).address
        default_callback = self._state.sender(sender).status_callback if whatsapp else ""
        return Message(
            sid=new_sid("MM" if request.media_urls else "SM"),
            direction="outbound-api",
            sender=sender,
            recipient=request.recipient,
            body=body,
            status="scheduled" if request.send_at else first,
            send_at=datetime.fromisoformat(request.send_at) if request.send_at else None,
            created_at=now,
            updated_at=now,
            media=tuple(
                Media(new_sid("ME"), guess_type(url)[0] or "application/octet-stream", now, source=url)
                for url in request.media_urls
            ),
            segments=1 if whatsapp or request.media_urls else rules.segments(body),
            messaging_service_sid=request.messaging_service_sid or None,
            status_callback=request.status_callback or default_callback,
            content_sid=request.content_sid,
            body_hidden=bool(request.content_sid and request.messaging_service_sid)
            and "twilio-no-template-body" in self._faults.active(),
        )

    def _rewritten(self, body: str, request: rules.SendRequest) -> str:
        """Return the text of an SMS as the account's settings change it before it leaves."""
        if is_whatsapp(request.recipient):
            return body
        active = self._faults.active()
        if request.smart_encoded.lower() == "true" or "twilio-smart-encoding" in active:
            body = rewriting.smart_encoded(body)
        return f"{rewriting.TRIAL_PREFIX}{body}" if "twilio-trial" in active else body

    def _carry(self, sid: str) -> None:
        """Take a message through its statuses and report each to its callback."""
        with suppress(UnknownSidError):  # deleted while in flight
            self._announce(self._travel(self._state.message(sid)))
        self.fire()

    def fire(self) -> None:
        """Call the usage triggers that have reached their value."""
        for trigger, form in meter.due(self._state):
            answer = self._webhook_client.send(trigger.callback_url, form, trigger.callback_method)
            self.alert(answer.trouble, trigger.callback_url, trigger.sid)

    def _travel(self, message: Message) -> list[Message]:
        phone = self._state.phone(message.recipient)
        trouble = self._trouble(message, phone)
        steps = []
        for status in rules.statuses_after(
            message.status, trouble, offline=message.whatsapp and phone.unreachable
        ):
            final = trouble if trouble and status == trouble.status else None
            steps.append(self._reach(message.sid, status, final))
        return steps

    def _trouble(self, message: Message, phone: Phone) -> rules.Trouble | None:
        code = self._faults.fires_with_code("twilio-fail-CODE")
        if code:
            return rules.failed_with(code)
        return rules.predicted_failure(
            whatsapp=message.whatsapp,
            template=self._state.approves(message.content_sid),
            phone=phone,
            now=clock.now(),
            force_30003=not message.whatsapp and self._faults.fires("twilio-30003"),
            force_63016=message.whatsapp and self._faults.fires("twilio-63016"),
        )

    def _reach(self, sid: str, status: str, trouble: rules.Trouble | None) -> Message:
        """Set a message's status, and show it on the phone once delivered."""
        message = self._state.message(sid)
        changes: dict[str, object] = {"status": status, "sent_at": message.sent_at or clock.now()}
        if status == "sent":
            changes["price"] = tariff.price(message)
        if trouble:
            changes |= {"error_code": trouble.error_code, "error_message": trouble.message}
        message = self._state.change(sid, **changes)
        if status == "delivered":
            self.show(message, "delivered")
        return message

    def _announce(self, steps: Iterable[Message]) -> None:
        """Report each step to the status callback, unless a fault suppresses it or changes the order."""
        reported = [message for message in steps if message.status_callback]
        if not reported or self._faults.fires("twilio-no-status"):
            return
        if len(reported) > 1 and self._faults.fires("webhooks-out-of-order"):
            reported.reverse()
        for message in reported:
            channel_sid = self._state.sender(message.sender).sid
            form = forms.status(message, message.status, self._state.account_sid, channel_sid, clock.now())
            answer = self._webhook_client.send(message.status_callback, form)
            self.alert(answer.trouble, message.status_callback, message.sid)

    def show(self, message: Message, state: str) -> None:
        """Show a message on the person's phone."""
        channel = "whatsapp" if message.whatsapp else "sms"
        bubble = Bubble(
            sid=message.sid,
            mine=message.inbound,
            channel=channel,
            body=message.body,
            at=clock.now(),
            media=tuple(map(_fetched, message.media)),
            state=state,
            told=tuple((name, value) for name, value in message.form if name in _TOLD),
        )
        self._state.show(message.person, bubble)

    def answer(self, message: Message, reply: webhooks.TwimlMessage, *, obliged: bool = False) -> None:
        """Send the reply of a TwiML answer or, if `obliged`, Twilio's own reply to STOP."""
        now = clock.now()
        answer = Message(
            sid=new_sid("SM"),
            direction="outbound-reply",
            sender=reply.sender or message.recipient,
            recipient=reply.recipient or message.sender,
            body=reply.body,
            status="queued",
            created_at=now,
            updated_at=now,
            segments=rules.segments(reply.body),
            status_callback=reply.status_callback,
        )
        self._state.add(answer)
        if obliged:
            self._reach(answer.sid, "delivered", None)
        else:
            self._work.later(partial(self._carry, answer.sid))

    def alert(self, code: str, url: str, resource_sid: str) -> None:
        """Add a webhook's failure, if any, to Twilio's error log."""
        if code:
            self._state.raise_alert(code, webhooks.ALERT_TEXTS[code], url=url, resource_sid=resource_sid)


def _fetched(media: Media) -> Media:
    """Return a file with its bytes, as Twilio passes it on; a sandbox fetches from this machine alone."""
    if not media.source or urlsplit(media.source).hostname not in _HERE:
        return media
    with suppress(requests.RequestException), requests.Session() as session:
        session.trust_env = False
        answer = session.get(media.source, timeout=_FETCH_SECONDS)
        if answer.ok:
            kind = answer.headers.get("Content-Type", media.content_type).partition(";")[0]
            return replace(media, content=answer.content, content_type=kind)
    return media
