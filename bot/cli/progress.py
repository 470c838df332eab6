"""How far a command is that takes longer than two seconds: one line, on standard error, where that is a terminal."""

from __future__ import annotations

import sys

import click

from bot.cli import screen
from bot.core import clock

_AFTER_SECONDS, _EVERY_SECONDS = 2.0, 0.2
_ERASE_LINE = "\r\x1b[2K"  # ECMA-48: EL


class Progress:
    """A line that each step replaces; nothing is shown of what ends sooner."""

    def __init__(self) -> None:
        self._shows = sys.stderr.isatty()
        self._next = clock.steady() + _AFTER_SECONDS
        self._is_shown = False

    def at(self, sentence: str) -> None:
        """Show what is being done now."""
        if not self._shows or clock.steady() < self._next:
            return
        self._next = clock.steady() + _EVERY_SECONDS
        self._is_shown = True
        click.echo(f"{_ERASE_LINE}{screen.shown(sentence)}", err=True, nl=False)

    def clear(self) -> None:
        """Take the line away, before anything else is printed."""
        if self._is_shown:
            self._is_shown = False
            click.echo(_ERASE_LINE, err=True, nl=False)
