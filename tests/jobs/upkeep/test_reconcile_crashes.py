"""A run of reconcile that dies after any of its writes is finished by the next, and nothing is there twice."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.jobs.tools import Tools
from tests import wire
from tests.actors import BIA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.upkeep import reconciling
from tests.jobs.upkeep.reconciling import HOUR, LATER, texts_only_twilio
from tests.stage import PUBLIC_URL, Stage

Prepare = Callable[[Stage, MovedClock], None]
ADMIN = "+5511911111111"


def lost_messages(stage: Stage, moved_clock: MovedClock) -> None:
    stage.record(stage.event("Oi", BIA))
    for text in ("Um", "SAIR"):
        texts_only_twilio(stage, text)
    texts_only_twilio(stage, "Olá", BIA)
    moved_clock.advance(LATER)


def unanswered_commands(stage: Stage, moved_clock: MovedClock) -> None:
    stage.record(stage.event("Oi"))
    for text in ("/reply Um", "/close Até logo"):
        Maintainer(stage.sandbox, "marina").comment(1, text)
    moved_clock.advance(LATER)


def messages_without_final_status(stage: Stage, moved_clock: MovedClock) -> None:
    stage.record(stage.event("Oi"))
    for text in ("Um", "Dois"):
        Maintainer(stage.sandbox, "marina").comment(1, f"/reply {text}")
    stage.reply()
    sid = next(one.sid for one in stage.twilio.state.messages() if one.body == "Um")
    stage.twilio.state.change(sid, status="undelivered", error_code=30003)
    moved_clock.advance(2 * HOUR)


def double_conversations(stage: Stage, moved_clock: MovedClock) -> None:
    stage.record(stage.event("Um"))
    stage.sandbox.close(1)
    stage.configure({"conversations": {"reopen_within": "0s"}})
    moved_clock.advance(timedelta(minutes=1))
    stage.record(stage.event("Dois"))
    stage.tools.repository.reopen(1)
    stage.configure({})


def trouble(stage: Stage, moved_clock: MovedClock) -> None:
    stage.ran("send-notification", "failure", "send-notification b")
    stage.twilio.state.raise_alert("11200", "", url="https://x.example", resource_sid=f"SM{'0' * 32}")
    moved_clock.advance(LATER)


def trouble_then_recovery(stage: Stage, moved_clock: MovedClock) -> None:
    trouble(stage, moved_clock)
    reconciling.run(stage)
    moved_clock.advance(timedelta(days=2))
    stage.ran("reconcile", ago=HOUR)
    stage.ran("send-notification", "success", "send-notification b")


def unreachable_relay(stage: Stage, moved_clock: MovedClock) -> None:
    stage.configure({"relay": {"public_url": PUBLIC_URL}, "canary": {"enabled": True}})
    stage.set_variables(ADMIN_PHONES=ADMIN)


@pytest.mark.parametrize(
    ("prepare", "writes"),
    [
        (lost_messages, 8),
        (unanswered_commands, 6),
        (messages_without_final_status, 3),
        (double_conversations, 5),
        (trouble, 2),
        (trouble_then_recovery, 4),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_the_next_run_finishes_it(
    moved_clock: MovedClock, tmp_path: Path, quick: None, prepare: Prepare, writes: int
) -> None:
    def make() -> Stage:
        return Stage(history=tmp_path / secrets.token_hex(4))

    def ready(stage: Stage) -> None:
        stage.ran("reconcile", ago=HOUR)
        prepare(stage, moved_clock)

    def job(stage: Stage, tools: Tools) -> None:
        stage.tools = tools
        reconciling.run(stage)

    (_, expected), *others = wire.after_each_crash(ready, job, make)

    assert others[-1][0] >= writes
    for step, found in others:
        assert found == expected, f"died after write {step}"


def test_an_alarm_is_given_once(moved_clock: MovedClock, tmp_path: Path, quick: None) -> None:
    def ready(stage: Stage) -> None:
        stage.ran("reconcile", ago=HOUR)
        unreachable_relay(stage, moved_clock)

    def job(stage: Stage, tools: Tools) -> None:
        stage.tools = tools
        reconciling.run(stage)

    def make() -> Stage:
        return Stage(history=tmp_path / secrets.token_hex(4))

    (_, expected), *others = wire.after_each_crash(ready, job, make)

    assert others[-1][0] >= 8
    for step, found in others:
        assert found["issues"][0] == expected["issues"][0], f"died after write {step}"
        assert found["phones"] == expected["phones"], f"died after write {step}"
