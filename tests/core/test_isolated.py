"""Conversations that are attended to one by one: which trouble stays with its conversation, and which ends it all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.core import isolated
from bot.core.errors import BotError, LimitError, RepositoryError, TemporaryError

THREE = [(number, number) for number in (1, 2, 3)]


def lines_and_end(second: Exception | None) -> tuple[list[str], Exception | None]:
    """Process three conversations, with that trouble at the second; return the lines, and how it ended."""

    def process(number: int) -> Iterator[str]:
        yield f"{number} begun"
        if number == 2 and second:
            raise second
        yield f"{number} done"

    lines = []
    try:
        for line in isolated.each(THREE, process, str.upper):
            lines.append(line)  # noqa: PERF402 - lines before an error count
    except TemporaryError as error:
        return lines, error
    return lines, None


@pytest.mark.parametrize("trouble", [TemporaryError("Busy."), RepositoryError("Busy.", status=403)])
def test_trouble_stays_with_its_conversation_and_is_reported_at_the_end(trouble: BotError) -> None:
    lines, end = lines_and_end(trouble)

    assert lines == ["1 begun", "1 done", "2 begun", "- #2: ⚠️ BUSY.", "3 begun", "3 done"]
    assert str(end).count("It is tried again") == 1
    assert "There was trouble with #2." in str(end)


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_done(status: int) -> None:
    lines, end = lines_and_end(RepositoryError("Gone.", status=status))

    assert (lines[-2:], end) == (["3 begun", "3 done"], None)


def test_a_limit_that_is_used_up_ends_it_at_once() -> None:
    lines, end = lines_and_end(LimitError(datetime(2026, 11, 24, tzinfo=UTC), 60.0))

    assert lines == ["1 begun", "1 done", "2 begun"]
    assert isinstance(end, LimitError)


def test_a_bug_of_ours_shows_its_place_and_nothing_of_the_conversation() -> None:
    lines, end = lines_and_end(KeyError("+5511987654321"))

    assert lines[3].startswith("- #2: ⚠️ UNEXPECTED KEYERROR AT TEST_ISOLATED.PY:")
    assert "98765" not in f"{lines} {end}"


def test_without_trouble_nothing_is_reported() -> None:
    assert lines_and_end(None) == (
        [f"{number} {what}" for number in (1, 2, 3) for what in ("begun", "done")],
        None,
    )
