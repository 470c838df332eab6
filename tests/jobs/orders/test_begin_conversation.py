"""What the form *Nova conversa* asks for leaves once, and its number does not stay in the issue that it opened."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from requests import PreparedRequest, Response

from bot.core import clock
from bot.core.errors import UnfinishedError
from bot.jobs.orders import begin_conversation
from bot.jobs.sending import assignees
from bot.sandbox.twilio.values import Template as Approved
from tests import wire
from tests.conftest import MovedClock
from tests.jobs.ordering import consent_withdrawn, notes_of_orders
from tests.making import ANA
from tests.nova_conversa import filled_in
from tests.stage import Stage

DIGITS = ("98765", "4321")
TEMPLATES = {
    "boleto-vence": {
        "sid": f"HX{'1' * 32}",
        "channels": ["whatsapp"],
        "text": "Olá {nome}, o boleto vence {data}.",
        "variables": ["nome", "data"],
    }
}


def _open(stage: Stage, login: str = "marina", title: str = "Nova conversa", **answers: str) -> int:
    return int(stage.sandbox.open_issue(login, title, filled_in(**answers))["number"])


def _run(stage: Stage, number: int = 1, opened: str | None = None) -> list[str]:
    """Run begin-conversation, as the event of the opened issue starts it."""
    body = stage.sandbox.issue(number)["body"] if opened is None else opened
    try:
        return begin_conversation.run({"issue": {"number": number, "body": body}}, stage.new_tools())
    finally:
        stage.twilio.wait_idle(10)


def _of_form(stage: Stage, number: int = 1) -> Mapping[str, Any]:
    """Return the form's issue, which must show nothing of what was filled in."""
    found = stage.sandbox.issue(number)
    shown = re.sub(r'"(?:order|bound)":"[^"]*"', "", found["body"]) + found["title"] + str(found["comments"])
    shown = re.sub(r"[\w=-]{20,}", "", shown)  # what is sealed or signed holds any digits
    assert not any(digits in shown for digits in DIGITS)
    assert "Bom dia, Ana" not in shown
    return found


def _answer(stage: Stage, number: int = 1) -> str:
    (comment,) = _of_form(stage, number)["comments"]
    return str(comment["body"].partition("\n")[2])


def test_the_person_gets_the_text_and_the_form_leads_to_the_conversation(stage: Stage) -> None:
    _open(stage)
    lines = _run(stage)

    form = _of_form(stage)
    assert stage.sandbox.received(ANA.value) == ["Bom dia, Ana"]
    assert form["state"] == "closed"
    assert "A conversa continua em #2." in _answer(stage)
    assert '"order":""' in form["body"]
    conversation = stage.sandbox.issue(2)
    assert conversation["title"] == "SMS · +55 11 *****-4321: conversa iniciada por nós"
    assert conversation["state"] == "closed"
    assert "a pedido de `marina`" in notes_of_orders(stage, 2)[0]["body"]
    assert stage.tools.repository.assignees.of(2) == ["marina"]
    assert lines == ["O pedido #1 continua na conversa #2."]


def test_the_answer_reopens_the_conversation(stage: Stage) -> None:
    _open(stage)
    _run(stage)
    stage.record(stage.event("Obrigada!"))

    assert stage.sandbox.issue(2)["state"] == "open"
    assert _of_form(stage)["state"] == "closed"


