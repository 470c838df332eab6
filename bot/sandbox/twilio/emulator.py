"""The active part of the emulated Twilio: inbound and outbound messages and their webhooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self

from bot.sandbox.emulator.faults import Faults
from bot.sandbox.twilio import misconfigured, rules, webhooks
from bot.sandbox.twilio.faults import TWILIO_FAULTS
from bot.sandbox.twilio.inbox import Delivered, Inbox
from bot.sandbox.twilio.outbox import Outbox
from bot.sandbox.twilio.state import TwilioState
from bot.sandbox.twilio.values import Message, SentFile
from bot.sandbox.twilio.work import Work


class TwilioEmulator:
    """Connects the account of `state` with people's phones and with the bot's webhooks.

    Outbound messages are delivered on one thread, in order. `routes` maps public addresses to the
    loopback ones that are contacted for them, as a proxy in front of the bot would.
    """

    def __init__(
        self, state: TwilioState, faults: Faults | None = None, *, routes: Mapping[str, str] | None = None
    ) -> None:
        self.state = state
        self.faults = faults or Faults({**TWILIO_FAULTS, **misconfigured.DEEDS}, misconfigured.deeds(state))
        self.webhook_client = webhooks.WebhookClient(lambda: state.auth_token, routes)
        self.hang_seconds = 30.0
        self.slow_seconds = 2.0
        self._work = Work("twilio-emulator", self.release)
        self._outbox = Outbox(state, self.faults, self.webhook_client, self._work)
        self._inbox = Inbox(state, self.faults, self.webhook_client, self._work, self._outbox)

    def start(self) -> Self:
        self._work.start()
        return self

    def stop(self) -> None:
        self._work.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()

    @property
    def api_url(self) -> str:
        """The base of the media URLs in webhooks."""
        return self._inbox.api_url

    @api_url.setter
    def api_url(self, url: str) -> None:
        self._inbox.api_url = url

    def accept(self, request: rules.SendRequest) -> Message:
        """Create a message that has passed the rules, and start its delivery."""
        return self._outbox.accept(request)

    def release(self) -> None:
        """Start the delivery of scheduled messages that are due by the sandbox's clock."""
        self._outbox.release()

    def report_canceled(self, sid: str) -> None:
        """Call the status callback of a canceled scheduled message."""
        self._outbox.report_canceled(sid)

    def person_texts(
        self,
        from_: str,
        to: str,
        body: str,
        media: Iterable[SentFile] = (),
        **extra: str | None,
    ) -> Delivered:
        """Send a message from a person to one of our senders, and call its webhook at once.

        `media` holds content types and bytes, and names where they are told. `extra` adds or replaces form fields,
        None leaves one out.
        """
        return self._inbox.texts(from_, to, body, media, extra)

    def person_reads(self, number: str) -> list[str]:
        """Mark the WhatsApp messages delivered to a person as read; return their SIDs."""
        return self._outbox.reads(number)

    def resend(self, sid: str) -> Delivered:
        """Send an inbound message's webhook once more, with identical fields."""
        return self._inbox.resend(sid)

    def wait_idle(self, timeout: float) -> bool:
        """Wait until no message or webhook is in flight; return whether that came in time."""
        self.release()
        return self._work.wait_idle(timeout)

    def pause(self, seconds: float) -> None:
        """Wait, at most until `stop`."""
        self._work.pause(seconds)
