"""Maintainers' commands reach the phone: from those who may, in order, once; and each refusal says why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from requests import PreparedRequest, Response

from bot.core.errors import BotError, TemporaryError
from bot.jobs.replies import send_replies
from bot.jobs.tools import Tools
from bot.rules import texts
from bot.rules.text.segments import MAX_UNITS, units
from tests import wire
from tests.actors import ANA
from tests.rules.phone_facts import CODES
from tests.stage import Stage

ACKNOWLEDGEMENT = "Recebemos sua mensagem. Protocolo 1. Vamos responder por aqui."
WAITING = "aguardando-resposta"
BOT = "github-actions[bot]"
LONG = " ".join(f"palavra{number}" for number in range(350))  # three parts
# Twilio answers these not with 400, and they can be put right without a new command.
TEMPORARY = {20003: 401, 20008: 403, 20429: 429}


@pytest.fixture(name="asked")
def _asked(stage: Stage) -> Stage:
    """A stage on which Ana has asked something by SMS."""
    stage.record(stage.event("Posso ir hoje?"))
    return stage


def say(stage: Stage, body: str, login: str = "marina") -> int:
    return int(stage.sandbox.comment(1, login, body)["id"])


def got(stage: Stage, number: str = ANA) -> list[str]:
    """Return what arrived on the phone after the acknowledgement."""
    assert stage.twilio.wait_idle(10)
    first, *others = stage.sandbox.received(number)
    assert first == ACKNOWLEDGEMENT
    return others


def marks(stage: Stage, comment: int) -> set[str]:
    """Return what the bot has put on a comment."""
    said = {one["id"]: one["reactions"] for one in stage.sandbox.issue(1)["comments"]}
    return {content for content, logins in said[comment].items() if BOT in logins}


def notes(stage: Stage) -> list[str]:
    """Return what the bot has said to maintainers."""
    return [one["body"] for one in stage.sandbox.issue(1)["comments"] if one["author"] == BOT]


@pytest.mark.parametrize(
    ("command", "login"), [("/reply", "tiago"), ("/responder", "marina"), ("/REPLY", "escritorio")]
)
def test_whoever_may_triage_reaches_the_phone(asked: Stage, command: str, login: str) -> None:
    comment = say(asked, f"{command} Pode vir às 15h", login)

    asked.reply()

    assert got(asked) == ["Pode vir às 15h"]
    assert marks(asked, comment) == {"eyes", "rocket"}
    assert notes(asked) == []


def test_an_answer_leaves_by_the_channel_that_the_person_used(stage: Stage) -> None:
    stage.twilio.state.age_window(ANA, timedelta(0))
    stage.record(stage.event("Oi", f"whatsapp:{ANA}"))
    say(stage, "/reply Olá")

    stage.reply()

    assert got(stage) == ["Olá"]
    assert {bubble["channel"] for bubble in stage.sandbox.phone(ANA)} == {"whatsapp"}


def test_line_ends_of_any_kind_and_blanks_around_do_not_matter(asked: Stage) -> None:
    say(asked, "\r\n/reply Bom dia,\r\n\r\nAna.\r\n  \r\n")

    asked.reply()

    assert got(asked) == ["Bom dia,\n\nAna."]


def test_answers_leave_in_the_order_of_their_comments(asked: Stage) -> None:
    wanted = [f"Resposta {number}" for number in range(5)]
    for text in wanted:
        say(asked, f"/reply {text}")

    asked.reply()
    asked.reply()

    assert got(asked) == wanted


def test_a_long_text_leaves_in_parts_within_the_limit_and_in_order(asked: Stage) -> None:
    say(asked, f"/reply {LONG}")

    assert "sent in 3 parts" in asked.reply()[1]

    parts = got(asked)
    assert "".join(parts) == LONG
    assert len(parts) == 3
    assert max(map(units, parts)) <= MAX_UNITS


def test_a_plain_comment_stays_inside(asked: Stage) -> None:
    comments = [say(asked, body) for body in ("Vou ver", "Diga /reply amanhã", "/etc/passwd", "// reply x")]

    assert asked.reply() == ["#1", "Nothing to send."]

    assert got(asked) == []
    assert notes(asked) == []
    assert [marks(asked, comment) for comment in comments] == [set()] * 4


def test_who_may_only_read_is_told_so(asked: Stage) -> None:
    comment = say(asked, "/reply Oi", "estranha")

    asked.reply()
    asked.reply()

    assert got(asked) == []
    (note,) = notes(asked)
    assert "@estranha, responder pede a permissão `triage` neste repositório; a sua é `read`" in note
    assert marks(asked, comment) == {"confused"}


def test_a_stranger_in_a_public_repository_sends_nothing() -> None:
    with Stage({"privacy": {"public_repository": "allow"}}, private=False) as stage:
        stage.state.add_user("passante")
        stage.record(stage.event())
        say(stage, "/reply Oi", "passante")

        stage.reply()

        assert got(stage) == []
        assert "pede a permissão `triage`" in notes(stage)[0]


def test_somebody_whose_account_is_gone_from_the_repository_sends_nothing(asked: Stage) -> None:
    say(asked, "/reply Oi", "tiago")
    asked.state.add_user("tiago", "none")

    asked.reply()

    assert got(asked) == []
    assert "a sua é `nenhuma`" in notes(asked)[0]


def test_the_needed_permission_is_configurable() -> None:
    with Stage({"replies": {"permission": "maintain"}}) as stage:
        stage.record(stage.event())
        say(stage, "/reply De Tiago", "tiago")
        say(stage, "/reply De Marina", "marina")

        stage.reply()

        assert got(stage) == ["De Marina"]


def test_a_bot_is_never_obeyed(asked: Stage) -> None:
    asked.state.add_user("robo[bot]", "admin", "Bot")
    say(asked, "/reply Oi", "robo[bot]")

    assert asked.reply() == ["#1", "Nothing to send."]
    assert got(asked) == []


def edited(stage: Stage, before: str, after: str) -> int:
    """Comment, and edit the comment; see `later_edit`."""
    comment = say(stage, before)
    stage.sandbox.edit(comment, "marina", after)
    return comment


def later_edit(request: PreparedRequest, response: Response) -> None:
    """Let an edit to "editado" have come in a later second than the comment: GitHub's times have no finer ones."""
    if request.method == "GET" and "/comments" in str(request.url) and "reactions" not in str(request.url):
        content = response.json()
        for said in content if isinstance(content, list) else [content]:
            if "editado" in said["body"]:
                said["updated_at"] = "2999-01-01T00:00:00Z"
        wire.rewrite(response, content)


