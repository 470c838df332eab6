"""Who is signed in, known to all relays on one store: a secret in the browser, its digest in a note.

What is stored opens nothing. A session ends when it is not used for half an hour, half a day after it began, by signing
out, or when its administrator is no longer one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core import clock
from bot.relay.store.notes import Content, SharedNotes, moment_of
from bot.relay.store.store import Store

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
_SEEN_EVERY = timedelta(minutes=1)  # a page is no reason to write each time
_CLOCKS_DIFFER = timedelta(minutes=1)  # of two relays, by so much at most
LINK_WORKS = timedelta(minutes=10)
_SESSION, _LINK = "console:session:", "console:link:"


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in, from one browser."""

    secret: str
    name: str
    since: datetime
    by_link: bool = False  # made on the server, by somebody who may read its files

    @property
    def digest(self) -> str:
        """What is known of the session where its secret must not be."""
        return _digest(self.secret)

    @property
    def form_token(self) -> str:
        """What the forms of its pages hold, which no page of another site can know."""
        return hmac.digest(self.secret.encode(), b"form", hashlib.sha256).hex()


class Sessions:
    """The sessions, and the links that begin one. Every method raises StoreError."""

    def __init__(self, store: Store) -> None:
        self._notes = SharedNotes(store)

    def begin(self, name: str, *, by_link: bool = False) -> Session:
        """Begin a session, with a secret that nobody has seen before."""
        now = clock.now()
        for kind in (_SESSION, _LINK):
            self._notes.forget(kind, now - LONGEST)
        session = Session(secrets.token_urlsafe(32), name, now, by_link)
        content: Content = {
            "name": name,
            "since": clock.iso(now),
            "seen": clock.iso(now),
            "by_link": by_link,
        }
        self._notes.write(_SESSION + session.digest, content, now)
        return session

    def find(self, secret: str, *, used: bool = True) -> Session | None:
        """Return the session with that secret, which counts as used now; None if there is none, or it has ended.

        With `used` False nobody used it: a page that was left open asked by itself.
        """
        now, note = clock.now(), _SESSION + _digest(secret)
        content = self._notes.read(note)
        name, since, seen = (
            content.get("name"),
            moment_of(content.get("since")),
            moment_of(content.get("seen")),
        )
        if not isinstance(name, str) or since is None or seen is None:
            return None
        if not (_lasts(seen, IDLE, now) and _lasts(since, LONGEST, now)):
            self._notes.write(note, {}, now)
            return None
        if used and now - seen > _SEEN_EVERY:
            self._notes.change(note, lambda found: found and {**found, "seen": clock.iso(now)}, now)
        return Session(secret, name, since, content.get("by_link") is True)

    def end(self, session: Session) -> None:
        self._notes.write(_SESSION + session.digest, {}, clock.now())

    def end_all(self, name: str = "") -> int:
        """End all sessions and links, of one administrator if one is named; return how many there were."""
        found = self._notes.named(_SESSION) | self._notes.named(_LINK)
        mine = [note for note, content in found.items() if not name or content.get("name") == name]
        for note in mine:
            self._notes.write(note, {}, clock.now())
        return len(mine)

    def count(self, name: str) -> int:
        """Return from how many browsers an administrator is signed in."""
        now = clock.now()
        return sum(
            content.get("name") == name and now - (moment_of(content.get("seen")) or now) <= IDLE
            for content in self._notes.named(_SESSION).values()
        )

    def make_link(self, name: str) -> str:
        """Return the secret of a link with which the administrator signs in once, within ten minutes."""
        secret, now = secrets.token_urlsafe(32), clock.now()
        self._notes.write(_LINK + _digest(secret), {"name": name, "made": clock.iso(now)}, now)
        return secret

    def take_link(self, secret: str) -> str:
        """Use up a link and return whose it is; empty if it does not work."""
        taken: list[Content] = []

        def rule(content: Content) -> Content:
            taken.append(content)
            return {}

        now = clock.now()
        note = _LINK + _digest(secret)
        if not self._notes.read(note):  # strangers who guess have nothing written
            return ""
        self._notes.change(note, rule, now)
        name, made = taken[-1].get("name"), moment_of(taken[-1].get("made"))
        return name if isinstance(name, str) and made and _lasts(made, LINK_WORKS, now) else ""


def _lasts(since: datetime, longest: timedelta, now: datetime) -> bool:
    """Return whether something is not over; what began after now has outlived a clock that was set back."""
    return -_CLOCKS_DIFFER <= now - since <= longest


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
