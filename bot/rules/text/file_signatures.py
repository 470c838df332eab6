"""Which kinds of file some bytes may be, by how they begin. Nothing is opened or unpacked. No I/O.

Sources of the signatures: the formats' own specifications (PNG, JFIF, GIF89a, TIFF, RIFF, ISO 14496-12 for the family
of MP4, RFC 4867 for AMR, RFC 3533 for Ogg, ISO 32000 for PDF, APPNOTE for ZIP, MS-CFB, RFC 5652 for signatures, RFC
6350 for contact cards, and OFX 2.3 for bank statements).
"""

from __future__ import annotations

import codecs
import re

HEAD_BYTES = 64
TEXT_HEAD_BYTES = 2_048
ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MACROS = b"vbaProject.bin"
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")  # pkcs7-signedData

# The first bytes of each kind; kinds that share a signature are distinguished below, or by their declared type.
_BEGINNINGS = (
    (b"\xff\xd8\xff", ("jpg",)),
    (b"\x89PNG\r\n\x1a\n", ("png",)),
    (b"GIF87a", ("gif",)),
    (b"GIF89a", ("gif",)),
    (b"II*\0", ("tif",)),
    (b"MM\0*", ("tif",)),
    (b"OggS", ("ogg",)),
    (b"ID3", ("mp3",)),
    (b"\xff\xfb", ("mp3",)),
    (b"\xff\xf3", ("mp3",)),
    (b"\xff\xf2", ("mp3",)),
    (b"\xff\xf1", ("aac",)),
    (b"\xff\xf9", ("aac",)),
    (b"#!AMR", ("amr",)),
    (b"%PDF-", ("pdf",)),
    (b"{\\rtf", ("rtf",)),
    (COMPOUND, ("doc", "xls", "ppt")),
    (b"BEGIN:VCARD", ("vcf",)),
    (codecs.BOM_UTF8 + b"BEGIN:VCARD", ("vcf",)),
    (b"PK\x05\x06", ("zip",)),
    (b"Rar!\x1a\x07", ("rar",)),
    (b"7z\xbc\xaf\x27\x1c", ("7z",)),
    (b"-----BEGIN PKCS7-----", ("p7s", "p7m")),
    (b"-----BEGIN CMS-----", ("p7s", "p7m")),
)
# The part of an Office file that names its kind.
_PARTS = ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"))
_OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_BRANDS = (
    ((b"heic", b"heix", b"hevc", b"mif1", b"msf1"), ("heic",)),
    ((b"M4A ", b"M4B "), ("m4a",)),
    ((b"qt  ",), ("mov",)),
    ((b"3gp", b"3g2"), ("3gp", "m4a", "mp4")),
    # Voice notes have the brand of videos too.
    ((b"isom", b"iso", b"mp4", b"avc1", b"MSNV", b"M4V", b"dash"), ("mp4", "m4a")),
)

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
# A browser would act on these, under whatever name.
_PAGE = re.compile(r"<(?:!doctype\s+html|html|svg|script)\b", re.IGNORECASE)
_STATEMENT = re.compile(r"OFXHEADER|<OFX>", re.IGNORECASE)
_ELEMENT = re.compile(r"<\?xml\s|<!--|<[A-Za-z_][\w.:-]*[\s/>]")


def extensions(content: bytes) -> tuple[str, ...]:
    """Return the extensions of the kinds that the bytes may be, the likeliest first."""
    head = content[:HEAD_BYTES]
    for beginning, found in _BEGINNINGS:
        if head.startswith(beginning):
            return found
    return _in_container(head) or (_in_archive(content) if head.startswith(ZIP) else _in_text(content))


def _in_container(head: bytes) -> tuple[str, ...]:
    if head[:4] == b"RIFF":
        return {b"WEBP": ("webp",), b"WAVE": ("wav",)}.get(head[8:12], ())
    if head[4:8] == b"ftyp":
        return next((kinds for brands, kinds in _BRANDS if head[8:12].startswith(brands)), ())
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return ("bmp",)
    return ("p7s", "p7m") if der_body(head).startswith(SIGNED_DATA) else ()


def der_body(head: bytes) -> bytes:
    """Return what follows the head of the outermost sequence of a DER or BER structure; nothing if it is none."""
    if len(head) < 2 or head[0] != 0x30:
        return b""
    length = head[1]
    return head[2:] if length <= 0x80 else head[2 + (length & 0x7F) :]


def text_head(content: bytes) -> str:
    """Return the beginning of a text, whose letters beyond ASCII may be wrong."""
    head = content[:TEXT_HEAD_BYTES]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8-sig", "replace")


def _in_archive(content: bytes) -> tuple[str, ...]:
    """Distinguish Office files from other archives by the names inside, which no ZIP hides."""
    if content[30:38] == b"mimetype":
        kind = _OPEN_DOCUMENTS.get(content[38:100].partition(b"PK")[0].strip())
        return (kind,) if kind else ("zip",)
    if b"[Content_Types].xml" not in content:
        return ("zip",)
    return tuple(extension for part, extension in _PARTS if part in content)[:1] or ("zip",)


def _in_text(content: bytes) -> tuple[str, ...]:
    if not _is_text(content):
        return ()
    head = text_head(content).lstrip()
    if _PAGE.search(head):
        return ()
    if _STATEMENT.search(head):
        return ("ofx",)
    return ("xml",) if _ELEMENT.match(head) else ("txt", "csv")


def _is_text(content: bytes) -> bool:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeDecodeError:
            return False
    return bool(content.strip()) and not _CONTROL.search(content)
