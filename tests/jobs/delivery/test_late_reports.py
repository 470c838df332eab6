"""After the verdict that nobody knows whether a text left, a late report settles it, and nobody is asked any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.core.errors import TemporaryError
from bot.core.messages import DeliveryReport, DeliveryStatus
from bot.jobs.delivery import record_delivery
from bot.jobs.sending.doubt import LAG
from bot.jobs.tools import Tools
from tests import wire
from tests.actors import ANA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.ordering import new_order
from tests.jobs.reports import report_on
from tests.jobs.sending.doubting import ASKS, order_in_doubt, ours, reply_in_doubt, said_unknown
from tests.stage import Stage

pytestmark = pytest.mark.usefixtures("quick")
FAILED, WAITING = "falha-entrega", "aguardando-resposta"


@pytest.fixture(name="stage")
def _stage(moved_clock: MovedClock) -> Iterator[Stage]:
    with Stage() as stage:
        stage.record(stage.event("Oi"))
        moved_clock.advance(timedelta(hours=1))
        yield stage


@pytest.fixture
def marina(stage: Stage) -> Maintainer:
    return Maintainer(stage.sandbox, "marina")


def record(stage: Stage, *reports: DeliveryReport, tools: Tools | None = None) -> None:
    record_delivery.run({"client_payload": stage.payload(reports)}, tools or stage.new_tools())


def delivered(comment: int) -> DeliveryReport:
    return report_on(f"1-{comment}", DeliveryStatus.DELIVERED)


def undelivered(comment: int) -> DeliveryReport:
    return report_on(f"1-{comment}", DeliveryStatus.UNDELIVERED, 30003)


def labels(stage: Stage) -> set[str]:
    return set(stage.sandbox.issue(1)["labels"])


def arrived(stage: Stage) -> list[str]:
    assert stage.twilio.wait_idle(10)
    return stage.sandbox.received(ANA)[1:]


def test_a_reply_that_arrived_after_all_asks_nobody_and_is_not_sent_again(
    stage: Stage, marina: Maintainer, moved_clock: MovedClock
) -> None:
    comment = reply_in_doubt(stage, moved_clock)
    assert marina.reactions(1, comment) == {"eyes", "confused"}
    assert any(ASKS in body for body in ours(stage))
    assert {FAILED, WAITING} <= labels(stage)

    for _ in range(2):
        record(stage, delivered(comment))

    assert marina.reactions(1, comment) == {"eyes", "rocket", "hooray"}
    assert not labels(stage) & {FAILED, WAITING}
    asked, told = ours(stage)
    assert ASKS not in asked
    assert "/retry" not in asked
    assert "issuecomment" in asked
    assert "A mensagem chegou" in told

    marina.comment(1, "/retry")
    stage.tools = stage.new_tools()
    stage.reply()
    assert arrived(stage) == ["Olá"]
    assert "saiu: a Twilio informou depois" in ours(stage)[-1]


def test_one_that_failed_after_all_is_explained_once_and_may_be_sent_again(
    stage: Stage, marina: Maintainer, moved_clock: MovedClock
) -> None:
    comment = reply_in_doubt(stage, moved_clock)

    for _ in range(2):
        record(stage, undelivered(comment))

    assert marina.reactions(1, comment) == {"eyes", "confused"}
    assert FAILED in labels(stage)
    asked, told = ours(stage)
    assert ASKS not in asked
    assert "Twilio 30003" in told
    marina.comment(1, "/retry")
    stage.tools = stage.new_tools()
    stage.reply()
    assert arrived(stage) == ["Olá", "Olá"]
    assert "duas vezes" not in "".join(ours(stage))


def test_an_order_is_settled_too(stage: Stage, marina: Maintainer, moved_clock: MovedClock) -> None:
    order = new_order()
    comment = order_in_doubt(stage, moved_clock, order)
    assert marina.reactions(1, comment) == {"eyes", "confused"}

    record(stage, delivered(comment))

    assert marina.reactions(1, comment) == {"eyes", "rocket", "hooray"}
    assert FAILED not in labels(stage)
    assert WAITING in labels(stage)  # nobody has answered Ana
    asked, told = ours(stage)
    assert ASKS not in asked
    assert "A mensagem chegou" in told


def test_what_else_failed_keeps_its_label(stage: Stage, marina: Maintainer, moved_clock: MovedClock) -> None:
    first = marina.comment(1, "/reply Um")
    stage.reply()
    record(stage, undelivered(first))
    second = said_unknown(stage)
    record(stage, delivered(second))

    assert FAILED not in labels(stage)  # a later answer has arrived
    order = order_in_doubt(stage, moved_clock, new_order())
    other = order_in_doubt(stage, moved_clock, new_order("Outro aviso"))
    record(stage, delivered(order))
    assert FAILED in labels(stage)
    record(stage, delivered(other))
    assert FAILED not in labels(stage)


def test_a_conversation_is_closed_as_its_last_text_asked(stage: Stage) -> None:
    comment = said_unknown(stage, "/close Até logo!")
    assert stage.sandbox.issue(1)["state"] == "open"

    record(stage, delivered(comment))

    assert stage.sandbox.issue(1)["state"] == "closed"
    assert WAITING not in labels(stage)


def test_a_person_who_has_written_since_still_waits(stage: Stage) -> None:
    comment = said_unknown(stage, "/close Até logo!")
    stage.record(stage.event("Mais uma coisa"), batch="batch-2")

    record(stage, delivered(comment))

    assert stage.sandbox.issue(1)["state"] == "open"
    assert WAITING in labels(stage)
    assert FAILED not in labels(stage)


@pytest.mark.parametrize("status", [DeliveryStatus.DELIVERED, DeliveryStatus.UNDELIVERED])
def test_a_run_that_died_in_between_is_continued(
    status: DeliveryStatus,
) -> None:
    def prepare(stage: Stage) -> None:
        stage.record(stage.event("Oi"))
        said_unknown(stage)

    def settle(stage: Stage, tools: Tools) -> None:
        (comment,) = [one["id"] for one in stage.sandbox.issue(1)["comments"] if one["body"] == "/reply Olá"]
        record(stage, report_on(f"1-{comment}", status, 0 if status.has_arrived else 30003), tools=tools)

    _, whole = next(crashes := wire.after_each_crash(prepare, settle))
    for writes, seen in crashes:
        assert seen == whole, writes


@pytest.mark.parametrize("status", [DeliveryStatus.DELIVERED, DeliveryStatus.UNDELIVERED])
def test_where_the_conversation_is_locked_it_is_said_where_it_goes_on(
    stage: Stage, moved_clock: MovedClock, status: DeliveryStatus
) -> None:
    stage.state.issues.set_lock(1)
    comment = reply_in_doubt(stage, moved_clock)
    (asked,) = [body for body in ours(stage, 2) if ASKS in body]

    for _ in range(2):
        record(stage, report_on(f"1-{comment}", status, 30003 if status.has_failed else 0))

    asked, told = ours(stage, 2)
    assert ASKS not in asked
    assert ("Twilio 30003" if status.has_failed else "A mensagem chegou") in told
    assert stage.sandbox.issue(1)["locked"]


def test_an_arrival_counts_though_somebody_has_deleted_the_question(stage: Stage, marina: Maintainer) -> None:
    comment = said_unknown(stage)
    stage.state.issues.delete_comment(stage.sandbox.issue(1)["comments"][-1]["id"])

    for _ in range(2):
        record(stage, delivered(comment))

    assert marina.reactions(1, comment) == {"eyes", "rocket", "hooray"}
    assert FAILED not in labels(stage)


def test_a_failure_after_a_locked_conversation_s_text_left_is_told(stage: Stage) -> None:
    stage.state.issues.set_lock(1)
    comment = Maintainer(stage.sandbox, "marina").comment(1, "/reply Olá")
    stage.reply()

    for _ in range(2):
        record(stage, undelivered(comment))

    assert [("30003" in body) for body in ours(stage, 2)].count(True) == 1


def test_a_report_at_the_moment_of_the_verdict_is_seen(
    stage: Stage, marina: Maintainer, moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = marina.comment(1, "/reply Olá")
    stage.sandbox.switch_on("twilio-lost-answer", 1)
    stage.sandbox.switch_on("twilio-lagging-list-07200")
    with pytest.raises(TemporaryError):
        stage.reply()
    moved_clock.advance(LAG + timedelta(minutes=1))
    stage.tools = stage.new_tools()
    look = stage.tools.messages.lists_all_until

    def meanwhile(*given: object) -> bool:
        record(stage, delivered(comment))
        return look(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(stage.tools.messages, "lists_all_until", meanwhile)
    with pytest.raises(TemporaryError):
        stage.reply()
    stage.tools = stage.new_tools()
    stage.reply()

    assert marina.reactions(1, comment) == {"eyes", "rocket", "hooray"}
    assert not any(ASKS in body for body in ours(stage))


def test_what_arrived_has_left_though_the_comment_was_edited_meanwhile(
    stage: Stage, marina: Maintainer
) -> None:
    comment = marina.comment(1, "/reply Olá")
    with wire.dying_after(2), pytest.raises(wire.DiedError):
        stage.reply()
    record(stage, delivered(comment))
    stage.sandbox.edit(comment, "marina", "/close Tchau")
    stage.tools = stage.new_tools()
    stage.reply()

    assert arrived(stage) == ["Olá"]
    assert marina.reactions(1, comment) == {"eyes", "rocket", "hooray"}
    assert stage.sandbox.issue(1)["state"] == "open"
