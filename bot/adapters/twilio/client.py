"""Sends messages through Twilio, and asks it what was sent and received."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import takewhile
from typing import Any

from twilio.base import values
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from bot.adapters.twilio.failures import twilio_errors
from bot.core import bounded, calls, clock, named_limits, service_clocks
from bot.core.errors import SendRefusedError
from bot.core.messages import Address, Media, MessageSid, Received, SentMessage
from bot.core.settings import Settings
from bot.rules.wire.about import Trace

TIMEOUT_SECONDS = 10.0  # the library's default is no timeout at all

SKEW = timedelta(seconds=5)  # by which two clocks may differ although no difference was measured

_PAGE = 1_000  # Twilio's largest page
_PAGE_OF_A_PERSON = 200  # most people get fewer messages than that in all
# A list is the newest first, by when messages were created or by when they left: a scheduled one lies between the two.
# So a message that is too old does not end the search; this many in a row do.
OLD_IN_A_ROW = 100
_FARTHEST_SCHEDULE = timedelta(days=36)  # Twilio's 35 days, and one for clocks
# How far the list may be seen to be behind, so that it is waited for.
_WAITED_FOR = timedelta(minutes=2)

STATUS_PATH = "/api/notifications/webhook/twilio/status"
# What makes Twilio retry what it could not deliver (twilio.com/docs/usage/webhooks/webhooks-connection-overrides).
RETRIES = "#rc=3&rp=5xx,ct,rt"


class CountedClient(TwilioHttpClient):  # type: ignore[misc]  # the library has no types for its HTTP client
    """The library's HTTP client, whose requests are counted, and their answers bounded.

    It raises ValueError where something else than Twilio answers: the library takes any JSON for an object of Twilio's.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.session = bounded.BoundedSession()

    def request(self, *args: Any, **more: Any) -> Any:
        calls.made[calls.TWILIO] += 1
        response = super().request(*args, **more)
        headers = response.headers or {}
        service_clocks.measure(calls.TWILIO, headers.get("Date"))
        named_limits.note_twilio(headers)
        if response.status_code < 300 and response.text and not response.text.lstrip().startswith("{"):
            raise ValueError("no object of Twilio's")
        return response


def connect(settings: Settings, through: type[CountedClient] = CountedClient) -> Client:
    """Return Twilio's own client; TWILIO_API_URL replaces the address of all its APIs."""
    environment = settings.environment
    user, password = settings.twilio_login
    client = Client(
        user,
        password,
        account_sid=environment.TWILIO_ACCOUNT_SID,
        http_client=through(timeout=TIMEOUT_SECONDS),
    )
    if environment.TWILIO_API_URL:
        for domain in (client.api, client.content, client.pricing, client.monitor):
            domain.base_url = environment.TWILIO_API_URL
    return client


