"""The moving part of the emulated Twilio: messages to people, messages from people, webhooks of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self

from bot.sandbox.emulator.faults import Faults
from bot.sandbox.twilio import rules, webhooks
from bot.sandbox.twilio.faults import TWILIO_FAULTS
from bot.sandbox.twilio.inbox import Delivered, Inbox
from bot.sandbox.twilio.outbox import Outbox
from bot.sandbox.twilio.state import TwilioState
from bot.sandbox.twilio.values import Message
from bot.sandbox.twilio.work import Work


class Switchboard:
    """Connects the account of `state` with people's phones and with the bot's webhooks.

    Messages to people go their way on one thread, in order. `routes` maps public addresses to the
    loopback ones that are contacted for them, as a proxy in front of the bot would.
    """

    def __init__(
        self, state: TwilioState, faults: Faults | None = None, *, routes: Mapping[str, str] | None = None
    ) -> None:
        self.state = state
        self.faults = faults or Faults(TWILIO_FAULTS)
        self.poster = webhooks.Poster(lambda: state.auth_token, routes)
        self.hang_seconds = 30.0
        self.slow_seconds = 2.0
        self._work = Work("twilio-switchboard", self.release)
        self._outbox = Outbox(state, self.faults, self.poster, self._work)
        self._inbox = Inbox(state, self.faults, self.poster, self._work, self._outbox)

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
        """The base of the media addresses that webhooks are told."""
        return self._inbox.api_url

    @api_url.setter
    def api_url(self, url: str) -> None:
        self._inbox.api_url = url

    def accept(self, request: rules.SendRequest) -> Message:
        """Create the message that an API client asked for, once the rules let it pass, and set it on its way."""
        return self._outbox.accept(request)

    def release(self) -> None:
        """Set on its way what was scheduled and whose hour, by the sandbox's clock, has come."""
        self._outbox.release()

    def tell_canceled(self, sid: str) -> None:
        """Tell the status callback that a scheduled message was taken back."""
        self._outbox.tell_canceled(sid)

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
        return self._inbox.texts(from_, to, body, media, extra)

    def person_reads(self, number: str) -> list[str]:
        """Let the person look at WhatsApp: what was delivered there is read. Return the SIDs of it."""
        return self._outbox.reads(number)

    def resend(self, sid: str) -> Delivered:
        """Send the webhook of a person's message once more, the same to the last field."""
        return self._inbox.resend(sid)

    def wait_idle(self, timeout: float) -> bool:
        """Wait until no message and no webhook is under way; tell whether that came in time."""
        self.release()
        return self._work.wait_idle(timeout)

    def pause(self, seconds: float) -> None:
        """Wait, but no longer than until `stop`."""
        self._work.pause(seconds)