def test_a_conversation_that_is_there_goes_on_and_stays_with_whom_it_has(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    _open(stage)
    tools = stage.new_tools()
    assignees.assign(tools.repository.issue(1), ["tiago"], tools)
    _run(stage, 2)

    assert "A conversa continua em #1." in _answer(stage, 2)
    assert stage.sandbox.received(ANA.value)[-1] == "Bom dia, Ana"
    assert stage.tools.repository.assignees.of(1) == ["tiago"]


def test_a_form_is_carried_out_once_however_often_its_run_is_repeated(stage: Stage) -> None:
    number = _open(stage)
    opened = stage.sandbox.issue(number)["body"]
    for _ in range(3):
        _run(stage, number, opened)

    assert stage.sandbox.received(ANA.value) == ["Bom dia, Ana"]
    assert len(stage.sandbox.issues()) == 2


def test_its_author_cannot_have_it_sent_again_by_bringing_back_the_form(stage: Stage) -> None:
    number = _open(stage)
    opened = stage.sandbox.issue(number)["body"]
    _run(stage)
    stage.state.issues.edit(number, "Nova conversa", opened)
    _run(stage, number, opened)

    assert stage.sandbox.received(ANA.value) == ["Bom dia, Ana"]
    _of_form(stage)


def test_a_run_that_dies_leaves_no_number_and_the_next_one_sends_once() -> None:
    def prepare(stage: Stage) -> None:
        _open(stage)

    def job(stage: Stage, tools: Any) -> object:
        body = filled_in()
        return begin_conversation.run({"issue": {"number": 1, "body": body}}, tools)

    results = list(wire.after_each_crash(prepare, job))
    for writes, result in results:
        assert result == results[0][1], writes


@pytest.mark.parametrize(
    ("login", "text"), [("marina", ""), ("estranha", "Bom dia, Ana")], ids=["wrong", "stranger"]
)
def test_a_refusal_is_complete_wherever_its_run_dies(login: str, text: str) -> None:
    def prepare(stage: Stage) -> None:
        _open(stage, login, text=text)

    def job(stage: Stage, tools: Any) -> object:
        body = filled_in(text=text)
        return begin_conversation.run({"issue": {"number": 1, "body": body}}, tools)

    results = list(wire.after_each_crash(prepare, job))
    for writes, result in results:
        assert result == results[0][1], writes
    assert len(results) > 2


def test_after_the_first_write_nothing_of_the_form_is_left_to_read(stage: Stage) -> None:
    _open(stage, title="Ligar para 11 98765-4321")
    with pytest.raises(wire.DiedError), wire.dying_after(1):
        _run(stage)

    form = _of_form(stage)
    assert form["title"] == "Nova conversa"
    assert stage.sandbox.received(ANA.value) == []


def test_a_stranger_sends_nothing_and_their_number_goes_too(stage: Stage) -> None:
    _open(stage, "estranha")
    _run(stage)

    form = _of_form(stage)
    assert stage.twilio.state.messages() == []
    assert form["state"] == "closed"
    assert form["comments"] == []
    assert "iniciar uma conversa pede a permissão `triage`" in form["body"]
    assert len(stage.sandbox.issues()) == 1


@pytest.mark.parametrize(
    ("answers", "sentences"),
    [
        ({"number": "98765-4321"}, ["**Telefone de quem vai receber** não é um número no formato"]),
        ({"number": ""}, ["**Telefone de quem vai receber** falta ou está vazio."]),
        ({"text": ""}, ["**Mensagem** falta ou está vazio."]),
        ({"template": "boleto-vence"}, ["**Modelo** foi informado junto com uma mensagem"]),
        (
            {"number": "", "text": "Bom dia, Ana\n### Canal\nSMS"},
            ["**Canal** é um título do formulário e aparece duas vezes"],
        ),
        ({"number": "", "channel": ""}, ["**Telefone de quem vai receber** falta", "**Canal** falta"]),
        ({"channel": "WhatsApp", "text": "", "template": "boleto"}, ["boleto-vence", "`nome=`, `data=`"]),
        ({"number": "+1 900 555 1234"}, ["número de tarifa especial"]),
        ({"number": "+244 923 123 456"}, ["policy.countries"]),
    ],
)
def test_what_is_wrong_with_a_form_is_said_and_no_conversation_is_opened(
    answers: dict[str, str], sentences: list[str]
) -> None:
    with Stage({"templates": TEMPLATES}) as stage:
        _open(stage, **answers)
        _run(stage)

        answer = _answer(stage)
        assert stage.twilio.state.messages() == []
        assert all(sentence in answer for sentence in sentences), answer
        assert "abra um pedido novo" in answer
        assert _of_form(stage)["state"] == "closed"
        assert len(stage.sandbox.issues()) == 1


@pytest.mark.parametrize(
    "answers",
    [
        {"template": "11 98765-4321"},
        {"template": "boleto-vence", "values": "(11) 98765-4321=Ana\nnome=Ana\ndata=30/11"},
    ],
    ids=["template", "value"],
)
def test_a_number_that_was_typed_for_a_name_does_not_come_back_in_the_answer(answers: dict[str, str]) -> None:
    with Stage({"templates": TEMPLATES}) as stage:
        _open(stage, channel="WhatsApp", text="", **answers)
        _run(stage)

        assert "*****-4321" in stage.sandbox.issue(1)["comments"][0]["body"]
        assert "98765" not in str(stage.sandbox.issue(1))


def test_a_text_on_whatsapp_needs_the_person_to_have_written() -> None:
    with Stage({"templates": TEMPLATES}) as stage:
        _open(stage, channel="WhatsApp")
        _run(stage)

        assert "escolha um modelo aprovado no formulário" in _answer(stage)
        assert "- `boleto-vence`: `nome=`, `data=`" in _answer(stage)
        assert stage.twilio.state.messages() == []
        assert len(stage.sandbox.issues()) == 1


def test_a_template_on_whatsapp_begins_a_conversation() -> None:
    with Stage({"templates": TEMPLATES}) as stage:
        text = "Olá {{1}}, o boleto vence {{2}}."
        stage.twilio.state.put_template(Approved(str(TEMPLATES["boleto-vence"]["sid"]), text, clock.now()))
        _open(stage, channel="WhatsApp", text="", template="boleto-vence", values="nome=Ana\ndata=30/11")
        _run(stage)

        assert stage.sandbox.received(ANA.value) == ["Olá Ana, o boleto vence 30/11."]
        assert "A conversa continua em #2." in _answer(stage)


def test_somebody_who_wants_no_messages_gets_none_and_the_form_says_why(stage: Stage) -> None:
    ledger = stage.tools.ledger
    ledger.add(ledger.record(stage.tools.vault.contact_id(ANA)), consent_withdrawn(clock.now()))
    number = _open(stage)
    _run(stage, number)

    assert stage.tools.maintainers.reasons["opted-out"] in _answer(stage, number)
    assert stage.sandbox.received(ANA.value) == []


def test_at_night_the_form_says_when_it_leaves(moved_clock: MovedClock) -> None:
    moved_clock.set(datetime.fromisoformat("2026-11-24T02:00+00:00"))
    with Stage({"policy": {"notification": {"hours": "08:00-22:00"}}}) as stage:
        _open(stage)
        _run(stage)

        assert "A conversa continua em #2." in _answer(stage)
        assert "espera até" in _answer(stage)
        assert stage.sandbox.received(ANA.value) == []
        assert "adiada" in stage.sandbox.issue(2)["labels"]


def test_what_twilio_refuses_is_explained_in_the_form_too(stage: Stage) -> None:
    stage.sandbox.set_phone(ANA.value, landline=True)
    _open(stage)
    _run(stage)

    assert "21614" in _answer(stage)
    assert "A conversa continua em #2." in _answer(stage)


def test_while_twilio_is_out_of_reach_the_form_stays_open_without_its_number(stage: Stage) -> None:
    number = _open(stage)
    opened = stage.sandbox.issue(number)["body"]
    stage.sandbox.switch_on("twilio-busy")
    with pytest.raises(UnfinishedError):
        _run(stage, number, opened)

    assert _of_form(stage)["state"] == "open"

    stage.sandbox.switch_off("twilio-busy")
    _run(stage, number, opened)

    assert stage.sandbox.received(ANA.value) == ["Bom dia, Ana"]
    assert _of_form(stage)["state"] == "closed"


@pytest.mark.parametrize("by", ["marina", "outra"])
def test_an_edited_form_is_not_obeyed(stage: Stage, by: str) -> None:
    stage.state.add_user("outra", "write")
    number = _open(stage)
    opened = stage.sandbox.issue(number)["body"]
    stage.state.issues.edit(number, "Nova conversa", filled_in("(21) 91234-5678"))
    _run(stage, number, opened)

    assert "foi editado depois de aberto" in _answer(stage)
    assert "91234" not in _of_form(stage)["body"]
    assert stage.twilio.state.messages() == []


def _by_an_app(request: PreparedRequest, response: Response) -> None:
    """Let GitHub say that an app opened the issue in its author's name."""
    if request.method == "GET" and str(request.url).endswith("/issues/1"):
        wire.rewrite(response, {**response.json(), "performed_via_github_app": {"id": 1, "slug": "robo"}})


def test_what_an_app_filled_in_counts_only_where_apps_may_give_commands(stage: Stage) -> None:
    number = _open(stage)
    opened = stage.sandbox.issue(number)["body"]
    with wire.passing(_by_an_app):
        _run(stage, number, opened)

    assert "um aplicativo abriu este pedido em nome de @marina" in _answer(stage)
    assert stage.twilio.state.messages() == []

    with Stage({"replies": {"by_apps": True}}) as other, wire.passing(_by_an_app):
        _run(other, _open(other))

        assert other.sandbox.received(ANA.value) == ["Bom dia, Ana"]


def test_a_form_that_its_author_closed_at_once_is_not_carried_out(stage: Stage) -> None:
    number = _open(stage)
    stage.sandbox.close(number)
    _run(stage)

    assert "foi fechado antes" in _answer(stage)
    assert stage.twilio.state.messages() == []


def test_a_copied_line_of_another_form_sends_nothing(stage: Stage) -> None:
    _open(stage)
    with pytest.raises(wire.DiedError), wire.dying_after(1):
        _run(stage)
    line = stage.sandbox.issue(1)["body"]
    other = int(stage.sandbox.open_issue("marina", "Nova conversa", line)["number"])

    assert _run(stage, other, line) == [f"#{other} não é um pedido a atender: nada a fazer."]
    assert stage.sandbox.received(ANA.value) == []


def test_a_locked_form_is_answered_in_its_own_text(stage: Stage) -> None:
    number = _open(stage)
    stage.sandbox.lock(number)
    _run(stage)

    assert stage.sandbox.received(ANA.value) == ["Bom dia, Ana"]
    assert "A conversa continua em #2." in _of_form(stage)["body"]


def test_a_channel_without_a_number_of_ours_is_refused(stage: Stage) -> None:
    stage.set_variables(TWILIO_WHATSAPP_NUMBER="")
    _open(stage, channel="WhatsApp")
    _run(stage)

    assert "TWILIO_WHATSAPP_NUMBER" in _answer(stage)


def test_an_issue_that_is_gone_or_no_form_is_left_alone(stage: Stage) -> None:
    stage.sandbox.open_issue("marina", "Está quebrado", "Não abre")

    assert _run(stage, 1, "Não abre") == ["#1 não é um pedido a atender: nada a fazer."]
    assert _run(stage, 1, filled_in()) == ["#1 não é um pedido a atender: nada a fazer."]
    assert begin_conversation.carry_out(7, stage.new_tools()) == [
        "#7 não é um pedido a atender: nada a fazer."
    ]
    assert stage.sandbox.issue(1)["body"] == "Não abre"
