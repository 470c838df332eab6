"""Files that came with a message: fetched from Twilio, checked, and kept in the repository."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

import requests
from requests.auth import HTTPBasicAuth

from bot.adapters import public_hosts
from bot.adapters.github.media import Blob, MediaBranches, place_of
from bot.adapters.public_hosts import LOOPBACK, NotPublicError
from bot.core import calls, clock, logs, waits
from bot.core.content_types import UNTOLD, ContentType, MediaGroup, content_types
from bot.core.errors import GONE, LimitError, RepositoryError, TemporaryError
from bot.core.messages import ContactId, InboundMessage
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.core.settings.conversations import HARD_MEGABYTES
from bot.rules.text import file_names, insides, media_types, refused_files
from bot.rules.text.insides import Inside
from bot.rules.text.media_types import AwaitedFile, DroppedFile, DropReason, Fate, KeptFile

API = "https://api.twilio.com"
MEGABYTE = 1_000_000  # as Twilio and WhatsApp count
CHUNK_BYTES = 65_536
TIMEOUT_SECONDS = (5.0, 15.0)  # to connect, and between two chunks
WHOLE = timedelta(seconds=60)
MAX_REDIRECTS = 3
# After this time a file that could not be kept is given up. reconcile looks at it until then.
GIVE_UP_AFTER = timedelta(days=2)
_STANDS = frozenset({403, 413, 422})  # what GitHub refuses with these, it refuses again

_ANYTHING = content_types((MediaGroup.ANYTHING,))
_ACCOUNT = "/2010-04-01/Accounts/{account}/Messages/"
_FILE: Final = re.compile(r"(?P<message>(?:SM|MM)[0-9a-fA-F]{32})/Media/(?P<file>ME[0-9a-fA-F]{32})")


class MediaDelayedError(TemporaryError):
    """A file cannot be fetched from Twilio now."""


class _RefusalError(Exception):
    """The file cannot be kept, for a permanent reason."""

    def __init__(self, reason: DropReason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Fetched:
    """A file that GitHub has, and that no branch shows yet."""

    kind: ContentType
    blob: Blob
    name: str
    inside: Inside | None


class MediaKeeper:
    """Keeps the files of messages, each once, or gives a reason why not."""

    def __init__(self, settings: Settings) -> None:
        self._config = settings.config.media
        self._allowed = settings.config.media.allowed
        self._refused = frozenset(settings.config.media.refuse)
        self._login = settings.twilio_login
        self._base = settings.environment.TWILIO_API_URL or API
        self._account = _ACCOUNT.format(account=settings.environment.TWILIO_ACCOUNT_SID)
        self._branches = MediaBranches(settings)

    def known_before(self, message: InboundMessage) -> tuple[Fate, ...]:
        """Return what is known of a message's files before any is fetched: that it is awaited, or why it is not."""
        if not message.media:
            return ()
        reason = self._reason_to_keep_none()
        return tuple(
            DroppedFile(media.content_type, reason) if reason else self._before(message, place)
            for place, media in enumerate(message.media)
        )

    def _reason_to_keep_none(self) -> DropReason | None:
        if not self._config.keep:
            return DropReason.OFF
        return DropReason.PUBLIC if self._is_public else None

    @cached_property
    def _is_public(self) -> bool:
        return self._branches.is_public()

    def _before(self, message: InboundMessage, place: int) -> Fate:
        media = message.media[place]
        source = self._source(media.url)
        if not source or not message.sid.isalnum():
            return DroppedFile(media.content_type, DropReason.FOREIGN)
        claim = media_types.claimed(media.content_type) or UNTOLD
        file = AwaitedFile(message.sid, place, len(message.media), claim.name, source)
        reason = self._reason_not_to_fetch(media.content_type)
        return DroppedFile(media.content_type, reason, file=file) if reason else file

    def _reason_not_to_fetch(self, content_type: str) -> DropReason | None:
        refused = self._reason_to_refuse(content_type)
        if refused or media_types.is_fetched(content_type, self._allowed):
            return refused
        return DropReason.TYPE

    def _reason_to_refuse(self, content_type: str, name: str = "", content: bytes = b"") -> DropReason | None:
        kind = refused_files.refused(content_type, name, content)
        return media_types.OF_REFUSED[kind] if kind in self._refused else None

    def _source(self, url: str) -> str:
        """Return the end of the address of a file of our own account at Twilio; empty for any other address."""
        asked, base = urlsplit(url), urlsplit(self._base)
        start = base.path.rstrip("/") + self._account
        ours = (asked.scheme, asked.netloc) == (base.scheme, base.netloc) and asked.path.startswith(start)
        found = _FILE.fullmatch(asked.path[len(start) :]) if ours and not asked.query else None
        return f"{found['message']}/{found['file']}" if found else ""

    def seconds_until_push(self) -> float:
        """Return how long to wait before `keep`, so that GitHub gets no more pushes than it recommends."""
        return self._branches.seconds_until_push()

    def keep(
        self, contact: ContactId, files: Sequence[AwaitedFile], since: datetime, until: float
    ) -> dict[AwaitedFile, Fate]:
        """Keep files of a person, all by one commit; return what became of those about which that is decided.

        The others are to be tried again; `since` is when the first of them came. No file is fetched once the steady
        clock shows `until`.
        Raises LimitError.
        """
        # What a maintainer asks for was left out earlier: since then the repository may have become public.
        reason = self._reason_to_keep_none() if any(file.asked for file in files) else None
        if reason:
            return {file: self._dropped(file, reason) for file in files}
        fates, fetched, late = dict[AwaitedFile, Fate](), dict[AwaitedFile, _Fetched](), self._is_late(since)
        for file in files:
            try:
                fetched[file] = self._fetched(file, until)
            except _RefusalError as refusal:
                gone = refusal.reason is DropReason.GONE
                kept = self._kept_before(contact, file) if gone else None
                fates[file] = kept or self._dropped(file, refusal.reason)
            except MediaDelayedError as error:
                logs.trouble("media-delayed", message=file.sid, reason=error.message)
                if late:
                    fates[file] = self._dropped(file, DropReason.UNREACHABLE)
            except (TemporaryError, RepositoryError) as error:
                fates |= self._untaken([file], error, late=late)
        return fates | (self._committed(contact, fetched, late=late) if fetched else {})

    def _committed(
        self, contact: ContactId, fetched: Mapping[AwaitedFile, _Fetched], *, late: bool
    ) -> dict[AwaitedFile, Fate]:
        try:
            self._branches.commit(
                contact,
                {
                    place_of(file.sid, file.place, found.kind, found.name): found.blob
                    for file, found in fetched.items()
                },
            )
        except (TemporaryError, RepositoryError) as error:
            return self._untaken(fetched, error, late=late)
        return {
            file: replace(
                self._branches.shown(contact, file.sid, file.place, found.kind, found.name),
                inside=found.inside,
            )
            for file, found in fetched.items()
        }

    def _untaken(
        self, files: Iterable[AwaitedFile], error: TemporaryError | RepositoryError, *, late: bool
    ) -> dict[AwaitedFile, Fate]:
        """Return what becomes of files that GitHub did not take; none of them if it may take them later."""
        if isinstance(error, LimitError):
            raise error
        logs.trouble("media-refused", reason=error.message, remedy=error.remedy)
        stands = isinstance(error, RepositoryError) and error.status in _STANDS
        return {file: self._dropped(file, DropReason.REFUSED) for file in files if stands or late}

    def _dropped(self, file: AwaitedFile, reason: DropReason) -> DroppedFile:
        logs.trouble("media-not-kept", message=file.sid, reason=reason.value)
        return DroppedFile(file.content_type, reason, self._config.max_megabytes, file)

    def _kept_before(self, contact: ContactId, file: AwaitedFile) -> KeptFile | None:
        """Return a file that Twilio no longer has, but that a run kept which died before it could show it."""
        try:
            kept = self._branches.kept(contact, file.sid).get(file.place)
            kind = media_types.claimed(kept.content_type) if kept else None
            if kept and kind and kind.extension in insides.READ:
                return replace(kept, inside=insides.of(kind, self._branches.content(contact, kept.path)))
        except LimitError:
            raise
        except (TemporaryError, RepositoryError):
            return None
        return kept

    @staticmethod
    def _is_late(since: datetime) -> bool:
        return clock.now() - since > GIVE_UP_AFTER

    def _fetched(self, file: AwaitedFile, until: float) -> _Fetched:
        content, name = self._content(file, until)
        refused = self._reason_to_refuse(file.content_type, name, content)
        allowed = _ANYTHING if file.asked else self._allowed
        kind = media_types.decided(file.content_type, content, allowed, name)
        if refused or kind is None:
            raise _RefusalError(refused or DropReason.TYPE)
        return _Fetched(kind, self._branches.add(content), name, insides.of(kind, content))

    def _content(self, file: AwaitedFile, until: float) -> tuple[bytes, str]:
        """Return what a file holds, and the name that its sender gave it, if Twilio tells it."""
        most = (HARD_MEGABYTES if file.asked else self._config.max_megabytes) * MEGABYTE
        url = f"{self._base.rstrip('/')}{self._account}{file.source.replace('/', '/Media/')}"
        for wait in (*waits.MEDIA, None):
            if clock.steady() >= until:
                break
            try:
                return self._fetch(url, min(until, clock.steady() + WHOLE.total_seconds()), most)
            except MediaDelayedError as error:
                if wait is None or not error.soon:
                    raise
                clock.sleep(wait)
        raise MediaDelayedError("There was no time left to fetch a file.")

    def _fetch(self, url: str, deadline: float, most: int) -> tuple[bytes, str]:
        """Fetch a file; our credentials go to the first address only, and its redirects to public hosts only."""
        on_this_machine = urlsplit(self._base).hostname in LOOPBACK
        name = ""
        with _speaking(), public_hosts.session(loopback=on_this_machine) as elsewhere:
            for hop in range(MAX_REDIRECTS + 1):
                login = HTTPBasicAuth(*self._login) if hop == 0 else anonymous
                calls.made[calls.TWILIO] += hop == 0  # its redirects lead to other hosts
                get = requests.get if hop == 0 else elsewhere.get
                with get(
                    url, auth=login, stream=True, timeout=TIMEOUT_SECONDS, allow_redirects=False
                ) as answer:
                    name = file_names.told(answer.headers.get("content-disposition", "")) or name
                    if not answer.is_redirect:
                        _check(answer.status_code)
                        return _read(answer, deadline, most), name
                    location = answer.headers["location"]
                url = public_hosts.followed(url, location, loopback=on_this_machine)
        raise MediaDelayedError("Twilio redirects a file in circles.", soon=False)


