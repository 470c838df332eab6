"""Relay, GitHub and Twilio each go down with traffic; reconcile leaves nothing lost and nothing twice."""

from __future__ import annotations

import signal
from datetime import timedelta

import pytest

from bot.core import clock
from bot.sandbox.client import SandboxClient
from bot.sandbox.world import World
from tests.actors import Maintainer, Person
from tests.journeys.conftest import new_number
from tests.journeys.observer import Observer

# Nobody waits a quarter of an hour here until something counts as lost.
IMPATIENT = {"reconcile": {"lost_after": "1s", "ask_status_after": "1s"}}
OLD = timedelta(seconds=2)  # a job's clock goes by whole seconds of GitHub's


@pytest.fixture(autouse=True)
def _impatient(fragile: World) -> None:
    fragile.configure(IMPATIENT)


@pytest.fixture
def bia(fragile: World) -> Person:
    return Person(fragile.sandbox, new_number(), "whatsapp")


@pytest.fixture
def marina_there(fragile: World) -> Maintainer:
    return Maintainer(fragile.sandbox, "marina")


def the_hour_comes(world: World, conclusion: str = "success") -> str:
    """Start reconcile as its schedule would, once nothing is on its way any more; return its summary."""
    sandbox = world.sandbox
    sandbox.rest()
    made = [message.created_at for message in world.twilio.state.messages()]
    sandbox.until(lambda: all(clock.now() - moment > OLD for moment in made), "all messages to be that old")
    begun = sandbox.schedule("reconcile")["id"]
    sandbox.until(lambda: sandbox.run(begun)["status"] == "completed", "the run of reconcile")
    sandbox.rest()
    done = sandbox.run(begun)
    assert done["conclusion"] == conclusion, sandbox.run_log(begun)
    return str(done["summary"])


def texts(sandbox: SandboxClient, person: Person, body: str) -> str:
    """Write while perhaps nobody hears Twilio's webhook."""
    return str(sandbox.text(person.number, body, channel=person.channel)["sid"])


def nothing_is_told(world: World, observer: Observer, *people: Person) -> None:
    traces = observer.traces()
    assert [person.number for person in people if person.number in traces] == []


def test_a_relay_that_was_dead_loses_no_message(
    fragile: World, onlooker: Observer, ana: Person, bia: Person, marina_there: Maintainer
) -> None:
    sandbox = fragile.sandbox
    first = ana.text("Um")
    onlooker.settled()
    fragile.stop_relay(signal.SIGKILL)
    second, third = texts(sandbox, ana, "Dois"), texts(sandbox, ana, "Três")
    whatsapp = texts(sandbox, bia, "Oi")
    sandbox.switch_on("run-fails-to-start", 1)
    issue = onlooker.conversation(ana.number)["number"]
    comment = marina_there.comment(issue, "/reply Já vemos")
    sandbox.rest()
    assert onlooker.recorded(ana.number) == [first]

    summary = the_hour_comes(fragile)

    assert "foram recuperadas: 3" in summary
    assert "11205" in summary  # what Twilio noted of the dead relay
    assert onlooker.recorded(ana.number) == [first, second, third]
    assert onlooker.recorded(f"whatsapp:{bia.number}") == [whatsapp]
    assert len(bia.received) == 1
    assert ana.received.count("Já vemos") == 1
    assert "rocket" in marina_there.reactions(issue, comment)

    fragile.start_relay()
    fourth = ana.text("Quatro")
    for sid in (second, whatsapp):
        sandbox.deliver_again(sid)
    onlooker.settled()
    again = the_hour_comes(fragile)

    assert "Mensagens perdidas" not in again
    assert onlooker.recorded(ana.number) == [first, second, third, fourth]
    assert onlooker.recorded(f"whatsapp:{bia.number}") == [whatsapp]
    assert ana.received.count("Já vemos") == 1
    assert len(bia.received) == 1
    nothing_is_told(fragile, onlooker, ana, bia)


def test_github_and_twilio_out_of_order_lose_nothing_and_double_nothing(
    fragile: World, onlooker: Observer, ana: Person, bia: Person, marina_there: Maintainer
) -> None:
    sandbox = fragile.sandbox
    first = ana.text("Um")
    onlooker.settled()
    issue = onlooker.conversation(ana.number)["number"]

    sandbox.switch_on("github-down")
    second, whatsapp = ana.text("Dois"), bia.text("Oi")
    during = marina_there.comment(issue, "/reply Durante o GitHub")
    sandbox.rest()
    sandbox.switch_off("github-down")
    onlooker.settled()

    sandbox.switch_on("twilio-down")
    third = ana.text("Três")
    after = marina_there.comment(issue, "/reply Durante a Twilio")
    sandbox.rest()
    the_hour_comes(fragile, "failure")
    sandbox.switch_off("twilio-down")
    onlooker.settled()
    the_hour_comes(fragile)
    summary = the_hour_comes(fragile)

    assert onlooker.recorded(ana.number) == [first, second, third]
    assert onlooker.recorded(f"whatsapp:{bia.number}") == [whatsapp]
    assert [ana.received.count(f"Durante {what}") for what in ("o GitHub", "a Twilio")] == [1, 1]
    for comment in (during, after):
        assert "rocket" in marina_there.reactions(issue, comment)
    assert "deixaram trabalho por fazer" not in summary
    nothing_is_told(fragile, onlooker, ana, bia)


def test_a_test_message_travels_the_whole_path_and_a_missing_one_is_reported(
    fragile: World, onlooker: Observer
) -> None:
    sandbox = fragile.sandbox
    fragile.configure({"canary": {"enabled": True, "arrives_within": "1m"}})
    the_hour_comes(fragile)
    onlooker.settled()

    (topic,) = [one for one in sandbox.issues() if "mensagem de teste" in one["title"]]
    assert topic["state"] == "closed"
    assert sandbox.phones() == []

    fragile.stop_relay(signal.SIGKILL)
    assert "não aceitou a mensagem de teste" in the_hour_comes(fragile)
    assert sandbox.issue(topic["number"])["state"] == "open"

    fragile.start_relay()
    the_hour_comes(fragile)
    onlooker.settled()
    assert sandbox.issue(topic["number"])["state"] == "closed"
