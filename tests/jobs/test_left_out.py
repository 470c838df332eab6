"""One person whom GitHub refuses, or a fault of ours, holds up nobody else, in any job; and the batch ends."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from requests import PreparedRequest, Response

from bot.core import clock
from bot.core.errors import TemporaryError, UnfinishedError
from bot.core.messages import Address, Order
from bot.jobs.delivery import record_delivery
from bot.jobs.inbound import record_messages
from bot.jobs.orders import send_notification
from bot.jobs.rights import erasure
from bot.jobs.rights.plans import ErasureRequest
from bot.sandbox.world import SMS_NUMBER
from tests import wire
from tests.actors import ANA, BIA, CAIO
from tests.conftest import MovedClock
from tests.jobs.reports import PUBLIC, reported
from tests.stage import Stage

WRONG = {"message": "Validation Failed", "errors": [{"resource": "IssueComment", "code": "invalid"}]}


@pytest.fixture(autouse=True)
def _by_rest(stage: Stage) -> None:
    """What GraphQL refuses is done by REST, whose refusals these are."""
    stage.github_faults.switch_on("github-no-graphql")


def refusing(issue: int, status: int, content: Any = WRONG) -> Callable[[PreparedRequest, Response], None]:
    """Refuse each write in an issue."""

    def look(request: PreparedRequest, response: Response) -> None:
        if wire.changes(request) and re.search(rf"/issues/{issue}(/|$)", str(request.url)):
            wire.rewrite(response, content, status)

    return look


def answering(
    stage: Stage, number: str, status: int, content: Any
) -> Callable[[PreparedRequest, Response], None]:
    """Give another answer to each list of a person's issues."""
    contact = stage.tools.vault.contact_id(Address.parse(number))

    def look(request: PreparedRequest, response: Response) -> None:
        if f"labels=contato-{contact}" in str(request.url):
            wire.rewrite(response, content, status)

    return look


def started(stage: Stage, number: str) -> int:
    """Open a conversation with somebody, which is the issue of that number."""
    stage.record(stage.event("Oi", number))
    return len(stage.sandbox.issues())


def order(number: str) -> Order:
    return Order(1, clock.now(), secrets.token_hex(8), Address.parse(number), "Vence hoje", by="folha")


def notices(stage: Stage) -> list[str]:
    """Return what the notice about things left out says, one text for each."""
    found = [one["number"] for one in stage.sandbox.issues() if "não pôde ser concluído" in one["title"]]
    assert len(found) <= 1
    return [comment["body"] for number in found for comment in stage.sandbox.issue(number)["comments"]]


def test_messages_that_github_never_takes_are_shown_and_everybody_elses_are_recorded(stage: Stage) -> None:
    started(stage, ANA)
    batch = [stage.event("De novo"), stage.event("Oi", BIA), stage.event("Oi", CAIO)]
    payload = {"client_payload": stage.payload(batch)}

    with wire.passing(refusing(1, 422)):
        first, second = (record_messages.run(payload, stage.new_tools()) for _ in range(2))

    assert [line for line in first if "⚠️" in line] == [line for line in second if "⚠️" in line]
    assert sum("⚠️" in line for line in first) == 1
    assert ANA.removeprefix("+55") not in str(first)
    assert [stage.sandbox.received(number) != [] for number in (BIA, CAIO)] == [True, True]
    (shown,) = notices(stage)
    assert "IssueComment" in shown
    assert stage.tools.vault.contact_id(Address.parse(ANA)) in shown
    later = {"client_payload": stage.payload([stage.event("Outra vez")], "batch-2")}
    with wire.passing(refusing(1, 422)):
        record_messages.run(later, stage.new_tools())
    assert len(notices(stage)) == 2  # another message, left out for the same reason


def test_what_passes_is_tried_again_for_that_person_alone(stage: Stage, quick: None) -> None:
    started(stage, ANA)
    batch = [stage.event("De novo"), stage.event("Oi", BIA)]
    payload = {"client_payload": stage.payload(batch)}

    with wire.passing(refusing(1, 503, {})), pytest.raises(UnfinishedError) as caught:
        record_messages.run(payload, stage.new_tools())
    assert stage.tools.vault.contact_id(Address.parse(ANA)) in str(caught.value)
    record_messages.run(payload, stage.new_tools())

    assert notices(stage) == []
    assert len(stage.sandbox.issues()) == 2
    assert len(stage.sandbox.received(BIA)) == 1


def test_a_token_without_the_right_keeps_the_batch_for_everybody_until_it_has_it(stage: Stage) -> None:
    started(stage, ANA)
    payload = {"client_payload": stage.payload([stage.event("De novo")])}

    refused = refusing(1, 403, {"message": "Resource not accessible by integration"})
    with wire.passing(refused), pytest.raises(UnfinishedError, match="lacks a permission"):
        record_messages.run(payload, stage.new_tools())

    assert notices(stage) == []


def test_a_fault_of_ours_is_tried_for_a_day_and_then_shown(stage: Stage, moved_clock: MovedClock) -> None:
    started(stage, ANA)
    payload = {"client_payload": stage.payload([stage.event("De novo"), stage.event("Oi", BIA)])}

    with wire.passing(answering(stage, ANA, 200, ["what GitHub never answers"])):
        with pytest.raises(UnfinishedError, match="fault of the bot"):
            record_messages.run(payload, stage.new_tools())
        moved_clock.advance(timedelta(hours=25))
        record_messages.run(payload, stage.new_tools())

    assert len(notices(stage)) == 1
    assert stage.sandbox.received(BIA)


