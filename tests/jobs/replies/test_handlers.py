"""Every command that the parser knows has something that carries it out."""

from __future__ import annotations

from bot.jobs.replies.handlers import HANDLERS
from bot.rules.text.commands import (
    DEFINITIONS,
    CommandKind,
)


def test_every_command_that_is_not_internal_has_a_handler_and_nothing_else_has() -> None:
    asked = {row.command for row in DEFINITIONS if row.kind is not CommandKind.INTERNAL}

    assert asked == set(HANDLERS)
