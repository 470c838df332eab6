"""What people ask about their own data, through the real relay and workflows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.sandbox.client import SandboxClient
from tests.actors import Maintainer, Person
from tests.journeys.observer import Observer


def _ledger(sandbox: SandboxClient, receipt: str) -> dict[str, Any]:
    return sandbox.issue(int(receipt.rpartition("Recibo ")[2].rstrip(".")))


def _told(sandbox: SandboxClient, person: Person, words: str) -> str:
    """Wait for a text on the phone that holds the words."""
    found = sandbox.until(
        lambda: [text for text in person.received if words in text], f"a text with {words!r}"
    )
    return found[-1]


def test_a_person_asks_what_is_kept_and_has_it_erased(
    sandbox: SandboxClient, new_person: Callable[[], Person], observer: Observer
) -> None:
    person = new_person()
    person.text("Preciso da guia")
    number = person.issue()["number"]
    person.text("Meus dados")
    _told(sandbox, person, "conversas 1, mensagens suas 2")
    person.text("Apagar")
    question = _told(sandbox, person, "Para confirmar")
    person.text(re.findall(r"APAGAR \d{6}", question)[0])
    receipt = _told(sandbox, person, "Pronto: apagamos")
    observer.settled()
    sandbox.schedule("reconcile")
    sandbox.rest()

    issue = sandbox.issue(number)
    assert (issue["title"], issue["state"], issue["comments"]) == ("Conversa apagada", "closed", [])
    ledger = _ledger(sandbox, receipt)
    assert "apagamento" not in ledger["labels"]
    assert "Dados apagados" in ledger["comments"][-1]["body"]
    kept = [one for one in sandbox.twilio_messages() if person.number in (one["from"], one["to"])]
    assert kept == []

    person.text("Oi de novo")
    assert person.issue()["number"] > number


def test_a_maintainer_erases_by_command(
    sandbox: SandboxClient, caller: Person, marina: Maintainer, observer: Observer
) -> None:
    number = caller.issue()["number"]
    marina.comment(number, "/forget")
    comments = sandbox.until(
        lambda: [one["body"] for one in sandbox.issue(number)["comments"] if "`/esquecer " in one["body"]],
        "what would be erased",
    )
    marina.comment(number, re.findall(r"`(/esquecer \w+)`", comments[-1])[0])
    receipt = _told(sandbox, caller, "Pronto: apagamos")
    observer.settled()
    sandbox.schedule("reconcile")
    sandbox.rest()

    assert sandbox.issue(number)["title"] == "Conversa apagada"
    assert f"@{marina.login}" in _ledger(sandbox, receipt)["comments"][-1]["body"]
