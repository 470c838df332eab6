"""What became of a message is shown on the very comment that sent it, once."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

from bot.core import clock
from bot.core.messages import DeliveryReport, DeliveryStatus, Order
from bot.jobs.delivery import record_delivery
from bot.jobs.orders import send_notification
from bot.rules.wire.about import About
from tests import wire
from tests.actors import Maintainer
from tests.jobs.reports import PUBLIC, report_on, reported
from tests.making import ANA
from tests.stage import Stage


def _record(stage: Stage, *reports: DeliveryReport) -> list[str]:
    return record_delivery.run({"client_payload": stage.payload(reports)}, stage.tools)


@pytest.fixture
def marina(stage: Stage) -> Maintainer:
    return Maintainer(stage.sandbox, "marina")


@pytest.fixture
def comment(stage: Stage, marina: Maintainer) -> int:
    """A reply of marina's that Twilio has."""
    stage.record(stage.event("Oi"))
    comment = marina.comment(1, "/reply Olá")
    stage.reply()
    return comment


def _notes(stage: Stage) -> list[dict[str, Any]]:
    return [one for one in stage.sandbox.issue(1)["comments"] if one["author"] == "github-actions[bot]"]


def test_a_delivery_is_shown_on_the_comment_without_a_note(
    stage: Stage, marina: Maintainer, comment: int
) -> None:
    _record(stage, report_on(f"1-{comment}", DeliveryStatus.DELIVERED))

    assert marina.reactions(1, comment) == {"eyes", "rocket", "hooray"}
    assert _notes(stage) == []


def test_a_failure_is_marked_labelled_and_explained_once(
    stage: Stage, marina: Maintainer, comment: int
) -> None:
    report = report_on(f"1-{comment}", DeliveryStatus.UNDELIVERED, 30003)

    _record(stage, report)
    _record(stage, report)

    assert marina.reactions(1, comment) == {"eyes", "rocket", "confused"}
    assert "falha-entrega" in stage.sandbox.issue(1)["labels"]
    (note,) = _notes(stage)
    assert "Twilio 30003: o telefone está desligado" in note["body"]


def test_a_failed_reply_is_not_sent_again_by_itself(stage: Stage, comment: int) -> None:
    _record(stage, report_on(f"1-{comment}", DeliveryStatus.FAILED, 30008))

    stage.reply()

    assert stage.sandbox.received(ANA.value).count("Olá") == 1


def test_one_failed_part_makes_the_reply_failed_whatever_arrives_later(
    stage: Stage, marina: Maintainer, comment: int
) -> None:
    about = f"1-{comment}"

    _record(stage, report_on(about, DeliveryStatus.DELIVERED), report_on(about, DeliveryStatus.FAILED, 30008))
    _record(stage, report_on(about, DeliveryStatus.DELIVERED))

    assert "confused" in marina.reactions(1, comment)
    assert "hooray" not in marina.reactions(1, comment)


def test_an_arrival_that_is_known_before_the_sending_job_is_done_is_shown_and_hides_nothing(
    stage: Stage, marina: Maintainer
) -> None:
    """The job died before it had closed the conversation; the mark of the arrival must not look like its own."""
    stage.record(stage.event("Oi"))
    comment = marina.comment(1, "/close Até logo!")
    with contextlib.suppress(wire.DiedError), wire.dying_after(2):
        stage.reply()
    _record(stage, report_on(f"1-{comment}", DeliveryStatus.DELIVERED))
    assert marina.reactions(1, comment) == {"eyes", "hooray"}
    stage.reply()

    assert stage.sandbox.received(ANA.value)[1:] == ["Até logo!"]
    assert stage.sandbox.issue(1)["state"] == "closed"
    assert marina.reactions(1, comment) == {"eyes", "rocket", "hooray"}


def test_an_order_whose_arrival_is_known_before_its_run_is_done_is_completed(stage: Stage) -> None:
    order = Order(1, clock.now(), "order-1", ANA, "Aviso", by="folha")
    event = {"client_payload": stage.payload([order])}
    with contextlib.suppress(wire.DiedError), wire.dying_after(5):
        send_notification.run(event, stage.tools)
    note = stage.sandbox.issue(1)["comments"][0]
    assert set(note["reactions"]) == {"eyes"}
    _record(stage, report_on(f"1-{note['id']}", DeliveryStatus.DELIVERED))
    send_notification.run(event, stage.new_tools())
    stage.twilio.wait_idle(5)

    assert stage.sandbox.received(ANA.value) == ["Aviso"]
    assert set(stage.sandbox.issue(1)["comments"][0]["reactions"]) == {"eyes", "rocket", "hooray"}


def test_each_part_shows_which_it_is(stage: Stage, marina: Maintainer) -> None:
    stage.configure(PUBLIC)
    stage.sandbox.switch_on("twilio-no-status")
    stage.record(stage.event("Oi"))
    marina.comment(1, f"/reply {'a' * 1600}{'b' * 1600}{'c' * 10}")
    stage.reply()
    found = [reported(stage, number) for number in (2, 1, 0)]

    assert [(report.part, report.parts) for report in found] == [(1, 3), (2, 3), (3, 3)]
    assert len({report.about for report in found}) == 1
    assert (reported(stage, 3).part, reported(stage, 3).parts) == (1, 1)


def test_being_read_after_being_delivered_changes_nothing(
    stage: Stage, marina: Maintainer, comment: int
) -> None:
    for status in (DeliveryStatus.DELIVERED, DeliveryStatus.READ):
        _record(stage, report_on(f"1-{comment}", status))

    assert marina.reactions(1, comment) == {"eyes", "rocket", "hooray"}


def test_the_fate_of_the_acknowledgement_is_shown_on_the_issue(stage: Stage) -> None:
    stage.record(stage.event("Oi"))

    _record(stage, report_on("1-0", DeliveryStatus.DELIVERED))

    assert set(stage.sandbox.issue(1)["reactions"]) == {"eyes", "rocket", "hooray"}


@pytest.mark.parametrize("about", ["", "x", "1", "1-", "-1", "999-1"], ids=lambda about: about or "nothing")
def test_a_report_about_nothing_we_know_is_passed_over(stage: Stage, comment: int, about: str) -> None:
    _record(stage, report_on(about, DeliveryStatus.FAILED, 30003))

    assert _notes(stage) == []


@pytest.mark.parametrize("status", [status for status in DeliveryStatus if not status.is_final])
def test_a_message_still_on_its_way_changes_nothing(
    stage: Stage, marina: Maintainer, comment: int, status: DeliveryStatus
) -> None:
    _record(stage, report_on(f"1-{comment}", status))

    assert marina.reactions(1, comment) == {"eyes", "rocket"}


@pytest.mark.parametrize("about", [About(1), About(12, 3456789012)], ids=str)
def test_what_a_message_is_about_is_read_back_from_its_callback(about: About) -> None:
    assert About.parse(str(about)) == about
