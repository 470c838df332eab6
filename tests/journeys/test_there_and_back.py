"""A person writes, maintainers answer: the whole way there and back, again and again."""

from __future__ import annotations

import runpy

import pytest

from bot.sandbox.client import SandboxClient
from bot.sandbox.world import World
from tests.actors import Maintainer, Person
from tests.architecture import ROOT
from tests.journeys.conftest import new_number
from tests.journeys.observer import Observer

WAITING = "aguardando-resposta"
DELIVERED = {"hooray"}  # comes sooner or later
_SAID_OF_EDITS = ("Edições nunca são enviadas", "editado **depois de enviado**")


def test_a_text_becomes_an_issue_and_a_comment_the_answer(
    sandbox: SandboxClient, observer: Observer, marina: Maintainer
) -> None:
    number = new_number()
    by_sms, by_whatsapp = Person(sandbox, number), Person(sandbox, number, "whatsapp")
    asked = {person: person.text(f"Bom dia por {person.channel}!") for person in (by_sms, by_whatsapp)}
    issues = {person: person.issue() for person in asked}
    sandbox.until(lambda: len(by_sms.received) == 2, "the acknowledgements")

    for person, issue in issues.items():
        channel = person.channel
        named = {"sms": "SMS", "whatsapp": "WhatsApp"}[channel]
        assert issue["title"].startswith(named + " · ")
        assert "+55 11 *****-" in issue["title"]
        wanted = {"mensagem-recebida", "gateway-comunicacao", f"via-twilio-{channel}", WAITING}
        assert wanted <= set(issue["labels"])
        assert f"> Bom dia por {channel}!\n" in issue["body"]
        assert f"Protocolo {issue['number']}" in "\n".join(person.received)
    labels = [set(issue["labels"]) for issue in issues.values()]
    assert len([label for label in set.intersection(*labels) if label.startswith("contato-")]) == 1

    comments = {
        person: marina.comment(issue["number"], f"/reply Resposta por {person.channel}.")
        for person, issue in issues.items()
    }
    observer.settled()

    for person, issue in issues.items():
        assert marina.reactions(issue["number"], comments[person]) - DELIVERED == {"eyes", "rocket"}
        assert WAITING not in sandbox.issue(issue["number"])["labels"]
    answers = {(one["channel"], one["body"]) for one in sandbox.phone(number) if "Resposta" in one["body"]}
    assert answers == {("sms", "Resposta por sms."), ("whatsapp", "Resposta por whatsapp.")}

    thanked = {person: person.text("Obrigada!") for person in asked}
    observer.settled()

    for person, wire in ((by_sms, number), (by_whatsapp, f"whatsapp:{number}")):
        assert observer.recorded(wire) == [asked[person], thanked[person]]
        assert WAITING in observer.conversation(wire)["labels"]
    assert len(by_sms.received) == 4


def test_a_reply_below_a_quotation_and_one_by_mail_arrive_as_they_were_meant(
    sandbox: SandboxClient, observer: Observer, caller: Person, marina: Maintainer
) -> None:
    issue, before = caller.issue()["number"], len(caller.received)
    marina.comment(issue, "> Posso ir hoje?\n\n\u200b/reply: Pode sim!")
    marina.comment(issue, "Anotado, @tiago\n\n- /reply Até logo")
    marina.comment(issue, "veja https://exemplo.com/reply")
    mail = "/reply Até amanhã.\n\nEm sex., 27 de nov. de 2026, bia <notifications@github.com>\nescreveu:\n\n> interno\n"
    sandbox.comment(issue, "marina", mail, via_email=True)
    observer.settled()

    assert caller.received[before:] == ["Pode sim!", "Até amanhã."]
    notes = [
        one["body"] for one in sandbox.issue(issue)["comments"] if "Nada foi enviado nem feito" in one["body"]
    ]
    assert len(notes) == 1
    assert sorted(run["conclusion"] for run in observer.replying(issue)) == [
        "skipped",
        "success",
        "success",
        "success",
    ]


def test_replies_arrive_once_and_in_their_order(
    sandbox: SandboxClient, observer: Observer, caller: Person, marina: Maintainer, tiago: Maintainer
) -> None:
    issue = caller.issue()["number"]
    comments = [
        marina.comment(issue, "/reply primeira"),
        tiago.comment(issue, "\r\n  /RESPONDER segunda  \r\n"),
        marina.comment(issue, "/reply primeira"),
    ]
    observer.settled()

    assert caller.received[1:] == ["primeira", "segunda", "primeira"]
    for comment in comments:
        assert marina.reactions(issue, comment) - DELIVERED == {"eyes", "rocket"}


