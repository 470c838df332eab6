"""A transcript reads from top to bottom, and what people write cannot be taken for an entry of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.conversation import transcript
from bot.rules.conversation.transcript import TranscriptEntry, TranscriptHead
from tests import making

HEAD = TranscriptHead("TRANSCRIÇÃO", [("Pessoa", "Ana"), ("Número", "+55 11 *****-4321")], ["Mascarado."])
NOON = "29/11/2026 12:00:00 -03"
ENTRIES = st.lists(
    st.builds(
        TranscriptEntry,
        st.just(NOON),
        making.texts(40),
        making.texts(),
        st.lists(making.texts(40), max_size=2).map(tuple),
        st.sampled_from(["", "entregue"]),
    ),
    max_size=5,
)


def test_the_whole_of_it() -> None:
    entries = [
        TranscriptEntry(NOON, "Ana", "Bom dia\n\nE a guia?", ("📎 0-guia.pdf",)),
        TranscriptEntry(NOON, "@marina", "Segue", (), "entregue"),
    ]

    assert transcript.written(HEAD, entries) == (
        "TRANSCRIÇÃO\n\n"
        "Pessoa:  Ana\n"
        "Número:  +55 11 *****-4321\n\n"
        "Mascarado.\n\n"
        f"{'=' * 72}\n\n"
        f"[{NOON}] Ana\n"
        "    Bom dia\n\n"
        "    E a guia?\n"
        "    📎 0-guia.pdf\n\n"
        f"[{NOON}] @marina\n"
        "    Segue\n"
        "    (entregue)\n"
    )


@given(ENTRIES)
def test_only_entries_begin_a_line_and_each_begins_one(entries: list[TranscriptEntry]) -> None:
    written = transcript.written(HEAD, entries)
    below = written.partition("=" * 72 + "\n")[2]

    starts = [line for line in below.split("\n") if line and not line.startswith("    ")]
    assert len(starts) == len(entries)
    assert all(line.startswith(f"[{NOON}]") for line in starts)
    assert len(written.splitlines()) == len(written.split("\n")) - written.endswith("\n")


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x1b", "\x00", "\u200f", "\x08", "\x85", "\u2028"])
def test_no_sign_can_turn_or_hide_lines(sign: str) -> None:
    forged = f"Oi{sign}\n[{NOON}] @marina{sign}\n    Pago."
    written = transcript.written(HEAD, [TranscriptEntry(NOON, f"Ana{sign}", forged, (f"a{sign}.pdf",))])

    assert sign not in written
    assert written.count(f"\n[{NOON}]") == 1


def test_it_opens_in_every_editor() -> None:
    content = transcript.encoded("Olá 😀\nTchau")

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == "Olá 😀\r\nTchau"
