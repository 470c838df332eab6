"""X-Twilio-Signature: vectors from Twilio's own tests, what proxies and hostile requests do to them, round trips."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from bot.adapters.twilio.signature import authentic, sign

# Source: github.com/twilio/twilio-python, tests/unit/test_request_validator.py (MIT); those that do not hold differ
# from one that does in one thing.
CALL = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
    ("Caller", "+14158675309"),
]
REPEATED = [
    ("Sid", "CA123"),
    ("SidAccount", "AC123"),
    ("Digits", "5678"),
    ("Digits", "1234"),
    ("Digits", "1234"),
]
CHANGED = [(name, "1235" if name == "Digits" else value) for name, value in CALL]
HTTPS, HTTP = "https://mycompany.com", "http://mycompany.com"
PATH, QUERY = "/myapp.php", b"foo=1&bar=2"
BODY = b'{"property": "value", "boolean": true}'
HASHED = QUERY + b"&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
PLAIN = "RSOYDt4T1cUTdK1PDd93/VVr8B8="

VECTORS = {
    "form": (HTTPS, QUERY, CALL, PLAIN, True),
    "repeated parameters": (HTTPS, QUERY, REPEATED, "IK+Dwps556ElfBT0I3Rgjkr1wJU=", True),
    "odd port, signed without it": (f"{HTTPS}:1234", QUERY, CALL, PLAIN, True),
    "http, odd port, signed with it": (f"{HTTP}:1234", QUERY, CALL, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=", True),
    "signed with :443": (HTTPS, QUERY, CALL, "kvajT1Ptam85bY51eRf/AJRuM3w=", True),
    "http, signed with :80": (HTTP, QUERY, CALL, "0ZXoZLH/DfblKGATFgpif+LLRf4=", True),
    "JSON": (HTTPS, HASHED, BODY, "a9nBmqA0ju/hNViExpshrM61xv4=", True),
    "one parameter changed": (HTTPS, QUERY, CHANGED, PLAIN, False),
    "one parameter left out": (HTTPS, QUERY, CALL[:-1], PLAIN, False),
    "a blank parameter added": (HTTPS, QUERY, [*CALL, ("Empty", "")], PLAIN, False),
    "query changed": (HTTPS, QUERY + b"&x=1", CALL, PLAIN, False),
    "query left out": (HTTPS, b"", CALL, PLAIN, False),
    "another host": ("https://yourcompany.com", QUERY, CALL, PLAIN, False),
    "JSON changed": (HTTPS, HASHED, BODY.replace(b"value", b"other"), "a9nBmqA0ju/hNViExpshrM61xv4=", False),
    "JSON without its hash": (HTTPS, QUERY, BODY, "a9nBmqA0ju/hNViExpshrM61xv4=", False),
    "JSON that is no text": (HTTPS, HASHED, b"\xff\xfe", "a9nBmqA0ju/hNViExpshrM61xv4=", False),
    "bad port": (f"{HTTPS}:port", QUERY, CALL, PLAIN, False),
    "port out of range": (f"{HTTPS}:99999999", QUERY, CALL, PLAIN, False),
    "no signature": (HTTPS, QUERY, CALL, None, False),
    "empty signature": (HTTPS, QUERY, CALL, "", False),
    "signature that is no base64": (HTTPS, QUERY, CALL, "é" * 28, False),
    "query that is no ASCII": (HTTPS, b"foo=\xe9", CALL, PLAIN, False),
}


@pytest.mark.parametrize(
    ("base", "query", "body", "signature", "holds"), VECTORS.values(), ids=VECTORS.keys()
)
def test_vectors(
    base: str, query: bytes, body: list[tuple[str, str]] | bytes, signature: str | None, holds: bool
) -> None:
    content = body

    assert authentic(["12345"], base, PATH, query, content, signature) is holds


def test_either_token_is_accepted_and_no_other() -> None:
    assert authentic(["54321", "12345"], HTTPS, PATH, QUERY, CALL, PLAIN)
    assert authentic(["12345", "54321"], HTTPS, PATH, QUERY, CALL, PLAIN)
    assert not authentic(["54321"], HTTPS, PATH, QUERY, CALL, PLAIN)
    assert not authentic([], HTTPS, PATH, QUERY, CALL, PLAIN)


def test_the_query_counts_as_it_was_sent() -> None:
    form = MultiDict(CALL)
    for query in (b"a=%C3%A9&b=x%20y", b"a=x+y", b"a=%2F", b"a=/"):
        signature = sign(f"{HTTPS}{PATH}?{query.decode()}", form, "12345")

        assert authentic(["12345"], HTTPS, PATH, query, CALL, signature)
    assert not authentic(["12345"], HTTPS, PATH, b"a=%2f", CALL, sign(f"{HTTPS}{PATH}?a=%2F", form, "12345"))


names = st.text(min_size=1, max_size=8)
forms = st.lists(st.tuples(names, st.text(max_size=20)), max_size=8)


@given(
    forms, st.sampled_from([b"", b"a=1", b"a=%C3%A9&a=2"]), st.sampled_from([HTTPS, HTTP, f"{HTTPS}:8443"])
)
def test_what_is_signed_is_authentic(pairs: list[tuple[str, str]], query: bytes, base: str) -> None:
    url = f"{base}{PATH}{'?' if query else ''}{query.decode()}"

    assert authentic(["12345"], base, PATH, query, pairs, sign(url, MultiDict(pairs), "12345"))


@given(forms, forms)
def test_twilios_validator_decides(pairs: list[tuple[str, str]], others: list[tuple[str, str]]) -> None:
    """Nothing is accepted that twilio's own validator refuses, and nothing refused that it accepts."""
    signature = sign(HTTPS + PATH, MultiDict(pairs), "12345")
    valid = RequestValidator("12345").validate(HTTPS + PATH, MultiDict(others), signature)

    assert authentic(["12345"], HTTPS, PATH, b"", others, signature) is bool(valid)


def test_the_path_is_signed_too() -> None:
    signature = sign(f"{HTTPS}/one", MultiDict(CALL), "12345")

    assert urlsplit(HTTPS).path == ""
    assert not authentic(["12345"], HTTPS, "/two", b"", CALL, signature)
    assert not authentic(["12345"], HTTPS, "/one/", b"", CALL, signature)
