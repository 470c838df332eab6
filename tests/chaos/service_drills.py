"""GitHub and Twilio refuse, hang, lose answers, lag behind; runs fail, vanish, are cancelled, come twice."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tests.chaos.arena import Arena
from tests.chaos.drills import drill
from tests.chaos.proxy import Plan, Request, Spoil

_SEED = 20261128


def sometimes(how: Spoil, share: float, which: Callable[[Request], bool] = lambda _request: True) -> Plan:
    """Spoil this share of the requests of a kind, the same ones in every run."""
    dice = random.Random(_SEED)
    return lambda request: how if which(request) and dice.random() < share else None


def first(times: int, how: Spoil, which: Callable[[Request], bool]) -> Plan:
    left = [times]

    def plan(request: Request) -> Spoil | None:
        if not left[0] or not which(request):
            return None
        left[0] -= 1
        return how

    return plan


def creates(request: Request) -> bool:
    return request.method == "POST"


def dispatches(request: Request) -> bool:
    return request.path.endswith("/dispatches")


def sends(request: Request) -> bool:
    return request.method == "POST" and request.path.endswith("/Messages.json")


def settled_after(arena: Arena, begin: Callable[[], None]) -> None:
    """Let things go on under a fault; put it right, and let reconcile come twice."""
    people = arena.people(6)
    arena.greet(people)
    begin()
    with arena.traffic(people, pause=0.15):
        for number in people:
            arena.answer(number)
            time.sleep(0.6)
    time.sleep(1)
    arena.mend()
    for known in arena.world.sandbox.faults().values():
        for fault in known["active"]:
            arena.world.sandbox.switch_off(fault)
    arena.settle()
    arena.hour()
    arena.settle()
    arena.hour()


def _proxied(arena: Arena, **plans: Plan) -> None:
    settled_after(arena, partial(arena.spoil, **plans))


def _switched(arena: Arena, *faults: str) -> None:
    def begin() -> None:
        for fault in faults:
            arena.world.sandbox.switch_on(fault)

    settled_after(arena, begin)


@drill("connection reset after creation: issues, comments, dispatches")
def reset_after_creation(arena: Arena) -> None:
    _proxied(
        arena,
        jobs_to_github=sometimes(Spoil.RESET_AFTER, 0.4, creates),
        relay_to_github=sometimes(Spoil.RESET_AFTER, 0.5, dispatches),
    )


@drill("half answers of GitHub and Twilio")
def half_answers(arena: Arena) -> None:
    _proxied(
        arena,
        jobs_to_github=sometimes(Spoil.HALF, 0.25),
        relay_to_github=sometimes(Spoil.HALF, 0.25),
        jobs_to_twilio=sometimes(Spoil.HALF, 0.3),
    )


@drill("answers after 12 seconds, carried out: comments, sends, dispatches")
def late_answers(arena: Arena) -> None:
    _proxied(
        arena,
        jobs_to_github=first(2, Spoil.LATE, creates),
        relay_to_github=first(1, Spoil.LATE, dispatches),
        jobs_to_twilio=first(2, Spoil.LATE, sends),
    )


@drill("GitHub down under traffic")
def github_down(arena: Arena) -> None:
    _switched(arena, "github-down")


for _how in (
    Spoil.UNAUTHORIZED,
    Spoil.FORBIDDEN,
    Spoil.LIMITED,
    Spoil.NOT_FOUND,
    Spoil.UNPROCESSABLE,
    Spoil.REFUSED,
    Spoil.LOST,
):
    drill(f"a third of GitHub's answers is {_how}")(
        partial(_proxied, jobs_to_github=sometimes(_how, 0.35), relay_to_github=sometimes(_how, 0.35))
    )


@drill("Twilio down under traffic")
def twilio_down(arena: Arena) -> None:
    _switched(arena, "twilio-down")


@drill("Twilio: connection reset after a message was taken, lists refused")
def twilio_resets(arena: Arena) -> None:
    _proxied(
        arena,
        jobs_to_twilio=lambda request: (
            Spoil.RESET_AFTER
            if sends(request) and request.count % 2
            else Spoil.REFUSED
            if request.count % 3 == 0
            else None
        ),
    )


@drill("lists by label lag, answers to creates are lost")
def label_lists_lag(arena: Arena) -> None:
    _switched(arena, "github-lagging-label-lists", "github-lost-answer")


@drill("a run fails while the person writes on, ten times", dispatch={"gather": "0s"})
def run_fails(arena: Arena) -> None:
    _runs_fail(arena, times=10)


def _runs_fail(arena: Arena, times: int, between: Callable[[int], None] = lambda _number: None) -> None:
    person, other = arena.people(2)
    arena.greet([person])
    for number in range(times):
        arena.world.sandbox.switch_on("run-fails-to-start", 1)
        assert arena.write(person)
        time.sleep(0.3)
        assert arena.write(person)
        between(number)
        assert arena.write(other)
        assert arena.write(person)
        arena.settle()


@drill("a run fails while the person writes on and the relay restarts, five times", dispatch={"gather": "0s"})
def run_fails_and_relay_restarts(arena: Arena) -> None:
    def restart(_number: int) -> None:
        arena.world.stop_relay()
        arena.world.start_relay()

    _runs_fail(arena, 5, restart)


@drill("a run never appears", dispatch={"gather": "0s"})
def run_vanishes(arena: Arena) -> None:
    (person,) = arena.people(1)
    arena.greet([person])
    for _ in range(2):
        arena.world.sandbox.switch_on("run-vanishes", 1)
        for _ in range(3):
            assert arena.write(person)
            time.sleep(0.4)
        arena.settle()


@drill("runs cancelled midway, five times", dispatch={"gather": "0s"})
def runs_cancelled(arena: Arena) -> None:
    people = arena.people(4)
    arena.greet(people)
    for _ in range(5):
        for number in people:
            assert arena.write(number)
        run = arena.until(partial(_under_way, arena), "a run under way")
        arena.world.actions.cancel(run)
        for number in people:
            assert arena.write(number)
        arena.settle()


def _under_way(arena: Arena) -> int | None:
    return next((run.id for run in arena.world.actions.runs() if run.status == "in_progress"), None)


@drill("batches again: every run is run again, in turn")
def runs_again(arena: Arena) -> None:
    people = arena.people(4)
    arena.greet(people)
    for number in people:
        arena.answer(number)
    arena.settle()
    for run in arena.world.sandbox.runs()[::-1]:
        if run["name"] in ("record-messages", "send-replies", "record-delivery"):
            arena.world.sandbox.rerun(run["id"])
            arena.world.sandbox.rest()
    arena.settle()


@drill("Twilio delivers each webhook again")
def webhooks_again(arena: Arena) -> None:
    people = arena.people(3)
    arena.greet(people)
    for message in arena.world.twilio.state.messages():
        if message.inbound:
            for _ in range(2):
                arena.world.sandbox.deliver_again(message.sid)
    arena.settle()


@drill("a reply's answer is lost in a conversation of more than 200 SMS")
def long_list(arena: Arena) -> None:
    (person,) = arena.people(1)
    arena.greet([person])
    words = arena.ledger.words()
    arena.ledger.answered(words, person, times=3)
    issue = arena.issue(person)
    for _ in range(2):
        arena.world.sandbox.comment(issue, "marina", f"/reply Bom dia {words}")
        arena.world.sandbox.rest()
    _fill_the_list(arena, 210)
    arena.spoil(jobs_to_twilio=first(1, Spoil.RESET_AFTER, sends))
    arena.world.sandbox.comment(issue, "marina", f"/reply Bom dia {words}")
    arena.world.sandbox.rest()
    arena.mend()
    arena.hour()


def _fill_the_list(arena: Arena, count: int) -> None:
    """Let Twilio know of more messages to the person of the last answer, sent by somebody else's program."""
    state = arena.world.twilio.state
    newest = max((one for one in state.messages() if not one.inbound), key=lambda one: one.created_at)
    for _ in range(count):
        state.add(replace(newest, sid=f"SM{secrets.token_hex(16)}", body="Outro assunto", status_callback=""))