class Messages:
    """The messages of our Twilio account."""

    def __init__(self, settings: Settings) -> None:
        self._public_url = settings.config.relay.public_url
        self._service = settings.environment.TWILIO_MESSAGING_SERVICE_SID
        self._settings = settings
        self._sent: dict[Address, list[SentMessage]] = {}
        self._made_at = clock.steady()

    @cached_property
    def _client(self) -> Client:
        """Twilio's client, loaded on first use: its modules take long to load, and not every run needs it."""
        return connect(self._settings)

    def send(
        self,
        to: Address,
        sender: Address,
        text: str,
        trace: Trace | None = None,
        media: Sequence[str] = (),
        at: datetime | None = None,
    ) -> MessageSid:
        """Send one message; its delivery is reported to the relay, with its trace.

        Twilio fetches `media` itself, without credentials of ours. With `at` it holds the message until then. Raises
        SendRefusedError if Twilio refuses it, TemporaryError if it may work later; there is no idempotency key, so
        after an uncertain one ask `sent_to` before sending again.
        """
        known = self._sent.pop(sender, None)  # read again after an uncertain attempt
        with twilio_errors():
            message = self._client.messages.create(
                to=to.wire,
                from_=sender.wire,
                body=text if text or not media else values.unset,
                media_url=list(media) or values.unset,
                status_callback=self._callback(trace),
                **self._schedule(at),
            )
        if known is not None:
            self._sent[sender] = [_sent(message), *known]
        return MessageSid(str(message.sid))

    def send_template(
        self,
        to: Address,
        sender: Address,
        sid: str,
        variables: str,
        trace: Trace | None = None,
        at: datetime | None = None,
    ) -> MessageSid:
        """Send a template, with its variables as JSON; raises as `send` does.

        Neither Body nor MediaUrl may come with it (twilio.com/docs/api/errors/63016).
        """
        with twilio_errors():
            message = self._client.messages.create(
                to=to.wire,
                from_=sender.wire,
                content_sid=sid,
                content_variables=variables or values.unset,
                status_callback=self._callback(trace),
                **self._schedule(at),
            )
        return MessageSid(str(message.sid))

    def sent_to(self, to: Address, sender: Address, since: datetime) -> list[SentMessage]:
        """Return the messages to the person that Twilio accepted since the moment, by GitHub's clock, newest first.

        Filtered here by the time of creation: Twilio's own filter uses the time of sending, which a queued
        message does not have yet. With a Messaging Service, messages that have no sender yet are included: a list
        by sender would not show them.
        """
        by_sender = {} if self._service else {"from_": sender.wire}
        found = self._listed(since, to=to.wire, **by_sender)
        return [_sent(message) for message in found if message.from_ in (sender.wire, None)]

    def lists_all_until(self, moment: datetime | None) -> bool:
        """Return whether Twilio's list is known to hold what it accepted until then; None: before this run began.

        The newest messages may be missing for minutes, at times for hours (github.com/twilio/twilio-java/issues/442,
        github.com/twilio/twilio-node/issues/647). It is known where the list holds a later message of the account.
        Otherwise, if the newest it holds is so young that the list can hardly be behind, that long is waited.
        """
        with twilio_errors():
            newest = next(iter(self._client.messages.list(limit=1)), None)
        if newest is None or newest.date_created is None:
            return False
        ahead = service_clocks.ahead(calls.TWILIO)
        ended = (
            moment + service_clocks.ahead(calls.TWILIO, calls.GITHUB)
            if moment
            else clock.at(self._made_at) + ahead
        )
        if newest.date_created > ended + SKEW:
            return True
        now = clock.now() + ahead
        behind = now - newest.date_created
        if moment or behind > _WAITED_FOR:
            return False
        clock.sleep((behind - (now - ended)).total_seconds())
        return True

    def _listed(self, since: datetime, **filters: str) -> list[Any]:
        """Return the account's messages that were created since the moment, by GitHub's clock, the newest first."""
        found, old = [], 0
        with twilio_errors():
            for message in self._client.messages.stream(page_size=_PAGE_OF_A_PERSON, **filters):
                first = since + service_clocks.ahead(calls.TWILIO, calls.GITHUB)
                if message.date_created and message.date_created >= first.replace(microsecond=0):
                    found.append(message)
                    old = 0
                    continue
                old += 1
                if old == OLD_IN_A_ROW:
                    break
        return found

    def sent_from(self, sender: Address, since: datetime) -> list[SentMessage]:
        """Return what left from one of our numbers since the moment, the newest first.

        Twilio is asked once in the life of this object, page by page; what it sends itself is added.
        """
        if sender not in self._sent:
            with twilio_errors():
                stream = self._client.messages.stream(from_=sender.wire, page_size=_PAGE)
                newer = takewhile(lambda one: one.date_created and _ours(one.date_created) >= since, stream)
                self._sent[sender] = list(map(_sent, newer))
        return [one for one in self._sent[sender] if _ours(one.created_at) >= since]

    def last_inbound(self, person: Address, sender: Address) -> datetime | None:
        """Return when the person last wrote to this sender of ours, None if Twilio lists nothing.

        Twilio's list is authoritative, the newest first; `messages.window_closes` is what follows from it on WhatsApp.
        """
        with twilio_errors():
            found = self._client.messages.list(from_=person.wire, to=sender.wire, limit=1)
        return next((_ours(message.date_created) for message in found if message.date_created), None)

    def scheduled_for(self, person: Address) -> list[MessageSid]:
        """Return the scheduled messages to the person, from any of our senders."""
        found = self._listed(clock.now() - _FARTHEST_SCHEDULE, to=person.wire)
        return [MessageSid(str(message.sid)) for message in found if message.status == "scheduled"]

    def cancel(self, sid: MessageSid) -> bool:
        """Cancel a scheduled message; return False if it is too late. Raises TemporaryError."""
        try:
            with twilio_errors():
                self._client.messages(sid).update(status="canceled")
        except SendRefusedError:
            return False
        return True

    def received(self, ours: Address, since: datetime) -> list[Received]:
        """Return what people sent to one of our senders since the moment, the oldest first.

        One request for a thousand messages. Twilio keeps no more of a message than is returned here: a tapped button,
        a location and the person's name on WhatsApp were only in its webhook.
        """
        with twilio_errors():
            found = self._client.messages.list(to=ours.wire, date_sent_after=since, page_size=_PAGE)
        return [
            Received(
                MessageSid(str(message.sid)),
                Address.parse(str(message.from_)),
                ours,
                message.body or "",
                message.date_sent or message.date_created,
                int(message.num_media or 0),
            )
            for message in reversed(found)
            if str(message.direction) == "inbound"
        ]

    def text_of(self, sid: MessageSid) -> str:
        """Return the text of a message, empty if Twilio does not have it any more; raises TemporaryError."""
        try:
            with twilio_errors():
                return str(self._client.messages(sid).fetch().body or "")
        except SendRefusedError:
            return ""

    def media_of(self, sid: MessageSid) -> tuple[Media, ...]:
        """Return the files of a message, by the addresses that its webhook would have held."""
        with twilio_errors():
            found = self._client.messages(sid).media.list()
        base = str(self._client.api.base_url)
        return tuple(
            Media(f"{base}{str(file.uri).removesuffix('.json')}", str(file.content_type)) for file in found
        )

    def _schedule(self, at: datetime | None) -> dict[str, Any]:
        """Return the parameters that schedule a message.

        Only a Messaging Service can. We still choose its sender: `from_` is sent too, so that the person sees the
        number of the conversation.
        Source: twilio.com/docs/messaging/features/message-scheduling.
        """
        if at is None:
            return {}
        return {"schedule_type": "fixed", "send_at": at, "messaging_service_sid": self._service}

    def _callback(self, trace: Trace | None) -> Any:
        if trace is None or not self._public_url:
            return values.unset
        return f"{self._public_url}{STATUS_PATH}?{trace.query}{RETRIES}"


def _ours(moment: datetime) -> datetime:
    """Return what our clock showed at a moment of Twilio's."""
    return moment - service_clocks.ahead(calls.TWILIO)


def _sent(message: Any) -> SentMessage:
    return SentMessage(
        MessageSid(str(message.sid)),
        message.body or "",
        message.date_created,
        str(message.status),
        int(message.error_code or 0),
        abs(Decimal(message.price)) if message.price else None,
        (message.price_unit or "").upper(),
    )
