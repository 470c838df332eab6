"""A comment that was edited before or while it was sent is never sent, and its author learns why."""

from __future__ import annotations

import pytest
from requests import PreparedRequest, Response

from bot.jobs.sending import policy_gate
from tests import wire
from tests.jobs.replies.comments import arrived, marks, notes, post
from tests.stage import Stage


def edited(stage: Stage, before: str, after: str) -> int:
    """Comment, and edit the comment; see `later_edit`."""
    comment = post(stage, before)
    stage.sandbox.edit(comment, "marina", after)
    return comment


def later_edit(request: PreparedRequest, response: Response) -> None:
    """Date an edit to "editado" in a later second than the comment: GitHub's times have no finer ones."""
    if request.method == "GET" and "/comments" in str(request.url) and "reactions" not in str(request.url):
        content = response.json()
        for comment in content if isinstance(content, list) else [content]:
            if "editado" in comment["body"]:
                comment["updated_at"] = "2999-01-01T00:00:00Z"
        wire.rewrite(response, content)


def test_what_was_edited_before_it_left_is_refused_and_never_sent(asked: Stage) -> None:
    comment = edited(asked, "Vou ver", "/reply editado")

    with wire.passing(later_edit):
        asked.reply()

    assert arrived(asked) == []
    assert "Edições nunca são enviadas" in notes(asked)[0]
    assert marks(asked, comment) == {"confused"}


def test_what_was_edited_while_it_was_sent_is_not_sent_and_asks_to_check(asked: Stage) -> None:
    comment = post(asked, "/reply Pode vir")
    with wire.dying_after(1), pytest.raises(wire.DiedError):
        asked.reply()
    asked.sandbox.edit(comment, "marina", "/reply editado")

    with wire.passing(later_edit):
        asked.reply()

    assert arrived(asked) == []
    assert "editado enquanto era enviado" in notes(asked)[0]
    assert marks(asked, comment) == {"eyes", "confused"}


def test_a_mark_of_somebody_else_hides_no_command_that_an_edit_made(asked: Stage) -> None:
    comment = edited(asked, "Vou ver", "Vou ver isso")
    post(asked, "/reply Pode vir")
    asked.reply()
    asked.sandbox.edit(comment, "marina", "/reply editado")
    asked.state.reactions.add(wire.on_comment(comment), "tiago", "rocket")

    with wire.passing(later_edit):
        asked.reply()

    assert arrived(asked) == ["Pode vir"]
    assert "Edições nunca são enviadas" in notes(asked)[0]
    assert marks(asked, comment) == {"confused"}


def test_an_edit_of_what_has_left_sends_nothing_again(asked: Stage) -> None:
    comment = post(asked, "/reply Pode vir")
    asked.reply()
    asked.sandbox.edit(comment, "marina", "/reply editado")

    with wire.passing(later_edit):
        asked.reply()

    assert arrived(asked) == ["Pode vir"]
    assert notes(asked) == []


@pytest.mark.parametrize("command", ["/optout", "/optin", "/consent marketing", "/forget {code}"])
def test_an_edited_command_records_and_erases_nothing_in_its_authors_name(asked: Stage, command: str) -> None:
    conversation = asked.tools.conversations.read(asked.tools.repository.issue(1))
    assert conversation
    code = conversation.marker.contact[:4]
    comment = post(asked, "Vou ver")
    # Within the second in which it was written: REST shows no edit.
    asked.sandbox.edit(comment, "escritorio", command.format(code=code))
    asked.reply()

    record = policy_gate.record_of(conversation.marker.person, asked.new_tools())
    assert (record.entries, record.pending) == ((), ())
    assert "este comentário foi editado" in notes(asked)[0]
    assert marks(asked, comment) == {"confused"}
