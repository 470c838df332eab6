"""From outside to the phone by every way: the form of Actions, another workflow, the terminal; and by the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.core import clock
from bot.sandbox.client import SandboxClient
from bot.sandbox.github.values import Actor
from bot.sandbox.world import NAME, OWNER, World
from tests.actors import Person
from tests.journeys.conftest import CHANGES, new_number
from tests.stage import CONFIG
from tests.warm import WarmPython

CALLER = """
name: nightly-backup
on: workflow_dispatch
jobs:
  notify:
    uses: ./.github/workflows/order-message.yml
    with:
      relay: RELAY
      type: sms
      purpose: alert
    secrets:
      token: TOKEN
      destination: DESTINATION
      message: |-
        Backup failed: "disk" $HOME `x` 100%
        Second line
"""


def start(world: World, file: str, **inputs: str) -> int:
    """Press "Run workflow" as marina; return the run."""
    world.state.add_token(
        "of-marina", Actor("marina", "person", frozenset({"actions:write", "metadata:read"}))
    )
    answer = requests.post(
        f"{world.sandbox.addresses.github}/repos/{OWNER}/{NAME}/actions/workflows/{file}/dispatches",
        json={"ref": "main", "inputs": inputs, "return_run_details": True},
        headers={"Authorization": "Bearer of-marina"},
        timeout=10,
    )
    assert answer.status_code == 200, answer.text
    return int(answer.json()["workflow_run_id"])


def ended(sandbox: SandboxClient, run: int) -> dict[str, Any]:
    def done() -> dict[str, Any] | None:
        found = sandbox.run(run)
        return found if found["status"] == "completed" else None

    return sandbox.until(done, "the run")


def notes(sandbox: SandboxClient, person: Person) -> list[dict[str, Any]]:
    shown = sandbox.issue(person.issues()[0]["number"])["comments"]
    return [one for one in shown if '"order"' in one["body"]]


def test_a_form_of_actions_sends_and_names_who_filled_it_in(
    world: World, sandbox: SandboxClient, person: Person
) -> None:
    run = start(world, "send-notification.yml", destination=person.number, message="Sua guia vence")

    assert ended(sandbox, run)["conclusion"] == "success", sandbox.run_log(run)
    assert sandbox.until(lambda: person.received, "the message") == ["Sua guia vence"]
    assert "`marina`:" in notes(sandbox, person)[0]["body"]
    sandbox.rerun(run)
    sandbox.rest()
    assert person.received == ["Sua guia vence"]


def test_a_form_filled_in_wrongly_lists_every_fault_and_sends_nothing(
    world: World, sandbox: SandboxClient
) -> None:
    run = start(world, "send-notification.yml", destination="11 91234-5678", variables="nome")

    assert ended(sandbox, run)["conclusion"] == "failure"
    log = sandbox.run_log(run)
    for sentence in (
        "destination não tem código do país",
        "message falta ou está vazio",
        "variables não é um conjunto",
    ):
        assert sentence in log
    assert "91234" not in log


def test_another_workflow_orders_through_the_relay_once_whatever_is_in_its_text(
    world: World, sandbox: SandboxClient, person: Person
) -> None:
    text = CALLER.replace("RELAY", world.relay_url).replace("TOKEN", world.status_token)
    world.actions.tree.write(
        ".github/workflows/nightly-backup.yml", text.replace("DESTINATION", f'"{person.number}"')
    )
    run = start(world, "nightly-backup.yml")
    assert ended(sandbox, run)["conclusion"] == "success", sandbox.run_log(run)
    wanted = ['Backup failed: "disk" $HOME `x` 100%\nSecond line']
    assert sandbox.until(lambda: person.received, "the message") == wanted
    sandbox.rerun(run)
    sandbox.rest()

    assert person.received == wanted
    assert person.number not in sandbox.run_log(run)


def terminal(world: World, monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str) -> Result:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("RELAY_URL", world.relay_url)
    monkeypatch.setenv("GATEWAY_API_TOKENS", f"sandbox:{world.status_token}")
    return CliRunner().invoke(cli, ["send", *words])


def test_the_terminal_follows_a_long_text_until_its_last_part_has_arrived(
    world: World, sandbox: SandboxClient, person: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    long = f"{'a' * 1600}{'b' * 1600}{'c' * 10}"
    done = terminal(world, monkeypatch, tmp_path, person.number, long, "--wait", "--timeout", "60")

    assert (done.exit_code, done.output.splitlines()[-1].split()[1]) == (0, "delivered"), done.output
    assert "".join(person.received) == long
    marked = sandbox.until(
        lambda: [one for one in notes(sandbox, person) if "hooray" in one["reactions"]], "the mark"
    )
    assert set(marked[0]["reactions"]) == {"eyes", "rocket", "hooray"}


@pytest.mark.usefixtures("faultless")
def test_the_terminal_ends_with_1_where_one_part_fails(
    world: World, sandbox: SandboxClient, person: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sandbox.switch_on("twilio-fail-30006", 1)
    done = terminal(world, monkeypatch, tmp_path, person.number, f"{'a' * 1600}b", "--wait")

    assert done.exit_code == 1
    assert done.output.splitlines()[-1].split()[1:] == ["failed", "Twilio", "30006"]


@pytest.fixture(name="night")
def _night(tmp_path: Path, warm_python: WarmPython) -> Iterator[World]:
    """A world with a Messaging Service, in which notifications have to wait for hours."""
    hour = clock.now().astimezone(ZoneInfo("America/Sao_Paulo"))
    opens, closes = (f"{hour + timedelta(hours=ahead):%H:00}" for ahead in (2, 3))
    changes = {**CHANGES, "policy": {"notification": {"hours": f"{opens}-{closes}"}}}
    with World(
        tmp_path / "night", warm_python.tree, config=CONFIG, changes=changes, service_sid=f"MG{'0' * 32}"
    ) as world:
        warm_python.serve(world.actions)
        yield world


def test_at_night_twilio_keeps_the_message_and_an_opt_out_takes_it_back(
    night: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sandbox, person = night.sandbox, Person(night.sandbox, new_number())
    done = terminal(
        night, monkeypatch, tmp_path, person.number, "Sua guia vence", "--wait", "--timeout", "60"
    )
    assert (done.exit_code, done.output.splitlines()[-1].split()[1]) == (3, "scheduled"), done.output
    sandbox.rest()
    assert set(notes(sandbox, person)[0]["reactions"]) == {"eyes", "rocket"}

    person.text("SAIR")
    sandbox.until(lambda: "confused" in notes(sandbox, person)[0]["reactions"], "the note to say so")
    sandbox.rest()

    assert [one.status for one in night.twilio.state.messages() if one.body == "Sua guia vence"] == [
        "canceled"
    ]
    comments = [one["body"] for one in sandbox.issue(1)["comments"]]
    assert sum("Agendada na Twilio" in one for one in comments) == 1
    assert sum("Cancelada na Twilio" in one for one in comments) == 1
