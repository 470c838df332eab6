"""The kinds of file the bot knows, by content type. RFC 2046 and 6713 for the names."""

from __future__ import annotations

from dataclasses import dataclass

_OPEN_XML = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class ContentType:
    """A kind of file: its content type, its file extension, and other names that senders use for the type.

    `shown` means that GitHub shows it as a picture.
    """

    name: str
    extension: str
    aliases: tuple[str, ...] = ()
    shown: bool = False


CONTENT_TYPES = (
    ContentType("image/jpeg", "jpg", ("image/jpg", "image/pjpeg"), shown=True),
    ContentType("image/png", "png", ("image/x-png",), shown=True),
    ContentType("image/gif", "gif", shown=True),
    ContentType("image/webp", "webp", shown=True),
    ContentType("image/heic", "heic", ("image/heif",)),
    ContentType("audio/ogg", "ogg", ("application/ogg", "audio/opus")),
    ContentType("audio/mpeg", "mp3", ("audio/mp3",)),
    ContentType("audio/mp4", "m4a", ("audio/m4a", "audio/x-m4a")),
    ContentType("audio/aac", "aac", ("audio/x-aac", "audio/aacp")),
    ContentType("audio/amr", "amr", ("audio/amr-nb",)),
    ContentType("audio/wav", "wav", ("audio/x-wav", "audio/wave", "audio/vnd.wave")),
    ContentType("video/mp4", "mp4"),
    ContentType("video/3gpp", "3gp", ("audio/3gpp",)),
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
)
NAMES = tuple(kind.name for kind in CONTENT_TYPES)
