"""Everything the emulated Twilio stores; no HTTP, thread-safe."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bot.core import clock
from bot.sandbox.twilio import tariff
from bot.sandbox.twilio.keys import ApiKeys
from bot.sandbox.twilio.services import Services
from bot.sandbox.twilio.values import (
    Alert,
    Bubble,
    Charge,
    Media,
    Message,
    Phone,
    Sender,
    Template,
    Trigger,
    is_whatsapp,
    new_sid,
    plain,
)


class UnknownSidError(LookupError):
    """There is nothing with that SID or address."""


class TwilioState:
    """One account: its credentials, senders and messages, and the phones of the people it writes to.

    `auth_token` signs webhooks and authenticates API calls; `secondary_auth_token` and the `api_keys` (SID to secret)
    only authenticate. `templates` maps a `ContentSid` to an approved template's text, with `{{1}}` for a variable.
    With a `messaging_service_sid` every SMS to us names the service, and `advanced_opt_out` adds `OptOutType`.
    """

    def __init__(  # noqa: PLR0913 - an account is described by all of these, by keyword
        self,
        account_sid: str,
        auth_token: str,
        sms_number: str,
        whatsapp_number: str,
        *,
        secondary_auth_token: str = "",
        api_keys: Mapping[str, str] | None = None,
        messaging_service_sid: str | None = None,
        advanced_opt_out: bool = False,
        templates: Mapping[str, str] | None = None,
        balance: Decimal = Decimal("25.00"),
    ) -> None:
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.secondary_auth_token = secondary_auth_token
        self.api_keys = ApiKeys(api_keys)
        self.advanced_opt_out = advanced_opt_out
        self.created_at = clock.now()
        self._templates = {
            sid: Template(sid, text, self.created_at) for sid, text in (templates or {}).items()
        }
        self._lock = threading.RLock()
        self._deposit = balance
        self._charges: list[Charge] = []
        self._triggers: dict[str, Trigger] = {}
        self._senders = {
            sid: Sender(sid, address, self.created_at, self.created_at, friendly_name=address)
            for sid, address in ((new_sid("PN"), sms_number), (new_sid("XE"), whatsapp_number))
        }
        self.services = Services(self._senders, messaging_service_sid)
        self.countries = frozenset({"BR", "PT", "US"})  # to which SMS may be sent: the geographic permissions
        self._messages: dict[str, Message] = {}
        self._phones: dict[str, Phone] = {}
        self._threads: dict[str, list[Bubble]] = {}
        self._alerts: list[Alert] = []

    # Ours

    @property
    def messaging_service_sid(self) -> str | None:
        """The service that messages may be sent by."""
        return self.services.ours

    def senders(self) -> list[Sender]:
        with self._lock:
            return list(self._senders.values())

    def sender(self, key: str) -> Sender:
        """Return the sender with that address or SID."""
        for sender in self.senders():
            if key in (sender.address, sender.sid):
                return sender
        raise UnknownSidError(key)

    def sender_for(self, *, whatsapp: bool) -> Sender:
        return next(sender for sender in self.senders() if is_whatsapp(sender.address) == whatsapp)

    def add_sender(self, sender: Sender) -> None:
        with self._lock:
            self._senders[sender.sid] = sender

    def owns(self, address: str) -> bool:
        return any(sender.address == address for sender in self.senders())

    def update_sender(self, key: str, **changes: str) -> Sender:
        """Change a sender, found by address or SID: `sms_url`, `sms_fallback_url`, `status_callback` ..."""
        with self._lock:
            old = self.sender(key)
            fields: dict[str, Any] = {**changes, "updated_at": clock.now()}
            self._senders[old.sid] = replace(old, **fields)
            return self._senders[old.sid]

    def point_webhooks(self, url: str, *, fallback_url: str = "", status_callback: str = "") -> None:
        """Set the webhook address of every sender to `url`, a public address."""
        for sender in self.senders():
            self.update_sender(
                sender.sid, sms_url=url, sms_fallback_url=fallback_url, status_callback=status_callback
            )

    def opens(self, user: str, password: str) -> bool:
        """Return whether these credentials are valid for the API."""
        if user == self.account_sid:
            return bool(password) and password in (self.auth_token, self.secondary_auth_token)
        return self.api_keys.opens(user, password)

    def make_secondary(self) -> str:
        """Create a secondary auth token and return it; empty if there already is one."""
        with self._lock:
            if self.secondary_auth_token:
                return ""
            self.secondary_auth_token = secrets.token_hex(16)
            return self.secondary_auth_token

    def drop_secondary(self) -> bool:
        with self._lock:
            there_was, self.secondary_auth_token = bool(self.secondary_auth_token), ""
            return there_was

    def promote_secondary(self) -> bool:
        """Replace the auth token by the secondary one; return whether there was one."""
        with self._lock:
            if not self.secondary_auth_token:
                return False
            self.auth_token, self.secondary_auth_token = self.secondary_auth_token, ""
            return True

    # Money

    @property
    def balance(self) -> Decimal:
        """What was paid in, less all charges."""
        return self._deposit - sum((charge.price for charge in self.charges()), Decimal(0))

    def charges(self) -> list[Charge]:
        """Return all charges, including those for deleted messages."""
        with self._lock:
            rented = [one.created_at for one in self._senders.values() if not is_whatsapp(one.address)]
            return [*self._charges, *tariff.rents(rented, clock.now())]

    def pay_in(self, amount: Decimal) -> None:
        with self._lock:
            self._deposit += amount

    def charge(self, charge: Charge) -> None:
        """Add a charge that no message causes: a short code, a call, or (below zero) a correction."""
        with self._lock:
            self._charges.append(charge)

    def triggers(self) -> list[Trigger]:
        with self._lock:
            return list(self._triggers.values())

    def trigger(self, sid: str) -> Trigger:
        with self._lock:
            if sid not in self._triggers:
                raise UnknownSidError(sid)
            return self._triggers[sid]

    def put_trigger(self, trigger: Trigger) -> Trigger:
        with self._lock:
            self._triggers[trigger.sid] = trigger
        return trigger

    def remove_trigger(self, sid: str) -> None:
        with self._lock:
            del self._triggers[self.trigger(sid).sid]

    # Templates

    @property
    def templates(self) -> dict[str, str]:
        """Each template's text by its SID."""
        return {template.sid: template.text for template in self.known_templates()}

    def known_templates(self) -> list[Template]:
        with self._lock:
            return list(self._templates.values())

    def put_template(self, template: Template) -> Template:
        """Store a template, replacing an earlier one with its SID."""
        with self._lock:
            self._templates[template.sid] = template
        return template

    def approves(self, content_sid: str) -> bool:
        """Return whether WhatsApp has approved the template."""
        with self._lock:
            return content_sid in self._templates and self._templates[content_sid].approval == "approved"

    # Messages

    def add(self, message: Message) -> Message:
        with self._lock:
            self._messages[message.sid] = message
            self._charges += tariff.charges(None, message)
            self.phone(message.person)
        return message

    def message(self, sid: str) -> Message:
        with self._lock:
            if sid not in self._messages:
                raise UnknownSidError(sid)
            return self._messages[sid]

    def messages(self) -> list[Message]:
        """Return all messages, newest first."""
        with self._lock:
            return list(reversed(self._messages.values()))

    def change(self, sid: str, **changes: Any) -> Message:
        with self._lock:
            old = self.message(sid)
            new = replace(old, **{"updated_at": clock.now(), **changes})
            self._charges += tariff.charges(old, new)
            self._messages[sid] = new
            return new

    def take_up(self, sid: str) -> bool:
        """Accept a scheduled message for delivery; False if another thread already has."""
        with self._lock:
            if self.message(sid).status != "scheduled":
                return False
            self.change(sid, status="accepted")
            return True

    def remove(self, sid: str) -> None:
        with self._lock:
            del self._messages[self.message(sid).sid]

    def media(self, message_sid: str, media_sid: str) -> Media:
        for media in self.message(message_sid).media:
            if media.sid == media_sid:
                return media
        raise UnknownSidError(media_sid)

    def remove_media(self, message_sid: str, media_sid: str) -> None:
        with self._lock:
            gone = self.media(message_sid, media_sid)
            kept = tuple(media for media in self.message(message_sid).media if media is not gone)
            self.change(message_sid, media=kept)

    # People

    def phone(self, address: str) -> Phone:
        """Return a person's phone, creating it on first use."""
        with self._lock:
            return self._phones.setdefault(plain(address), Phone(plain(address)))

    def phones(self) -> list[Phone]:
        with self._lock:
            return list(self._phones.values())

    def change_phone(self, address: str, **changes: Any) -> Phone:
        with self._lock:
            changed = replace(self.phone(address), **changes)
            self._phones[changed.number] = changed
            return changed

    def age_window(self, address: str, age: timedelta) -> Phone:
        """Set the age of the person's last WhatsApp message: over 24 hours closes the window."""
        return self.change_phone(address, last_whatsapp_at=clock.now() - age)

    def show(self, address: str, bubble: Bubble) -> None:
        """Show a message on a phone."""
        with self._lock:
            self._threads.setdefault(self.phone(address).number, []).append(bubble)

    def mark(self, address: str, sids: Iterable[str], state: str) -> None:
        """Change the state (ticks) of messages on a phone."""
        marked = set(sids)
        with self._lock:
            bubbles = self._threads.get(plain(address), [])
            bubbles[:] = [replace(b, state=state) if b.sid in marked else b for b in bubbles]

    def thread(self, address: str) -> list[Bubble]:
        """Return the messages a phone shows, in order."""
        with self._lock:
            return list(self._threads.get(plain(address), []))

    # Twilio's error log

    def raise_alert(self, error_code: str, message: str, *, url: str, resource_sid: str, **more: Any) -> None:
        with self._lock:
            alert = Alert(new_sid("NO"), error_code, message, url, resource_sid, clock.now())
            self._alerts.append(replace(alert, **more))

    def alerts(self) -> list[Alert]:
        with self._lock:
            return list(self._alerts)
