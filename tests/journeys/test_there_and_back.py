"""A person writes, maintainers answer: the whole way there and back, again and again."""

from __future__ import annotations

import pytest

from bot.sandbox.hand import Hand
from bot.sandbox.world import World
from tests.actors import Maintainer, Person
from tests.journeys.conftest import new_number
from tests.journeys.witness import Witness

WAITING = "aguardando-resposta"


@pytest.mark.parametrize(("channel", "prefix"), [("sms", ""), ("whatsapp", "whatsapp:")])
def test_a_text_becomes_an_issue_and_a_comment_the_answer(
    hand: Hand, witness: Witness, marina: Maintainer, channel: str, prefix: str
) -> None:
    person = Person(hand, new_number(), channel)
    first = person.text("Bom dia! A guia já saiu?")
    issue = person.issue()
    hand.until(lambda: person.received, "the acknowledgement")

    assert issue["title"].startswith(f"Nova mensagem via Twilio - {channel.upper()} - +55 11 *****-")
    assert {"mensagem-recebida", "gateway-comunicacao", f"via-twilio-{channel}", WAITING} <= set(
        issue["labels"]
    )
    assert "`Bom dia! A guia já saiu?`" in issue["body"]
    assert f"Protocolo {issue['number']}" in person.received[0]

    comment = marina.comment(issue["number"], "/reply Já, está no seu e-mail.")
    hand.until(lambda: "rocket" in marina.reactions(issue["number"], comment), "the reaction")
    witness.settled()

    assert person.received[1:] == ["Já, está no seu e-mail."]
    assert [bubble["channel"] for bubble in hand.phone(person.number)] == [channel] * 3
    assert WAITING not in hand.issue(issue["number"])["labels"]

    second = person.text("Chegou, obrigada!")
    witness.settled()

    assert witness.recorded(f"{prefix}{person.number}") == [first, second]
    assert WAITING in witness.conversation(f"{prefix}{person.number}")["labels"]
    assert len(person.received) == 2


def test_sms_and_whatsapp_of_one_person_are_two_conversations_under_one_label(
    hand: Hand, witness: Witness
) -> None:
    number = new_number()
    by_sms = Person(hand, number).text("por SMS")
    by_whatsapp = Person(hand, number, "whatsapp").text("por WhatsApp")
    witness.settled()

    assert witness.recorded(number) == [by_sms]
    assert witness.recorded(f"whatsapp:{number}") == [by_whatsapp]
    one, other = witness.conversation(number), witness.conversation(f"whatsapp:{number}")
    shared = {label for label in one["labels"] if label.startswith("contato-")} & set(other["labels"])
    assert len(shared) == 1


def test_replies_arrive_once_and_in_their_order(
    hand: Hand, witness: Witness, caller: Person, marina: Maintainer, tiago: Maintainer
) -> None:
    issue = caller.issue()["number"]
    comments = [
        marina.comment(issue, "/reply primeira"),
        tiago.comment(issue, "\r\n  /RESPONDER segunda  \r\n"),
        marina.comment(issue, "/reply primeira"),
    ]
    witness.settled()

    assert caller.received[1:] == ["primeira", "segunda", "primeira"]
    assert [marina.reactions(issue, comment) for comment in comments] == [{"eyes", "rocket"}] * 3


def test_a_reply_longer_than_a_message_arrives_complete(
    witness: Witness, caller: Person, marina: Maintainer
) -> None:
    text = " ".join(f"Parcela {number} vence no dia 20 às 18h." for number in range(100))
    marina.comment(caller.issue()["number"], f"/reply {text}")
    witness.settled()

    parts = caller.received[1:]
    assert len(parts) > 1
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_plain_comment_sends_nothing_and_starts_no_job(
    witness: Witness, caller: Person, marina: Maintainer
) -> None:
    issue = caller.issue()["number"]
    marina.comment(issue, "Vou ver com a contabilidade. /reply isto não é um comando")
    witness.settled()

    assert len(caller.received) == 1
    assert [run["conclusion"] for run in witness.replying(issue)] == ["skipped"]


