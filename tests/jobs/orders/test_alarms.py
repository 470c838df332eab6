"""Administrators are alerted to trouble once each, on the channel they chose, at any hour."""

from __future__ import annotations

from datetime import timedelta

from bot.core import clock
from bot.jobs.orders import alarms
from bot.jobs.orders.carrying_out import OrderProgress
from tests.conftest import MovedClock
from tests.stage import Stage

MARINA, TIAGO = "+5511911111111", "+5511922222222"


def _sound(
    stage: Stage, key: str = "saldo-2026-11", text: str = "O saldo acaba em 3 dias."
) -> list[OrderProgress]:
    done = alarms.sound(key, clock.now() - timedelta(hours=1), text, "check-billing", stage.tools)
    stage.twilio.wait_idle(5)
    return done


def test_everybody_is_alerted_once_for_each_key(stage: Stage) -> None:
    stage.set_variables(ADMIN_PHONES=f"{MARINA}, {TIAGO}")

    for _ in range(2):
        assert _sound(stage) == [OrderProgress.DONE, OrderProgress.DONE]
    _sound(stage, "saldo-2026-12", "O saldo acabou.")

    assert stage.sandbox.received(MARINA) == ["O saldo acaba em 3 dias.", "O saldo acabou."]
    assert stage.sandbox.received(TIAGO) == ["O saldo acaba em 3 dias.", "O saldo acabou."]


def test_a_later_run_that_looks_back_far_enough_alerts_nobody_again(
    moved_clock: MovedClock, stage: Stage
) -> None:
    stage.set_variables(ADMIN_PHONES=MARINA)
    since = clock.now()
    for _ in range(3):
        alarms.sound("chave", since, "A chave venceu.", "remind-rotation", stage.tools)
        stage.twilio.wait_idle(5)
        moved_clock.advance(timedelta(days=1))

    assert stage.sandbox.received(MARINA) == ["A chave venceu."]


def test_without_administrators_nothing_happens(stage: Stage) -> None:
    assert _sound(stage) == []
    assert stage.sandbox.issues() == []
