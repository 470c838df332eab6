"""Files that a maintainer attaches: an address from which Twilio can fetch each, or why there is none.

Twilio fetches a file without credentials, while an attachment of a private repository is visible to its readers only.
GitHub has two kinds of addresses that work for everybody for a short time: the one it puts into a comment's HTML for
pictures and videos (about five minutes), and the `download_url` of a file in the repository ("expires, and is meant to
be used just once": docs, repository contents). Every address is tried here without credentials before Twilio gets it,
so that a file that cannot be sent is a sentence for the maintainer and not a silent loss.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

import requests

from bot.adapters import public_hosts
from bot.adapters.github.media import MediaBranches
from bot.adapters.media import CHUNK_BYTES, MAX_REDIRECTS, MEGABYTE, TIMEOUT_SECONDS, anonymous
from bot.adapters.public_hosts import LOOPBACK, NotPublicError
from bot.core.errors import RepositoryError, TemporaryError
from bot.core.messages import MAX_MEDIA
from bot.core.settings import Settings
from bot.rules.text.attachments import Attachment, ComposedText
from bot.rules.text.media_types import claimed

MAX_MEGABYTES = 5  # what Twilio fetches (docs: Messages resource, MediaUrl)


class Obstacle(StrEnum):
    """Why a file cannot be sent."""

    PRIVATE = "private"
    SIZE = "size"
    TYPE = "type"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Blocked:
    """The file at this place cannot be sent."""

    place: int
    obstacle: Obstacle


class MediaLinks:
    """Finds public addresses for the files of comments."""

    def __init__(self, settings: Settings) -> None:
        self._branches = MediaBranches(settings)
        self._on_this_machine = urlsplit(settings.environment.GITHUB_API_URL).hostname in LOOPBACK

    def public(self, written: ComposedText, comment: int) -> tuple[str, ...] | Blocked:
        """Return an address for each file of the comment; raises TemporaryError where it may work later."""
        if len(written.files) > MAX_MEDIA:
            return Blocked(MAX_MEDIA, Obstacle.MANY)
        signed = self._branches.signed_addresses(comment) if written.files else []
        addresses = []
        for place, file in enumerate(written.files):
            make = self._maker(file, signed)
            try:
                obstacle = self._obstacle(make(), file)
                addresses.append(make())
            except (RepositoryError, NotPublicError, requests.exceptions.InvalidURL):
                obstacle = Obstacle.PRIVATE
            if obstacle:
                return Blocked(place, obstacle)
        return tuple(addresses)

    def _maker(self, file: Attachment, signed: list[str]) -> Callable[[], str]:
        """Return how to get an address: a fresh one each time if it is meant to be used once."""
        kept = file.kept_at
        if kept:
            return lambda: self._branches.download_address(*kept)
        return lambda: address_of(file, signed)

    def _obstacle(self, url: str, file: Attachment) -> Obstacle | None:
        """Return why Twilio could not fetch the file; raises NotPublicError where it is not to be asked for."""
        local = self._on_this_machine
        url = public_hosts.encrypted(url, loopback=local)
        with public_hosts.session(loopback=local) as web:
            for _ in range(MAX_REDIRECTS + 1):
                try:
                    with web.get(
                        url, auth=anonymous, stream=True, timeout=TIMEOUT_SECONDS, allow_redirects=False
                    ) as answer:
                        if not answer.is_redirect:
                            return _verdict(answer, file)
                        location = answer.headers["location"]
                except requests.exceptions.InvalidURL:
                    raise
                except requests.exceptions.RequestException:
                    raise TemporaryError("A file of a comment cannot be reached.") from None
                url = public_hosts.followed(url, location, loopback=local)
        return Obstacle.PRIVATE


def address_of(file: Attachment, signed: Sequence[str]) -> str:
    """Return the signed address of a file that was pasted into a comment, of any other its own.

    GitHub's signed addresses end with the name of the upload, and of another's file `1.png` any might.
    """
    name = file.url.partition("?")[0].rpartition("/")[2] if file.is_uploaded else ""
    return next((url for url in signed if name and name in urlsplit(url).path), file.url)


def _verdict(answer: requests.Response, file: Attachment) -> Obstacle | None:
    if answer.status_code == 429 or answer.status_code >= 500:
        raise TemporaryError("A file of a comment cannot be reached.")
    if answer.status_code != 200:
        return Obstacle.PRIVATE
    kind = claimed(answer.headers.get("content-type", ""))
    if kind is None or not kind.sent or (file.embedded and not kind.name.startswith(("image/", "video/"))):
        # An address that leads to a page, such as a sign-in page, is not a file.
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        return Obstacle.PRIVATE if is_page else Obstacle.TYPE
    size = 0
    for portion in answer.iter_content(CHUNK_BYTES):
        size += len(portion)
        if size > MAX_MEGABYTES * MEGABYTE:
            return Obstacle.SIZE
    return None
