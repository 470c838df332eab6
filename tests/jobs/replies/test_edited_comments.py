"""A comment that was edited before or while it was sent is never sent, and its author learns why."""

from __future__ import annotations

import pytest
from requests import PreparedRequest, Response

from bot.jobs.replies import send_replies
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


def editing(stage: Stage, comment: int, text: str) -> None:
    """Edit a comment, and run as GitHub does for that."""
    stage.sandbox.edit(comment, "marina", text)
    event = {"action": "edited", "issue": {"number": 1}, "comment": {"id": comment}}
    send_replies.run(event, stage.tools)


def test_who_edits_what_was_sent_learns_once_that_the_phone_keeps_the_earlier_text(asked: Stage) -> None:
    comment = post(asked, "/reply Valor: 100")
    asked.reply()
    with wire.passing(later_edit):
        editing(asked, comment, "/reply Valor: 200 (editado)")
        editing(asked, comment, "/reply Valor: 300 (editado)")

    assert arrived(asked) == ["Valor: 100"]
    assert marks(asked, comment) == {"eyes", "rocket"}
    (said,) = notes(asked)
    assert "editado **depois de enviado**" in said
    assert f"#issuecomment-{comment}" in said


def test_who_edits_a_note_into_a_command_learns_at_once_that_it_is_not_sent(asked: Stage) -> None:
    comment = post(asked, "Vou ver")
    with wire.passing(later_edit):
        editing(asked, comment, "/reply editado")

    assert arrived(asked) == []
    assert ["Edições nunca são enviadas" in said for said in notes(asked)] == [True]


def test_who_edits_a_command_that_sent_nothing_is_told_nothing(asked: Stage) -> None:
    comment = post(asked, "/status")
    asked.reply()
    before = notes(asked)
    with wire.passing(later_edit):
        editing(asked, comment, "/status editado")

    assert notes(asked) == before
