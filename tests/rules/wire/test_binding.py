"""A hidden line counts only in the issue it was signed for, and not once anything in it was changed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import contact_keys
from bot.core.contact_keys import new_key
from bot.core.marks import Outcome
from bot.core.messages import MessageSid
from bot.rules.people.sealing import Vault
from bot.rules.wire import binding, markers, resealing
from bot.rules.wire.binding import Binding
from bot.rules.wire.markers import ConversationMarker, MessagesMarker, NoteMarker, OrderMarker
from tests.making import ANA, OUR_SMS, OUR_WHATSAPP, VAULT

NOTE = NoteMarker(5, Outcome.FAILED, sent=1)


def _changed(line: str, **values: Any) -> str:
    return binding.line({**binding.content(line), **values})


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_line_counts_in_its_own_issue_alone(own: int, other: int) -> None:
    line = markers.write(NOTE, VAULT, own)

    assert markers.read(line, VAULT, own) == NOTE
    if own != other:
        assert markers.read(line, VAULT, other) is None
        assert binding.of(line, VAULT, other) is Binding.ELSEWHERE
        assert binding.signed_for(line) == own


@pytest.mark.parametrize(
    "values",
    [
        {"about": 6},
        {"final": False},
        {"sent": 0},
        {"issue": 8},
        {"issue": True},
        {"issue": "7"},
        {"more": 1},
        {"bound": ""},
        {"bound": 5},
        {"bound": "é"},
    ],
)
def test_a_line_that_was_changed_counts_nowhere(values: dict[str, Any]) -> None:
    changed = _changed(markers.write(NOTE, VAULT, 7), **values)

    assert [markers.read(changed, VAULT, number) for number in (1, 7, 8)] == [None, None, None]
    assert binding.of(changed, VAULT, 7) is Binding.CHANGED


def test_a_line_without_its_signature_counts_nowhere() -> None:
    held = binding.content(markers.write(NOTE, VAULT, 7))
    stripped = binding.line({name: value for name, value in held.items() if name != "bound"})

    assert markers.read(stripped, VAULT, 7) is None
    assert binding.of(stripped, VAULT, 7) is Binding.EARLIER
    assert markers.read_unbound(stripped, VAULT) == NOTE


def test_a_line_signed_with_another_key_counts_nowhere() -> None:
    assert markers.read(markers.write(NOTE, Vault([new_key()]), 7), VAULT, 7) is None


def test_the_line_of_a_new_issue_counts_once_it_is_bound() -> None:
    body = f"{markers.write_new(NOTE, VAULT)}\nTexto\nmais"
    bound = binding.bind(body, VAULT, 7)

    assert binding.of(body, VAULT, 7) is Binding.NEW
    assert [markers.read(body, VAULT, number) for number in (0, 7)] == [None, None]
    assert markers.read(bound, VAULT, 7) == NOTE
    assert bound.partition("\n")[2] == "Texto\nmais"
    assert binding.made_at(bound) is None
    assert binding.plain(binding.content(body)) == binding.plain(binding.content(bound))


def test_a_body_without_a_line_has_no_binding_and_is_not_changed_by_it() -> None:
    assert binding.of("Oi\nTexto", VAULT, 7) is None
    assert binding.bind("Oi\nTexto", VAULT, 7) == "Oi\nTexto"


def test_what_is_sealed_again_stays_bound_and_what_was_changed_stays_unbound() -> None:
    old = new_key()
    before, after = Vault([old]), Vault(contact_keys.with_new_key([old], new_key()))
    line = markers.write(OrderMarker("o1", before.seal(b"x")), before, 7)
    forged = _changed(line, order="o2")

    again, forged_again = (resealing.resealed(text, after) for text in (line, forged))

    assert again != line
    assert forged_again != forged
    assert markers.read(again, after, 7) == OrderMarker("o1")
    assert binding.of(forged_again, after, 7) is Binding.CHANGED


def test_the_numbers_of_a_merged_person_are_sealed_again_with_the_newest_key() -> None:
    old, new = new_key(), new_key()
    before, after = Vault([old]), Vault(contact_keys.with_new_key([old], new))
    marker = ConversationMarker(before.contact_id(ANA), ANA, OUR_SMS, (), merged=((OUR_WHATSAPP,),))
    again = resealing.resealed(markers.write(marker, before, 7), after)

    assert markers.read(again, after, 7) == marker
    assert after.is_current(binding.content(again)["merged"])


@pytest.mark.parametrize("text", ["[" * 3000, '{"a":' * 3000, "5", '"x"', "NaN"])
def test_a_line_that_holds_no_value_is_none(text: str) -> None:
    assert binding.content(f"<!-- auditoria360 {text} -->") == {}
    assert binding.content(f"<!-- auditoria360 {{{text}}} -->") == {}


@given(st.lists(st.from_regex(r"SM[0-9a-f]{32}", fullmatch=True).map(MessageSid), max_size=3))
def test_the_signature_is_the_same_however_the_line_is_spaced(sids: list[MessageSid]) -> None:
    marker = MessagesMarker(tuple(sids))
    held = binding.content(markers.write(marker, VAULT, 7))
    spaced = f"<!-- auditoria360 {json.dumps(dict(reversed(held.items())))} -->"

    assert markers.read(spaced, VAULT, 7) == marker
