"""Whether Twilio received messages that never came here: the relay ran, but nothing led to it.

A proxy that is down, or a certificate that expired, leaves no trace in the relay; Twilio's own list shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.adapters.twilio.client import Messages
from bot.core import clock, logs
from bot.core.errors import BotError
from bot.core.messages import MessageSid
from bot.core.settings import Settings
from bot.relay.store.fingerprints import Fingerprints
from bot.relay.store.schema import events, known
from bot.relay.store.store import Store

LOOK_BACK = timedelta(hours=3)


class MissedMessages:
    """Compares Twilio's list with the store; each missed message is found once."""

    def __init__(self, settings: Settings, store: Store, on_missed: Callable[[], None]) -> None:
        """Call `on_missed` at each look that finds a message that was not known to be missed."""
        self._store, self._on_missed = store, on_missed
        self._known_missed: set[MessageSid] = set()
        self._problem = ""
        self.use_settings(settings)

    def use_settings(self, settings: Settings) -> None:
        """Ask with these credentials from now on."""
        self._settings, self._messages = settings, Messages(settings)

    def look(self) -> None:
        """Compare once; one request for each of our numbers."""
        now = clock.now()
        try:
            sids = self._listed(now - LOOK_BACK, now - self._settings.config.reconcile.lost_after)
            missed = [sid for sid in sids if sid not in self._known_missed and not self._is_stored(sid)]
        except BotError as error:  # reconcile looks too, if later
            if error.message != self._problem:
                logs.trouble("twilio-not-compared", reason=error.message, remedy=error.remedy)
            self._problem = error.message
            return
        self._problem = ""
        self._known_missed = {*(self._known_missed & set(sids)), *missed}
        if missed:
            logs.trouble("messages-missed", count=len(missed), remedy="reconcile is woken to record them.")
            self._on_missed()

    def _listed(self, since: datetime, until: datetime) -> Sequence[MessageSid]:
        return [
            message.sid
            for ours in self._settings.our_numbers
            for message in self._messages.received(ours, since)
            if since <= message.sent_at <= until
        ]

    def _is_stored(self, sid: MessageSid) -> bool:
        digests = Fingerprints(self._store.keys).of(sid)
        with self._store.reading() as connection:
            if connection.execute(select(events.c.sequence).where(events.c.key == sid)).first():
                return True
            return (
                connection.execute(select(known.c.until).where(known.c.digest.in_(digests))).first()
                is not None
            )
