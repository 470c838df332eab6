"""What is sent in a conversation that goes on elsewhere leaves once, and shows where it goes on."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest

from bot.core import clock, issues
from bot.core.errors import TemporaryError
from bot.core.messages import Address, DeliveryStatus, Order
from bot.jobs.delivery import record_delivery
from bot.jobs.orders import send_notification
from bot.jobs.replies import send_replies
from bot.jobs.tools import Tools
from bot.jobs.upkeep import reconcile
from tests import wire
from tests.actors import ANA
from tests.conftest import MovedClock
from tests.jobs.going_on import asked, awake, full, locked, numbers, phone, say
from tests.jobs.inbound.recorded import WAITING, texts_of
from tests.jobs.reports import report_on
from tests.stage import Stage

__all__ = ["asked", "awake", "locked"]


def order(text: str = "Vence hoje", id_: str = "") -> Order:
    return Order(1, clock.now(), id_ or secrets.token_hex(8), Address.parse(ANA), text, by="folha")


def notify(stage: Stage, *orders: Order) -> list[str]:
    lines = send_notification.run({"client_payload": stage.payload(orders)}, stage.new_tools())
    assert stage.twilio.wait_idle(10)
    return lines


class TestOrders:
    @pytest.mark.parametrize("why", ["locked", "full"])
    def test_they_are_shown_where_the_conversation_goes_on_and_leave_once(
        self, asked: Stage, why: str
    ) -> None:
        asked.state.issues.set_lock(1) if why == "locked" else full(asked)
        if why == "full":
            asked.state.issues.max_comments = 1
            say(asked, 1, "uma nota")
        first, second = order("Vence hoje"), order("Vence amanhã")
        notify(asked, first)
        asked.state.issues.max_comments = 2500
        notify(asked, first, second)

        assert numbers(asked) == [1, 2]
        assert phone(asked) == ["Vence hoje", "Vence amanhã"]
        assert WAITING in asked.sandbox.issue(2)["labels"]

    def test_one_in_a_conversation_locked_meanwhile_still_leaves_once(self, stage: Stage) -> None:
        stage.configure({"policy": {"notification": {"hours": "00:00-00:01"}}})
        waiting = order()
        notify(stage, waiting)
        stage.state.issues.set_lock(1)
        stage.configure({})
        for _ in range(2):
            notify(stage, waiting)

        assert stage.sandbox.received(ANA) == ["Vence hoje"]


class TestCommands:
    def test_one_in_the_old_issue_is_carried_out_once_and_answered_in_the_new(self, locked: Stage) -> None:
        say(locked, 1, "/reply Pode vir")
        locked.reply(1)
        locked.reply(1)

        assert phone(locked) == ["Pode vir"]
        assert numbers(locked) == [1, 2]
        assert "O texto saiu" in texts_of(locked, 2)[-1]
        assert WAITING not in locked.sandbox.issue(2)["labels"]

    def test_they_stay_in_order_and_each_is_answered_once(self, locked: Stage) -> None:
        locked.record(locked.event("Ainda estou aqui"))
        for text in ("/reply Um", "/status", "/reply", "/reply Dois"):
            say(locked, 1, text)
        locked.reply(1)
        locked.reply(1)

        assert phone(locked) == ["Um", "Dois"]
        answers = texts_of(locked, 2)[1:]
        assert sum("O texto saiu" in answer for answer in answers) == 2
        assert sum("issuecomment" in answer for answer in answers) == 4
        assert len(locked.sandbox.issue(1)["comments"]) == 4

    def test_unlocking_sends_nothing_again(self, locked: Stage) -> None:
        say(locked, 1, "/reply Pode vir")
        locked.reply(1)
        locked.state.issues.set_lock(1, locked=False)
        locked.reply(1)
        locked.reply(2)

        assert phone(locked) == ["Pode vir"]

    def test_one_that_rolled_over_is_answered_in_the_new_issue_too(
        self, asked: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(issues, "ROLL_OVER", 1)
        asked.record(asked.event("Um"))
        asked.record(asked.event("Dois"))
        before = len(asked.sandbox.issue(1)["comments"])
        say(asked, 1, "/status")
        asked.reply(1)

        assert len(asked.sandbox.issue(1)["comments"]) == before + 1
        assert "|" in texts_of(asked, 2)[-1]

    def test_close_closes_where_the_conversation_goes_on(self, locked: Stage) -> None:
        locked.record(locked.event("Ainda estou aqui"))
        say(locked, 1, "/close Até logo")
        locked.reply(1)

        assert phone(locked) == ["Até logo"]
        assert locked.sandbox.issue(2)["state"] == "closed"

    def test_retry_sends_what_failed_in_the_old_issue(self, asked: Stage) -> None:
        asked.sandbox.set_phone(ANA, landline=True)
        say(asked, 1, "/reply Não foi")
        asked.reply(1)
        asked.sandbox.set_phone(ANA, landline=False)
        asked.state.issues.set_lock(1)
        asked.record(asked.event("Alô?"))
        say(asked, 2, "/retry")
        asked.reply(2)
        asked.reply(2)

        assert phone(asked) == ["Não foi"]

    def test_the_same_text_in_both_issues_leaves_twice_also_after_a_crash(
        self, locked: Stage, moved_clock: MovedClock
    ) -> None:
        locked.record(locked.event("Ainda estou aqui"))
        say(locked, 2, "/reply Ok")
        locked.reply(2)
        moved_clock.advance(timedelta(minutes=1))
        say(locked, 1, "/reply Ok")
        locked.reply(1)

        assert phone(locked) == ["Ok", "Ok"]


class TestDeferred:
    def test_a_deferred_reply_in_a_locked_conversation_leaves_at_its_hour(
        self, awake: Stage, moved_clock: MovedClock
    ) -> None:
        awake.configure({"policy": {"reply": {"hours": "00:00-00:01"}}})
        say(awake, 1, "/reply Pode vir")
        awake.reply(1)
        moved_clock.advance(timedelta(minutes=30))
        awake.configure({})
        for _ in range(2):
            reconcile.run({}, awake.new_tools())
            awake.carry_out_started()

        assert phone(awake) == ["Pode vir"]
        assert "adiado" not in awake.sandbox.issue(1)["labels"]

    def test_a_deferred_order_in_a_locked_conversation_leaves_at_its_hour(self, awake: Stage) -> None:
        awake.state.issues.set_lock(1, locked=False)
        awake.configure({"policy": {"notification": {"hours": "00:00-00:01"}}})
        notify(awake, order())
        awake.state.issues.set_lock(1)
        awake.configure({})
        for _ in range(2):
            reconcile.run({}, awake.new_tools())

        assert phone(awake) == ["Vence hoje"]


def test_a_command_in_a_locked_conversation_is_carried_out_once_whatever_dies(quick: None) -> None:
    def prepare(stage: Stage) -> None:
        stage.record(stage.event("Antes"))
        stage.state.issues.set_lock(1)
        for text in ("/reply Um", "/close Dois"):
            say(stage, 1, text)

    def job(_: Stage, tools: Tools) -> object:
        return send_replies.run({"issue": {"number": 1}}, tools)

    seen = dict(wire.after_each_crash(prepare, job))

    assert [one["phones"][ANA][1:] for one in seen.values()] == [["Um", "Dois"]] * len(seen)
    assert {len(one["issues"]) for one in seen.values()} == {2}
    assert {one["issues"][1]["state"] for one in seen.values()} == {"closed"}


@pytest.mark.usefixtures("quick")
def test_a_reply_in_a_locked_issue_that_twilio_certainly_refused_leaves_once_in_a_quiet_account(
    moved_clock: MovedClock,
) -> None:
    with Stage() as stage:
        stage.record(stage.event("Posso ir hoje?"))
        moved_clock.advance(timedelta(hours=1))
        stage.state.issues.set_lock(1)
        say(stage, 1, "/reply Pode vir")
        stage.sandbox.switch_on("twilio-down")
        for _ in range(2):
            stage.tools = stage.new_tools()
            with pytest.raises(TemporaryError):
                stage.reply(1)
        stage.sandbox.switch_off("twilio-down")
        for _ in range(2):
            moved_clock.advance(timedelta(hours=5))
            stage.tools = stage.new_tools()
            stage.reply(1)

        assert phone(stage) == ["Pode vir"]


class TestReports:
    @pytest.mark.parametrize("status", [DeliveryStatus.DELIVERED, DeliveryStatus.UNDELIVERED])
    def test_one_on_a_comment_locked_meanwhile_is_shown_where_the_conversation_goes_on_if_it_failed(
        self, asked: Stage, status: DeliveryStatus
    ) -> None:
        comment = say(asked, 1, "/reply Pode vir")
        asked.reply(1)
        asked.state.issues.set_lock(1)
        failed = status is DeliveryStatus.UNDELIVERED
        report = report_on(f"1-{comment}", status, 30003 if failed else 0)
        for _ in range(2):
            lines = record_delivery.run({"client_payload": asked.payload([report])}, asked.new_tools())
            assert "⚠️" not in str(lines)

        shown = [text for text in texts_of(asked, 2) if "30003" in text] if failed else []
        assert numbers(asked) == ([1, 2] if failed else [1])
        assert len(shown) == failed
