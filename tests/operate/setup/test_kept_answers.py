"""The answers of a setup that stopped: only harmless ones are kept, and whatever is in the file does no harm."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.operate.setup.kept_answers import NAME, KeptAnswers
from bot.operate.setup.questions import QUESTIONS


def test_no_answer_that_is_typed_unseen_is_kept(tmp_path: Path) -> None:
    for question in QUESTIONS:
        KeptAnswers(tmp_path).keep(question.field, "value")

    kept = KeptAnswers(tmp_path).read()
    assert {one.field for one in QUESTIONS if one.secret}.isdisjoint(kept)
    assert "admin_phones" not in kept
    assert "public_url" in kept


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b"[" * 50_000,
        b'{"language": 1, "repository": ["a"], "admin_token": "secret", "other": "x"}',
        json.dumps({"repository": "a/\x1b[2J", "language": "e" * 1000}).encode(),
        b'{"language": "en"}' + b" " * 100_000,
    ],
)
def test_a_file_that_is_not_as_it_was_written_offers_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)

    assert KeptAnswers(tmp_path).read() == {}


def test_a_link_in_its_place_is_neither_read_nor_written_through(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text('{"language": "en"}')
    (tmp_path / NAME).symlink_to(other)
    kept = KeptAnswers(tmp_path)

    assert kept.keep("repository", "escritorio/AUDITORIA360") is False
    assert kept.read() == {}
    assert other.read_text() == '{"language": "en"}'


def test_where_nothing_can_be_written_the_setup_goes_on_without(tmp_path: Path) -> None:
    assert KeptAnswers(tmp_path / "none").keep("language", "en") is False
    KeptAnswers(tmp_path / "none").forget()