def anonymous(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Send no credentials at all: otherwise requests would look for some in a .netrc file."""
    return request


def _read(answer: requests.Response, deadline: float, limit: int) -> bytes:
    length = answer.headers.get("content-length", "")
    if length.isdecimal() and int(length) > limit:
        raise _RefusalError(DropReason.SIZE)
    content = bytearray()
    for portion in answer.iter_content(CHUNK_BYTES):
        content += portion
        if len(content) > limit:
            raise _RefusalError(DropReason.SIZE)
        if clock.steady() > deadline:
            raise MediaDelayedError("Fetching a file from Twilio takes too long.")
    return bytes(content)


def _check(status: int) -> None:
    if status == 200:
        return
    if status in GONE:
        raise _RefusalError(DropReason.GONE)
    if status in (401, 403):
        raise MediaDelayedError(
            Sentence("Twilio refused a file to our credentials (HTTP {status}).", status=status), soon=False
        )
    if status == 429 or status >= 500:
        raise MediaDelayedError(Sentence("Twilio cannot deliver a file now (HTTP {status}).", status=status))
    raise _RefusalError(DropReason.UNREACHABLE)


@contextmanager
def _speaking() -> Iterator[None]:
    try:
        yield
    except (NotPublicError, requests.exceptions.InvalidURL):
        raise _RefusalError(DropReason.FOREIGN) from None
    except requests.exceptions.RequestException:
        raise MediaDelayedError("A file cannot be fetched from Twilio.") from None
