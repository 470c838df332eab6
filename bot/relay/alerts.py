"""Texts the administrators when nothing has moved for a while: the workflows cannot, since they get nothing to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.adapters.twilio.client import Messages
from bot.core import clock, logs
from bot.core.errors import SendRefusedError, TemporaryError
from bot.core.messages import Address
from bot.core.settings import Settings
from bot.core.settings.hours import Window
from bot.relay.standstill import Standstill
from bot.relay.store.alerts import Claim, StoredAlerts, Trouble, TroubleKind
from bot.relay.store.lock import StoreError
from bot.rules.people import schedule

if TYPE_CHECKING:
    from bot.rules.texts import Texts

# So long it must have been well: one good moment in an outage is no end of it.
WELL_FOR = timedelta(minutes=1)


class Alerts:
    """One text for each trouble, and one when it is over; `look` is to be called every few seconds."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        standstill: Standstill,
        stored: StoredAlerts,
        steady: Callable[[], float] = clock.steady,
        issues_are_off: Callable[[], bool] = lambda: False,
    ) -> None:
        self._settings = settings
        self._issues_are_off = issues_are_off
        self._standstill = standstill
        self._stored = stored
        self._steady = steady
        self._well_since: float | None = None
        self._sent_without_store = False

    @property
    def owes_end(self) -> bool:
        """Whether this process alone knows that an alert was sent, and is to send that it is over."""
        return self._sent_without_store

    def look(self, now: datetime) -> None:
        """Send what is due. Raises StoreError where the store does not even show what waits."""
        settings = self._settings()
        if not settings.administrators:
            return
        trouble = self._standstill.look(now)
        if trouble and trouble.lasted >= settings.config.relay.alert_after:
            self._well_since = None
            self._alert(trouble, settings, now)
        elif trouble and trouble.kind is TroubleKind.UNREADY:
            self._well_since = None
        else:
            self._over(settings, now)

    def _alert(self, trouble: Trouble, settings: Settings, now: datetime) -> None:
        rule = settings.config.policy.alert
        zone = ZoneInfo(settings.config.time_zone)
        if self._sent_without_store or not schedule.is_open(now, Window.parse(rule.hours, rule.days), [zone]):
            return
        claim = None
        try:
            claim = self._stored.claim(trouble, now)
            if claim is None:
                return
        except StoreError:
            if self._was_sent():
                return
        if self._send(self._text(trouble, settings), trouble, settings, claim):
            self._remember(claim, now)

    def _was_sent(self) -> bool:
        """Whether the store, which takes nothing more, still shows that an alert was sent."""
        try:
            return self._stored.is_open()
        except StoreError:
            return False

    def _remember(self, claim: Claim | None, now: datetime) -> None:
        try:
            if claim:
                self._stored.sent(claim, now)
        except StoreError:
            claim = None
        self._sent_without_store = claim is None

    def _over(self, settings: Settings, now: datetime) -> None:
        """Send once that it is over, after it has been well for long enough."""
        passed = self._steady()
        self._well_since = passed if self._well_since is None else self._well_since
        if passed - self._well_since < WELL_FOR.total_seconds():
            return
        was_sent = (self._stored.is_open() and self._stored.end(now)) or self._sent_without_store
        self._sent_without_store = False
        if was_sent:
            self._send(_well(settings, now), None, settings, None)

    def _send(self, text: str, trouble: Trouble | None, settings: Settings, claim: Claim | None) -> bool:
        """Text every administrator; return whether it reached Twilio for one of them."""
        from bot.rules.text import segments  # noqa: PLC0415 - few processes ever send one

        messages = Messages(settings)
        maybe_sent_since = trouble.since if trouble and claim and claim.again else None
        ours = {number.channel: number for number in settings.our_numbers}
        sent = 0
        for person in settings.administrators:
            sender = ours.get(person.channel)
            if sender is None:
                logs.trouble("alert-refused", reason="We have no number on the administrator's channel.")
                continue
            spelled = segments.worded(text, person.channel, plain=True)
            try:
                if maybe_sent_since is None or not any(
                    spelled in one.text for one in messages.sent_to(person, sender, maybe_sent_since)
                ):
                    _send_one(messages, person, sender, spelled)
                sent += 1
            except (SendRefusedError, TemporaryError) as error:
                logs.trouble("alert-failed", code=error.code, reason=error.message)
        if sent:
            logs.trouble("administrators-alerted", kind=trouble.kind if trouble else "over", count=sent)
        return sent > 0

    def _text(self, trouble: Trouble, settings: Settings) -> str:
        words = _texts(settings).upkeep
        since = _moment(trouble.since, settings)
        if trouble.kind is TroubleKind.UNREADY:
            return words.relay_unready_phone.format(since=since)
        stuck = words.relay_issues_off_phone if self._issues_are_off() else words.relay_stuck_phone
        return stuck.format(since=since, count=trouble.count)


def _send_one(messages: Messages, person: Address, sender: Address, text: str) -> None:
    try:
        messages.send(person, sender, text)
    except TemporaryError as error:
        if not error.uncertain:  # never twice
            raise


def _well(settings: Settings, now: datetime) -> str:
    return _texts(settings).upkeep.relay_well_phone.format(when=_moment(now, settings))


def _texts(settings: Settings) -> Texts:
    from bot.rules.texts import own  # noqa: PLC0415 - few processes ever write one

    return own.of(settings.config, settings.config.language.people)


def _moment(when: datetime, settings: Settings) -> str:
    return f"{when.astimezone(ZoneInfo(settings.config.time_zone)):%H:%M}"
