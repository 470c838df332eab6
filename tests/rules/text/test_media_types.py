"""What a file is, by claim, bytes and name; which are refused; and names that are safe on a branch."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.content_types import CONTENT_TYPES, NAMES, RefusedKind, content_types
from bot.core.settings.conversations import MediaSection
from bot.rules.text import attachments, file_names, media_types
from bot.rules.text.refused_files import refused

ALL = frozenset(NAMES)
ANY = content_types(("anything",))
XML = b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?><nfeProc/>"
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40
ZIP = b"PK\x03\x04" + b"\0" * 40
SIGNED = bytes.fromhex("30820a3c06092a864886f70d010702a0820a2d")
PDF, KINDS = b"%PDF-1.7\n", {kind.extension: kind for kind in CONTENT_TYPES}


@pytest.mark.parametrize(
    ("claim", "content", "name", "extension"),
    [
        ("application/xml", XML, "", "xml"),
        ("text/xml; charset=utf-8", b"<CTe versao='4.00'></CTe>", "", "xml"),
        ("text/xml", XML[3:].decode().encode("utf-16"), "", "xml"),
        ("text/plain", XML, "", "xml"),
        ("application/octet-stream", XML, "nota.XML", "xml"),
        ("application/octet-stream", b"OFXHEADER:100\r\nDATA:OFXSGML\r\n", "", "ofx"),
        ("application/x-ofx", b"<?xml version='1.0'?><?OFX OFXHEADER='200'?><OFX></OFX>", "", "ofx"),
        ("text/csv", "a;ç\r\n".encode("latin-1"), "", "csv"),
        ("application/vnd.ms-excel", b"a;b\r\n1;2\r\n", "", "csv"),
        ("application/vnd.ms-excel", OLD_EXCEL, "", "xls"),
        ("application/octet-stream", OLD_EXCEL, "folha.xls", "xls"),
        ("application/octet-stream", OLD_EXCEL, "folha", None),
        ("application/octet-stream", b"a;b\r\n1;2\r\n", "tabela.csv", "csv"),
        ("application/octet-stream", b"0123 REMESSA", "CB2511.REM", "txt"),
        ("text/plain", b"oi", "", "txt"),
        ("application/zip", ZIP, "", "zip"),
        ("application/x-zip-compressed", ZIP, "", "zip"),
        ("application/x-rar-compressed", b"Rar!\x1a\x07\x01\0", "", "rar"),
        ("application/x-7z-compressed", b"7z\xbc\xaf\x27\x1c\0\4", "", "7z"),
        ("application/pkcs7-signature", SIGNED, "", "p7s"),
        ("application/octet-stream", SIGNED, "laudo.pdf.p7m", "p7m"),
        ("image/heif", b"\0\0\0\x18ftypmif1", "", "heic"),
        ("video/quicktime", b"\0\0\0\x14ftypqt  ", "", "mov"),
        ("image/tiff", b"II*\0\x08\0\0\0", "", "tif"),
        ("application/rtf", b"{\\rtf1 oi}", "", "rtf"),
        # What the claim and the bytes do not both say.
        ("application/pdf", b"oi", "guia.pdf", None),
        ("application/pdf", XML, "guia.pdf", None),
        ("application/pdf", ZIP, "guia.pdf", None),
        ("application/xml", b"<html><script>alert(1)</script></html>", "", None),
        ("text/xml", b"<svg onload='x'/>", "", None),
        ("text/plain", b"<!DOCTYPE html><p>", "", None),
        ("text/plain", b"\0\1\2\3", "", None),
        ("text/csv", b"", "", None),
        ("application/zip", b"PK", "", None),
        ("application/octet-stream", b"\0\1\2\3", "guia.pdf", None),
        ("application/x-unheard-of", b"oi", "", None),
    ],
)
def test_a_file_is_what_claim_and_bytes_say_and_where_nobody_claims_bytes_and_name(
    claim: str, content: bytes, name: str, extension: str | None
) -> None:
    kind = media_types.decided(claim, content, ALL, name)

    assert (kind.extension if kind else None) == extension


def test_anything_takes_what_no_table_knows() -> None:
    for claim, content in [("application/x-dwg", b"AC1015\0"), ("", b"\0"), ("application/pdf", b"oi")]:
        kind = media_types.decided(claim, content, ANY)
        assert kind is not None
        assert kind.extension == "bin"


@pytest.mark.parametrize(
    ("claim", "name", "content"),
    [
        ("application/x-pkcs12", "", b""),
        ("application/octet-stream", "Empresa A1.PFX", b""),
        ("application/octet-stream", "a1.p12. ", b""),
        *(
            ("application/octet-stream", "", bytes.fromhex(head))
            for head in (
                "30820a1c0201033082",  # PKCS #12
                "3080020103308006092a86",  # the same, of indefinite length
                "308204be020100300d0609",  # PKCS #8
                "307702010104206f",  # of an elliptic curve
                "30820510304a06092a864886f70d01050d",  # PKCS #8, encrypted
            )
        ),
        ("text/plain", "", b"oi\n-----BEGIN PRIVATE KEY-----\n"),
        ("text/plain", "", b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"),
        ("application/pdf", "", b"-----BEGIN EC PRIVATE KEY-----\n"),
    ],
)
def test_a_certificate_with_its_key_is_known_by_claim_by_name_and_by_content(
    claim: str, name: str, content: bytes
) -> None:
    assert refused(claim, name, content) is RefusedKind.CERTIFICATES


@pytest.mark.parametrize(
    ("claim", "name", "content"),
    [
        ("application/x-msdownload", "", b""),
        ("text/javascript; charset=utf-8", "", b""),
        ("application/octet-stream", "boleto.pdf.exe", b""),
        ("application/octet-stream", "boleto.SCR ", b""),
        ("application/pdf", "", b"MZ\x90\0"),
        ("image/png", "", b"\x7fELF"),
        ("text/plain", "", b"#!/bin/sh\n"),
        ("text/plain", "", b"\xef\xbb\xbf@ECHO OFF\r\n"),
        ("application/zip", "", ZIP + b"META-INF/MANIFEST.MF"),
        ("application/zip", "", ZIP + b"word/vbaProject.bin"),
        ("application/vnd.ms-excel.sheet.macroEnabled.12", "", ZIP),
    ],
)
def test_what_runs_is_known_by_claim_by_name_and_by_content(claim: str, name: str, content: bytes) -> None:
    assert refused(claim, name, content) is RefusedKind.EXECUTABLES


@pytest.mark.parametrize(
    ("claim", "name", "content"),
    [
        ("application/pkcs7-signature", "laudo.p7s", SIGNED),
        ("text/plain", "", b"-----BEGIN CERTIFICATE-----\n"),
        ("audio/amr", "", b"#!AMR\n"),
        ("application/pdf", "chave do cofre.pdf", PDF),
        ("application/zip", "notas.zip", ZIP + b"nota.xml"),
    ],
)
def test_other_files_are_not_refused(claim: str, name: str, content: bytes) -> None:
    assert refused(claim, name, content) is None


def test_what_is_kept_by_default_has_no_surprises() -> None:
    assert MediaSection().allowed == ALL
    assert set(MediaSection().refuse) == set(RefusedKind)
    assert MediaSection(types=("images", "application/pdf")).allowed == frozenset(
        name for name in NAMES if name.startswith("image/") or name == "application/pdf"
    )


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('inline; filename="nota.xml"', "nota.xml"),
        ("attachment; filename=nota.xml", "nota.xml"),
        ("attachment; filename*=UTF-8''Nota%20de%20%C3%81gua.xml", "Nota de Água.xml"),
        ('inline; filename="Água.xml"'.encode().decode("latin-1"), "Água.xml"),
        ('inline; filename="Água.xml"', "Água.xml"),
        ('attachment; filename="..\\\\..\\\\x.pdf"', "x.pdf"),
        ("attachment; filename*=UTF-8''a%0d%0ab%00.pdf", "a b.pdf"),
        ("attachment; filename*=nonsense''%ff.pdf", None),
        ("inline", ""),
        ("", ""),
        (";;;=;\x00", ""),
    ],
)
def test_a_name_is_read_from_the_header_that_tells_it(header: str, name: str | None) -> None:
    assert name in (None, file_names.told(header))


@given(st.text(), st.integers(0, 9))
def test_any_name_becomes_one_that_is_safe_on_a_branch_and_is_found_again(name: str, index: int) -> None:
    placed = file_names.placed(index, name, KINDS["pdf"])

    assert re.fullmatch(r"\d(-[\w.()+-]+)?\.pdf", placed)
    assert ".." not in placed.partition("-")[2][:2]
    assert len(placed.encode()) < 200
    assert file_names.read(placed) == (index, file_names.safe(name, KINDS["pdf"]), "pdf")


@given(st.text())
def test_any_header_is_read_without_an_error(header: str) -> None:
    assert "/" not in file_names.told(header)
    assert "/" not in file_names.told(f"attachment; filename*={header}")
    assert "\n" not in file_names.told(f'inline; filename="{header}')


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("MM1/0-nota.pdf", "MM1/0-nota.pdf"),
        ("MM1/0-%C3%81gua%281%29.pdf", "MM1/0-Água(1).pdf"),
        ("MM1/0-%2F..%2F..%2Fx.pdf", None),
        ("MM1/0-%00.pdf", None),
    ],
)
def test_a_kept_file_is_sent_on_under_its_name_and_nothing_else_is(path: str, found: str | None) -> None:
    link = attachments.linked(f"https://github.com/o/r/blob/midia/abc/{path}")

    assert (link and link.kept_at) == (("midia/abc", found) if found else None)


def test_the_configuration_names_groups_types_and_what_is_refused() -> None:
    section = MediaSection.model_validate({"types": ["audio", "text/csv"], "refuse": ["certificates"]})

    assert {"audio/ogg", "text/csv"} <= section.allowed
    assert section.refuse == (RefusedKind.CERTIFICATES,)
    with pytest.raises(ValueError, match="documents, accounting"):
        MediaSection.model_validate({"types": ["pictures"]})
