"""A repeated request is recognised, also after a rotation of CONTACT_KEY."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.relay.fingerprints import Fingerprints


@given(st.text(), st.text())
def test_fingerprints_tell_contents_apart_and_survive_a_rotation(one: str, other: str) -> None:
    before, after = Fingerprints(["old"]), Fingerprints(["new", "old"])

    assert (before.of(one)[0] in after.of(other)) is (one == other)
    assert after.of(one)[0] not in before.of(one)