def test_what_was_edited_before_it_left_is_refused_and_never_sent(asked: Stage) -> None:
    comment = edited(asked, "Vou ver", "/reply editado")

    with wire.passing(later_edit):
        asked.reply()

    assert got(asked) == []
    assert "Edições nunca são enviadas" in notes(asked)[0]
    assert marks(asked, comment) == {"confused"}


def test_what_was_edited_while_it_was_sent_is_not_sent_and_asks_to_check(asked: Stage) -> None:
    comment = say(asked, "/reply Pode vir")
    with wire.dying_after(1), pytest.raises(wire.DiedError):
        asked.reply()
    asked.sandbox.edit(comment, "marina", "/reply editado")

    with wire.passing(later_edit):
        asked.reply()

    assert got(asked) == []
    assert "editado enquanto era enviado" in notes(asked)[0]
    assert marks(asked, comment) == {"eyes", "confused"}


def test_a_mark_of_somebody_else_hides_no_command_that_an_edit_made(asked: Stage) -> None:
    comment = edited(asked, "Vou ver", "Vou ver isso")
    say(asked, "/reply Pode vir")
    asked.reply()
    asked.sandbox.edit(comment, "marina", "/reply editado")
    asked.state.reactions.add(wire.on_comment(comment), "tiago", "rocket")

    with wire.passing(later_edit):
        asked.reply()

    assert got(asked) == ["Pode vir"]
    assert "Edições nunca são enviadas" in notes(asked)[0]
    assert marks(asked, comment) == {"confused"}


