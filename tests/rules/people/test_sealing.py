"""What is sealed stays sealed, and opens with every key that is still kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.contact_keys import new_key
from bot.core.errors import SealError
from bot.rules.people.sealing import Vault
from tests.making import VAULT


@given(st.binary(max_size=2000))
def test_what_was_sealed_opens_again(content: bytes) -> None:
    assert content == VAULT.open(VAULT.seal(content))


@given(st.binary(min_size=8, max_size=200))
def test_a_token_shows_nothing_of_its_content(content: bytes) -> None:
    assert content not in VAULT.seal(content).encode()


def test_an_old_token_opens_after_a_rotation() -> None:
    old, new = new_key(), new_key()
    token = Vault([old]).seal(b"x")

    assert Vault([new, old]).open(token) == b"x"


def test_new_tokens_are_sealed_with_the_newest_key() -> None:
    old, new = new_key(), new_key()

    assert Vault([new]).open(Vault([new, old]).seal(b"x")) == b"x"


@pytest.mark.parametrize("cut", [slice(0, -1), slice(1, None), slice(0, 0)], ids=["end", "start", "all"])
def test_a_damaged_token_is_refused_with_a_remedy(cut: slice) -> None:
    token = VAULT.seal(b"x")

    with pytest.raises(SealError, match="CONTACT_KEY"):
        VAULT.open(token[cut])


def test_letters_that_no_token_has_are_refused() -> None:
    with pytest.raises(SealError):
        VAULT.open("ção")


def test_a_foreign_token_is_refused() -> None:
    with pytest.raises(SealError):
        VAULT.open(Vault([new_key()]).seal(b"x"))


def test_a_signature_fits_its_content_and_no_other_and_outlives_a_rotation() -> None:
    old, new = new_key(), new_key()
    signature = Vault([old]).sign(b"x")

    assert Vault([new, old]).has_signed(b"x", signature)
    assert not Vault([new, old]).has_signed(b"y", signature)
    assert not Vault([new]).has_signed(b"x", signature)
    assert not Vault([old]).has_signed(b"x", "ção")


def test_a_code_is_six_digits_that_differ_from_key_to_key_and_matter_to_matter() -> None:
    codes = {Vault([new_key()]).code(f"{number}") for number in range(20)}

    assert len(codes) > 15
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert VAULT.code("a") == VAULT.code("a")
