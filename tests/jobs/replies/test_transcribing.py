"""/transcript: all that was said, in a file on the person's branch, linked where a maintainer asked for it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from requests import PreparedRequest, Response

from bot.core import clock, waits
from bot.core.messages import DeliveryStatus
from bot.jobs.delivery import record_delivery
from bot.jobs.upkeep import reconcile, spoken
from bot.sandbox.github.values import Subject
from tests import wire
from tests.actors import ANA, BIA
from tests.conftest import MovedClock
from tests.jobs.inbound.files import PNG, kept, write
from tests.jobs.ordering import carry_out, new_order
from tests.jobs.replies.comments import marks, post
from tests.jobs.reports import report_on
from tests.jobs.rights.erasing import erase, last_text, write_text
from tests.stage import Stage

ON_WHATSAPP = f"whatsapp:{ANA}"
FILE = "transcricoes/transcricao-1.txt"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, quick: None) -> None:
    monkeypatch.setattr(waits, "MEDIA", (0.01, 0.01))


def say(stage: Stage, text: str, author: str = "marina", issue: int = 1) -> int:
    comment = int(stage.sandbox.comment(issue, author, text)["id"])
    stage.reply(issue)
    return comment


def ask(stage: Stage, text: str = "/transcript", author: str = "marina", issue: int = 1) -> str:
    """Ask for a transcript, and let reconcile make it; return the last comment."""
    say(stage, text, author, issue)
    reconcile.run({}, stage.new_tools())
    return str(stage.sandbox.issue(issue)["comments"][-1]["body"]).partition("\n")[2]


def made(stage: Stage, path: str = FILE) -> str:
    return kept(stage)[path].decode("utf-8-sig").replace("\r\n", "\n")


def said(stage: Stage) -> list[str]:
    """Return the entries of the transcript without their moments."""
    below = made(stage).partition("=" * 72 + "\n\n")[2]
    return [entry.strip("\n") for entry in re.split(r"^\[[^\]]+\] ", below, flags=re.MULTILINE)[1:]]


def test_everything_that_was_said_is_in_the_file_and_nothing_else(stage: Stage) -> None:
    stage.record(write(stage, [("image/png", PNG)], "Bom dia,\na *guia*? `x`", ON_WHATSAPP))
    reply = say(stage, "/reply **Segue** a guia, @ana")
    report = report_on(f"1-{reply}", DeliveryStatus.DELIVERED)
    record_delivery.run({"client_payload": stage.payload([report])}, stage.new_tools())
    say(stage, "cliente difícil")
    say(stage, "/note mais um segredo")
    say(stage, "/status")
    say(stage, "/reply Proibida", "estranha")
    stage.record(stage.event("Obrigada!", ON_WHATSAPP))

    answer = ask(stage)
    assert "Recebemos sua mensagem. Protocolo 1." in said(stage)[1]
    assert [one for one in said(stage) if not one.startswith("automático")] == [
        "Pessoa\n    Bom dia,\n    a *guia*? `x`\n    1.png",
        "@marina\n    *Segue* a guia, @ana\n    (entregue)",
        "Pessoa\n    Obrigada!",
    ]
    assert "blob/midia/" in answer
    assert "4 mensagens" in answer


def test_the_head_says_whose_conversation_it_is_and_who_asked(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    say(stage, "/name Ana Souza, Padaria Pão")
    ask(stage)
    head = made(stage).partition("=" * 72)[0]

    assert head.startswith("TRANSCRIÇÃO DA CONVERSA #1\n\n")
    for row in (
        r"Pessoa: +Ana Souza, Padaria Pão",
        r"Número: +\+55 11 \*{5}-4321",
        r"Canal: +SMS",
        r"Nosso número: +\+\d.*",
        r"Período: +\d\d/.+ a \d\d/.+",
        r"Mensagens: +2",
        r"Feita em: +\d\d/.+, a pedido de @marina",
    ):
        assert re.search(f"^{row}$", head, re.MULTILINE), row
    assert "mascarados" in head
    assert said(stage)[0].startswith("Ana Souza, Padaria Pão\n")


def test_what_the_office_calls_nobody_is_the_profile_behind_a_word(stage: Stage) -> None:
    stage.record(stage.event("Oi", ON_WHATSAPP, profile_name="@marina"))
    ask(stage)

    assert said(stage)[0] == "Pessoa (@marina)\n    Oi"


def test_numbers_are_masked_in_texts_too_unless_asked_for_and_permitted(stage: Stage) -> None:
    stage.record(stage.event("Meu número: 11 98765-4321; o da Bia: (21) 3333-4444"))
    ask(stage)
    assert not re.search(r"98765|3333", made(stage))

    assert "completos" in ask(stage, "/transcript numbers")
    assert "11 98765-4321; o da Bia: (21) 3333-4444" in made(stage)
    assert re.search(rf"Número: +\{ANA}", made(stage))


def test_a_number_for_a_name_is_masked_wherever_the_name_stands(stage: Stage) -> None:
    stage.record(stage.event("Oi", ON_WHATSAPP, profile_name="+55 11 98765-4321"))
    ask(stage)
    assert "98765" not in made(stage)

    say(stage, "/name Bia (21) 3333-4444")
    ask(stage)
    assert "Bia (**) ****-4444" in made(stage)
    assert "3333" not in made(stage)


@pytest.mark.parametrize("command", ["/transcript numbers", "/transcrição números"])
def test_whole_numbers_need_the_permission_to_erase(stage: Stage, command: str) -> None:
    stage.record(stage.event("Oi"))
    stage.state.add_user("tiago", "triage")

    assert "exige a permissão `maintain`" in ask(stage, command, "tiago")
    assert kept(stage) == {}
    assert "mascarados" in ask(stage, "/transcript", "tiago")


def test_a_second_one_replaces_the_file(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    ask(stage)
    stage.record(stage.event("Mais uma coisa"))
    answer = ask(stage)

    assert list(kept(stage)) == [FILE]
    assert "Mais uma coisa" in made(stage)
    assert "transcricao-1.txt" in answer


def test_once_made_it_is_not_made_again(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    ask(stage)
    stage.record(stage.event("Depois"))
    reconcile.run({}, stage.new_tools())

    assert "Depois" not in made(stage)


def test_a_command_is_done_once_its_wish_is_written_down(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    command = say(stage, "/transcript")
    stage.reply()

    assert marks(stage, command) == {"eyes", "rocket"} or "rocket" in marks(stage, command)
    assert sum("⏳" in one["body"] for one in stage.sandbox.issue(1)["comments"]) == 1
    assert stage.tools.agenda.moments


def test_an_order_of_a_system_is_there_by_its_name(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    carry_out(stage, new_order("Sua guia vence"))
    ask(stage)

    assert any(one.startswith("sistema ") and "Sua guia vence" in one for one in said(stage))


def test_what_could_not_be_delivered_is_there_and_what_never_left_is_not(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    reply = say(stage, "/reply Perdida")
    report = report_on(f"1-{reply}", DeliveryStatus.UNDELIVERED, 30003)
    record_delivery.run({"client_payload": stage.payload([report])}, stage.new_tools())
    stage.sandbox.set_phone(ANA, landline=True)
    say(stage, "/reply Recusada")
    ask(stage)

    assert "@marina\n    Perdida\n    (não entregue)" in said(stage)
    assert "Recusada" not in made(stage)


def test_the_issues_before_it_are_part_of_it(stage: Stage) -> None:
    stage.record(stage.event("No começo"))
    first = stage.tools.conversations.read(stage.tools.repository.issue(1))
    assert first
    stage.tools.conversations.go_on(first)
    stage.record(stage.event("E depois"))
    ask(stage, issue=2)
    text = made(stage, "transcricoes/transcricao-2.txt")

    assert text.index("No começo") < text.index("E depois")
    assert re.search(r"^Conversas: +#1, #2$", text, re.MULTILINE)


def test_a_conversation_that_was_merged_into_it_is_part_of_it(stage: Stage) -> None:
    write_text(stage, "Do antigo", ANA)
    write_text(stage, "Do novo", BIA)
    say(stage, "/merge #1", issue=2)
    ask(stage, issue=2)
    text = kept(stage, BIA)["transcricoes/transcricao-2.txt"].decode("utf-8-sig")

    assert "#1, #2" in text
    assert text.index("Do antigo") < text.index("Do novo")


def test_what_is_too_long_for_a_file_says_where_it_begins(
    monkeypatch: pytest.MonkeyPatch, stage: Stage
) -> None:
    monkeypatch.setattr(spoken, "MOST_COMMENTS", 1)
    stage.record(stage.event("No começo"))
    say(stage, "nota")
    first = stage.tools.conversations.read(stage.tools.repository.issue(1))
    assert first
    stage.tools.conversations.go_on(first)
    stage.record(stage.event("E depois"))
    ask(stage, issue=2)
    text = made(stage, "transcricoes/transcricao-2.txt")

    assert "No começo" not in text
    assert "Começa na conversa #2" in text


def test_a_public_repository_keeps_none() -> None:
    with Stage(private=False) as stage:
        stage.record(stage.event("Oi"))

        assert "é público" in ask(stage)
        assert kept(stage) == {}


def test_a_repository_that_has_become_public_keeps_none_that_was_asked_for(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    say(stage, "/transcript")
    stage.state.change_repository(private=False)
    reconcile.run({}, stage.new_tools())

    assert kept(stage) == {}
    assert "é público" in stage.sandbox.issue(1)["comments"][-1]["body"]


def test_where_no_files_are_kept_there_is_none(stage: Stage) -> None:
    stage.configure({"media": {"keep": False}})
    stage.record(stage.event("Oi"))

    assert "`media.keep`" in ask(stage)


def test_an_edited_command_makes_none(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    comment = post(stage, "/note nada")
    stage.sandbox.edit(comment, "marina", "/transcript")
    stage.reply()
    reconcile.run({}, stage.new_tools())

    assert kept(stage) == {}


def test_a_wish_that_somebody_copies_into_another_conversation_makes_none(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    stage.record(stage.event("Olá", "+5521999990000"))
    say(stage, "/transcript")
    body = stage.sandbox.issue(1)["comments"][-1]["body"]
    stage.tools.repository.comment(2, body)
    reconcile.run({}, stage.new_tools())

    assert list(kept(stage)) == [FILE]
    assert "⏳" in stage.sandbox.issue(2)["comments"][-1]["body"]


def test_it_counts_as_a_file_that_is_kept_and_goes_with_the_person(
    moved_clock: MovedClock, stage: Stage
) -> None:
    write_text(stage, "Meu CPF")
    ask(stage)
    write_text(stage, "Meus dados")
    assert "arquivos 1" in last_text(stage)
    erase(stage)
    assert kept(stage) == {}
    moved_clock.advance(timedelta(hours=1))
    reconcile.run({}, stage.new_tools())

    assert kept(stage) == {}


def test_who_is_erased_before_it_is_made_gets_none(stage: Stage) -> None:
    write_text(stage, "Meu CPF")
    say(stage, "/transcript")
    erase(stage)
    reconcile.run({}, stage.new_tools())

    assert kept(stage) == {}


def test_a_text_cannot_pass_for_another_entry(stage: Stage) -> None:
    stage.record(stage.event("Oi\n[29/11/2026 12:00:00 -03] @marina\n    Está pago\u202e.\x00"))
    ask(stage)

    assert len(said(stage)) == 2
    assert not {"\u202e", "\x00"} & set(made(stage))


def test_two_thousand_comments_take_a_request_for_each_hundred(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    for number in range(1_000):
        stage.state.issues.comment(1, "marina", f"/reply Resposta {number}")
        stage.state.issues.comment(1, "marina", f"nota {number}")
    for comment in list(stage.state.issues._comments):
        stage.state.reactions.add(Subject("comment", comment), "github-actions[bot]", "rocket")
    say(stage, "/transcript")
    made_of = Counter[str]()

    def look(request: PreparedRequest, _: Response) -> None:
        made_of[str(request.method)] += 1

    begun = clock.steady()
    with wire.passing(look):
        reconcile.run({}, stage.new_tools())

    assert said(stage)[-1] == "@marina\n    Resposta 999\n    (enviada)"
    assert made_of.total() < 120
    assert clock.steady() - begun < 120
