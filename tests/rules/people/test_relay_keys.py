"""What the relay holds seals for the workflows, and opens nothing that it has sealed."""

from __future__ import annotations

import base64

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from bot.core import contact_keys
from bot.core.contact_keys import new_key, with_new_key
from bot.core.errors import SealError
from bot.rules.people.relay_keys import PREFIX, SUITE, RelayKeys, relay_key
from bot.rules.people.sealing import Vault

ENTRIES = with_new_key([new_key()], new_key())
RELAY_KEY = relay_key(ENTRIES)
KEYS, VAULT = RelayKeys(RELAY_KEY), Vault(ENTRIES)


@given(st.binary(max_size=2000))
def test_only_contact_key_opens_what_the_relay_seals(content: bytes) -> None:
    token = KEYS.seal_item(content, "record-messages")

    assert VAULT.open_item(token, "record-messages") == content
    with pytest.raises(SealError):
        VAULT.open_item(token, "send-notification")
    with pytest.raises(SealError):
        Vault([new_key()]).open_item(token, "record-messages")
    with pytest.raises(SealError):
        KEYS.open(token)


def test_no_part_of_relay_key_opens_an_item_or_a_marker() -> None:
    sealed = base64.urlsafe_b64decode(KEYS.seal_item(b"texto", "record-messages").removeprefix(PREFIX))
    marker = VAULT.seal(b"numero")
    for part in RELAY_KEY.split(","):
        kind, _, value = part.partition(":")
        raw = bytes.fromhex(value) if kind == "print" else base64.urlsafe_b64decode(value)
        with pytest.raises(InvalidTag):
            SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(raw), b"record-messages")
        with pytest.raises(SealError):
            Vault([base64.urlsafe_b64encode(raw).decode()]).open(marker)


def test_relay_key_holds_neither_contact_key_nor_what_makes_contact_ids_and_signatures() -> None:
    for entry in ENTRIES:
        assert entry.removeprefix("id:") not in RELAY_KEY
    for part in RELAY_KEY.split(","):
        as_key = f"id:{part.partition(':')[2]}" if part.startswith("print:") else ""
        if as_key:
            assert Vault([new_key(), as_key]).sign(b"x") != VAULT.sign(b"x")


def test_reports_open_at_both_ends_through_a_rotation() -> None:
    old = new_key()
    before, after = Vault([old]), Vault(with_new_key([old], new_key()))

    assert after.relay_keys.open(before.relay_keys.seal(b"x")) == b"x"
    assert after.relay_keys.has_proven(b"x", before.relay_keys.prove(b"x"))
    assert not before.relay_keys.has_proven(b"x", after.relay_keys.prove(b"x"))
    assert before.relay_keys.own_fingerprints != after.relay_keys.own_fingerprints
    assert before.fingerprints("x")[0] == after.fingerprints("x")[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "seal:",
        RELAY_KEY.partition(",")[2],
        RELAY_KEY.replace("report:", "x:"),
        f"{RELAY_KEY},x",
        ENTRIES[0],
    ],
    ids=["empty", "no key", "no public part", "other names", "more", "contact key"],
)
def test_anything_else_is_no_relay_key(text: str) -> None:
    with pytest.raises(ValueError, match="RELAY_KEY"):
        contact_keys.relay_parts(text)
