"""A conversation of 1,900 comments costs about as many requests as one of three."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from requests import PreparedRequest, Response

from bot.core.messages import DeliveryStatus
from bot.jobs.delivery import record_delivery
from bot.jobs.replies import send_replies
from bot.jobs.tools import Tools
from tests import wire
from tests.actors import ANA
from tests.jobs.reports import PUBLIC, report_on, reported
from tests.stage import Stage

EVENT = {"repository": {"private": True}}
COUNT = 1_900


@pytest.fixture(name="long", scope="module")
def _long() -> Iterator[Stage]:
    """A conversation in which people have written 1,900 comments since its last answer."""
    with Stage(PUBLIC) as stage:
        stage.record(stage.event())
        for number in range(COUNT):
            stage.state.issues.comment(1, "marina", f"nota {number}")
        made = stage.state.issues._comments
        for id_, comment in made.items():
            then = comment.created_at - timedelta(hours=1)
            made[id_] = replace(comment, created_at=then, updated_at=then)
        yield stage


def asked(stage: Stage, job: Callable[[Tools], object]) -> Counter[str]:
    made: Counter[str] = Counter()

    def look(request: PreparedRequest, _: Response) -> None:
        if "/repos/" in str(request.url):
            made[f"{request.method} {str(request.url).partition('/AUDITORIA360')[2].partition('?')[0]}"] += 1

    with wire.passing(look):
        job(stage.new_tools(EVENT))
    assert stage.twilio.wait_idle(10)
    return made


def commented(stage: Stage, text: str) -> Counter[str]:
    """Say something, and count what the run asks that it starts."""
    comment = stage.sandbox.comment(1, "marina", text)
    event = {"issue": {"number": 1}, "comment": {"id": comment["id"]}}
    return asked(stage, lambda tools: send_replies.run(event, tools))


def test_a_reply_takes_no_more_than_a_few_requests_beyond_eight(long: Stage) -> None:
    first, second = (commented(long, f"/reply {text}") for text in ("Um", "Dois"))

    assert long.sandbox.received(ANA)[-2:] == ["Um", "Dois"]
    assert first.total() <= 17  # nothing is settled for hundreds of comments, and there is no summary yet
    assert second.total() <= 14


def test_a_refused_command_and_a_status_take_no_more(long: Stage) -> None:
    assert commented(long, "/reply").total() <= 15
    assert commented(long, "/status").total() <= 17


def test_a_report_of_failure_takes_no_more(long: Stage) -> None:
    commented(long, "/reply Três")
    payload = {"client_payload": long.payload([reported(long)])}
    asked(long, lambda tools: record_delivery.run(payload, tools))
    about = f"1-{long.sandbox.issue(1)['comments'][-1]['id']}"
    report = report_on(about, DeliveryStatus.UNDELIVERED, 30003)

    made = asked(long, lambda tools: record_delivery.run({"client_payload": long.payload([report])}, tools))

    assert made["GET /issues/1/comments"] <= 4
    assert "30003" in long.sandbox.issue(1)["comments"][-1]["body"]


def test_a_message_of_the_person_takes_no_more(long: Stage) -> None:
    made = asked(long, lambda _: long.record(long.event("Alguém?")))

    assert made.total() <= 6


def test_what_was_left_far_behind_is_found_by_a_run_of_reconcile(stage: Stage) -> None:
    stage.record(stage.event())
    stage.sandbox.comment(1, "marina", "/reply Ficou para trás")
    for number in range(450):
        stage.state.issues.comment(1, "marina", f"nota {number}")
    stage.sandbox.comment(1, "marina", "/note nada")
    event = {"issue": {"number": 1}, "comment": {"id": 1}}
    send_replies.run(event, stage.new_tools(EVENT))
    assert stage.sandbox.received(ANA)[1:] == []

    send_replies.run({"inputs": {"issue": "1"}}, stage.new_tools(EVENT))

    assert stage.twilio.wait_idle(10)
    assert stage.sandbox.received(ANA)[1:] == ["Ficou para trás"]


def test_a_retry_finds_a_failure_however_far_behind(stage: Stage) -> None:
    stage.record(stage.event())
    stage.sandbox.set_phone(ANA, landline=True)
    stage.sandbox.comment(1, "marina", "/reply Não foi")
    stage.reply()
    stage.sandbox.set_phone(ANA, landline=False)
    for number in range(450):
        stage.state.issues.comment(1, "marina", f"nota {number}")
    commented(stage, "/retry")

    assert stage.sandbox.received(ANA)[1:] == ["Não foi"]
