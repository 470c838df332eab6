"""One person with two phones: merged by a maintainer, silent on both after SAIR on one, erased from either."""

from __future__ import annotations

import re
from collections.abc import Callable

import requests

from bot.sandbox.client import SandboxClient
from bot.sandbox.world import World
from tests.actors import Maintainer, Person
from tests.journeys.observer import Observer


def _fate_of_order(world: World, sandbox: SandboxClient, person: Person, purpose: str) -> str:
    """Order a text to a phone; return what became of it."""
    caller = {"Authorization": f"Bearer {world.status_token}"}
    order = {"destination": person.number, "message": "Aviso", "type": "sms", "purpose": purpose}
    url = f"{world.relay_url}/api/notifications"
    answer = requests.post(f"{url}/send-enhanced", json=order, headers=caller, timeout=10)
    assert answer.status_code == 202
    number = answer.json()["data"]["id"]

    def settled() -> str:
        found = requests.get(f"{url}/messages/{number}", headers=caller, timeout=10).json()["status"]
        return str(found) if found not in ("accepted", "queued", "dispatched") else ""

    return sandbox.until(settled, "what became of the order")


def _said(sandbox: SandboxClient, issue: int, words: str) -> str:
    found = sandbox.until(
        lambda: [one["body"] for one in sandbox.issue(issue)["comments"] if words in one["body"]],
        f"a comment with {words!r}",
    )
    return str(found[-1])


def _told(sandbox: SandboxClient, person: Person, words: str) -> str:
    found = sandbox.until(
        lambda: [text for text in person.received if words in text], f"a text with {words!r}"
    )
    return found[-1]


def test_two_phones_of_one_person_are_merged_fall_silent_together_and_are_erased_together(
    world: World,
    sandbox: SandboxClient,
    new_person: Callable[[], Person],
    marina: Maintainer,
    observer: Observer,
) -> None:
    old, new = new_person(), new_person()
    old.text("Preciso da guia")
    before = old.issue()["number"]
    new.text("Este e meu numero novo")
    number = new.issue()["number"]
    marina.comment(before, "/consent marketing")
    _said(sandbox, before, "marketing")
    marina.comment(number, f"/unir #{before}")
    shown = _said(sandbox, number, "a mesma pessoa")

    assert old.number[-4:] in shown
    assert new.number[-4:] in shown
    assert sandbox.issue(before)["state"] == "closed"
    old.text("Ainda escrevo daqui")
    _said(sandbox, number, "Ainda escrevo daqui")
    assert _fate_of_order(world, sandbox, new, "marketing") == "refused"

    old.text("SAIR")
    _told(sandbox, old, "VOLTAR")
    assert _fate_of_order(world, sandbox, new, "notification") == "refused"
    assert "Aviso" not in new.received

    new.text("Apagar")
    question = _told(sandbox, new, "Para confirmar")
    new.text(re.findall(r"APAGAR \d{6}", question)[0])
    _told(sandbox, new, "Pronto: apagamos")
    observer.settled()
    sandbox.schedule("reconcile")
    sandbox.rest()
    assert [sandbox.issue(one)["title"] for one in (before, number)] == ["Conversa apagada"] * 2
    kept = [one for one in sandbox.twilio_messages() if {old.number, new.number} & {one["from"], one["to"]}]
    assert kept == []
    assert not any(old.number[-4:] in text for text in new.received)