def test_an_edit_of_what_has_left_sends_nothing_again(asked: Stage) -> None:
    comment = say(asked, "/reply Pode vir")
    asked.reply()
    asked.sandbox.edit(comment, "marina", "/reply editado")

    with wire.passing(later_edit):
        asked.reply()

    assert got(asked) == ["Pode vir"]
    assert notes(asked) == []


@pytest.mark.parametrize(
    ("comment", "sentence"),
    [
        ("/repli Oi", "Não existe o comando `/repli`; nada foi enviado. Seria `/reply`?"),
        ("/xyz", "Não existe o comando `/xyz`; nada foi enviado. `/help`"),
        ("/reply", "`/reply` precisa de um texto"),
        ("/responder  \r\n ", "`/responder` precisa de um texto"),
    ],
)
def test_what_cannot_be_carried_out_is_explained_once(asked: Stage, comment: str, sentence: str) -> None:
    said = say(asked, comment)

    asked.reply()
    asked.reply()

    (note,) = notes(asked)
    assert sentence in note
    assert marks(asked, said) == {"confused"}
    assert got(asked) == []


def test_help_shows_the_commands(asked: Stage) -> None:
    said = say(asked, "/help")

    asked.reply()

    assert "| `/reply` `/responder` | texto |" in notes(asked)[0]
    assert marks(asked, said) == {"rocket"}


def test_a_name_cannot_be_answered_and_that_is_explained(stage: Stage) -> None:
    stage.record(stage.event("Seu código é 1", "BANCO"))
    say(stage, "/reply Obrigada")

    stage.reply()

    assert "é um nome, não um número" in notes(stage)[0]
    assert stage.twilio.state.messages() == []


def refusing_with(codes: Iterator[tuple[int, int]]) -> Callable[[PreparedRequest, Response], None]:
    """Let Twilio, which refuses to write to this phone, do so with one code after the other."""

    def look(request: PreparedRequest, response: Response) -> None:
        if request.method == "POST" and "Messages.json" in str(request.url):
            code, status = next(codes)
            wire.rewrite(response, {**response.json(), "code": code, "status": status}, status)

    return look


def test_every_refusal_of_twilio_is_explained_with_its_code_meaning_and_remedy(asked: Stage) -> None:
    asked.sandbox.set_phone(ANA, landline=True)
    # 21610 comes last: after it nothing more is sent to the person.
    final = sorted({*(CODES - TEMPORARY.keys()), 21999}, key=lambda code: (code == 21610, code))
    comments = [say(asked, f"/reply Texto {code}") for code in final]

    with wire.passing(refusing_with((code, 404 if code == 20404 else 400) for code in final)):
        asked.reply()
    asked.reply()

    told = texts.of("pt-BR")
    explained = notes(asked)
    assert len(explained) == len(final)
    for code, note, comment in zip(final, explained, comments, strict=True):
        meaning = told.codes.get(code, told.other_code)
        assert f"Twilio {code}: {meaning.what}" in note
        assert meaning.remedy in note
        assert f"issuecomment-{comment}" in note
    assert {frozenset(marks(asked, comment)) for comment in comments} == {frozenset({"eyes", "confused"})}
    assert got(asked) == []


@pytest.mark.parametrize(("code", "status"), [*TEMPORARY.items(), (63038, 429), (21611, 429)])
def test_trouble_with_the_account_delays_and_is_explained(
    asked: Stage, quick: None, monkeypatch: pytest.MonkeyPatch, code: int, status: int
) -> None:
    monkeypatch.setattr("bot.core.clock.sleep", lambda _: None)
    asked.sandbox.set_phone(ANA, landline=True)
    comment = say(asked, "/reply Pode vir")

    with wire.passing(refusing_with(iter([(code, status)] * 4))), pytest.raises(TemporaryError):
        asked.reply()

    (note,) = notes(asked)
    assert "ainda não foi enviada" in note
    assert f"Twilio {code}: {texts.of('pt-BR').codes[code].what}" in note
    assert marks(asked, comment) == {"eyes"}


