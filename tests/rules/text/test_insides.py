"""What is in a file is said in a line, and no file makes that fail, take long, or read anything else."""

from __future__ import annotations

import struct
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.content_types import CONTENT_TYPES, ContentType
from bot.rules.text import insides, invoices
from bot.rules.text.insides import Cards, Recording
from bot.rules.text.invoices import Invoice
from tests.rules.text.sent_files import ABRASF, CTE, EARLIER_ABRASF, NFE, NFSE, nfe, opus

KINDS = {kind.extension: kind for kind in CONTENT_TYPES}
DAY = date(2026, 11, 8)
ACME = Invoice("NF-e", "1234", "Padaria São João Ltda", date(2026, 11, 5), Decimal("1234.56"))


def m4a(seconds: int, version: int = 0) -> bytes:
    times = (
        struct.pack(">QQIQ", 0, 0, 1_000, seconds * 1_000)
        if version
        else struct.pack(">IIII", 0, 0, 1_000, seconds * 1_000)
    )
    header = bytes([version, 0, 0, 0]) + times + bytes(80)
    mvhd = struct.pack(">I", len(header) + 8) + b"mvhd" + header
    moov = struct.pack(">I", len(mvhd) + 8) + b"moov" + mvhd
    return b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42" + struct.pack(">I", 108) + b"mdat" + bytes(100) + moov


def wav(seconds: int) -> bytes:
    form = struct.pack("<HHIIHH", 1, 1, 8_000, 8_000, 1, 8)
    return (
        b"RIFF\0\0\0\0WAVEfmt "
        + struct.pack("<I", 16)
        + form
        + b"data"
        + struct.pack("<I", seconds * 8_000)
        + bytes(seconds * 8_000)
    )


MP3_FRAME = bytes.fromhex("fffb9000") + bytes(413)  # 128 kbit/s, 44.1 kHz: 417 bytes
XING = MP3_FRAME[:36] + b"Xing" + struct.pack(">II", 1, 1_000) + bytes(500)


@pytest.mark.parametrize(
    ("extension", "content", "length"),
    [
        ("ogg", opus(42), 42),
        ("m4a", m4a(61), 61),
        ("mp4", m4a(7, version=1), 7),
        ("amr", b"#!AMR\n" + (b"\x3c" + bytes(31)) * 150, 3),
        ("wav", wav(5), 5),
        ("mp3", MP3_FRAME * 383, 10),
        ("mp3", b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + XING, 26),
        ("ogg", b"OggS" + bytes(60), None),
        ("ogg", opus(10**6), None),
        ("m4a", b"\0\0\0\x18ftypM4A ", None),
        ("m4a", m4a(0), None),
        ("mp3", b"\xff\xfb" + bytes(100), None),
        ("aac", b"\xff\xf1" + bytes(100), None),
        ("pdf", b"%PDF-1.7\n", None),
    ],
)
def test_how_long_a_recording_is_stands_in_its_container(
    extension: str, content: bytes, length: int | None
) -> None:
    assert insides.of(KINDS[extension], content) == (Recording(length) if length else None)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (NFE, ACME),
        (NFE.decode().replace("UTF-8", "ISO-8859-1").encode("latin-1"), ACME),
        (NFE.decode().encode("latin-1"), ACME),  # it declares UTF-8, as some programs do wrongly
        (NFE.decode().replace("UTF-8", "UTF-16").encode("utf-16"), ACME),
        (b"\xef\xbb\xbf" + NFE, ACME),
        (
            NFE.replace(b"<mod>55", b"<mod>65"),
            replace(ACME, model="NFC-e"),
        ),
        (CTE, Invoice("CT-e", "77", "Rápido Transportes", date(2026, 11, 6), Decimal("350.00"))),
        (NFSE, Invoice("NFS-e", "9", "Contábil & Cia", date(2026, 11, 7), Decimal("800.5"))),
        (ABRASF, Invoice("NFS-e", "202600000000987", "Oficina do Zé ME", DAY, Decimal("48.75"))),
        (EARLIER_ABRASF, Invoice("NFS-e", "45", "Oficina do Zé ME", DAY, Decimal(1100))),
        (EARLIER_ABRASF.replace(b"CompNfse", b"Outra"), None),
        (EARLIER_ABRASF.replace(b"ns3:Nfse>", b"ns3:Rps>"), None),
        (ABRASF.replace(b"202600000000987", b"987/2026"), None),
        (
            b"<CompNfse><Nfse><InfNfse><Numero>1</Numero></InfNfse></Nfse></CompNfse>",
            Invoice("NFS-e", "1", ""),
        ),
        (b"<CompNfse><Nfse><InfNfse><Servico><Numero>1</Numero></Servico></InfNfse></Nfse></CompNfse>", None),
        (nfe(total="a lot", issued="yesterday"), Invoice("NF-e", "1234", "Padaria São João Ltda")),
        (nfe(number="1; DROP"), None),
        (b"<?xml version='1.0'?><outro><ide><nNF>1</nNF></ide></outro>", None),
        (NFE[: len(NFE) // 3], None),
        (b"", None),
        (b"nothing of the kind", None),
    ],
)
def test_an_invoice_says_who_issued_it_its_number_its_day_and_its_total(
    content: bytes, expected: Invoice | None
) -> None:
    assert insides.of(KINDS["xml"], content) == expected


