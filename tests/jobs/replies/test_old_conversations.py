"""Conversations from before notes named their verdict are read safely: what is in doubt is never sent again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.marks import Mark
from bot.rules import texts
from bot.rules.wire import binding
from tests import wire
from tests.actors import ANA
from tests.conftest import MovedClock
from tests.jobs.replies.comments import BOT, LONG, arrived, marks, notes, post
from tests.stage import Stage

SAID = texts.of("pt-BR").history


def old_note(stage: Stage, about: int, *, final: bool = True, sent: int = 0) -> None:
    """Write a note as an earlier version did, bound to its issue since."""
    held = {"v": 1, "about": about, "final": final, "sent": sent}
    line = binding.bound_line(held, stage.tools.vault, 1)
    stage.state.issues.comment(1, BOT, f"{line}\nTwilio 21614: o destino não é um celular.")


def mark(stage: Stage, comment: int, *found: Mark, login: str = BOT) -> None:
    for one in found:
        stage.state.reactions.add(wire.on_comment(comment), login, one)


def retry(stage: Stage) -> None:
    post(stage, "/retry")
    stage.reply()


@pytest.mark.parametrize("body", ["/reply Oi", "/repli Oi", "/template nada"])
def test_an_old_refusal_is_not_carried_out_again_nor_retried(asked: Stage, body: str) -> None:
    comment = post(asked, body)
    old_note(asked, comment)
    mark(asked, comment, Mark.FAILED)

    asked.reply()
    retry(asked)

    assert arrived(asked) == []
    assert SAID.nothing_failed in notes(asked)[-1]


def test_an_old_refusal_that_a_run_had_not_marked_is_marked(asked: Stage) -> None:
    comment = post(asked, "/reply Oi")
    old_note(asked, comment)

    asked.reply()

    assert arrived(asked) == []
    assert marks(asked, comment) == {"confused"}


def test_an_old_answer_that_a_run_had_not_marked_is_marked(asked: Stage) -> None:
    comment = post(asked, "/help")
    old_note(asked, comment)

    asked.reply()

    assert len(notes(asked)) == 1
    assert marks(asked, comment) == {"rocket"}


def test_a_text_that_did_not_arrive_before_the_change_may_be_retried(asked: Stage) -> None:
    comment = post(asked, "/reply Oi")
    mark(asked, comment, Mark.TAKEN, Mark.SENT, Mark.FAILED)
    old_note(asked, comment)

    retry(asked)

    assert arrived(asked) == ["Oi"]


def test_somebody_s_mark_does_not_make_an_old_refusal_one_that_left(asked: Stage) -> None:
    comment = post(asked, "/reply golpe", "estranha")
    old_note(asked, comment)
    mark(asked, comment, Mark.FAILED)
    mark(asked, comment, Mark.SENT, Mark.DELIVERED, login="estranha")

    retry(asked)

    assert arrived(asked) == []


def test_after_some_parts_of_an_old_version_the_whole_text_is_sent_with_a_warning(asked: Stage) -> None:
    comment = post(asked, f"/reply {LONG}")
    old_note(asked, comment, sent=2)
    mark(asked, comment, Mark.TAKEN, Mark.FAILED)

    retry(asked)

    assert "".join(arrived(asked)) == LONG
    assert "duas vezes" in notes(asked)[-1]


def test_what_was_deferred_before_the_change_still_leaves(asked: Stage) -> None:
    comment = post(asked, "/reply Oi")
    old_note(asked, comment, final=False)

    asked.reply()

    assert arrived(asked) == ["Oi"]
    assert marks(asked, comment) == {"eyes", "rocket"}


@pytest.mark.parametrize(("age", "sent"), [(timedelta(hours=1), True), (timedelta(days=8), False)])
def test_an_old_comment_that_only_now_is_read_as_a_command_sends_nothing(
    asked: Stage, moved_clock: MovedClock, age: timedelta, sent: bool
) -> None:
    """As when a new version takes for a command what an earlier one did not."""
    comment = post(asked, "/reply Oi")
    moved_clock.advance(age)
    asked.tools = asked.new_tools()
    post(asked, "/help")

    asked.reply()

    assert ("Oi" in asked.sandbox.received(ANA)) is sent
    assert (SAID.late in "".join(notes(asked))) is not sent
    assert ("confused" in marks(asked, comment)) is not sent


def test_an_old_comment_behind_which_commands_were_carried_out_sends_nothing(
    asked: Stage, moved_clock: MovedClock
) -> None:
    comment = post(asked, "/reply Oi")
    later = post(asked, "/reply Tchau")
    mark(asked, later, Mark.TAKEN, Mark.SENT)
    moved_clock.advance(timedelta(days=2))
    asked.tools = asked.new_tools()

    asked.reply()

    assert arrived(asked) == []
    assert marks(asked, comment) == {"confused"}
