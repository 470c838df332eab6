"""What the relay holds seals for the workflows, and opens nothing that it has sealed."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given
from hypothesis import strategies as st

from bot.core import contact_keys
from bot.core.contact_keys import new_key, with_new_key
from bot.core.errors import SealError
from bot.rules.people import item_seals
from bot.rules.people.relay_keys import RelayKeys, private_key, relay_key
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
    token, marker = KEYS.seal_item(b"texto", "record-messages"), VAULT.seal(b"numero")
    for part in RELAY_KEY.split(","):
        kind, _, value = part.partition(":")
        raw = bytes.fromhex(value) if kind == "print" else base64.urlsafe_b64decode(value)
        with pytest.raises(SealError):
            item_seals.opened(token, "record-messages", [X25519PrivateKey.from_private_bytes(raw)])
        with pytest.raises(SealError):
            Vault([base64.urlsafe_b64encode(raw).decode()]).open(marker)


def test_an_item_that_was_changed_anywhere_is_not_opened() -> None:
    token = KEYS.seal_item(b"texto", "record-messages")
    content = base64.urlsafe_b64decode(token.removeprefix("hpke2."))
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1
        with pytest.raises(SealError):
            VAULT.open_item(f"hpke2.{base64.urlsafe_b64encode(changed).decode()}", "record-messages")
    for short in ("hpke2.", "hpke2.QUJD", "hpke2.\u00e9", token[:-30]):
        with pytest.raises(SealError):
            VAULT.open_item(short, "record-messages")


def test_what_an_earlier_relay_has_stored_is_opened() -> None:
    key = next(entry for entry in ENTRIES if not contact_keys.is_id_key(entry))
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    sealed = suite.encrypt(b"texto", private_key(key).public_key(), b"record-messages")

    assert VAULT.open_item(f"hpke.{base64.urlsafe_b64encode(sealed).decode()}", "record-messages") == b"texto"


def test_a_data_key_seals_for_a_minute_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("bot.core.clock.steady", lambda: now)
    keys = RelayKeys(RELAY_KEY)

    def wrapped() -> str:
        token = keys.seal_item(b"texto", "record-messages")
        assert VAULT.open_item(token, "record-messages") == b"texto"
        return token[:110]

    first = wrapped()
    now += item_seals.DATA_KEY_SECONDS - 1
    assert wrapped() == first
    now += 1
    assert wrapped() != first


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
