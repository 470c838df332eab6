"""A comment of which it is not certain what should leave sends nothing, and says why in one comment."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.jobs.replies import send_replies
from bot.rules.texts.answering import PT_BR as TEXTS
from tests import wire
from tests.conftest import MovedClock
from tests.jobs.replies.comments import arrived, marks, notes, post
from tests.rules.text.email_replies import CUT, REFUSED, REFUSED_BY_MAIL
from tests.stage import Stage

UNCLEAR = TEXTS.unclear


def _by_mail(stage: Stage, body: str, login: str = "marina") -> int:
    return int(stage.sandbox.comment(1, login, body, via_email=True)["id"])


@pytest.mark.parametrize("name", ["gmail pt-BR", "outlook mobile", "answer below the quotation"])
def test_of_a_reply_by_mail_only_its_text_arrives(asked: Stage, name: str) -> None:
    body, text = CUT[name]
    comment = _by_mail(asked, body)

    asked.reply()

    assert arrived(asked) == [text]
    assert marks(asked, comment) == {"eyes", "rocket"}
    assert notes(asked) == []


def test_where_the_text_of_a_mail_ends_is_not_certain_and_one_comment_says_so(asked: Stage) -> None:
    comment = _by_mail(asked, REFUSED["answers between the quotations"])

    asked.reply()
    asked.reply()

    assert arrived(asked) == []
    (note,) = notes(asked)
    assert UNCLEAR["email"] in note
    assert marks(asked, comment) == {"confused"}


def test_a_dated_quotation_written_on_the_page_arrives_and_by_mail_only_what_stands_above_it(
    asked: Stage,
) -> None:
    body = REFUSED["a quotation with a date, of nobody known"]
    post(asked, body)
    _by_mail(asked, body)

    asked.reply()

    assert arrived(asked) == ["Confirma?\n\nEm 27/11/2026 22:14, Ana escreveu:\n> pago", "Confirma?"]


def test_a_dated_quotation_sends_nothing_where_github_does_not_say_how_it_came(asked: Stage) -> None:
    post(asked, REFUSED["a quotation with a date, of nobody known"])
    asked.sandbox.switch_on("github-no-graphql", 1)

    asked.reply()

    assert arrived(asked) == []
    assert UNCLEAR["email"] in notes(asked)[0]


@pytest.mark.parametrize("name", ["a quotation alone", "words in a line"])
def test_what_may_be_quoted_leaves_neither_by_mail_nor_where_github_does_not_say(
    asked: Stage, name: str
) -> None:
    _by_mail(asked, REFUSED_BY_MAIL[name])
    asked.reply()
    post(asked, REFUSED_BY_MAIL[name])
    asked.sandbox.switch_on("github-no-graphql", 2)  # of both comments, which are asked for together
    asked.reply()

    assert arrived(asked) == []
    assert [UNCLEAR["email"] in note for note in notes(asked)] == [True, True]


def test_what_the_page_hides_is_not_sent(asked: Stage) -> None:
    for body in ("/reply Veja o boleto <!-- interno: deve -->", "/close Até logo\n\n[//]: # (interno)"):
        post(asked, body)
    post(asked, "/preview Olá <!-- interno -->")

    asked.reply()

    assert arrived(asked) == []
    assert asked.sandbox.issue(1)["state"] == "open"
    assert [TEXTS.hidden in note for note in notes(asked)] == [True] * 3


@pytest.mark.parametrize(
    ("body", "doubt", "name"),
    [
        ("/reply Olá\n/close", "second", "close"),
        ("**/reply** Olá", "form", "reply"),
        ("/ reply Olá", "form", "reply"),
        ("Oi @bia\n/reply Olá", "below", "reply"),
        (f"/reply {'a' * 16_000}", "length", ""),
    ],
)
def test_a_near_miss_sends_nothing_and_is_answered_once(
    asked: Stage, body: str, doubt: str, name: str
) -> None:
    comment = post(asked, body)

    asked.reply()
    asked.reply()

    assert arrived(asked) == []
    assert asked.sandbox.issue(1)["state"] == "open"
    (note,) = notes(asked)
    assert UNCLEAR[doubt].format(name=name) in note
    assert marks(asked, comment) == {"confused"}


def test_a_quotation_above_a_reply_is_not_sent(asked: Stage) -> None:
    post(asked, "> Posso ir hoje?\n\n/reply Pode sim!")

    asked.reply()

    assert arrived(asked) == ["Pode sim!"]


def test_where_every_comment_is_sent_a_slip_in_a_note_is_answered_and_not_sent() -> None:
    with Stage(
        {"replies": {"mode": "every-comment", "every_comment_since": "2026-01-01T00:00:00Z"}}
    ) as stage:
        stage.record(stage.event("Oi"))
        post(stage, "/nota: cliente devedor")
        post(stage, "**/nota** interno")
        post(stage, "Bom dia!")
        stage.reply()

        assert arrived(stage) == ["Bom dia!"]
        (note,) = notes(stage)
        assert UNCLEAR["form"].format(name="nota") in note


def test_a_command_that_an_app_wrote_in_somebodys_name_is_not_carried_out(asked: Stage) -> None:
    comment = int(asked.sandbox.comment(1, "marina", "/reply Oi", via_app="agente")["id"])

    asked.reply()
    asked.reply()

    assert arrived(asked) == []
    (note,) = notes(asked)
    assert TEXTS.by_app.format(login="marina") in note
    assert marks(asked, comment) == {"confused"}


def test_commands_of_apps_count_where_that_is_configured() -> None:
    with Stage({"replies": {"by_apps": True}}) as stage:
        stage.record(stage.event("Oi"))
        stage.sandbox.comment(1, "marina", "/reply Oi", via_app="agente")
        stage.reply()

        assert arrived(stage) == ["Oi"]


def test_somebody_who_may_not_answer_gets_one_comment_an_hour_in_all_issues_together() -> None:
    with Stage({"privacy": {"public_repository": "allow"}}, private=False) as stage:
        for login in ("passante", "curioso"):
            stage.state.add_user(login)
        stage.record(stage.event("Oi"))
        stage.record(stage.event("Olá", "+5521912345678"), batch="batch-2")
        posted = [post(stage, f"/reply {number}", "passante") for number in range(3)]
        elsewhere = int(stage.sandbox.comment(2, "passante", "/reply x")["id"])
        post(stage, "/reply y", "curioso")
        for issue in (1, 2, 1):
            send_replies.run({"issue": {"number": issue}}, stage.new_tools())

        assert [note.count("@passante,") + 10 * note.count("@curioso,") for note in notes(stage)] == [1, 10]
        assert [marks(stage, comment) for comment in posted] == [{"confused"}] * 3
        (other,) = (one for one in stage.sandbox.issue(2)["comments"] if one["id"] == elsewhere)
        assert list(other["reactions"]) == ["confused"]
        assert len(stage.sandbox.issue(2)["comments"]) == 1


def test_of_somebody_who_was_refused_nothing_is_asked_again(asked: Stage) -> None:
    post(asked, "/reply x", "estranha")
    asked.reply()
    post(asked, "/reply Bom dia!")
    seen: list[str] = []
    with wire.passing(lambda request, _response: seen.append(str(request.url))):
        asked.reply()

    assert arrived(asked) == ["Bom dia!"]
    assert [url.rpartition("/collaborators/")[2] for url in seen if "/collaborators/" in url] == [
        "marina/permission"
    ]


def test_after_an_hour_a_refusal_is_explained_again(moved_clock: MovedClock) -> None:
    with Stage() as stage:
        stage.record(stage.event("Oi"))
        for _ in range(2):
            post(stage, "/reply x", "estranha")
            stage.reply()
            moved_clock.advance(timedelta(minutes=61))

        assert len(notes(stage)) == 2


@pytest.mark.parametrize("text", ["/preview Oi", "/reply Oi", "**/reply** Oi"])
def test_under_a_consent_record_a_command_is_answered_if_its_author_may_give_commands(
    asked: Stage, text: str
) -> None:
    post(asked, "/optout")
    asked.reply()
    number = next(int(one["number"]) for one in asked.sandbox.issues() if "consentimento" in one["labels"])
    before = len(asked.sandbox.issue(number)["comments"])
    for login in ("estranha", "marina"):
        asked.sandbox.comment(number, login, text)
    for _ in range(2):
        send_replies.run({"issue": {"number": number}}, asked.new_tools())

    stranger, maintainer, answer = asked.sandbox.issue(number)["comments"][before:]
    assert "Esta issue não é uma conversa: nada foi enviado" in answer["body"]
    assert [list(one["reactions"]) for one in (stranger, maintainer)] == [["confused"]] * 2
