"""The kinds of file the bot knows, by content type, and the groups of them that the configuration names.

Sources: RFC 2046 and 6713 for the names, IANA's registry for the newer ones, RFC 8551 for signatures, and OFX 2.3 for
bank statements.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_OPEN_XML = "application/vnd.openxmlformats-officedocument"


class MediaGroup(StrEnum):
    """Kinds of file that belong together; `anything` is any file at all."""

    DOCUMENTS = "documents"
    ACCOUNTING = "accounting"
    IMAGES = "images"
    AUDIO = "audio"
    VIDEO = "video"
    ARCHIVES = "archives"
    ANYTHING = "anything"


class RefusedKind(StrEnum):
    """Files that are refused whatever type they have: keys that sign in a company's name, and what runs."""

    CERTIFICATES = "certificates"
    EXECUTABLES = "executables"


@dataclass(frozen=True, slots=True)
class ContentType:
    """A kind of file: its content type, its file extension, and other names that senders use for the type.

    `shown` means that GitHub shows it as a picture, `sent` that Twilio takes it to a phone, `endings` are other ends
    of such files' names.
    """

    name: str
    extension: str
    aliases: tuple[str, ...] = ()
    shown: bool = False
    sent: bool = True
    endings: tuple[str, ...] = ()


_IMAGES = (
    ContentType("image/jpeg", "jpg", ("image/jpg", "image/pjpeg"), shown=True, endings=("jpeg", "jfif")),
    ContentType("image/png", "png", ("image/x-png",), shown=True),
    ContentType("image/gif", "gif", shown=True),
    ContentType("image/webp", "webp", shown=True),
    ContentType("image/heic", "heic", ("image/heif",), endings=("heif",)),
    ContentType("image/tiff", "tif", sent=False, endings=("tiff",)),
    ContentType("image/bmp", "bmp", ("image/x-ms-bmp",), sent=False),
)
_AUDIO = (
    ContentType("audio/ogg", "ogg", ("application/ogg", "audio/opus"), endings=("opus", "oga")),
    ContentType("audio/mpeg", "mp3", ("audio/mp3",)),
    ContentType("audio/mp4", "m4a", ("audio/m4a", "audio/x-m4a")),
    ContentType("audio/aac", "aac", ("audio/x-aac", "audio/aacp")),
    ContentType("audio/amr", "amr", ("audio/amr-nb",)),
    ContentType("audio/wav", "wav", ("audio/x-wav", "audio/wave", "audio/vnd.wave")),
)
_VIDEO = (
    ContentType("video/mp4", "mp4"),
    ContentType("video/3gpp", "3gp", ("audio/3gpp",)),
    ContentType("video/quicktime", "mov", sent=False),
)
_DOCUMENTS = (
    ContentType("application/pdf", "pdf", ("application/x-pdf",)),
    ContentType(f"{_OPEN_XML}.wordprocessingml.document", "docx"),
    ContentType(f"{_OPEN_XML}.spreadsheetml.sheet", "xlsx"),
    ContentType(f"{_OPEN_XML}.presentationml.presentation", "pptx"),
    ContentType("application/vnd.oasis.opendocument.text", "odt"),
    ContentType("application/vnd.oasis.opendocument.spreadsheet", "ods"),
    ContentType("application/msword", "doc"),
    ContentType("application/vnd.ms-excel", "xls"),
    ContentType("application/vnd.ms-powerpoint", "ppt"),
    ContentType("text/vcard", "vcf", ("text/x-vcard", "text/directory")),
    ContentType("application/rtf", "rtf", ("text/rtf",), sent=False),
)
_TEXTS = (
    ContentType("text/plain", "txt", sent=False, endings=("rem", "ret")),
    ContentType("text/csv", "csv", ("application/csv", "text/comma-separated-values"), sent=False),
)
_ACCOUNTING = (
    ContentType("application/xml", "xml", ("text/xml",), sent=False),
    ContentType("application/x-ofx", "ofx", ("application/ofx", "application/vnd.intu.qfx"), sent=False),
    ContentType("application/pkcs7-signature", "p7s", ("application/x-pkcs7-signature",), sent=False),
    ContentType("application/pkcs7-mime", "p7m", ("application/x-pkcs7-mime",), sent=False),
)
_ARCHIVES = (
    ContentType("application/zip", "zip", ("application/x-zip-compressed", "application/x-zip"), sent=False),
    ContentType(
        "application/vnd.rar", "rar", ("application/x-rar-compressed", "application/x-rar"), sent=False
    ),
    ContentType("application/x-7z-compressed", "7z", sent=False),
)
# What a sender claims who does not know the type; the name and the bytes tell more.
UNTOLD = ContentType(
    "application/octet-stream", "bin", ("application/x-download", "binary/octet-stream"), sent=False
)

CONTENT_TYPES = (*_IMAGES, *_AUDIO, *_VIDEO, *_DOCUMENTS, *_TEXTS, *_ACCOUNTING, *_ARCHIVES)
NAMES = tuple(kind.name for kind in CONTENT_TYPES)

_GROUPS = {
    MediaGroup.DOCUMENTS: (*_DOCUMENTS, *_TEXTS),
    MediaGroup.ACCOUNTING: (*_ACCOUNTING, *_TEXTS),
    MediaGroup.IMAGES: _IMAGES,
    MediaGroup.AUDIO: _AUDIO,
    MediaGroup.VIDEO: _VIDEO,
    MediaGroup.ARCHIVES: _ARCHIVES,
    MediaGroup.ANYTHING: (*CONTENT_TYPES, UNTOLD),
}
DEFAULT_GROUPS = tuple(group.value for group in MediaGroup if group is not MediaGroup.ANYTHING)


def content_types(names: tuple[str, ...]) -> frozenset[str]:
    """Return the content types that groups and content types name."""
    groups = {group.value: kinds for group, kinds in _GROUPS.items()}
    return frozenset(
        found
        for name in names
        for found in ([kind.name for kind in groups[name]] if name in groups else [name])
    )