def test_refused_credentials_delay_and_the_answer_leaves_after_the_mend(asked: Stage, quick: None) -> None:
    state = asked.twilio.state
    comment = say(asked, "/reply Pode vir")
    state.auth_token = "another"

    for _ in range(2):
        with pytest.raises(TemporaryError):
            asked.reply()
    (note,) = notes(asked)
    assert "Twilio 20003: as credenciais da Twilio não foram aceitas" in note
    assert got(asked) == []

    state.auth_token = "token"
    asked.reply()
    assert got(asked) == ["Pode vir"]
    assert marks(asked, comment) == {"eyes", "rocket"}
    assert len(notes(asked)) == 1


def test_no_answer_overtakes_one_that_is_delayed(asked: Stage, quick: None) -> None:
    for text in ("Um", "Dois"):
        say(asked, f"/reply {text}")
    asked.sandbox.switch_on("twilio-down")
    with pytest.raises(TemporaryError):
        asked.reply()
    say(asked, "/reply Três")
    with pytest.raises(TemporaryError):
        asked.reply()
    assert got(asked) == []
    assert WAITING in asked.sandbox.issue(1)["labels"]

    asked.sandbox.switch_off("twilio-down")
    asked.reply()

    assert got(asked) == ["Um", "Dois", "Três"]
    assert len(notes(asked)) == 1
    assert WAITING not in asked.sandbox.issue(1)["labels"]


@pytest.mark.parametrize("times", [1, None])
def test_lost_answers_of_twilio_send_nothing_twice(asked: Stage, quick: None, times: int | None) -> None:
    for text in ("Ok", LONG, "Ok"):
        say(asked, f"/reply {text}")
    asked.sandbox.switch_on("twilio-lost-answer", times)

    asked.reply()

    first, *parts, last = got(asked)
    assert (first, "".join(parts), last) == ("Ok", LONG, "Ok")
    assert len(parts) == 3


