"""What people and services name controls no terminal."""

from __future__ import annotations

import pytest

from bot.cli import screen
from bot.core.sentences import Sentence


@pytest.mark.parametrize("hostile", ["\x1b[2J\x1b]0;x\x07", "\x9b31m", "\u202egnp.exe", "a\rb\x08"])
def test_a_name_in_a_sentence_controls_no_terminal(hostile: str, capsys: pytest.CaptureFixture[str]) -> None:
    screen.say(Sentence("The number {name} is not yours.", name=f"Ana{hostile}Souza"))
    shown = capsys.readouterr().out

    assert "Ana" in shown
    assert "Souza" in shown
    assert not [sign for sign in shown if sign != "\n" and not sign.isprintable()]


def test_lines_and_blanks_of_a_sentence_stay(capsys: pytest.CaptureFixture[str]) -> None:
    screen.say("\nOne\n  two")

    assert capsys.readouterr().out == "\nOne\n  two\n"
