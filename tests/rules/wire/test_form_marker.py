"""The hidden line of a form's issue counts in that issue alone, and as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.contact_keys import new_key
from bot.rules.people.sealing import Vault
from bot.rules.wire import form_marker, markers
from bot.rules.wire.form_marker import FormMarker
from bot.rules.wire.markers import KeyedMarker

VAULT = Vault([new_key()])
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(order=WORDS, refusal=WORDS, issue=st.integers(1, 10**9), text=WORDS)
def test_what_was_written_is_read_whatever_stands_below(
    order: str, refusal: str, issue: int, text: str
) -> None:
    marker = FormMarker(order, refusal)
    line = form_marker.write(marker, VAULT, issue)

    assert "\n" not in line
    assert form_marker.read(f"{line}\n{text}", VAULT, issue) == marker
    assert form_marker.read(f"{line}\r\n{text}", VAULT, issue) == marker


@pytest.mark.parametrize(
    "body",
    [
        form_marker.write(FormMarker("x"), VAULT, 8),
        form_marker.write(FormMarker("x"), Vault([new_key()]), 7),
        form_marker.write(FormMarker("x"), VAULT, 7).replace('"order":"x"', '"order":"y"'),
        form_marker.write(FormMarker("x"), VAULT, 7).replace('"issue":7,', ""),
        " " + form_marker.write(FormMarker("x"), VAULT, 7),
        markers.write(KeyedMarker("x"), VAULT, 7),
        "",
    ],
    ids=["another issue", "another key", "changed", "without its issue", "not first", "another kind", "none"],
)
def test_any_other_line_means_nothing(body: str) -> None:
    assert form_marker.read(body, VAULT, 7) is None


def test_a_forms_line_means_nothing_where_conversations_are_read() -> None:
    assert markers.read(form_marker.write(FormMarker("x"), VAULT, 7), VAULT, 7) is None
