"""Whatever is killed, at whatever moment: what a person wrote arrives once, and so does the answer."""

from __future__ import annotations

import os
import re
import signal

import pytest

from bot.sandbox.client import SandboxClient
from bot.sandbox.world import PUBLIC_URL, World
from tests.actors import Maintainer, Person
from tests.journeys.observer import Observer
from tests.journeys.processes import Relay, pid_of, second_relay


def test_a_message_outlives_the_relay_that_took_it(fragile: World, onlooker: Observer, ana: Person) -> None:
    fragile.sandbox.switch_on("github-down")
    sid = ana.text("Oi")
    fragile.stop_relay(signal.SIGKILL)
    fragile.sandbox.switch_off("github-down")
    fragile.start_relay()
    onlooker.settled()

    assert onlooker.recorded(ana.number) == [sid]
    assert len(ana.received) == 1
    assert len(onlooker.recordings()) == 1


def test_a_relay_killed_while_the_run_is_under_way_makes_no_double(
    fragile: World, onlooker: Observer, ana: Person
) -> None:
    sandbox = fragile.sandbox
    first = ana.text("Oi")
    sandbox.until(
        lambda: [run for run in onlooker.recordings() if run["status"] == "in_progress"], "a run under way"
    )
    fragile.stop_relay(signal.SIGKILL)
    fragile.start_relay()
    second = ana.text("Alô?")
    onlooker.settled()

    assert onlooker.recorded(ana.number) == [first, second]
    assert len(ana.received) == 1


@pytest.mark.usefixtures("faultless")
def test_a_recording_job_killed_midway_is_completed_by_another_run(
    sandbox: SandboxClient, world: World, observer: Observer, person: Person
) -> None:
    before = len(observer.recordings())
    # The acknowledgement takes a while: the issue is there, the job is not done.
    sandbox.switch_on("twilio-slow")
    sid = person.text("Oi")
    sandbox.until(lambda: observer.recorded(person.number), "the issue")
    os.kill(pid_of(sandbox, "scripts/record_messages.py", world.folder), signal.SIGKILL)
    sandbox.switch_off("twilio-slow")
    observer.settled()

    assert observer.recorded(person.number) == [sid]
    assert len(person.received) == 1
    assert [run["conclusion"] for run in observer.recordings()[before:]] == ["failure", "success"]


@pytest.mark.usefixtures("faultless")
def test_a_reply_job_killed_after_twilio_took_the_message_sends_nothing_twice(
    sandbox: SandboxClient, world: World, observer: Observer, caller: Person, marina: Maintainer
) -> None:
    issue = caller.issue()["number"]
    sandbox.switch_on("twilio-slow")
    comment = marina.comment(issue, "/reply Bom dia!")
    sandbox.until(lambda: "eyes" in marina.reactions(issue, comment), "the job to begin")
    sandbox.switch_on("github-hang-reactions")
    sandbox.until(lambda: len(caller.received) == 2, "the reply on the phone")
    os.kill(pid_of(sandbox, "scripts/send_replies.py", world.folder), signal.SIGKILL)
    sandbox.switch_off("github-hang-reactions")
    sandbox.switch_off("twilio-slow")
    sandbox.rest()

    assert "rocket" not in marina.reactions(issue, comment)
    (run,) = observer.replying(issue)
    assert run["conclusion"] == "failure"

    sandbox.rerun(run["id"])
    observer.settled()

    assert caller.received[1:] == ["Bom dia!"]
    assert {"eyes", "rocket"} <= marina.reactions(issue, comment)


def test_a_relay_that_is_asked_to_stop_ends_cleanly_and_loses_nothing(
    fragile: World, onlooker: Observer, ana: Person
) -> None:
    fragile.sandbox.switch_on("github-down")
    sids = [ana.text(f"mensagem {number}") for number in range(3)]
    code = fragile.stop_relay()

    assert code == 0
    assert "relay-stopped" in onlooker.log()
    assert "Traceback" not in (fragile.folder / "relay.out").read_text("utf-8")

    fragile.sandbox.switch_off("github-down")
    fragile.start_relay()
    onlooker.settled()

    assert onlooker.recorded(ana.number) == sids


def test_of_two_relays_one_dispatches_and_the_other_takes_over(
    fragile: World, onlooker: Observer, ana: Person
) -> None:
    sandbox, webhook_client = fragile.sandbox, fragile.twilio.webhook_client
    with second_relay(fragile) as second:
        first_sid = ana.text("pela primeira")
        webhook_client.routes[PUBLIC_URL] = second.url
        second_sid = ana.text("pela segunda")
        onlooker.settled()

        assert onlooker.recorded(ana.number) == [first_sid, second_sid]
        assert _dispatches(onlooker.log()) == len(onlooker.recordings())
        assert _dispatches(second.log) == 0

        fragile.stop_relay(signal.SIGKILL)
        third_sid = ana.text("depois da queda")
        sandbox.until(lambda: _took_over(second), "the second relay to take over", 30)
        sandbox.until(lambda: third_sid in onlooker.recorded(ana.number), "the message")
        sandbox.rest()

    assert onlooker.recorded(ana.number) == [first_sid, second_sid, third_sid]
    assert len(ana.received) == 1


def _dispatches(log: str) -> int:
    """Count the batches of messages; what Twilio reports of acknowledgements travels as well."""
    return len(re.findall(r" batch-dispatched .*event=record-messages", log))


def _took_over(relay: Relay) -> bool:
    return _dispatches(relay.log) > 0
