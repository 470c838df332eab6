"""Files that are refused whatever type they claim: certificates with their keys, and what runs. No I/O.

Sources: RFC 7292 (PKCS #12), RFC 5958 and 5208 (private keys), RFC 7468 (PEM), and the formats of programs (PE, ELF,
Mach-O, class files, Shell Links).
"""

from __future__ import annotations

import re

from bot.core.content_types import RefusedKind
from bot.rules.text import file_signatures

_KEY_TYPES = frozenset(
    f"application/{name}"
    for name in (
        *("x-pkcs12", "pkcs12", "x-pfx", "pkcs8", "pkcs8-encrypted", "x-pem-key", "x-java-keystore"),
        *("vnd.ms-pki.pfx", "x-pkcs8"),
    )
)
_PROGRAM_TYPES = frozenset(
    (
        *(
            "text/javascript",
            "text/ecmascript",
            "text/x-sh",
            "text/x-python",
            "text/vbscript",
            "text/x-msdos-batch",
        ),
        *(
            f"application/{name}"
            for name in (
                *(
                    "x-msdownload",
                    "x-msdos-program",
                    "x-dosexec",
                    "vnd.microsoft.portable-executable",
                    "x-executable",
                ),
                *(
                    "x-sharedlib",
                    "x-mach-binary",
                    "x-elf",
                    "x-msi",
                    "x-bat",
                    "bat",
                    "x-sh",
                    "x-csh",
                    "x-shellscript",
                ),
                *(
                    "javascript",
                    "x-javascript",
                    "ecmascript",
                    "hta",
                    "java-archive",
                    "x-java-archive",
                    "java-vm",
                ),
                *(
                    "vnd.android.package-archive",
                    "x-ms-shortcut",
                    "x-apple-diskimage",
                    "x-powershell",
                    "x-python-code",
                ),
                *("vnd.ms-excel.sheet.macroenabled.12", "vnd.ms-word.document.macroenabled.12"),
                *("vnd.ms-powerpoint.presentation.macroenabled.12",),
            )
        ),
    )
)
_KEY_ENDINGS = frozenset(("pfx", "p12", "p8", "ppk", "jks", "keystore"))
_PROGRAM_ENDINGS = frozenset(
    (
        *(
            "exe",
            "com",
            "scr",
            "pif",
            "msi",
            "msp",
            "msix",
            "appx",
            "dll",
            "cpl",
            "sys",
            "bat",
            "cmd",
            "ps1",
            "psm1",
        ),
        *(
            "vbs",
            "vbe",
            "js",
            "jse",
            "mjs",
            "wsf",
            "wsh",
            "hta",
            "lnk",
            "url",
            "reg",
            "inf",
            "jar",
            "class",
            "apk",
        ),
        *(
            "sh",
            "bash",
            "py",
            "pyc",
            "pl",
            "rb",
            "php",
            "command",
            "app",
            "dmg",
            "pkg",
            "deb",
            "rpm",
            "iso",
            "img",
        ),
        *("docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm", "ade", "adp", "mde", "chm"),
    )
)
_PROGRAM_BEGINNINGS = (
    b"MZ",
    b"\x7fELF",
    *(bytes.fromhex(magic) for magic in ("feedface", "feedfacf", "cefaedfe", "cffaedfe", "cafebabe")),
    bytes.fromhex("4c00000001140200"),  # a shortcut
)
_PROGRAM_PARTS = (file_signatures.MACROS, b"META-INF/MANIFEST.MF", b"AndroidManifest.xml")
_SCRIPT = re.compile(r"#!\s*/|@echo off\b", re.IGNORECASE)
_KEY_BEGINNINGS = (b"PuTTY-User-Key-File-", bytes.fromhex("feedfeed"), bytes.fromhex("cececece"))
_PEM_KEY = re.compile(rb"-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY")
_ALGORITHM = bytes.fromhex("06092a864886f70d01")  # PKCS; the next byte says which
_VERSION_0, _VERSION_1, _VERSION_3 = b"\x02\x01\x00", b"\x02\x01\x01", b"\x02\x01\x03"


def refused(content_type: str, name: str = "", content: bytes = b"") -> RefusedKind | None:
    """Return which refused kind a file is by its claim, its name, or its bytes; None if it is neither."""
    claim, ending = content_type.partition(";")[0].strip().lower(), ending_of(name)
    if claim in _KEY_TYPES or ending in _KEY_ENDINGS or _is_key(content):
        return RefusedKind.CERTIFICATES
    if claim in _PROGRAM_TYPES or ending in _PROGRAM_ENDINGS or _is_program(content):
        return RefusedKind.EXECUTABLES
    return None


def ending_of(name: str) -> str:
    """Return what follows the last dot of a file's name, as Windows reads it: dots and blanks at the end count not."""
    return name.rstrip(". \t").rpartition(".")[2].lower() if "." in name else ""


def _is_key(content: bytes) -> bool:
    if content.startswith(_KEY_BEGINNINGS) or _PEM_KEY.search(content):
        return True
    body = file_signatures.der_body(content[: file_signatures.HEAD_BYTES])
    if body.startswith((_VERSION_3 + b"\x30", _VERSION_0)):  # PKCS #12; PKCS #8 and #1
        return True
    if body.startswith((_VERSION_1 + b"\x04", _VERSION_1 + b"\x30")):  # of an elliptic curve; PKCS #8, newer
        return True
    inner = file_signatures.der_body(body)  # PKCS #8, encrypted
    return inner.startswith((_ALGORITHM + b"\x05", _ALGORITHM + b"\x0c"))


def _is_program(content: bytes) -> bool:
    if content.startswith(_PROGRAM_BEGINNINGS):
        return True
    if content.startswith(file_signatures.ZIP):
        return any(part in content for part in _PROGRAM_PARTS)
    return _SCRIPT.match(file_signatures.text_head(content).lstrip()) is not None