def test_a_quick_reply_of_the_repository_arrives_with_its_values(
    world: World, observer: Observer, caller: Person, marina: Maintainer
) -> None:
    text = "Olá **{nome}**, sua guia de {valor} vence amanhã."
    world.actions.tree.write(".github/quick-replies/guia.md", text)
    issue = caller.issue()["number"]
    sent = marina.comment(issue, '/q guia nome=Ana valor="R$ 10,00"')
    listed = marina.comment(issue, "/q")
    observer.settled()

    assert caller.received[1:] == ["Olá Ana, sua guia de R$ 10,00 vence amanhã."]
    assert marina.reactions(issue, sent) - DELIVERED == {"eyes", "rocket"}
    assert marina.reactions(issue, listed) == {"rocket"}
    assert '/q guia nome="..." valor="..."' in world.sandbox.issue(issue)["comments"][-1]["body"]


def test_a_reply_longer_than_a_message_arrives_complete(
    observer: Observer, caller: Person, marina: Maintainer
) -> None:
    text = " ".join(f"Parcela {number} vence às 18h." for number in range(100)) + " " + "😬🌻" * 800
    marina.comment(caller.issue()["number"], f"/reply {text}")
    observer.settled()

    parts = caller.received[1:]
    assert len(parts) > 2
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_plain_comment_sends_nothing_and_starts_no_job(
    observer: Observer, caller: Person, marina: Maintainer
) -> None:
    issue = caller.issue()["number"]
    marina.comment(issue, "Vou ver com a contabilidade. /reply isto não é um comando")
    observer.settled()

    assert len(caller.received) == 1
    assert [run["conclusion"] for run in observer.replying(issue)] == ["skipped"]


def test_a_stranger_learns_why_nothing_was_sent(
    sandbox: SandboxClient, observer: Observer, caller: Person, stranger: Maintainer
) -> None:
    issue = caller.issue()["number"]
    comment = stranger.comment(issue, "/reply Pague neste outro boleto")
    observer.settled()

    assert len(caller.received) == 1
    assert stranger.reactions(issue, comment) == {"confused"}
    assert "`triage`" in sandbox.issue(issue)["comments"][-1]["body"]


def test_a_stranger_among_maintainers_changes_nothing_of_what_they_write(
    sandbox: SandboxClient,
    observer: Observer,
    caller: Person,
    stranger: Maintainer,
    marina: Maintainer,
    tiago: Maintainer,
) -> None:
    issue = caller.issue()["number"]
    planted = stranger.comment(issue, "/reply golpe")
    reply = marina.comment(issue, "/reply Pode vir às 14h.")
    status = tiago.comment(issue, "/status")
    close = tiago.comment(issue, "/close Obrigada")
    observer.settled()

    assert caller.received[1:] == ["Pode vir às 14h.", "Obrigada"]
    assert marina.reactions(issue, planted) == {"confused"}
    assert marina.reactions(issue, status) == {"rocket"}
    for sent in (reply, close):
        assert marina.reactions(issue, sent) - DELIVERED == {"eyes", "rocket"}
    shown = sandbox.issue(issue)
    assert shown["state"] == "closed"
    assert WAITING not in shown["labels"]
    assert any("`triage`" in one["body"] for one in shown["comments"])


def test_a_text_that_a_stranger_planted_never_leaves_by_a_maintainer_s_retry(
    sandbox: SandboxClient,
    observer: Observer,
    caller: Person,
    stranger: Maintainer,
    marina: Maintainer,
) -> None:
    issue = caller.issue()["number"]
    sandbox.set_phone(caller.number, landline=True)
    reply = marina.comment(issue, "/reply Pode vir às 14h.")
    observer.settled()
    planted = stranger.comment(issue, "/reply PIX para 11 9999-9999")
    observer.settled()
    sandbox.set_phone(caller.number, landline=False)
    for retry in range(2):
        comment = marina.comment(issue, "/retry")
        observer.settled()
        expected = {"confused"} if retry else {"eyes", "rocket"}
        assert marina.reactions(issue, comment) - DELIVERED == expected

    assert caller.received[1:] == ["Pode vir às 14h."]
    assert marina.reactions(issue, reply) == {"eyes", "confused"}
    assert stranger.reactions(issue, planted) == {"confused"}


def test_bots_are_not_obeyed(
    sandbox: SandboxClient, world: World, observer: Observer, caller: Person
) -> None:
    world.state.add_user("robo[bot]", "write", "Bot")
    issue = caller.issue()["number"]
    sandbox.comment(issue, "robo[bot]", "/reply Compre agora")
    observer.settled()

    assert len(caller.received) == 1
    assert {run["conclusion"] for run in observer.replying(issue)} <= {"skipped"}


