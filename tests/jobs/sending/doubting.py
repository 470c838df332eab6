"""Texts of which it is said that nobody knows whether they left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.core.errors import TemporaryError
from bot.core.marks import Mark, Outcome
from bot.core.messages import Order
from bot.jobs.sending import explaining
from bot.jobs.sending.doubt import LAG
from bot.rules.wire.about import About
from tests.actors import Maintainer
from tests.conftest import MovedClock
from tests.jobs.ordering import carry_out, notes_of_orders
from tests.stage import Stage

ASKS = "O que fazer"


def reply_in_doubt(stage: Stage, moved_clock: MovedClock, body: str = "/reply Olá", issue: int = 1) -> int:
    """Twilio takes a reply without an answer and does not list it in time; return the comment."""
    comment = Maintainer(stage.sandbox, "marina").comment(issue, body)
    _give_up(stage, moved_clock, lambda: stage.reply(issue))
    return comment


def order_in_doubt(stage: Stage, moved_clock: MovedClock, order: Order) -> int:
    _give_up(stage, moved_clock, lambda: carry_out(stage, order))
    return int(notes_of_orders(stage)[-1]["id"])


def said_unknown(stage: Stage, body: str = "/reply Olá") -> int:
    """Return a comment of which it was said, as above, that nobody knows whether its text left."""
    comment = Maintainer(stage.sandbox, "marina").comment(1, body)
    about, tools = About(1, comment), stage.tools
    explaining.mark(tools, about, Mark.TAKEN)
    explaining.failed(tools, about, Outcome.UNKNOWN, tools.maintainers.sending.left_unknown)
    return comment


def _give_up(stage: Stage, moved_clock: MovedClock, send: Callable[[], object]) -> None:
    lagging = "twilio-lagging-list-07200"
    stage.sandbox.switch_on("twilio-lost-answer", 1)
    stage.sandbox.switch_on(lagging)
    with pytest.raises(TemporaryError):
        send()
    moved_clock.advance(LAG + timedelta(minutes=1))
    stage.tools = stage.new_tools()
    send()
    stage.sandbox.switch_off(lagging)
    stage.tools = stage.new_tools()


def ours(stage: Stage, issue: int = 1) -> list[str]:
    """Return what the bot has commented, without the messages."""
    found = stage.sandbox.issue(issue)["comments"]
    return [
        one["body"]
        for one in found
        if one["author"] == "github-actions[bot]" and '"kind":"note"' in one["body"]
    ]
