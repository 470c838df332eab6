"""The name that a sender gave a file: read from a header, and made safe for a place on a branch. No I/O."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from email.message import Message

from bot.core.content_types import ContentType
from bot.rules.text.characters import clean
from bot.rules.text.refused_files import ending_of

MAX_NAME_CHARACTERS = 80
_MAX_HEADER = 2_000
# Letters and digits of any script, and what no file system, shell or address takes for something else.
_UNSAFE = re.compile(r"[^\w.()+-]+")
_PLACE = re.compile(r"(?P<index>\d{1,3})(?:-(?P<name>.+))?\.(?P<extension>\w{1,8})")


def told(disposition: str) -> str:
    """Return the name in a Content-Disposition header (RFC 6266), on one line; empty if there is none."""
    header = Message()
    with suppress(UnicodeError):  # some servers write UTF-8 where HTTP means Latin-1
        disposition = disposition.encode("latin-1").decode()
    line = " ".join(disposition[:_MAX_HEADER].splitlines())
    if not line.isascii():
        line = _plain_quoted(line)
    header["Content-Disposition"] = line
    try:
        found = header.get_filename("") or ""
    except (ValueError, LookupError, TypeError):
        return ""
    return " ".join(clean(re.split(r"[/\\]", found)[-1]).split())


def safe(name: str, kind: ContentType) -> str:
    """Return a name without its extension as part of a place on a branch; empty if nothing of it can stay."""
    plain = unicodedata.normalize("NFC", clean(name))
    ending = ending_of(plain)
    if ending in (kind.extension, *kind.endings):
        plain = plain.rstrip(". \t")[: -len(ending) - 1]
    plain = _UNSAFE.sub("_", plain).strip("._-")
    while len(plain) > MAX_NAME_CHARACTERS or len(plain.encode()) > 2 * MAX_NAME_CHARACTERS:
        plain = plain[:-1]
    return plain.strip("._-")


def placed(index: int, name: str, kind: ContentType) -> str:
    """Return the name of a file of a message in its folder: its index keeps two of one name apart."""
    called = safe(name, kind)
    return f"{index}-{called}.{kind.extension}" if called else f"{index}.{kind.extension}"


def read(placed_name: str) -> tuple[int, str, str] | None:
    """Return index, name without extension and extension of a file in a message's folder; None if it is no such."""
    found = _PLACE.fullmatch(placed_name)
    return (int(found["index"]), found["name"] or "", found["extension"]) if found else None


def _plain_quoted(line: str) -> str:
    """Return a header with a name beyond ASCII in the one form that says how it is encoded."""
    found = re.search(r"filename\s*=\s*\"?([^\";]+)", line)
    if not found or re.search(r"filename\*\s*=", line):
        return line.encode("ascii", "ignore").decode()
    encoded = "".join(f"%{byte:02X}" for byte in found[1].encode("utf-8", "ignore"))
    return f"attachment; filename*=UTF-8''{encoded}"
