"""Why a signature was refused: which address or token it would have fitted, and never a secret."""

from __future__ import annotations

import pytest

from bot.adapters.twilio import refused_signature
from bot.adapters.twilio.refused_signature import Explanation, RefusedRequest
from bot.adapters.twilio.signature import sign
from tests.made_up import AUTH_TOKEN, SECOND_AUTH_TOKEN

URL, PATH = "https://bot.example.com", "/api/notifications/webhook/twilio"
TOKENS = {"TWILIO_AUTH_TOKEN": AUTH_TOKEN, "TWILIO_AUTH_TOKEN_SECONDARY": SECOND_AUTH_TOKEN}
FORM = {"From": "+5511987654321", "Body": "Bom dia"}


def explain(
    signed_for: str,
    token: str = AUTH_TOKEN,
    *,
    query: bytes = b"",
    path: str = PATH,
    hosts: tuple[str, ...] = (),
    ours: bool = True,
) -> Explanation:
    request = RefusedRequest(path, query, [*FORM.items()], sign(signed_for, FORM, token), hosts)
    found = refused_signature.explain(request, URL, TOKENS, ours=ours)
    for secret in (AUTH_TOKEN, SECOND_AUTH_TOKEN, "987654321", "Bom dia"):
        assert secret not in found.remedy
    return found


@pytest.mark.parametrize(
    ("base", "hosts"),
    [
        ("http://bot.example.com", ()),
        ("https://www.bot.example.com", ()),
        ("https://old.example.com", ("old.example.com", "127.0.0.1:8360")),
        ("https://old.example.com", ("old.example.com, proxy.example.com", "127.0.0.1:8360")),
        ("http://203.0.113.7:8360", ("", "203.0.113.7:8360")),
    ],
)
def test_the_address_that_would_have_fitted_is_named(base: str, hosts: tuple[str, ...]) -> None:
    found = explain(base + PATH, hosts=hosts, ours=False)

    assert f"TWILIO_AUTH_TOKEN at {base}," in found.remedy
    assert "relay.public_url" in found.remedy
    assert found.ours


def test_so_is_the_token() -> None:
    assert (
        "TWILIO_AUTH_TOKEN_SECONDARY at http://"
        in explain(f"http://bot.example.com{PATH}", SECOND_AUTH_TOKEN).remedy
    )


def test_a_slash_or_a_query_that_a_proxy_adds_is_named() -> None:
    assert "slash" in explain(URL + PATH, path=f"{PATH}/").remedy
    assert "query" in explain(URL + PATH, query=b"from=proxy").remedy


def test_a_token_that_fits_nowhere_is_probably_the_wrong_one() -> None:
    found = explain(URL + PATH, "f" * 32, hosts=("old.example.com",))

    assert "primary token" in found.remedy
    assert "old.example.com" not in found.remedy  # anybody can have written that
    assert found.ours


def test_a_form_of_another_account_is_said_to_be_one_and_counts_for_nothing() -> None:
    found = explain(URL + PATH, "f" * 32, ours=False)

    assert "TWILIO_ACCOUNT_SID" in found.remedy
    assert not found.ours


@pytest.mark.parametrize("host", ["evil.example.com/a b", "é", "a" * 5000, "\n", "x\x00", "[", "a:b:c"])
def test_a_hostile_host_header_breaks_nothing(host: str) -> None:
    assert "primary token" in explain(URL + PATH, "f" * 32, hosts=(host,)).remedy
