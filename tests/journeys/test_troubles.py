"""GitHub fails in every way it can; the person has written, and that is enough."""

from __future__ import annotations

import pytest

from bot.sandbox.client import SandboxClient
from bot.sandbox.world import World
from tests.actors import Person
from tests.journeys.observer import Observer

pytestmark = pytest.mark.usefixtures("faultless")


@pytest.mark.parametrize("fault", ["run-fails-to-start", "run-vanishes"])
def test_a_batch_whose_run_fails_or_vanishes_is_sent_again_before_what_the_person_wrote_meanwhile(
    sandbox: SandboxClient, observer: Observer, person: Person, fault: str
) -> None:
    sandbox.switch_on(fault, 1)
    sids = [person.text("Oi"), person.text("Alguém?"), person.text("Alô?")]
    observer.settled()

    assert observer.recorded(person.number) == sids
    assert len(person.received) == 1
    reported = {"run-fails-to-start": "run-failed", "run-vanishes": "run-missing"}
    assert reported[fault] in observer.log()


def test_neither_a_run_nor_an_issue_is_made_twice_because_an_answer_was_lost(
    sandbox: SandboxClient, observer: Observer, person: Person
) -> None:
    before = len(observer.recordings())
    sandbox.switch_on("github-lost-dispatch", 1)
    sandbox.switch_on("github-lost-answer", 1)
    sid = person.text("Oi")
    observer.settled()

    assert observer.recorded(person.number) == [sid]
    assert len(person.received) == 1
    assert len(observer.recordings()) == before + 1


def test_messages_wait_while_github_is_down_and_go_by_themselves(
    sandbox: SandboxClient, observer: Observer, person: Person
) -> None:
    observer.settled()  # what others have written before
    sandbox.switch_on("github-down")
    first = person.text("Oi")
    sandbox.until(lambda: observer.status()["errors"], "the status to tell of it")
    second = person.text("Alô?")

    assert observer.waiting() == 2
    assert "dispatch-failed" in observer.log()

    sandbox.switch_off("github-down")
    observer.settled()

    assert observer.recorded(person.number) == [first, second]
    # Reports of other people's deliveries may have met the same trouble, and go when their wait is over.
    sandbox.until(lambda: observer.status()["status"] == "ok", "the relay to be well again")


def test_a_refused_dispatch_is_kept_and_reported_and_sent_after_the_fix(
    fragile: World, onlooker: Observer, ana: Person
) -> None:
    sandbox = fragile.sandbox
    sandbox.switch_on("github-bad-credentials")
    first = ana.text("Oi")
    sandbox.until(lambda: _reported(onlooker, 401), "the log to tell of it")

    assert "GITHUB_TOKEN is not valid" in _reported(onlooker, 401)
    assert "GITHUB_TOKEN is not valid" in str(onlooker.status()["errors"])
    assert onlooker.status()["status"] == "degraded"

    # An operator puts a new token, one that lacks a right, and starts the relay again.
    sandbox.switch_off("github-bad-credentials")
    sandbox.switch_on("github-no-dispatch")
    fragile.stop_relay()
    fragile.start_relay()
    second = ana.text("Alô?")
    sandbox.until(lambda: _reported(onlooker, 404), "the log to tell of it")

    assert "GITHUB_TOKEN may reach" in _reported(onlooker, 404)
    assert "GITHUB_TOKEN may reach" in str(onlooker.status()["errors"])
    assert onlooker.waiting() == 2

    sandbox.switch_off("github-no-dispatch")
    fragile.stop_relay()
    fragile.start_relay()
    onlooker.settled()

    assert onlooker.recorded(ana.number) == [first, second]
    assert len(ana.received) == 1
    assert (onlooker.status()["status"], onlooker.status()["errors"]) == ("ok", [])


def _reported(observer: Observer, status: int) -> str:
    """The first line of the log about a refusal with that status."""
    lines = observer.log().splitlines()
    return next((line for line in lines if " dispatch-held " in line and f"status={status}" in line), "")
