"""The bill is checked on schedule: the alert opens, the administrator gets one text, and Twilio can start it too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox.client import SandboxClient
from bot.sandbox.world import World
from tests.actors import Person
from tests.journeys.conftest import new_number
from tests.journeys.observer import Observer

# Every world has spent more than that once somebody was answered.
TINY = {"monthly_budget": "0.01", "usage_triggers": True}
USUAL = {"monthly_budget": None, "usage_triggers": False}


@pytest.fixture(name="administrator")
def _administrator(world: World) -> Iterator[Person]:
    """Somebody who is alerted to trouble in the common world, while the test lasts."""
    number, secrets = new_number(), world.actions.secrets
    world.actions.secrets = {**secrets, "ADMIN_PHONES": number}
    yield Person(world.sandbox, number)
    world.actions.secrets = secrets
    world.configure({"billing": USUAL})
    for trigger in world.twilio.state.triggers():
        world.twilio.state.remove_trigger(trigger.sid)


def _runs(sandbox: SandboxClient) -> list[dict[str, Any]]:
    return [run for run in sandbox.runs() if run["name"] == "check-billing"]


def _looked(sandbox: SandboxClient, observer: Observer) -> dict[str, Any]:
    """Start check-billing as its schedule would; return the run once everything it started has ended."""
    run = sandbox.schedule("check-billing")
    observer.settled()
    return sandbox.run(run["id"])


def test_a_crossed_budget_opens_the_alert_and_texts_the_administrator_once(
    world: World, sandbox: SandboxClient, observer: Observer, caller: Person, administrator: Person
) -> None:
    world.configure({"billing": TINY})
    shown = [_looked(sandbox, observer) for _ in range(2)][-1]

    assert shown["conclusion"] == "success"
    (alert,) = [one for one in sandbox.issues() if "um limite foi atingido" in one["title"]]
    assert alert["state"] == "open"
    (text,) = administrator.received
    assert text.startswith("100% do orcamento de mensagens de ")
    assert text.endswith(f"Veja #{alert['number']} no GitHub.")
    assert "\npie showData" in shown["summary"]
    assert "0 criados, 0 removidos, 3 mantidos" in shown["summary"]

    before = len(_runs(sandbox))
    caller.text("Mais uma")
    sandbox.until(lambda: len(_runs(sandbox)) > before or None, "the run that the trigger asked for")
    observer.settled()

    assert _runs(sandbox)[0]["conclusion"] == "success"
    assert len(administrator.received) == 1