def test_an_answer_of_twilio_that_comes_too_late_sends_nothing_twice(
    asked: Stage, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.twilio.client.TIMEOUT_SECONDS", 0.5)
    asked.tools = asked.new_tools()
    for text in ("Ok", "Ok"):
        say(asked, f"/reply {text}")
    asked.sandbox.switch_on("twilio-hang", 1)

    asked.reply()

    assert got(asked) == ["Ok", "Ok"]


def test_lost_answers_of_github_explain_once(asked: Stage, quick: None) -> None:
    said = [say(asked, body) for body in ("/reply", "/reply Ok", "/help")]
    asked.github_faults.switch_on("github-lost-answer")

    asked.reply()

    assert got(asked) == ["Ok"]
    assert len(notes(asked)) == 2
    assert [marks(asked, comment) for comment in said] == [{"confused"}, {"eyes", "rocket"}, {"rocket"}]


def test_a_secondary_rate_limit_delays_no_answer_for_good(asked: Stage) -> None:
    say(asked, "/reply Ok")

    def look(request: PreparedRequest, response: Response) -> None:
        if "/permission" in str(request.url):
            asked.github_faults.switch_on("github-secondary-limit", 1)

    with wire.passing(look):
        asked.reply()

    assert got(asked) == ["Ok"]


def refused_midway(stage: Stage) -> int:
    """Write a text of which Twilio takes the first part alone; return its comment."""
    comment = say(stage, f"/reply {LONG}")

    def look(request: PreparedRequest, _: Response) -> None:
        if request.method == "POST" and "Messages.json" in str(request.url):
            stage.twilio.wait_idle(10)
            stage.twilio.state.change_phone(ANA, landline=True)

    with wire.passing(look):
        stage.reply()
    stage.sandbox.set_phone(ANA, landline=False)
    return comment


def test_a_text_refused_midway_says_how_much_has_left_and_is_not_sent_again(asked: Stage) -> None:
    comment = refused_midway(asked)
    asked.reply()

    assert len(got(asked)) == 1
    (note,) = notes(asked)
    assert "21614" in note
    assert "1 de 3 partes já tinham sido enviadas" in note
    assert marks(asked, comment) == {"eyes", "confused"}


def test_the_part_that_left_before_a_refusal_is_not_taken_for_the_same_text_written_later(
    asked: Stage,
) -> None:
    refused_midway(asked)
    (part,) = got(asked)
    say(asked, f"/reply {part}")

    with wire.dying_after(1), pytest.raises(wire.DiedError):
        asked.reply()
    asked.reply()

    assert [text.strip() for text in got(asked)] == [part.strip()] * 2


def test_the_same_text_is_sent_as_often_as_it_is_written(asked: Stage) -> None:
    for _ in range(3):
        say(asked, "/reply Ok")
        asked.reply()
    say(asked, "/reply Ok")
    say(asked, "/reply Ok")
    asked.reply()

    assert got(asked) == ["Ok"] * 5


def test_a_message_that_came_after_the_answer_keeps_waiting(asked: Stage) -> None:
    say(asked, "/reply Pode vir")
    asked.record(asked.event("E amanhã?"))

    asked.reply()
    assert WAITING in asked.sandbox.issue(1)["labels"]

    say(asked, "/reply Também")
    asked.reply()
    assert WAITING not in asked.sandbox.issue(1)["labels"]


def test_a_refused_answer_leaves_the_person_waiting(asked: Stage) -> None:
    asked.sandbox.set_phone(ANA, landline=True)
    say(asked, "/reply Pode vir")

    asked.reply()

    assert WAITING in asked.sandbox.issue(1)["labels"]


def test_a_conversation_that_a_person_edited_in_the_browser_is_still_one(asked: Stage) -> None:
    issue = asked.state.issues.get(1)
    asked.state.issues.edit(1, "Guia de Ana", (issue.body or "").replace("\n", "\r\n"))
    say(asked, "/reply Pode vir")

    asked.reply()
    asked.record(asked.event("Obrigada"))

    assert got(asked) == ["Pode vir"]
    assert len(asked.sandbox.issues()) == 1


def test_an_issue_that_is_no_conversation_is_left_alone(stage: Stage) -> None:
    stage.state.issues.create("marina", "Comprar café", "")
    comment = say(stage, "/reply Oi")

    assert stage.reply() == ["#1 is not a conversation; nothing to do."]
    assert marks(stage, comment) == set()


def test_an_issue_with_a_copied_marker_is_no_conversation(asked: Stage) -> None:
    copy = asked.state.issues.create("marina", "Cópia", asked.sandbox.issue(1)["body"])
    asked.sandbox.comment(copy.number, "marina", "/reply Oi")

    assert asked.reply(copy.number) == ["#2 is not a conversation; nothing to do."]
    assert got(asked) == []


def test_a_pull_request_is_left_alone(stage: Stage) -> None:
    stage.state.issues.create("marina", "Um pull request", "")
    say(stage, "/reply Oi")

    with wire.passing(wire.as_pull_request(1)):
        assert stage.reply() == ["#1 is not a conversation; nothing to do."]


def test_a_tampered_marker_sends_nothing_and_says_what_to_do(asked: Stage) -> None:
    issue = asked.state.issues.get(1)
    asked.state.issues.edit(1, issue.title, (issue.body or "").replace('"sealed":"gA', '"sealed":"gB'))
    say(asked, "/reply Oi")

    with pytest.raises(BotError, match=r"The marker of #1 cannot be read\..*CONTACT_KEY"):
        asked.reply()
    assert got(asked) == []


def test_a_verdict_forged_by_a_person_changes_nothing(asked: Stage) -> None:
    comment = say(asked, "/reply Pode vir")
    say(asked, f'<!-- auditoria360 {{"v":1,"about":{comment},"final":true,"sent":0}} -->\nFoi recusada')
    asked.state.reactions.add(wire.on_comment(comment), "estranha", "rocket")

    asked.reply()

    assert got(asked) == ["Pode vir"]


def test_what_deleted_accounts_left_behind_is_passed_over(asked: Stage) -> None:
    gone = say(asked, "/reply De quem já foi", "tiago")
    comment = say(asked, "/reply Pode vir")
    asked.state.reactions.add(wire.on_comment(comment), "tiago", "rocket")

    with wire.passing(wire.account_gone("tiago")):
        asked.reply()

    assert got(asked) == ["Pode vir"]
    assert marks(asked, gone) == set()


def test_only_the_conversation_that_was_asked_for_is_served(asked: Stage) -> None:
    asked.record(asked.event("Oi", "+5521912345678"))
    say(asked, "/reply Um")
    asked.sandbox.comment(2, "marina", "/reply Dois")

    asked.reply(2)

    assert got(asked) == []
    assert asked.sandbox.received("+5521912345678")[1:] == ["Dois"]


def job(stage: Stage, tools: Tools) -> object:
    return send_replies.run({"issue": {"number": 1}}, tools)


def test_somebody_can_have_an_issue_looked_at_by_hand(asked: Stage) -> None:
    asked.sandbox.comment(1, "marina", "/reply Bom dia!")
    send_replies.run({"inputs": {"issue": "1"}}, asked.tools)
    assert asked.twilio.wait_idle(10)

    assert asked.sandbox.received(ANA)[-1] == "Bom dia!"


@pytest.mark.parametrize("named", ["01", "#1", " 1", "1.0", "0", "", "-1", "um"])
def test_a_number_that_another_run_may_go_by_in_other_words_is_refused(asked: Stage, named: str) -> None:
    with pytest.raises(BotError, match="Give its digits alone"):
        send_replies.run({"inputs": {"issue": named}}, asked.tools)


def test_of_a_conversation_that_is_gone_nothing_is_left_to_do(asked: Stage) -> None:
    asked.state.issues.delete(1)

    assert "not a conversation" in send_replies.run({"issue": {"number": 1}}, asked.tools)[0]
    assert "not a conversation" in send_replies.run({"issue": {"number": 7}}, asked.tools)[0]


def test_a_run_that_dies_at_any_step_is_completed_by_running_it_again() -> None:
    def prepare(stage: Stage) -> None:
        stage.record(stage.event())
        for body in ("/reply Ok", f"/reply {LONG}", "Isto é interno", "/reply Ok", "/repli Ok", "/help"):
            say(stage, body)
        say(stage, "/reply Não", "estranha")

    (_, expected), *others = wire.after_each_crash(prepare, job)

    first, *parts, last = expected["phones"][ANA][1:]
    assert (first, "".join(parts), last) == ("Ok", LONG, "Ok")
    assert [kinds for _, _, kinds in expected["issues"][0]["comments"]][:7] == [
        *({"eyes": [BOT], "rocket": [BOT]}, {"eyes": [BOT], "rocket": [BOT]}, {}),
        *({"eyes": [BOT], "rocket": [BOT]}, {"confused": [BOT]}, {"rocket": [BOT]}, {"confused": [BOT]}),
    ]
    assert len(others) == 18
    for step, found in others:
        assert found == expected, f"died after write {step}"


def test_a_run_that_dies_while_it_explains_a_refusal_explains_it_once() -> None:
    def prepare(stage: Stage) -> None:
        stage.record(stage.event())
        stage.sandbox.set_phone(ANA, landline=True)
        say(stage, "/reply Ok")

    (_, expected), *others = wire.after_each_crash(prepare, job)

    assert len(expected["issues"][0]["comments"]) == 2
    assert len(others) == 5
    for step, found in others:
        assert found == expected, f"died after write {step}"


@pytest.mark.parametrize("writes", [1, 2, 3])
def test_a_delayed_run_that_dies_loses_nothing_and_explains_the_delay_once(
    asked: Stage, quick: None, writes: int
) -> None:
    for text in ("Um", "Dois"):
        say(asked, f"/reply {text}")
    asked.twilio.state.auth_token = "another"
    with wire.dying_after(writes), pytest.raises(wire.DiedError):
        asked.reply()

    with pytest.raises(TemporaryError):
        asked.reply()
    asked.twilio.state.auth_token = "token"
    asked.reply()

    assert got(asked) == ["Um", "Dois"]
    assert len(notes(asked)) == 1
