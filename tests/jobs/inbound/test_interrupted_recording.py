"""Lagging lists, lost answers, outages and crashes neither lose a message nor record it twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from requests import PreparedRequest, Response

from bot.core import clock
from bot.core.errors import TemporaryError
from bot.core.messages import BatchId, Event
from bot.jobs.inbound import record_messages
from bot.jobs.tools import Tools
from bot.rules.wire import envelope
from tests import wire
from tests.actors import ANA, BIA, CAIO
from tests.jobs.inbound.recorded import ACKNOWLEDGEMENT, acknowledged, order_in, texts_of
from tests.payloads import sealed
from tests.stage import Stage


def test_a_lagging_label_list_does_not_split_a_new_conversation(stage: Stage) -> None:
    stage.github_faults.switch_on("github-lagging-label-lists")
    first, second = stage.event("Oi"), stage.event("Alguém?")
    stage.record(first)
    stage.record(first, second)

    assert len(stage.sandbox.issues()) == 1
    assert order_in(stage, [first, second]) == [0, 1]


def test_a_lagging_label_list_that_knows_only_older_conversations_does_not_split_the_new_one() -> None:
    with Stage({"conversations": {"reopen_within": "0s"}}) as stage:
        stage.record(stage.event("Antes"))
        stage.sandbox.close(1)
        first, second = stage.event("Oi"), stage.event("Alguém?")

        def look(request: PreparedRequest, response: Response) -> None:
            if request.method == "GET" and "labels=" in str(request.url):
                wire.rewrite(response, [issue for issue in response.json() if issue["number"] == 1])

        with wire.passing(look):
            stage.record(first)
            stage.record(first, second)

        assert len(stage.sandbox.issues()) == 2
        assert order_in(stage, [first, second], 2) == [0, 1]


@pytest.mark.parametrize("times", [1, 2])
def test_lost_answers_of_github_make_no_duplicates(stage: Stage, quick: None, times: int) -> None:
    first, second = stage.event("Oi"), stage.event("Alguém?")
    stage.github_faults.switch_on("github-lost-answer", times)
    stage.record(first)
    stage.github_faults.switch_on("github-lost-answer", times)
    stage.record(second)

    assert len(stage.sandbox.issues()) == 1
    assert order_in(stage, [first, second]) == [0, 1]
    assert len(texts_of(stage)) == 2
    assert acknowledged(stage) == [ACKNOWLEDGEMENT.format(1)]


def test_a_lost_answer_of_twilio_acknowledges_once(stage: Stage, quick: None) -> None:
    stage.sandbox.switch_on("twilio-lost-answer", 1)

    stage.record(stage.event())

    assert acknowledged(stage) == [ACKNOWLEDGEMENT.format(1)]
    assert set(stage.sandbox.issue(1)["reactions"]) == {"eyes", "rocket"}


def test_a_secondary_rate_limit_is_waited_out(stage: Stage) -> None:
    event = stage.event()

    def look(request: PreparedRequest, response: Response) -> None:
        # The next write after each reading of the newest issues is the one that opens the issue.
        if request.method == "GET" and "labels=" not in str(request.url) and "/issues?" in str(request.url):
            stage.github_faults.switch_on("github-secondary-limit", 1)

    with wire.passing(look):
        stage.record(event)

    assert len(stage.sandbox.issues()) == 1
    assert acknowledged(stage) == [ACKNOWLEDGEMENT.format(1)]


def test_while_twilio_is_down_everybodys_messages_are_recorded_and_acknowledged_later(
    stage: Stage, quick: None
) -> None:
    events = [stage.event("De Ana"), stage.event("De Bia", BIA)]
    stage.sandbox.switch_on("twilio-down")

    with pytest.raises(TemporaryError):
        stage.record(*events)
    assert len(stage.sandbox.issues()) == 2

    stage.sandbox.switch_off("twilio-down")
    wire.others_are_written_to(stage)
    stage.record(*events)
    assert acknowledged(stage, ANA) == [ACKNOWLEDGEMENT.format(1)]
    assert acknowledged(stage, BIA) == [ACKNOWLEDGEMENT.format(2)]
    assert len(stage.sandbox.issues()) == 2


def crashes() -> Iterator[tuple[int, wire.Seen]]:
    """Die at each step of a batch that needs every kind of step; Ana has a closed conversation already."""
    batch: list[Event] = []

    def prepare(stage: Stage) -> None:
        stage.record(stage.event("Antes"))
        stage.sandbox.comment(1, "marina", "/reply Resolvido")
        stage.reply()
        stage.sandbox.close(1)
        stage.sandbox.set_phone(CAIO, landline=True)
        stage.twilio.state.age_window(ANA, timedelta(0))
        batch[:] = [
            stage.event("De novo"),
            *(stage.event(f"{number} " + "x" * 1400, BIA) for number in range(40)),
            stage.event("Por WhatsApp", f"whatsapp:{ANA}"),
            stage.event("De um fixo", CAIO),
        ]

    def job(stage: Stage, tools: Tools) -> object:
        return record_messages.run({"client_payload": stage.payload(batch)}, tools)

    yield from wire.after_each_crash(prepare, job)


def test_a_run_that_dies_at_any_step_is_completed_by_running_it_again() -> None:
    (_, expected), *others = crashes()

    assert [len(issue["comments"]) for issue in expected["issues"]] == [2, 1, 0, 1]
    assert [issue["reactions"] for issue in expected["issues"]] == [["eyes", "rocket"]] * 3 + [
        ["confused", "eyes"]
    ]
    assert expected["phones"][ANA] == [
        ACKNOWLEDGEMENT.format(1),
        "Resolvido",
        ACKNOWLEDGEMENT.format(3),
    ]
    assert expected["phones"][BIA] == [ACKNOWLEDGEMENT.format(2)]
    assert others[-1][0] >= 13
    for step, found in others:
        assert found == expected, f"died after write {step}"


@pytest.mark.parametrize("by", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_batch_that_comes_again_is_recognised_however_wrong_the_clock_was_that_dated_its_messages(
    stage: Stage, by: timedelta
) -> None:
    known = [stage.event("Antes", person) for person in (ANA, BIA)]
    stage.record(*known)
    now = clock.now()
    events = [replace(stage.event("Oi", person), received_at=now + by) for person in (ANA, BIA)]
    carried = envelope.payload(
        sealed(events, stage.tools.vault), BatchId("batch-2"), stage.tools.vault.relay_keys, now
    )
    for _ in range(2):
        record_messages.run({"client_payload": carried}, stage.tools)

    assert [
        order_in(stage, [before, after], n) for n, before, after in zip((1, 2), known, events, strict=True)
    ] == [
        [0, 1],
        [0, 1],
    ]
