"""The relay's own reading of a form is the one of werkzeug and of the standard library."""

from __future__ import annotations

import random
from urllib.parse import urlencode

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from bot.relay.form_request import FormRequest

PIECES = [
    "a",
    "Body",
    "=",
    "&",
    "+",
    "%20",
    "%C3%A9",
    "%C3",
    "%",
    "%zz",
    "%2",
    "é",
    "%26",
    "%3D",
    ";",
    "%00",
    "%01",
    "\0",
    "\1",
    "\n",
    "\r",
    "a=1",
    "a=1&b=%41",
    "&c=%C3%A9",
    " ",
    "=",
]


def both(body: bytes, kind: str = "application/x-www-form-urlencoded") -> list[list[tuple[str, list[str]]]]:
    forms = []
    for reader in (Request, FormRequest):
        environ = EnvironBuilder(method="POST", data=body, content_type=kind).get_environ()
        forms.append([*reader(environ).form.lists()])
    return forms


def test_any_form_is_read_as_werkzeug_reads_it() -> None:
    chance = random.Random(12)
    for _ in range(3000):
        body = "".join(chance.choices(PIECES, k=chance.randrange(12))).encode()
        expected, found = both(body)
        assert found == expected, body


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"Body=\xff", "application/x-www-form-urlencoded"),
        (b"Body=\xc3%A9", "application/x-www-form-urlencoded"),
        (
            urlencode({"Body": "é & ç", "Empty": ""}).encode(),
            "application/x-www-form-urlencoded; charset=utf-8",
        ),
        (b"a=1&a=2&a=1", "application/x-www-form-urlencoded"),
        (b"a=1", "text/plain"),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_what_is_no_form_or_no_text_too(body: bytes, kind: str) -> None:
    expected, found = both(body, kind)

    assert found == expected
