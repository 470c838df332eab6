"""A contact card is read as phones write it, whatever it holds."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.text import vcards
from bot.rules.text.vcards import Card

WHATSAPP = """BEGIN:VCARD
VERSION:3.0
N:Souza;Ana;;;
FN:Ana Souza
ORG:Padaria do Zé\\, Ltda;
item1.TEL;waid=5511987654321:+55 11 98765-4321
item1.X-ABLabel:Celular
EMAIL;TYPE=INTERNET:ana@exem
 plo.com.br
PHOTO;BASE64:/9j/4AAQSkZJRgABAQAAAQABAAD
END:VCARD"""
OLD = """BEGIN:VCARD\r
VERSION:2.1\r
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Jo=C3=A3o =\r
da Silva\r
TEL;CELL:011 3333-4444\r
END:VCARD\r
"""


def test_the_card_that_whatsapp_sends_is_read() -> None:
    assert vcards.read(WHATSAPP.encode()) == [Card("Ana Souza", "*****-4321")]


def test_several_cards_and_old_ones_are_read_and_no_more_than_ten() -> None:
    assert vcards.read(f"{WHATSAPP}\r\n{OLD}".encode())[1:] == [Card("João da Silva", "*****-4444")]
    assert len(vcards.read(f"{WHATSAPP}\r\n".encode() * 50)) == 10


@pytest.mark.parametrize("content", [b"", b"BEGIN:VCARD", b"\xff\xfe\x00", b"FN:Ana"])
def test_what_is_no_card_says_nothing(content: bytes) -> None:
    assert vcards.read(content) == []


@given(st.binary(), st.text())
def test_nothing_makes_it_fail(content: bytes, text: str) -> None:
    for one in (
        content,
        f"BEGIN:VCARD\nFN:{text}\nTEL;QUOTED-PRINTABLE:{text}=\n{text}".encode("utf-8", "replace"),
    ):
        assert vcards.read(one) is not None


@pytest.mark.parametrize("line", ["BEGIN:VCARD\n", " x\n", "=\n", "TEL;QUOTED-PRINTABLE:a=\n", "\\;", "a:"])
def test_a_large_card_takes_linear_time(line: str) -> None:
    begin = time.process_time()
    vcards.read(b"BEGIN:VCARD\nTEL;QUOTED-PRINTABLE:" + b"x" * 500_000 + b"=\n" + line.encode() * 200_000)

    assert time.process_time() - begin < 2
