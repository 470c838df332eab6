"""GitHub fails in every way it can; the person has written once, and that is enough."""

from __future__ import annotations

import pytest

from bot.sandbox.hand import Hand
from bot.sandbox.world import World
from tests.actors import Person
from tests.journeys.witness import Witness

pytestmark = pytest.mark.usefixtures("mended")


@pytest.mark.parametrize("fault", ["run-fails-to-start", "run-vanishes"])
def test_a_batch_whose_run_fails_or_vanishes_is_sent_again(
    hand: Hand, witness: Witness, person: Person, fault: str
) -> None:
    hand.break_(fault, 1)
    sid = person.text("Oi")
    witness.settled()

    assert witness.recorded(person.number) == [sid]
    assert len(person.received) == 1
    reported = {"run-fails-to-start": "run-failed", "run-vanishes": "run-missing"}
    assert reported[fault] in witness.log()


def test_a_dispatch_whose_answer_was_lost_is_not_made_twice(
    hand: Hand, witness: Witness, person: Person
) -> None:
    before = len(witness.recordings())
    hand.break_("github-lost-dispatch", 1)
    sid = person.text("Oi")
    witness.settled()

    assert witness.recorded(person.number) == [sid]
    assert len(witness.recordings()) == before + 1


def test_an_issue_whose_answer_was_lost_is_not_opened_twice(
    hand: Hand, witness: Witness, person: Person
) -> None:
    hand.break_("github-lost-answer", 1)
    sid = person.text("Oi")
    witness.settled()

    assert witness.recorded(person.number) == [sid]
    assert len(person.received) == 1


def test_a_lagging_list_of_issues_splits_no_conversation(
    hand: Hand, witness: Witness, person: Person
) -> None:
    hand.break_("github-lagging-label-lists")
    first = person.text("Oi")
    witness.settled()
    second = person.text("Ainda aí?")
    witness.settled()

    assert witness.recorded(person.number) == [first, second]
    assert len(witness.conversations(person.number)) == 1


def test_messages_wait_while_github_is_down_and_go_by_themselves(
    hand: Hand, witness: Witness, person: Person
) -> None:
    hand.break_("github-down")
    first = person.text("Oi")
    hand.until(lambda: "dispatch-failed" in witness.log(), "the log to tell of it")
    second = person.text("Alô?")

    assert witness.waiting() == 2
    assert witness.status()["errors"]

    hand.mend("github-down")
    witness.settled()

    assert witness.recorded(person.number) == [first, second]
    assert witness.status()["status"] == "ok"


def test_a_secondary_limit_is_waited_out(hand: Hand, witness: Witness, person: Person) -> None:
    hand.break_("github-secondary-limit", 2)
    sid = person.text("Oi")
    witness.settled()

    assert witness.recorded(person.number) == [sid]


@pytest.mark.parametrize(
    ("fault", "status", "mends"),
    [("github-bad-credentials", 401, "GITHUB_TOKEN"), ("github-no-dispatch", 404, "GITHUB_TOKEN may reach")],
)
def test_a_refused_dispatch_is_kept_and_reported_and_goes_out_after_the_mend(
    fragile: World, onlooker: Witness, ana: Person, fault: str, status: int, mends: str
) -> None:
    hand = fragile.hand
    hand.break_(fault)
    first = ana.text("Oi")
    hand.until(lambda: f"status={status}" in onlooker.log(), "the log to tell of it")
    second = ana.text("Alô?")
    reported = onlooker.status()

    assert reported["status"] == "degraded"
    assert mends in str(reported["errors"])
    assert mends in next(line for line in onlooker.log().splitlines() if f"status={status}" in line)
    assert onlooker.waiting() == 2

    # What an operator does: puts a new token, and starts the relay again.
    hand.mend(fault)
    fragile.stop_relay()
    fragile.start_relay()
    onlooker.settled()

    assert onlooker.recorded(ana.number) == [first, second]
    assert onlooker.status()["status"] == "ok"
    assert onlooker.status()["errors"] == []