def test_an_edit_sends_nothing_and_says_so_at_once(
    sandbox: SandboxClient, observer: Observer, caller: Person, marina: Maintainer
) -> None:
    issue = caller.issue()["number"]
    plain = marina.comment(issue, "rascunho")
    sent = marina.comment(issue, "/reply definitivo")
    observer.settled()

    sandbox.edit(plain, "marina", "/reply rascunho")
    sandbox.edit(sent, "marina", "/reply outra coisa")
    observer.settled()

    assert caller.received[1:] == ["definitivo"]
    said = "".join(one["body"] for one in sandbox.issue(issue)["comments"])
    assert [said.count(part) for part in _SAID_OF_EDITS] == [1, 1]


@pytest.mark.parametrize("switch", ["opted_out", "landline"])
def test_a_refused_reply_is_explained_with_the_code_and_the_way_out(
    sandbox: SandboxClient, observer: Observer, caller: Person, marina: Maintainer, switch: str
) -> None:
    sandbox.set_phone(caller.number, **{switch: True})
    issue = caller.issue()["number"]
    comment = marina.comment(issue, "/reply Bom dia")
    observer.settled()

    code, meaning = {"opted_out": (21610, "STOP"), "landline": (21614, "não é um celular")}[switch]
    explanation = sandbox.issue(issue)["comments"][-1]["body"]
    assert f"Twilio {code}: " in explanation
    assert meaning in explanation
    assert "**O que fazer:**" in explanation
    assert marina.reactions(issue, comment) == {"eyes", "confused"}
    assert len(caller.received) == 1


def test_a_reply_that_never_arrives_is_explained_too(
    sandbox: SandboxClient, observer: Observer, caller: Person, marina: Maintainer
) -> None:
    sandbox.set_phone(caller.number, unreachable=True)
    issue = caller.issue()["number"]
    comment = marina.comment(issue, "/reply Bom dia")
    sandbox.until(lambda: "confused" in marina.reactions(issue, comment), "the report of the failure")
    observer.settled()

    assert "30003" in sandbox.issue(issue)["comments"][-1]["body"]
    assert "falha-entrega" in sandbox.issue(issue)["labels"]
    assert len(caller.received) == 1


@pytest.mark.usefixtures("faultless")
@pytest.mark.parametrize("fault", ["twilio-busy", "twilio-lost-answer"])
def test_a_reply_arrives_once_although_twilio_falters(
    sandbox: SandboxClient, observer: Observer, caller: Person, marina: Maintainer, fault: str
) -> None:
    sandbox.switch_on(fault, 1)
    issue = caller.issue()["number"]
    comment = marina.comment(issue, "/reply Bom dia")
    observer.settled()

    assert caller.received[1:] == ["Bom dia"]
    assert "rocket" in marina.reactions(issue, comment)


def test_a_closed_conversation_is_reopened_by_the_next_message(
    sandbox: SandboxClient, observer: Observer, caller: Person
) -> None:
    issue = caller.issue()["number"]
    sandbox.close(issue)
    sid = caller.text("Só mais uma coisa")
    observer.settled()

    again = observer.conversation(caller.number)
    assert (again["number"], again["state"]) == (issue, "open")
    assert observer.recorded(caller.number)[-1] == sid
    assert WAITING in again["labels"]


def test_a_conversation_closed_too_long_ago_is_followed_by_a_new_one_that_links_it(
    sandbox: SandboxClient, world: World, observer: Observer, caller: Person, request: pytest.FixtureRequest
) -> None:
    world.configure({"conversations": {"reopen_within": "0s"}})
    request.addfinalizer(lambda: world.configure({"conversations": {"reopen_within": "7d"}}))
    issue = caller.issue()["number"]
    sandbox.close(issue)
    caller.text("Voltei")
    observer.settled()

    old, new = observer.conversations(caller.number)
    assert (old["number"], old["state"]) == (issue, "closed")
    assert f"#{issue}" in new["body"]


def test_a_conversation_takes_the_runs_that_the_manual_counts_with(
    sandbox: SandboxClient, observer: Observer, marina: Maintainer
) -> None:
    manual = runpy.run_path(str(ROOT / "scripts" / "benches" / "minutes.py"))
    observer.settled()
    before = {run["id"] for run in sandbox.runs()}

    def made(workflow: str) -> int:
        found = (run for run in sandbox.runs() if run["id"] not in before and run["name"] == workflow)
        return sum(run["conclusion"] == "success" for run in found)

    person = Person(sandbox, new_number())
    person.text("Bom dia")
    sandbox.until(lambda: made("record-delivery") == 1, "the report of the greeting")
    marina.comment(person.issue()["number"], "/reply Bom dia!")
    sandbox.until(lambda: made("record-delivery") == 2, "the report of the answer")
    observer.settled()

    assert {name: made(name) for name in manual["RUNS"]} == manual["RUNS"]
    assert made("record-delivery") == manual["REPORTS"]