def test_a_stranger_is_told_why_nothing_was_sent(
    hand: Hand, witness: Witness, caller: Person, stranger: Maintainer
) -> None:
    issue = caller.issue()["number"]
    comment = stranger.comment(issue, "/reply Pague neste outro boleto")
    witness.settled()

    assert len(caller.received) == 1
    assert stranger.reactions(issue, comment) == {"confused"}
    assert "`triage`" in hand.issue(issue)["comments"][-1]["body"]


def test_bots_are_not_obeyed(hand: Hand, world: World, witness: Witness, caller: Person) -> None:
    world.state.add_user("robo[bot]", "write", "Bot")
    issue = caller.issue()["number"]
    hand.comment(issue, "robo[bot]", "/reply Compre agora")
    witness.settled()

    assert len(caller.received) == 1
    assert {run["conclusion"] for run in witness.replying(issue)} <= {"skipped"}


def test_an_edit_sends_nothing(hand: Hand, witness: Witness, caller: Person, marina: Maintainer) -> None:
    issue = caller.issue()["number"]
    plain = marina.comment(issue, "rascunho")
    sent = marina.comment(issue, "/reply definitivo")
    witness.settled()
    runs = len(witness.replying(issue))

    hand.edit(plain, "marina", "/reply rascunho")
    hand.edit(sent, "marina", "/reply outra coisa")
    witness.settled()

    assert caller.received[1:] == ["definitivo"]
    assert len(witness.replying(issue)) == runs


@pytest.mark.parametrize("switch", ["opted_out", "landline"])
def test_a_refused_reply_is_explained_with_the_code_and_the_way_out(
    hand: Hand, witness: Witness, caller: Person, marina: Maintainer, switch: str
) -> None:
    hand.set_phone(caller.number, **{switch: True})
    issue = caller.issue()["number"]
    comment = marina.comment(issue, "/reply Bom dia")
    witness.settled()

    code, meaning = {"opted_out": (21610, "STOP"), "landline": (21614, "não é um celular")}[switch]
    explanation = hand.issue(issue)["comments"][-1]["body"]
    assert f"Twilio {code}: " in explanation
    assert meaning in explanation
    assert "**O que fazer:**" in explanation
    assert marina.reactions(issue, comment) == {"eyes", "confused"}
    assert len(caller.received) == 1


@pytest.mark.usefixtures("mended")
@pytest.mark.parametrize("fault", ["twilio-busy", "twilio-lost-answer"])
def test_a_reply_arrives_once_although_twilio_falters(
    hand: Hand, witness: Witness, caller: Person, marina: Maintainer, fault: str
) -> None:
    hand.break_(fault, 1)
    issue = caller.issue()["number"]
    comment = marina.comment(issue, "/reply Bom dia")
    witness.settled()

    assert caller.received[1:] == ["Bom dia"]
    assert "rocket" in marina.reactions(issue, comment)


def test_a_closed_conversation_is_reopened_by_the_next_message(
    hand: Hand, witness: Witness, caller: Person
) -> None:
    issue = caller.issue()["number"]
    hand.close(issue)
    sid = caller.text("Só mais uma coisa")
    witness.settled()

    again = witness.conversation(caller.number)
    assert (again["number"], again["state"]) == (issue, "open")
    assert witness.recorded(caller.number)[-1] == sid
    assert WAITING in again["labels"]


def test_a_conversation_closed_too_long_ago_is_followed_by_a_new_one_that_links_it(
    hand: Hand, world: World, witness: Witness, caller: Person, request: pytest.FixtureRequest
) -> None:
    world.configure({"conversations": {"reopen_within": "0s"}})
    request.addfinalizer(lambda: world.configure({"conversations": {"reopen_within": "7d"}}))
    issue = caller.issue()["number"]
    hand.close(issue)
    caller.text("Voltei")
    witness.settled()

    old, new = witness.conversations(caller.number)
    assert (old["number"], old["state"]) == (issue, "closed")
    assert f"#{issue}" in new["body"]
