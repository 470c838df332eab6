"""Systems send through the gateway, and the status of each order is reported to them and shown on the issue."""

from __future__ import annotations

from typing import Any

import requests

from bot.sandbox.client import SandboxClient
from bot.sandbox.world import World
from tests.actors import Maintainer, Person


def _order(world: World, person: Person, text: str, key: str | None = None) -> dict[str, Any]:
    answer = requests.post(
        f"{world.relay_url}/api/notifications/send-enhanced",
        json={"destination": person.number, "message": text, "type": "sms", "provider": "twilio"},
        headers={
            "Authorization": f"Bearer {world.status_token}",
            **({"Idempotency-Key": key} if key else {}),
        },
        timeout=10,
    )
    assert answer.status_code == 202
    return dict(answer.json()["data"])


def _fate(world: World, order: str) -> str:
    answer = requests.get(
        f"{world.relay_url}/api/notifications/messages/{order}",
        headers={"Authorization": f"Bearer {world.status_token}"},
        timeout=10,
    )
    return str(answer.json()["status"])


def test_an_order_arrives_once_and_its_delivery_is_known_to_the_caller_and_shown(
    world: World, sandbox: SandboxClient, person: Person
) -> None:
    order = _order(world, person, "Sua guia vence amanhã", key=person.number)
    again = _order(world, person, "Sua guia vence amanhã", key=person.number)

    sandbox.until(lambda: _fate(world, order["id"]) == "delivered", "the delivery")

    assert again["id"] == order["id"]
    assert person.received == ["Sua guia vence amanhã"]
    assert person.issues()[0]["state"] == "closed"


def test_a_failed_delivery_reaches_the_caller_and_the_issue(
    world: World, sandbox: SandboxClient, person: Person, faultless: None
) -> None:
    sandbox.set_phone(person.number, unreachable=True)
    order = _order(world, person, "Sua guia vence amanhã")

    sandbox.until(lambda: _fate(world, order["id"]) == "failed", "the failure")
    issue = sandbox.until(
        lambda: [one for one in person.issues() if "falha-entrega" in one["labels"]], "the label"
    )[0]
    comments = sandbox.until(
        lambda: [one["body"] for one in sandbox.issue(issue["number"])["comments"] if "30003" in one["body"]],
        "the explanation",
    )

    assert len(comments) == 1


def test_a_reply_that_was_delivered_is_marked_so_and_one_that_was_not_is_explained(
    world: World, sandbox: SandboxClient, person: Person, marina: Maintainer
) -> None:
    person.text("Oi")
    number = person.issue()["number"]
    sandbox.until(lambda: person.received, "the acknowledgement")
    good = marina.comment(number, "/reply Olá")
    sandbox.until(lambda: "rocket" in marina.reactions(number, good), "the first answer")
    sandbox.set_phone(person.number, unreachable=True)
    bad = marina.comment(number, "/reply Alô?")

    sandbox.until(lambda: "confused" in marina.reactions(number, bad), "the failure")
    sandbox.until(lambda: "hooray" in marina.reactions(number, good), "the delivery")
