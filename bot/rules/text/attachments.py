"""Files in a maintainer's comment: found in its Markdown, taken out of its text, laid out into messages. No I/O.

GitHub writes a picture as `![alt](address)` or `<img src="address">`, a video as its bare address on a line, and any
other file as `[name](address)` (docs: attaching files). A link to anything else than an attachment or a file that the
bot keeps stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never
from urllib.parse import unquote

from bot.core.messages import Channel
from bot.rules.text import cutting, segments
from bot.rules.text.media_types import BRANCH_PREFIX

# The longest caption on WhatsApp (Meta's limit for the text below a picture).
MAX_CAPTION_UNITS = 1024

_ADDRESS = re.compile(r"https?://[^\s<>\"']++", re.IGNORECASE)
_ATTACHMENT = re.compile(
    r"https?://[^/\s]++/(?:[\w.-]+/[\w.-]+/(?:assets|files)|user-attachments/(?:assets|files))/[\w./%-]++",
    re.IGNORECASE,
)
# What MediaBranches keeps: a folder for each message, a file for each place in it. Nothing else is asked of GitHub.
_KEPT = re.compile(
    rf"https?://[^/\s]++/[\w.-]+/[\w.-]+/(?:raw|blob)/(?:refs/heads/)?(?P<branch>{BRANCH_PREFIX}\w+)/"
    r"(?P<path>\w+/\d{1,3}(?:-(?:[\w.()+-]|%(?:2[89b]|[89a-f][0-9a-f])){1,480})?\.\w{1,8})",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a comment shows (`embedded`: picture or video) or links."""

    url: str = field(repr=False)
    embedded: bool

    @property
    def kept_at(self) -> tuple[str, str] | None:
        """Return branch and path of a file that the bot keeps."""
        found = _KEPT.fullmatch(self.url)
        return (found["branch"], unquote(found["path"])) if found else None

    @property
    def is_uploaded(self) -> bool:
        """Whether it was pasted into a comment, which GitHub keeps."""
        return _ATTACHMENT.fullmatch(self.url) is not None


@dataclass(frozen=True, slots=True)
class ComposedText:
    """What a maintainer wrote: the text as it should arrive, and the files in their order."""

    text: str = field(repr=False)
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class MessagePart:
    """One message: its text and the indexes, in `Written.files`, of the files that go with it."""

    text: str = field(repr=False)
    files: tuple[int, ...] = ()


def embedded(address: str) -> Attachment | None:
    """Return the file that a comment shows as a picture or video; None if the address is none of the web."""
    return Attachment(address, embedded=True) if _ADDRESS.fullmatch(address) else None


def linked(address: str) -> Attachment | None:
    """Return the file that a link leads to; None if it leads to a page."""
    is_file = _ATTACHMENT.fullmatch(address) or _KEPT.fullmatch(address)
    return Attachment(address, embedded=False) if is_file else None


def alone(line: str) -> Attachment | None:
    """Return the video whose bare address is all that a line holds."""
    return Attachment(line.strip(), embedded=True) if _ATTACHMENT.fullmatch(line.strip()) else None


def message_parts(written: ComposedText, channel: Channel) -> tuple[MessagePart, ...]:
    """Lay a text and its files out into messages.

    SMS allows up to ten files in one message. WhatsApp allows one, and shows a text only with pictures and videos
    (twilio.com/docs/whatsapp/guidance-whatsapp-media-messages): with other files the text goes first.
    """
    count = len(written.files)
    if not count:
        return tuple(MessagePart(part) for part in cutting.split(written.text))
    parts = cutting.split(written.text)
    match channel:
        case Channel.SMS | Channel.OTHER:
            first = MessagePart(parts[0], tuple(range(count)))
            return (first, *map(MessagePart, parts[1:]))
        case Channel.WHATSAPP:
            return tuple(_one_by_one(written, parts))
        case _:
            assert_never(channel)


def _one_by_one(written: ComposedText, parts: Sequence[str]) -> Iterator[MessagePart]:
    captioned = written.files[0].embedded and segments.units(written.text) <= MAX_CAPTION_UNITS
    if not captioned:
        yield from (MessagePart(part) for part in parts if part)
    for index in range(len(written.files)):
        yield MessagePart(written.text if captioned and index == 0 else "", (index,))