BOMB = (
    b'<!DOCTYPE nfeProc [<!ENTITY a "ha">'
    + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%s;" % (b"" if n == 1 else b"%d" % (n - 1)) * 10)
        for n in range(1, 20)
    )
    + b"]>"
)
HOSTILE = {
    "an entity bomb": NFE.replace(b"<nfeProc", BOMB + b"<nfeProc", 1).replace("São".encode(), b"&a19;"),
    "a file of this machine": NFE.replace(
        b"<nfeProc", b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><nfeProc', 1
    ).replace("São".encode(), b"&f;"),
    "an address": NFE.replace(b"<nfeProc", b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><nfeProc', 1),
    "an encoding that nobody knows": NFE.replace(b"UTF-8", b"klingon"),
    "an encoding of several bytes": NFE.replace(b"UTF-8", b"shift_jis"),
    "UTF-16 that is none": NFE.replace(b"UTF-8", b"UTF-16"),
    "a hundred megabytes": NFE.replace(b"<ide>", b"<x>" + b"y" * 100_000_000 + b"</x><ide>"),
    "a deep nest": b"<a>" * 1_000_000,
    "a deep nest within an invoice": NFE.replace(b"<ide>", b"<a>" * 100_000 + b"<ide>"),
    "many elements": NFE.replace(b"<ide>", b"<a/>" * 900_000 + b"<ide>"),
    "a long name": b"<" + b"a" * 3_000_000 + b"/>",
    "many attributes": b"<a " + b" ".join(b'b%d=""' % n for n in range(200_000)) + b"/>",
    "a town's invoice with an entity bomb": ABRASF.replace(
        b"<ConsultarNfse", BOMB + b"<ConsultarNfse", 1
    ).replace("Zé".encode(), b"&a19;"),
    "towns' invoices within each other": b"<CompNfse><Nfse><InfNfse>" * 300_000,
    "elements of a town's invoice out of place": b"<InfNfse><Nfse><CompNfse/></Nfse></InfNfse>" * 90_000,
    "a town's invoice of many elements": ABRASF.replace(b"<Numero>2", b"<a/>" * 900_000 + b"<Numero>2"),
    "a comment without an end": b"<a><!--" + b"-" * 3_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_says_nothing_and_takes_no_time(name: str) -> None:
    began = time.process_time()

    assert insides.of(KINDS["xml"], HOSTILE[name]) is None
    assert time.process_time() - began < 3


def test_a_long_value_is_cut_and_the_first_of_several_counts() -> None:
    found = invoices.read(nfe(issuer="x" * 50_000))

    assert found is not None
    assert len(found.issuer) == 200
    assert invoices.read(NFE.replace(b"</nfeProc>", NFE[NFE.index(b"<NFe") :])) == ACME


@given(
    st.binary(max_size=2_000),
    st.sampled_from(CONTENT_TYPES),
    st.sampled_from([b"", NFE[:700], opus(1)[:60], m4a(1)[:-60]]),
)
def test_no_bytes_make_it_fail(content: bytes, kind: ContentType, before: bytes) -> None:
    insides.of(kind, before + content)


@given(st.integers(0, len(NFE)), st.binary(max_size=30))
def test_no_damage_to_an_invoice_makes_it_fail(at: int, damage: bytes) -> None:
    invoices.read(NFE[:at] + damage + NFE[at + len(damage) :])


@pytest.mark.parametrize(
    ("extension", "beginning"),
    [("amr", b"#!AMR\n"), ("wav", b"RIFF\0\0\0\0WAVE"), ("m4a", b""), ("ogg", b"OggS"), ("mp3", b"")],
)
def test_a_large_recording_of_noughts_takes_no_time(extension: str, beginning: bytes) -> None:
    began = time.process_time()
    insides.of(KINDS[extension], beginning + bytes(16_000_000))

    assert time.process_time() - began < 5


def test_cards_are_told_by_name_with_their_numbers_masked() -> None:
    found = insides.of(KINDS["vcf"], b"BEGIN:VCARD\nFN:Bia\nTEL:+55 11 98888-7777\nEND:VCARD\n")

    assert isinstance(found, Cards)
    assert [(card.name, card.number) for card in found.cards] == [("Bia", "*****-7777")]