def test_an_order_that_cannot_be_shown_holds_up_no_other(stage: Stage) -> None:
    started(stage, ANA)
    payload = {"client_payload": stage.payload([order(ANA), order(BIA), order(CAIO)])}

    with wire.passing(refusing(1, 422)):
        lines = send_notification.run(payload, stage.new_tools())

    assert stage.twilio.wait_idle(10)
    assert [stage.sandbox.received(number) for number in (BIA, CAIO)] == [["Vence hoje"]] * 2
    assert lines[0] == "Pedidos executados: 2; adiados: 0"
    assert len(notices(stage)) == 1


def test_an_order_that_cannot_leave_now_fails_the_run_and_the_others_leave_once(
    stage: Stage, quick: None
) -> None:
    started(stage, ANA)
    payload = {"client_payload": stage.payload([order(ANA), order(BIA)])}
    with wire.passing(answering(stage, ANA, 503, {})), pytest.raises(TemporaryError):
        send_notification.run(payload, stage.new_tools())
    send_notification.run(payload, stage.new_tools())

    assert stage.twilio.wait_idle(10)
    assert stage.sandbox.received(BIA) == ["Vence hoje"]
    assert stage.sandbox.received(ANA)[1:] == ["Vence hoje"]


def test_a_report_that_cannot_be_shown_holds_up_no_other() -> None:
    with Stage(PUBLIC) as stage:
        started(stage, ANA)
        stage.record(stage.event("Oi", BIA))
        reports = []
        for number in (1, 2):
            stage.sandbox.comment(number, "marina", "/reply Pois não")
            stage.reply(number)
            reports.append(reported(stage))
        payload = {"client_payload": stage.payload(reports)}
        refused = {comment["id"] for comment in stage.sandbox.issue(1)["comments"]}

        def look(request: PreparedRequest, response: Response) -> None:
            if wire.changes(request) and any(f"/comments/{one}/" in str(request.url) for one in refused):
                wire.rewrite(response, WRONG, 422)

        with wire.passing(look):
            lines = record_delivery.run(payload, stage.new_tools())

        assert "- #2: entregue" in lines
        assert "- #1: ⚠️" in str(lines)


def test_a_command_whose_answer_github_refuses_for_good_holds_up_none_behind_it(stage: Stage) -> None:
    started(stage, ANA)
    for text in ("/reply", "/reply Segue"):
        stage.sandbox.comment(1, "marina", text)

    def look(request: PreparedRequest, response: Response) -> None:
        if request.method == "POST" and str(request.url).endswith("/issues/1/comments"):
            wire.rewrite(response, WRONG, 422)

    with wire.passing(look):
        lines = stage.reply()

    assert stage.sandbox.received(ANA)[1:] == ["Segue"]
    assert "⚠️" in lines[1]
    assert len(notices(stage)) == 1


def test_a_batch_ends_also_where_the_notice_cannot_be_written(stage: Stage) -> None:
    started(stage, ANA)

    def look(request: PreparedRequest, response: Response) -> None:
        if request.method == "POST" and re.search(r"/issues(/1/comments)?$", str(request.url)):
            wire.rewrite(response, WRONG, 422)

    with wire.passing(look):
        lines = stage.record(stage.event("De novo"))

    assert "⚠️" in str(lines)


def test_a_command_in_somebody_elses_locked_issue_leaves_that_locked(stage: Stage) -> None:
    stage.state.issues.create("marina", "Outra coisa", "", ())
    stage.state.issues.set_lock(1)
    stage.sandbox.comment(1, "marina", "/reply Oi")

    assert "não é uma conversa" in stage.reply()[0]
    assert stage.state.issues.get(1).locked


class TestSomebodyErased:
    def test_between_two_deliveries_of_a_batch_holds_up_nobody_and_comes_back_in_nothing(
        self, stage: Stage
    ) -> None:
        batch = [stage.event("Oi"), stage.event("Segredo"), stage.event("Oi", BIA)]
        stage.record(*batch[:2])
        ask_for_erasure(stage)
        lines = stage.record(*batch)
        stage.record(*batch)

        assert not any("⚠️" in line for line in lines)
        assert stage.sandbox.received(BIA)
        assert "Segredo" not in str([stage.sandbox.issue(one["number"]) for one in stage.sandbox.issues()])

    def test_between_the_search_for_a_conversation_and_the_comment_in_it(self, stage: Stage) -> None:
        started(stage, ANA)
        deleted: list[int] = []

        def look(request: PreparedRequest, _: Response) -> None:
            if request.method == "POST" and str(request.url).endswith("/issues/1/labels") and not deleted:
                deleted.append(1)
                stage.state.issues.delete(1)

        with wire.passing(look):
            lines = stage.record(stage.event("De novo"), stage.event("Oi", BIA))

        assert not any("⚠️" in line for line in lines)
        assert "De novo" in stage.sandbox.issue(3)["body"]
        assert stage.sandbox.received(BIA)


def ask_for_erasure(stage: Stage) -> None:
    request = ErasureRequest(
        "comment-1", clock.now(), Address.parse(ANA), Address.parse(SMS_NUMBER), by="marina"
    )
    erasure.erase(request, stage.new_tools())
