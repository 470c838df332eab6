"""An office writes first: somebody fills in the form *Nova conversa*, and the real workflow carries it out."""

from __future__ import annotations

from bot.sandbox.client import SandboxClient
from bot.sandbox.world import World
from tests.actors import Maintainer, Person
from tests.journeys.observer import Observer

FORM = "nova-conversa.yml"


def _as_typed(person: Person) -> str:
    """Return the number as people in Brazil type it."""
    digits = person.number.removeprefix("+55")
    return f"({digits[:2]}) {digits[2:7]}-{digits[7:]}"


def test_an_office_writes_first_and_the_answer_opens_the_conversation(
    world: World, sandbox: SandboxClient, observer: Observer, person: Person, marina: Maintainer
) -> None:
    answers = {"number": _as_typed(person), "channel": "SMS", "text": "Bom dia! Sua guia está pronta."}
    form = sandbox.fill_in(FORM, marina.login, answers)["number"]
    sandbox.until(lambda: person.received, "the text")
    closed = sandbox.until(
        lambda: [one for one in sandbox.issues() if one["number"] == form and one["state"] == "closed"],
        "the end of the form",
    )

    shown = sandbox.issue(form)
    (conversation,) = person.issues()
    assert person.received == ["Bom dia! Sua guia está pronta."]
    assert closed[0]["title"] == "Nova conversa"
    assert f"A conversa continua em #{conversation['number']}." in shown["comments"][0]["body"]
    assert person.number[-4:] not in shown["body"]
    assert world.state.issues.get(conversation["number"]).assignees == ("marina",)

    person.text("Obrigada! Posso buscar hoje?")
    observer.settled()

    answered = person.issue()
    assert (answered["number"], answered["state"]) == (conversation["number"], "open")
    assert "Posso buscar hoje?" in answered["comments"][-1]["body"]


def test_a_stranger_who_fills_in_the_form_sends_nothing_and_leaves_no_number(
    sandbox: SandboxClient, observer: Observer, person: Person, stranger: Maintainer
) -> None:
    form = sandbox.fill_in(FORM, stranger.login, {"number": person.number, "text": "Ganhe dinheiro!"})[
        "number"
    ]
    observer.settled()

    shown = sandbox.issue(form)
    assert shown["state"] == "closed"
    assert person.number[-4:] not in shown["body"]
    assert "iniciar uma conversa pede a permissão" in shown["body"]
    assert person.received == []
    assert person.issues() == []


def test_on_whatsapp_a_text_to_somebody_who_has_not_written_is_answered_with_what_to_do(
    sandbox: SandboxClient, observer: Observer, person: Person, marina: Maintainer
) -> None:
    answers = {"number": _as_typed(person), "channel": "WhatsApp", "text": "Bom dia!"}
    form = sandbox.fill_in(FORM, marina.login, answers)["number"]
    observer.settled()

    shown = sandbox.issue(form)
    assert shown["state"] == "closed"
    assert "escolha um modelo aprovado no formulário" in shown["comments"][0]["body"]
    assert person.received == []


def test_any_other_issue_costs_no_minute(
    world: World, sandbox: SandboxClient, observer: Observer, marina: Maintainer
) -> None:
    number = sandbox.open_issue(marina.login, "Está quebrado", "Não abre")["number"]
    observer.settled()

    (run,) = [one for one in sandbox.runs() if one["title"] == f"begin-conversation issue {number}"]
    assert run["conclusion"] == "skipped"
