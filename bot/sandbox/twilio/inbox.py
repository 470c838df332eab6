"""Inbound messages: stored, checked for Twilio's own keywords, and sent to the webhook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.core import clock
from bot.sandbox.emulator.faults import Faults
from bot.sandbox.twilio import answering, forms, rules, tariff, webhooks
from bot.sandbox.twilio.outbox import Outbox
from bot.sandbox.twilio.state import TwilioState, UnknownSidError
from bot.sandbox.twilio.values import Media, Message, SentFile, is_whatsapp, new_sid
from bot.sandbox.twilio.work import Work

_TWILIO_ANSWERS = {
    "STOP": "You are unsubscribed and will get no more messages from this number. Reply START to come back.",
    "START": "You are subscribed again to messages from this number. Reply STOP to unsubscribe.",
    "HELP": "Reply STOP to unsubscribe. Message and data rates may apply.",
}


@dataclass(frozen=True, slots=True)
class Delivered:
    """The result of an inbound webhook: the last HTTP status (0 if nothing answered) and the number of attempts."""

    sid: str
    status: int
    attempts: int


class Inbox:
    """Receives people's messages. `api_url` is the base of the media URLs in webhooks."""

    def __init__(
        self,
        state: TwilioState,
        faults: Faults,
        webhook_client: webhooks.WebhookClient,
        work: Work,
        outbox: Outbox,
    ) -> None:
        self._state = state
        self._faults = faults
        self._webhook_client = webhook_client
        self._work = work
        self._outbox = outbox
        self.api_url = "https://api.twilio.com"

    def texts(
        self,
        from_: str,
        to: str,
        body: str,
        media: Iterable[SentFile],
        extra: Mapping[str, str | None],
    ) -> Delivered:
        """Receive a person's message to one of our senders, and call its webhook at once."""
        message = self._received(from_, to, body, media, extra)
        with self._work.moving():
            self._state.add(message)
            self._outbox.show(message, "sent")
            for address in {from_, extra.get("ExternalUserId") or from_} if message.whatsapp else ():
                self._state.change_phone(address, last_whatsapp_at=message.created_at)
            self._apply_keyword(message)
            self._work.later(self._outbox.fire)
            return self._call_webhook(message)

    def resend(self, sid: str) -> Delivered:
        """Send an inbound message's webhook once more, with identical fields."""
        message = self._state.message(sid)
        if not message.inbound:
            raise UnknownSidError(sid)
        with self._work.moving():
            return self._call_webhook(message)

    def _received(
        self,
        from_: str,
        to: str,
        body: str,
        media: Iterable[SentFile],
        extra: Mapping[str, str | None],
    ) -> Message:
        now = clock.now()
        files = tuple(
            Media(new_sid("ME"), kind, now, content, name="".join(name)) for kind, content, *name in media
        )
        message = Message(
            sid=new_sid("MM" if files else "SM"),
            direction="inbound",
            sender=from_,
            recipient=self._state.sender(to).address,
            body=body,
            status="received",
            created_at=now,
            updated_at=now,
            sent_at=now,
            media=files,
            segments=1 if is_whatsapp(from_) or files else rules.segments(body),
            messaging_service_sid=None if is_whatsapp(from_) else answering.service_of(self._state, to),
        )
        reports_opt_out = (
            self._state.advanced_opt_out and self._state.messaging_service_sid and not message.whatsapp
        )
        form = forms.inbound(
            message,
            self._state.account_sid,
            extra,
            media_base=self.api_url,
            opt_out=rules.opt_out_word(body) if reports_opt_out else "",
        )
        return replace(message, form=form, price=tariff.price(message))

    def _apply_keyword(self, message: Message) -> None:
        """Act on STOP, START and HELP as Twilio does: by SMS only, and only in English."""
        word = "" if message.whatsapp else rules.opt_out_word(message.body)
        if not word:
            return
        if word in {"STOP", "START"}:
            self._state.change_phone(message.sender, opted_out=word == "STOP")
        self._outbox.answer(message, webhooks.TwimlMessage(_TWILIO_ANSWERS[word]), obliged=True)

    def _call_webhook(self, message: Message) -> Delivered:
        delivered = self._deliver(message)
        if self._faults.fires("webhooks-twice"):
            again = self._deliver(message)
            delivered = replace(again, attempts=delivered.attempts + again.attempts)
        arrived = 200 <= delivered.status < 300
        self._state.mark(message.sender, [message.sid], "delivered" if arrived else "failed")
        return delivered

    def _deliver(self, message: Message) -> Delivered:
        """Send the webhook, to the fallback address if the first fails, and carry out the answer."""
        to, form = answering.endpoint(self._state, self._state.sender(message.recipient)), message.form
        if not to.url:
            return Delivered(message.sid, 0, 0)
        url, answer = to.url, self._webhook_client.send(to.url, form, to.method)
        attempts = answer.attempts
        if answer.trouble and to.fallback_url:
            self._outbox.alert(answer.trouble, url, message.sid)
            error = (("ErrorCode", answer.trouble), ("ErrorUrl", url.partition("#")[0]))
            url = to.fallback_url
            answer = self._webhook_client.send(url, form + error, to.fallback_method)
            attempts += answer.attempts
        instructions = webhooks.read_answer(answer)
        self._outbox.alert(answer.trouble or instructions.trouble, url, message.sid)
        for reply in instructions.replies:
            self._outbox.answer(message, reply)
        return Delivered(message.sid, answer.status, attempts)
