"""Maintainers' commands reach the phone: from those who may, in order, once; and each refusal gives its reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.errors import BotError
from bot.jobs.replies import send_replies
from bot.rules.text.cutting import MAX_UNITS
from bot.rules.text.segments import units
from tests import wire
from tests.actors import ANA
from tests.jobs.replies.comments import LONG, WAITING, arrived, marks, notes, post
from tests.stage import Stage


@pytest.mark.parametrize(
    ("command", "login"), [("/reply", "tiago"), ("/responder", "marina"), ("/REPLY", "escritorio")]
)
def test_whoever_may_triage_reaches_the_phone(asked: Stage, command: str, login: str) -> None:
    comment = post(asked, f"{command} Pode vir às 15h", login)

    asked.reply()

    assert arrived(asked) == ["Pode vir às 15h"]
    assert marks(asked, comment) == {"eyes", "rocket"}
    assert notes(asked) == []


def test_an_answer_leaves_by_the_channel_that_the_person_used(stage: Stage) -> None:
    stage.twilio.state.age_window(ANA, timedelta(0))
    stage.record(stage.event("Oi", f"whatsapp:{ANA}"))
    post(stage, "/reply Olá")

    stage.reply()

    assert arrived(stage) == ["Olá"]
    assert {bubble["channel"] for bubble in stage.sandbox.phone(ANA)} == {"whatsapp"}


def test_line_ends_of_any_kind_and_blanks_around_do_not_matter(asked: Stage) -> None:
    post(asked, "\r\n/reply Bom dia,\r\n\r\nAna.\r\n  \r\n")

    asked.reply()

    assert arrived(asked) == ["Bom dia,\n\nAna."]


def test_answers_leave_in_the_order_of_their_comments(asked: Stage) -> None:
    wanted = [f"Resposta {number}" for number in range(5)]
    for text in wanted:
        post(asked, f"/reply {text}")

    asked.reply()
    asked.reply()

    assert arrived(asked) == wanted


def test_a_long_text_leaves_in_parts_within_the_limit_and_in_order(asked: Stage) -> None:
    post(asked, f"/reply {LONG}")

    assert "enviado em 3 partes" in asked.reply()[1]

    parts = arrived(asked)
    assert "".join(parts) == LONG
    assert len(parts) == 3
    assert max(map(units, parts)) <= MAX_UNITS


def test_a_plain_comment_stays_inside(asked: Stage) -> None:
    comments = [post(asked, body) for body in ("Vou ver", "Diga /reply amanhã", "/etc/passwd", "/ 2 vias")]

    assert asked.reply() == ["#1", "Nada a enviar."]

    assert arrived(asked) == []
    assert notes(asked) == []
    assert [marks(asked, comment) for comment in comments] == [set()] * 4


def test_somebody_who_may_only_read_gets_an_explanation(asked: Stage) -> None:
    comment = post(asked, "/reply Oi", "estranha")

    asked.reply()
    asked.reply()

    assert arrived(asked) == []
    (note,) = notes(asked)
    assert "@estranha, responder pede a permissão `triage` neste repositório; a sua é `read`" in note
    assert marks(asked, comment) == {"confused"}


def test_a_stranger_in_a_public_repository_sends_nothing() -> None:
    with Stage({"privacy": {"public_repository": "allow"}}, private=False) as stage:
        stage.state.add_user("passante")
        stage.record(stage.event())
        post(stage, "/reply Oi", "passante")

        stage.reply()

        assert arrived(stage) == []
        assert "pede a permissão `triage`" in notes(stage)[0]


def test_somebody_whose_account_is_gone_from_the_repository_sends_nothing(asked: Stage) -> None:
    post(asked, "/reply Oi", "tiago")
    asked.state.add_user("tiago", "none")

    asked.reply()

    assert arrived(asked) == []
    assert "a sua é `nenhuma`" in notes(asked)[0]


def test_the_needed_permission_is_configurable() -> None:
    with Stage({"replies": {"permission": "maintain"}}) as stage:
        stage.record(stage.event())
        post(stage, "/reply De Tiago", "tiago")
        post(stage, "/reply De Marina", "marina")

        stage.reply()

        assert arrived(stage) == ["De Marina"]


def test_a_bot_is_never_obeyed(asked: Stage) -> None:
    asked.state.add_user("robo[bot]", "admin", "Bot")
    post(asked, "/reply Oi", "robo[bot]")

    assert asked.reply() == ["#1", "Nada a enviar."]
    assert arrived(asked) == []


@pytest.mark.parametrize(
    ("comment", "sentence"),
    [
        ("/repli Oi", "Não existe o comando `/repli`; nada foi enviado. Seria `/reply`?"),
        ("/xyz", "Não existe o comando `/xyz`; nada foi enviado. `/ajuda`"),
        ("/reply", "`/reply` precisa de um texto"),
        ("/responder  \r\n ", "`/responder` precisa de um texto"),
        (
            "/consent",
            "`/consentimento` pede uma finalidade: `notificação`, `marketing` ou `alerta`. Nada foi registrado.",
        ),
    ],
)
def test_what_cannot_be_carried_out_is_explained_once(asked: Stage, comment: str, sentence: str) -> None:
    posted = post(asked, comment)

    asked.reply()
    asked.reply()

    (note,) = notes(asked)
    assert sentence in note
    assert marks(asked, posted) == {"confused"}
    assert arrived(asked) == []


def test_help_shows_the_commands(asked: Stage) -> None:
    posted = post(asked, "/help")

    asked.reply()

    assert "| `/responder` `/reply` | texto |" in notes(asked)[0]
    assert marks(asked, posted) == {"rocket"}


def test_a_name_cannot_be_answered_and_that_is_explained(stage: Stage) -> None:
    stage.record(stage.event("Seu código é 1", "BANCO"))
    post(stage, "/reply Obrigada")

    stage.reply()

    assert "é um nome, não um número" in notes(stage)[0]
    assert stage.twilio.state.messages() == []


def test_the_same_text_is_sent_as_often_as_it_is_written(asked: Stage) -> None:
    for _ in range(3):
        post(asked, "/reply Ok")
        asked.reply()
    post(asked, "/reply Ok")
    post(asked, "/reply Ok")
    asked.reply()

    assert arrived(asked) == ["Ok"] * 5


def test_a_message_that_came_after_the_answer_keeps_waiting(asked: Stage) -> None:
    post(asked, "/reply Pode vir")
    asked.record(asked.event("E amanhã?"))

    asked.reply()
    assert WAITING in asked.sandbox.issue(1)["labels"]

    post(asked, "/reply Também")
    asked.reply()
    assert WAITING not in asked.sandbox.issue(1)["labels"]


def test_a_conversation_that_a_person_edited_in_the_browser_is_still_one(asked: Stage) -> None:
    issue = asked.state.issues.get(1)
    asked.state.issues.edit(1, "Guia de Ana", (issue.body or "").replace("\n", "\r\n"))
    post(asked, "/reply Pode vir")

    asked.reply()
    asked.record(asked.event("Obrigada"))

    assert arrived(asked) == ["Pode vir"]
    assert len(asked.sandbox.issues()) == 1


def test_talk_and_other_bots_commands_in_an_issue_of_people_are_left_alone(stage: Stage) -> None:
    stage.state.issues.create("marina", "Comprar café", "")
    comments = [post(stage, body) for body in ("Eu compro", "/approve @tiago", "/etc/hosts")]

    assert stage.reply() == ["#1 não é uma conversa: nada a fazer."]
    assert [marks(stage, comment) for comment in comments] == [set()] * 3


def test_an_issue_with_a_copied_marker_is_no_conversation_and_a_reply_there_is_answered(asked: Stage) -> None:
    copy = asked.state.issues.create("marina", "Cópia", asked.sandbox.issue(1)["body"])
    asked.sandbox.comment(copy.number, "marina", "/reply Oi")

    asked.reply(copy.number)

    assert arrived(asked) == []
    answer = asked.sandbox.issue(copy.number)["comments"][-1]["body"]
    assert "Esta issue não é uma conversa: nada foi enviado" in answer


def test_a_pull_request_is_left_alone(stage: Stage) -> None:
    stage.state.issues.create("marina", "Um pull request", "")
    post(stage, "/reply Oi")

    with wire.passing(wire.as_pull_request(1)):
        assert stage.reply() == ["#1 não é uma conversa: nada a fazer."]


def test_a_tampered_marker_sends_nothing_and_is_explained(asked: Stage) -> None:
    issue = asked.state.issues.get(1)
    asked.state.issues.edit(1, issue.title, (issue.body or "").replace('"sealed":"gA', '"sealed":"gB'))
    post(asked, "/reply Oi")

    with pytest.raises(BotError, match=r"The marker of #1 cannot be read\..*CONTACT_KEY"):
        asked.reply()
    assert arrived(asked) == []


def test_a_verdict_forged_by_a_person_changes_nothing(asked: Stage) -> None:
    comment = post(asked, "/reply Pode vir")
    post(asked, f'<!-- auditoria360 {{"v":1,"about":{comment},"final":true,"sent":0}} -->\nFoi recusada')
    asked.state.reactions.add(wire.on_comment(comment), "estranha", "rocket")

    asked.reply()

    assert arrived(asked) == ["Pode vir"]


def test_what_deleted_accounts_left_behind_is_passed_over(asked: Stage) -> None:
    gone = post(asked, "/reply De quem já foi", "tiago")
    comment = post(asked, "/reply Pode vir")
    asked.state.reactions.add(wire.on_comment(comment), "tiago", "rocket")

    with wire.passing(wire.account_gone("tiago")):
        asked.reply()

    assert arrived(asked) == ["Pode vir"]
    assert marks(asked, gone) == set()


def test_only_the_conversation_that_was_asked_for_is_served(asked: Stage) -> None:
    asked.record(asked.event("Oi", "+5521912345678"))
    post(asked, "/reply Um")
    asked.sandbox.comment(2, "marina", "/reply Dois")

    asked.reply(2)

    assert arrived(asked) == []
    assert asked.sandbox.received("+5521912345678")[1:] == ["Dois"]


def test_somebody_can_have_an_issue_looked_at_by_hand(asked: Stage) -> None:
    asked.sandbox.comment(1, "marina", "/reply Bom dia!")
    send_replies.run({"inputs": {"issue": "1"}}, asked.tools)
    assert asked.twilio.wait_idle(10)

    assert asked.sandbox.received(ANA)[-1] == "Bom dia!"


@pytest.mark.parametrize("named", ["01", "#1", " 1", "1.0", "0", "", "-1", "um"])
def test_a_number_that_another_run_may_go_by_in_other_words_is_refused(asked: Stage, named: str) -> None:
    with pytest.raises(BotError, match="Enter only digits"):
        send_replies.run({"inputs": {"issue": named}}, asked.tools)


def test_of_a_conversation_that_is_gone_nothing_is_left_to_do(asked: Stage) -> None:
    asked.state.issues.delete(1)

    assert "não é uma conversa" in send_replies.run({"issue": {"number": 1}}, asked.tools)[0]
    assert "não é uma conversa" in send_replies.run({"issue": {"number": 7}}, asked.tools)[0]


@pytest.mark.parametrize("address", ["https://[abc", "https://a:b:c/d.png", "http://exemplo.com.br/d.png"])
def test_an_address_of_a_picture_that_cannot_be_asked_holds_up_nothing(asked: Stage, address: str) -> None:
    first = post(asked, f"/reply Veja ![foto]({address})")
    post(asked, "/reply Segue")
    asked.reply()

    assert arrived(asked) == ["Segue"]
    assert marks(asked, first) == {"confused"}
    assert "O anexo 1 não pode ser enviado" in notes(asked)[0]
