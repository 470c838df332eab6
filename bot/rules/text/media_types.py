"""What kind a file is, by its claimed content type and by its own bytes, and what becomes of it. No I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.content_types import CONTENT_TYPES, UNTOLD, ContentType, RefusedKind
from bot.core.messages import MessageSid
from bot.rules.text import file_signatures
from bot.rules.text.insides import Inside
from bot.rules.text.refused_files import ending_of

BRANCH_PREFIX = "midia/"  # the branches that keep files, one per person


class DropReason(StrEnum):
    """Why a file that came with a message is not kept."""

    OFF = "off"
    PUBLIC = "public"
    FOREIGN = "foreign"
    TYPE = "type"
    SIZE = "size"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    CERTIFICATE = "certificate"
    EXECUTABLE = "executable"


# What /fetch may keep all the same.
FETCHABLE = frozenset({DropReason.TYPE, DropReason.SIZE, DropReason.UNREACHABLE, DropReason.REFUSED})
OF_REFUSED = {
    RefusedKind.CERTIFICATES: DropReason.CERTIFICATE,
    RefusedKind.EXECUTABLES: DropReason.EXECUTABLE,
}


_BY_NAME = {name: kind for kind in (*CONTENT_TYPES, UNTOLD) for name in (kind.name, *kind.aliases)}
_BY_EXTENSION = {kind.extension: kind for kind in (*CONTENT_TYPES, UNTOLD)}
_BY_ENDING = {ending: kind for kind in CONTENT_TYPES for ending in (kind.extension, *kind.endings)}

# Bytes that could be anything written, or anything packed, are believed where the claim is of that sort. Windows calls
# a CSV file one of Excel.
_WRITTEN = frozenset(("txt", "csv", "xml", "ofx"))
_PACKED = frozenset(("zip", "rar", "7z"))
_CLAIMED_AS = dict.fromkeys(_WRITTEN, _WRITTEN | {"xls"}) | dict.fromkeys(_PACKED, _PACKED)


def claimed(content_type: str) -> ContentType | None:
    """Return the kind that a sender claims: `audio/ogg; codecs=opus` is a kind of Ogg file."""
    return _BY_NAME.get(content_type.partition(";")[0].strip().lower())


def of_extension(extension: str) -> ContentType | None:
    """Return the kind of a file by its extension."""
    return _BY_EXTENSION.get(extension.lower())


def sniffed(content: bytes) -> tuple[ContentType, ...]:
    """Return the kinds that the bytes may be, the likeliest first; empty for anything that is not in the table."""
    return tuple(_BY_EXTENSION[extension] for extension in file_signatures.extensions(content))


def is_fetched(content_type: str, allowed: frozenset[str]) -> bool:
    """Return whether a file may turn out to be allowed, by what its sender claims: who claims nothing may be right."""
    claim = claimed(content_type)
    return UNTOLD.name in allowed or claim is UNTOLD or (claim is not None and claim.name in allowed)


def decided(content_type: str, content: bytes, allowed: frozenset[str], name: str = "") -> ContentType | None:
    """Return the kind of a file if both its sender's claim and its bytes are of allowed kinds, else None.

    Where the claim is that nobody knows, the bytes and the end of the file's name decide.
    """
    if not content or not is_fetched(content_type, allowed):
        return None
    claim = claimed(content_type) or UNTOLD
    found = [kind for kind in sniffed(content) if kind.name in allowed]
    kind = _untold(found, content, name) if claim is UNTOLD else _told(claim, found, content)
    return kind or (UNTOLD if UNTOLD.name in allowed else None)


def _told(claim: ContentType, found: list[ContentType], content: bytes) -> ContentType | None:
    if claim in found:
        return claim
    fitting = [
        kind for kind in found if claim.extension in _CLAIMED_AS.get(kind.extension, {claim.extension})
    ]
    if claim.extension == "xls":
        fitting.reverse()  # what Excel opens is a table
    return fitting[0] if fitting and not _ambiguous(content) else None


def _untold(found: list[ContentType], content: bytes, name: str) -> ContentType | None:
    named = _BY_ENDING.get(ending_of(name))
    if named in found:
        return named
    return found[0] if found and not _ambiguous(content) else None


def _ambiguous(content: bytes) -> bool:
    """Return whether only the claimed type shows the kind: old Office files all look alike from outside."""
    return content.startswith(file_signatures.COMPOUND)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is kept: `page` shows it on GitHub, `image` is the address to embed if it is a picture.

    `path` is its place on the person's branch, `inside` what can be said of what is in it.
    """

    name: str
    content_type: str
    page: str
    image: str = ""
    path: str = ""
    inside: Inside | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class AwaitedFile:
    """A file that is not kept yet: the file at this place, from zero, of the `count` of a message.

    `source` is the end of its address at Twilio: the message that it belongs to, and its own id. With `asked`, a
    maintainer wants it kept whatever its type and size.
    """

    sid: MessageSid
    place: int
    count: int
    content_type: str
    source: str
    asked: bool = False


@dataclass(frozen=True, slots=True)
class DroppedFile:
    """A file that is not kept, and why; `megabytes` is the limit that it exceeds.

    `file` says which of our account's it is, None if it is none of them.
    """

    content_type: str
    reason: DropReason
    megabytes: int = 0
    file: AwaitedFile | None = None


Fate = KeptFile | DroppedFile | AwaitedFile
