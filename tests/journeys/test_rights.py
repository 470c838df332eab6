"""What people ask about their own data, through the real relay and workflows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.sandbox.client import SandboxClient
from tests.actors import Maintainer, Person
from tests.journeys.witness import Witness


def _ledger(hand: SandboxClient, receipt: str) -> dict[str, Any]:
    return hand.issue(int(receipt.rpartition("Recibo ")[2].rstrip(".")))


def _told(hand: SandboxClient, person: Person, words: str) -> str:
    """Wait for a text on the phone that holds the words."""
    found = hand.until(lambda: [text for text in person.received if words in text], f"a text with {words!r}")
    return found[-1]


def test_a_person_asks_what_is_kept_and_has_it_erased(
    hand: SandboxClient, new_person: Callable[[], Person], witness: Witness
) -> None:
    person = new_person()
    person.text("Preciso da guia")
    number = person.issue()["number"]
    person.text("Meus dados")
    _told(hand, person, "conversas 1, mensagens suas 2")
    person.text("Apagar")
    question = _told(hand, person, "Para confirmar")
    person.text(re.findall(r"APAGAR \d{6}", question)[0])
    receipt = _told(hand, person, "Pronto: apagamos")
    witness.settled()
    hand.schedule("reconcile")
    hand.rest()

    issue = hand.issue(number)
    assert (issue["title"], issue["state"], issue["comments"]) == ("Conversa apagada", "closed", [])
    ledger = _ledger(hand, receipt)
    assert "apagamento" not in ledger["labels"]
    assert "Dados apagados" in ledger["comments"][-1]["body"]
    kept = [one for one in hand.twilio_messages() if person.number in (one["from"], one["to"])]
    assert kept == []

    person.text("Oi de novo")
    assert person.issue()["number"] > number


def test_a_maintainer_erases_by_command(
    hand: SandboxClient, caller: Person, marina: Maintainer, witness: Witness
) -> None:
    number = caller.issue()["number"]
    marina.comment(number, "/forget")
    said = hand.until(
        lambda: [one["body"] for one in hand.issue(number)["comments"] if "`/forget " in one["body"]],
        "what would be erased",
    )
    marina.comment(number, re.findall(r"`(/forget \w+)`", said[-1])[0])
    receipt = _told(hand, caller, "Pronto: apagamos")
    witness.settled()
    hand.schedule("reconcile")
    hand.rest()

    assert hand.issue(number)["title"] == "Conversa apagada"
    assert f"@{marina.login}" in _ledger(hand, receipt)["comments"][-1]["body"]
