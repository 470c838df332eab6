"""A repeated request is recognised, also after a rotation of CONTACT_KEY."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core import contact_keys
from bot.relay.store.fingerprints import Fingerprints
from bot.rules.people.sealing import Vault

OLD = [contact_keys.new_key()]
NEW = contact_keys.with_new_key(OLD, contact_keys.new_key())


@given(st.text(), st.text())
def test_fingerprints_tell_contents_apart_and_survive_a_rotation(one: str, other: str) -> None:
    before, after = (Fingerprints(Vault(entries).relay_keys) for entries in (OLD, NEW))

    assert (before.of(one)[0] in after.of(other)) is (one == other)
    assert (before.of(one)[0] == before.of(other)[0]) is (one == other)
