"""What kind a file is: by its claimed content type and by its own bytes. No I/O.

Sources of the signatures: RFC 2046 and 6713 for the names; the formats' own specifications (PNG, JFIF, GIF89a, RIFF,
ISO 14496-12 for the family of MP4, RFC 4867 for AMR, RFC 3533 for Ogg, ISO 32000 for PDF, APPNOTE for ZIP, MS-CFB, and
RFC 6350 for contact cards).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.content_types import CONTENT_TYPES, ContentType
from bot.core.messages import MessageSid

HEAD_BYTES = 64
BRANCH_PREFIX = "midia/"  # the branches that keep files, one per person
_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


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


_BY_NAME = {name: kind for kind in CONTENT_TYPES for name in (kind.name, *kind.aliases)}
_BY_EXTENSION = {kind.extension: kind for kind in CONTENT_TYPES}

# The first bytes of each kind; kinds that share a signature are distinguished below, or by their declared type.
_BEGINNINGS = (
    (b"\xff\xd8\xff", ("jpg",)),
    (b"\x89PNG\r\n\x1a\n", ("png",)),
    (b"GIF87a", ("gif",)),
    (b"GIF89a", ("gif",)),
    (b"OggS", ("ogg",)),
    (b"ID3", ("mp3",)),
    (b"\xff\xfb", ("mp3",)),
    (b"\xff\xf3", ("mp3",)),
    (b"\xff\xf2", ("mp3",)),
    (b"\xff\xf1", ("aac",)),
    (b"\xff\xf9", ("aac",)),
    (b"#!AMR", ("amr",)),
    (b"%PDF-", ("pdf",)),
    (_COMPOUND, ("doc", "xls", "ppt")),
    (b"BEGIN:VCARD", ("vcf",)),
)
# The part of an Office file that names its kind; one with macros is not accepted.
_PARTS = ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"))
_MACROS = b"vbaProject.bin"
_BRANDS = (
    ((b"heic", b"heix", b"hevc", b"mif1", b"msf1"), ("heic",)),
    ((b"M4A ", b"M4B "), ("m4a",)),
    ((b"3gp", b"3g2"), ("3gp", "m4a", "mp4")),
    # Voice notes have the brand of videos too.
    ((b"isom", b"iso", b"mp4", b"avc1", b"MSNV", b"M4V", b"dash"), ("mp4", "m4a")),
)


def claimed(content_type: str) -> ContentType | None:
    """Return the kind that a sender claims: `audio/ogg; codecs=opus` is a kind of Ogg file."""
    return _BY_NAME.get(content_type.partition(";")[0].strip().lower())


def of_extension(extension: str) -> ContentType | None:
    """Return the kind of a file by its extension."""
    return _BY_EXTENSION.get(extension.lower())


def sniffed(content: bytes) -> tuple[ContentType, ...]:
    """Return the kinds that the bytes may be, the likeliest first; empty for anything that is not in the table."""
    return tuple(_BY_EXTENSION[extension] for extension in _extensions(content))


def decided(content_type: str, content: bytes, allowed: frozenset[str]) -> ContentType | None:
    """Return the kind of a file if both its sender's claim and its bytes are of allowed kinds, else None."""
    claim = claimed(content_type)
    if claim is None or claim.name not in allowed:
        return None
    found = [kind for kind in sniffed(content) if kind.name in allowed]
    if claim in found:
        return claim
    return found[0] if found and not _ambiguous(content) else None


def _ambiguous(content: bytes) -> bool:
    """Return whether only the claimed type shows the kind: old Office files all look alike from outside."""
    return content.startswith(_COMPOUND)


def _extensions(content: bytes) -> tuple[str, ...]:
    head = content[:HEAD_BYTES]
    for beginning, extensions in _BEGINNINGS:
        if head.startswith(beginning):
            return extensions
    if head[:4] == b"RIFF":
        return {b"WEBP": ("webp",), b"WAVE": ("wav",)}.get(head[8:12], ())
    if head[4:8] == b"ftyp":
        return next((kinds for brands, kinds in _BRANDS if head[8:12].startswith(brands)), ())
    return _in_archive(content) if head.startswith(_ZIP) else ()


def _in_archive(content: bytes) -> tuple[str, ...]:
    """Distinguish Office files from other archives by the names inside, which no ZIP hides."""
    if content[30:38] == b"mimetype":
        kind = _BY_NAME.get(content[38:100].partition(b"PK")[0].decode("ascii", "replace").strip())
        return (kind.extension,) if kind else ()
    if b"[Content_Types].xml" not in content or _MACROS in content:
        return ()
    return tuple(extension for part, extension in _PARTS if part in content)[:1]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is kept: `page` shows it on GitHub, `image` is the address to embed if it is a picture.

    `summary` is what a contact card says, if the file is one.
    """

    name: str
    content_type: str
    page: str
    image: str = ""
    summary: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DroppedFile:
    """A file that is not kept, and why; `megabytes` is the limit that it exceeds."""

    content_type: str
    reason: DropReason
    megabytes: int = 0


@dataclass(frozen=True, slots=True)
class AwaitedFile:
    """A file that is not kept yet: the file at this place, from zero, of the `count` of a message.

    `source` is the end of its address at Twilio: the message that it belongs to, and its own id.
    """

    sid: MessageSid
    place: int
    count: int
    content_type: str
    source: str


Fate = KeptFile | DroppedFile | AwaitedFile
