"""Carries messages between our senders and people's phones, and tells the webhooks of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from mimetypes import guess_type
from typing import Self

from bot import clock
from bot.sandbox.faults import Faults
from bot.sandbox.twilio import forms, rules, webhooks
from bot.sandbox.twilio.faults import TWILIO_FAULTS
from bot.sandbox.twilio.state import TwilioState, UnknownSidError
from bot.sandbox.twilio.values import (
    Bubble,
    Media,
    Message,
    Phone,
    is_whatsapp,
    new_sid,
)
from bot.sandbox.twilio.work import Work

# Made-up prices of a part, good enough to see money move.
_PRICES = {"sms": Decimal("-0.0750"), "whatsapp": Decimal("-0.0050")}

_TWILIO_ANSWERS = {
    "STOP": "You are unsubscribed and will get no more messages from this number. Reply START to come back.",
    "START": "You are subscribed again to messages from this number. Reply STOP to unsubscribe.",
    "HELP": "Reply STOP to unsubscribe. Message and data rates may apply.",
}


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of a person's message: the last HTTP status (0 when nothing answered) and all attempts."""

    sid: str
    status: int
    attempts: int


class Switchboard:
    """The moving part of the emulated Twilio.

    Outbound messages go their way on one thread, in order; `wait_idle` waits until nothing moves.
    `routes` maps public addresses to loopback ones; `api_url` is the base of media addresses.
    """

    def __init__(
        self, state: TwilioState, faults: Faults | None = None, *, routes: Mapping[str, str] | None = None
    ) -> None:
        self.state = state
        self.faults = faults or Faults(TWILIO_FAULTS)
        self.poster = webhooks.Poster(lambda: state.auth_token, routes)
        self.api_url = "https://api.twilio.com"
        self.hang_seconds = 30.0
        self.slow_seconds = 2.0
        self._work = Work("twilio-switchboard")
        self.pause = self._work.pause
        self.wait_idle = self._work.wait_idle

    def start(self) -> Self:
        self._work.start()
        return self

    def stop(self) -> None:
        self._work.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()

    # From us to people

    def accept(self, request: rules.Request) -> Message:
        """Create the message that an API client asked for and has been found worthy of, and set it on its way."""
        message = self._created(request)
        self.state.add(message)
        if message.status != "scheduled":
            self._work.later(partial(self._carry, message.sid))
        return message

    def person_reads(self, number: str) -> list[str]:
        """Let the person look at WhatsApp: what was delivered there is read."""
        unread = [
            bubble.sid
            for bubble in self.state.thread(number)
            if bubble.channel == "whatsapp" and not bubble.mine and bubble.state == "delivered"
        ]
        self.state.mark(number, unread, "read")
        for sid in unread:
            self._work.later(partial(self._read, sid))
        return unread

    def _read(self, sid: str) -> None:
        with suppress(UnknownSidError):  # deleted at Twilio, yet still on the phone
            self._announce([self.state.change(sid, status="read")])

    def _created(self, request: rules.Request) -> Message:
        now, whatsapp = clock.now(), is_whatsapp(request.recipient)
        body = rules.rendered(request, self.state.templates) or ""
        first = "accepted" if request.messaging_service_sid else "queued"
        sender = request.sender or self.state.sender_for(whatsapp=whatsapp).address
        default_callback = self.state.sender(sender).status_callback if whatsapp else ""
        return Message(
            sid=new_sid("MM" if request.media_urls else "SM"),
            direction="outbound-api",
            sender=sender,
            recipient=request.recipient,
            body=body,
            status="scheduled" if request.send_at else first,
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
        )

    def _carry(self, sid: str) -> None:
        """Take a message through its statuses and tell its callback of each."""
        with suppress(UnknownSidError):  # deleted while it was under way
            self._announce(self._travel(self.state.message(sid)))

    def _travel(self, message: Message) -> list[Message]:
        phone = self.state.phone(message.recipient)
        trouble = self._trouble(message, phone)
        steps = []
        for status in rules.stations(message.status, trouble, offline=message.whatsapp and phone.unreachable):
            final = trouble if trouble and status == trouble.status else None
            steps.append(self._reach(message.sid, status, final))
        if self.faults.strikes("webhooks-out-of-order"):
            steps.reverse()
        return [] if self.faults.strikes("twilio-no-status") else steps

    def _trouble(self, message: Message, phone: Phone) -> rules.Trouble | None:
        return rules.trouble_ahead(
            whatsapp=message.whatsapp,
            template=bool(message.content_sid),
            phone=phone,
            now=clock.now(),
            force_30003=not message.whatsapp and self.faults.strikes("twilio-30003"),
            force_63016=message.whatsapp and self.faults.strikes("twilio-63016"),
        )

    def _reach(self, sid: str, status: str, trouble: rules.Trouble | None) -> Message:
        """Let a message reach a status: its resource changes, and perhaps a phone rings."""
        message = self.state.message(sid)
        changes: dict[str, object] = {"status": status, "sent_at": message.sent_at or clock.now()}
        if status == "sent":
            changes["price"] = _PRICES["whatsapp" if message.whatsapp else "sms"] * message.segments
        if trouble:
            changes |= {"error_code": trouble.error_code, "error_message": trouble.message}
        message = self.state.change(sid, **changes)
        if status == "delivered":
            self._show(message, "delivered")
        return message

    def _announce(self, steps: Iterable[Message]) -> None:
        for message in steps:
            if message.status_callback:
                channel_sid = self.state.sender(message.sender).sid
                form = forms.status(message, message.status, self.state.account_sid, channel_sid, clock.now())
                answer = self.poster.send(message.status_callback, form)
                self._alert(answer.trouble, message.status_callback, message.sid)

    def _show(self, message: Message, state: str) -> None:
        channel = "whatsapp" if message.whatsapp else "sms"
        bubble = Bubble(
            message.sid, message.inbound, channel, message.body, clock.now(), message.media, state
        )
        self.state.show(message.person, bubble)

    # From people to us

    def person_texts(
        self,
        from_: str,
        to: str,
        body: str,
        media: Iterable[tuple[str, bytes]] = (),
        **extra: str | None,
    ) -> Delivered:
        """Let a person write to one of our senders, and tell its webhook at once.

        `media` are content type and bytes; `extra` adds or replaces form fields, None leaves one out.
        """
        message = self._received(from_, to, body, media, extra)
        with self._work.moving():
            self.state.add(message)
            self._show(message, "sent")
            if message.whatsapp:
                self.state.change_phone(from_, last_whatsapp_at=message.created_at)
            self._obey(message)
            return self._tell_webhook(message)

    def resend(self, sid: str) -> Delivered:
        """Send the webhook of a person's message once more, the same to the last field."""
        with self._work.moving():
            return self._tell_webhook(self.state.message(sid))

    def _received(
        self,
        from_: str,
        to: str,
        body: str,
        media: Iterable[tuple[str, bytes]],
        extra: Mapping[str, str | None],
    ) -> Message:
        now = clock.now()
        files = tuple(Media(new_sid("ME"), kind, now, content) for kind, content in media)
        message = Message(
            sid=new_sid("MM" if files else "SM"),
            direction="inbound",
            sender=from_,
            recipient=self.state.sender(to).address,
            body=body,
            status="received",
            created_at=now,
            updated_at=now,
            sent_at=now,
            media=files,
            segments=1 if is_whatsapp(from_) or files else rules.segments(body),
            messaging_service_sid=None if is_whatsapp(from_) else self.state.messaging_service_sid,
        )
        told = self.state.advanced_opt_out and self.state.messaging_service_sid and not message.whatsapp
        form = forms.inbound(
            message,
            self.state.account_sid,
            extra,
            media_base=self.api_url,
            opt_out=rules.opt_out_word(body) if told else "",
        )
        return replace(message, form=form)

    def _obey(self, message: Message) -> None:
        """Act on STOP, START and HELP as Twilio itself does: by SMS only, and only in English."""
        word = "" if message.whatsapp else rules.opt_out_word(message.body)
        if not word:
            return
        if word in {"STOP", "START"}:
            self.state.change_phone(message.sender, opted_out=word == "STOP")
        self._answer(message, webhooks.Reply(_TWILIO_ANSWERS[word]), obliged=True)

    def _tell_webhook(self, message: Message) -> Delivered:
        delivered = self._deliver(message)
        if self.faults.strikes("webhooks-twice"):
            again = self._deliver(message)
            delivered = replace(again, attempts=delivered.attempts + again.attempts)
        if message.sid in {bubble.sid for bubble in self.state.thread(message.sender)}:
            arrived = 200 <= delivered.status < 300
            self.state.mark(message.sender, [message.sid], "delivered" if arrived else "failed")
        return delivered

    def _deliver(self, message: Message) -> Delivered:
        """Send the webhook, to the fallback address if the first fails, and do what the answer says."""
        sender, form = self.state.sender(message.recipient), message.form
        if not sender.sms_url:
            return Delivered(message.sid, 0, 0)
        url, answer = sender.sms_url, self.poster.send(sender.sms_url, form, sender.sms_method)
        attempts = answer.attempts
        if answer.trouble and sender.sms_fallback_url:
            self._alert(answer.trouble, url, message.sid)
            error = (("ErrorCode", answer.trouble), ("ErrorUrl", url.partition("#")[0]))
            url = sender.sms_fallback_url
            answer = self.poster.send(url, form + error, sender.sms_fallback_method)
            attempts += answer.attempts
        instructions = webhooks.read_answer(answer)
        self._alert(answer.trouble or instructions.trouble, url, message.sid)
        for reply in instructions.replies:
            self._answer(message, reply)
        return Delivered(message.sid, answer.status, attempts)

    def _answer(self, message: Message, reply: webhooks.Reply, *, obliged: bool = False) -> None:
        """Send what a TwiML answer says, or, when `obliged`, what Twilio itself says to STOP."""
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
        self.state.add(answer)
        if obliged:
            self._reach(answer.sid, "delivered", None)
        else:
            self._work.later(partial(self._carry, answer.sid))

    def _alert(self, code: str, url: str, resource_sid: str) -> None:
        if code:
            self.state.raise_alert(code, webhooks.ALERT_TEXTS[code], url=url, resource_sid=resource_sid)
