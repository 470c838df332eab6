"""Files that came with a message: fetched from Twilio, checked, and kept in the repository."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import requests
from requests.auth import HTTPBasicAuth

from bot.adapters import public_hosts
from bot.adapters.github.media import MediaBranches
from bot.adapters.public_hosts import LOOPBACK, NotPublicError
from bot.core import calls, clock, logs, waits
from bot.core.errors import GONE, RepositoryError, TemporaryError
from bot.core.messages import ContactId, Event, Media
from bot.core.settings import Settings
from bot.rules.text import media_types, vcards
from bot.rules.text.media_types import DroppedFile, DropReason, Fate, KeptFile

API = "https://api.twilio.com"
CONTACT_CARD = "text/vcard"
MEGABYTE = 1_000_000  # as Twilio and WhatsApp count
CHUNK_BYTES = 65_536
TIMEOUT_SECONDS = (5.0, 15.0)  # to connect, and between two chunks
WHOLE_SECONDS = 60.0
MAX_REDIRECTS = 3
# After this time a message is recorded without a file that cannot be fetched: its text must not wait forever.
GIVE_UP_AFTER = timedelta(hours=6)

_PATH: Final = r"/2010-04-01/Accounts/{account}/Messages/(?:SM|MM)[0-9a-fA-F]{{32}}/Media/ME[0-9a-fA-F]{{32}}"


class MediaDelayedError(TemporaryError):
    """A file cannot be fetched from Twilio now; its message is recorded with it by a later run."""


class _RefusalError(Exception):
    """The file cannot be kept, for a permanent reason."""

    def __init__(self, reason: DropReason) -> None:
        super().__init__(reason)
        self.reason = reason


class MediaKeeper:
    """Keeps the files of messages, each once, or gives a reason why not."""

    def __init__(self, settings: Settings) -> None:
        self._config = settings.config.media
        self._allowed = frozenset(settings.config.media.types)
        self._login = settings.twilio_login
        self._base = settings.environment.TWILIO_API_URL or API
        self._ours = re.compile(_PATH.format(account=settings.environment.TWILIO_ACCOUNT_SID))
        self._branches = MediaBranches(settings)

    def keep(self, event: Event, contact: ContactId) -> tuple[Fate, ...]:
        """Keep the files of a message and return what became of each, in order.

        Raises TemporaryError if repeating may help: what was kept by then is found again.
        """
        message = event.message
        if not message.media:
            return ()
        try:
            reason = self._reason_to_keep_none()
            known = {} if reason else self._branches.kept(contact, message.sid)
        except RepositoryError as error:
            reason, known = self._refused(event, error), {}
        if reason:
            return tuple(DroppedFile(media.content_type, reason) for media in message.media)
        return tuple(
            known.get(index) or self._fate(event, contact, index) for index in range(len(message.media))
        )

    def _reason_to_keep_none(self) -> DropReason | None:
        if not self._config.keep:
            return DropReason.OFF
        return DropReason.PUBLIC if self._branches.is_public() else None

    def _fate(self, event: Event, contact: ContactId, index: int) -> Fate:
        media = event.message.media[index]
        try:
            return self._keep(event, contact, index)
        except _RefusalError as refusal:
            reason = refusal.reason
        except RepositoryError as error:
            reason = self._refused(event, error)
        logs.trouble("media-not-kept", message=event.message.sid, reason=reason.value)
        return DroppedFile(media.content_type, reason, self._config.max_megabytes)

    def _keep(self, event: Event, contact: ContactId, index: int) -> KeptFile:
        media = event.message.media[index]
        claim = media_types.claimed(media.content_type)
        if claim is None or claim.name not in self._allowed:
            raise _RefusalError(DropReason.TYPE)  # what would not be kept is not fetched
        content = self._fetched(media, event.received_at)
        kind = media_types.decided(media.content_type, content, self._allowed)
        if kind is None:
            raise _RefusalError(DropReason.TYPE)
        kept = self._branches.keep(contact, event.message.sid, index, kind, content)
        return replace(kept, summary=vcards.summary(content)) if kind.name == CONTACT_CARD else kept

    def _fetched(self, media: Media, received_at: datetime) -> bytes:
        if not self._is_ours(media.url):
            raise _RefusalError(DropReason.FOREIGN)
        for wait in (*waits.MEDIA, None):
            try:
                return self._fetch(media.url)
            except MediaDelayedError as error:
                if wait is None or not error.soon:
                    if clock.now() - received_at > GIVE_UP_AFTER:
                        raise _RefusalError(DropReason.UNREACHABLE) from None
                    raise
                clock.sleep(min(error.retry_after or wait, 10.0))
        raise AssertionError  # the last wait is None

    def _is_ours(self, url: str) -> bool:
        """Return whether the address belongs to a file of our own account at Twilio."""
        asked, base = urlsplit(url), urlsplit(self._base)
        prefix = base.path.rstrip("/")
        return (
            (asked.scheme, asked.netloc) == (base.scheme, base.netloc)
            and asked.path.startswith(prefix)
            and bool(self._ours.fullmatch(asked.path[len(prefix) :]))
            and not asked.query
        )

    def _fetch(self, url: str) -> bytes:
        """Fetch a file; our credentials go to the first address only, and its redirects to public hosts only."""
        deadline = clock.now().timestamp() + WHOLE_SECONDS
        on_this_machine = urlsplit(self._base).hostname in LOOPBACK
        with _speaking(), public_hosts.session(loopback=on_this_machine) as elsewhere:
            for hop in range(MAX_REDIRECTS + 1):
                login = HTTPBasicAuth(*self._login) if hop == 0 else anonymous
                calls.made[calls.TWILIO] += hop == 0  # its redirects lead to other hosts
                get = requests.get if hop == 0 else elsewhere.get
                with get(
                    url, auth=login, stream=True, timeout=TIMEOUT_SECONDS, allow_redirects=False
                ) as answer:
                    if not answer.is_redirect:
                        _check(answer.status_code)
                        return self._read(answer, deadline)
                    location = answer.headers["location"]
                url = public_hosts.followed(url, location, loopback=on_this_machine)
        raise MediaDelayedError("Twilio redirects a file in circles.", soon=False)

    def _read(self, answer: requests.Response, deadline: float) -> bytes:
        limit = self._config.max_megabytes * MEGABYTE
        length = answer.headers.get("content-length", "")
        if length.isdecimal() and int(length) > limit:
            raise _RefusalError(DropReason.SIZE)
        content = bytearray()
        for portion in answer.iter_content(CHUNK_BYTES):
            content += portion
            if len(content) > limit:
                raise _RefusalError(DropReason.SIZE)
            if clock.now().timestamp() > deadline:
                raise MediaDelayedError("Fetching a file from Twilio takes too long.")
        return bytes(content)

    def _refused(self, event: Event, error: RepositoryError) -> DropReason:
        logs.trouble("media-refused", message=event.message.sid, reason=error.message, remedy=error.remedy)
        return DropReason.REFUSED


def anonymous(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Send no credentials at all: otherwise requests would look for some in a .netrc file."""
    return request


def _check(status: int) -> None:
    if status == 200:
        return
    if status in GONE:
        raise _RefusalError(DropReason.GONE)
    if status in (401, 403):
        raise MediaDelayedError(f"Twilio refused a file to our credentials (HTTP {status}).", soon=False)
    if status == 429 or status >= 500:
        raise MediaDelayedError(f"Twilio cannot deliver a file now (HTTP {status}).")
    raise _RefusalError(DropReason.UNREACHABLE)


@contextmanager
def _speaking() -> Iterator[None]:
    try:
        yield
    except (NotPublicError, requests.exceptions.InvalidURL):
        raise _RefusalError(DropReason.FOREIGN) from None
    except requests.exceptions.RequestException:
        raise MediaDelayedError("A file cannot be fetched from Twilio.") from None
