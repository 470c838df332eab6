"""Checks run side by side, each bounded in time, and none hides what another finds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from bot.core.errors import BotError
from bot.core.settings import Configuration, Settings
from bot.core.settings.environment import Environment
from bot.operate.doctor import engine
from bot.operate.doctor.checks import Area, Check, Finding, Verdict, ok
from bot.operate.doctor.facts import Facts
from tests.stage import ACCOUNT


def _facts() -> Facts:
    settings = Settings.model_construct(
        config=Configuration(), environment=Environment.model_construct(TWILIO_ACCOUNT_SID=ACCOUNT)
    )
    return Facts(settings, Path(), Path("config.yml"), {})


def _check(name: str, examine: Callable[[Facts], Finding], *, costs: str = "", seconds: float = 10) -> Check:
    return Check(name, Area.RELAY, name, examine, costs, seconds)


def _verdicts(*checks: Check, at_a_cost: bool = False) -> dict[str, str]:
    return {one.check.id: one.finding.verdict for one in engine.run(checks, _facts(), at_a_cost=at_a_cost)}


def test_a_check_that_hangs_is_given_up_and_holds_up_no_other() -> None:
    forever = threading.Event()

    def hang(_: Facts) -> Finding:
        forever.wait()
        return ok("never seen")

    hung = [_check(f"hung {number}", hang, seconds=0.05) for number in range(20)]
    found = _verdicts(*hung, _check("quick", lambda _: ok("fine")))
    forever.set()

    assert found.pop("quick") == Verdict.OK
    assert set(found.values()) == {Verdict.CANNOT_TELL}
    assert len(found) == 20


def test_what_a_check_cannot_find_out_is_said_with_its_remedy() -> None:
    def fail(_: Facts) -> Finding:
        raise BotError("GitHub cannot be reached.", "Look at the network.")

    [result] = engine.run([_check("a", fail)], _facts())

    assert result.finding == Finding(Verdict.CANNOT_TELL, "GitHub cannot be reached.", "Look at the network.")


def test_a_fault_of_ours_in_one_check_hides_nothing_else() -> None:
    def break_down(_: Facts) -> Finding:
        raise KeyError("secret-of-somebody")

    results = list(engine.run([_check("a", break_down), _check("b", lambda _: ok("fine"))], _facts()))

    assert {one.check.id: str(one.finding.verdict) for one in results} == {"a": "cannot-tell", "b": "ok"}
    assert "secret-of-somebody" not in str(results)


def test_what_costs_something_is_tried_only_on_request_and_one_after_the_other() -> None:
    running: list[str] = []

    def costly(name: str) -> Callable[[Facts], Finding]:
        def examine(_: Facts) -> Finding:
            running.append(name)
            assert len(running) == 1
            running.clear()
            return ok("sent")

        return examine

    checks = [_check(name, costly(name), costs="a message") for name in "abcdef"]

    assert set(_verdicts(*checks).values()) == {Verdict.NOT_TRIED}
    assert not running
    assert set(_verdicts(*checks, at_a_cost=True).values()) == {Verdict.OK}


def test_what_several_checks_ask_is_asked_once_also_when_it_fails() -> None:
    asked: list[int] = []
    facts = _facts()

    def find() -> int:
        asked.append(1)
        raise BotError("no")

    def examine(facts: Facts) -> Finding:
        facts.once("number", find)
        return ok("never")

    results = list(engine.run([_check(str(number), examine) for number in range(30)], facts))

    assert len(asked) == 1
    assert {one.finding.evidence for one in results} == {"no"}
