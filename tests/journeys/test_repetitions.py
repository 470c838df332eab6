"""However often and however many: each message is recorded once, in the order of its writer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.sandbox.client import SandboxClient
from tests.actors import Person
from tests.journeys.observer import Observer

PEOPLE, MESSAGES = 6, 10


@pytest.mark.usefixtures("faultless")
def test_webhooks_delivered_twice_and_again_later_are_recorded_once(
    sandbox: SandboxClient, observer: Observer, person: Person
) -> None:
    sandbox.switch_on("webhooks-twice")
    sids = [person.text(f"mensagem {number}") for number in range(3)]
    at_once = sandbox.deliver_again(sids[0])
    observer.settled()
    later = sandbox.deliver_again(sids[0])
    observer.settled()

    assert [answer["webhook"]["status"] for answer in (at_once, later)] == [200, 200]
    assert observer.recorded(person.number) == sids
    assert len(person.received) == 1


def test_two_people_at_the_same_moment_have_a_conversation_each(
    observer: Observer, new_person: Callable[[], Person]
) -> None:
    people, gate = [new_person(), new_person()], threading.Barrier(2)

    def writes(person: Person) -> str:
        gate.wait(10)
        return person.text("Oi")

    with ThreadPoolExecutor(2) as pool:
        sids = list(pool.map(writes, people))
    observer.settled()

    for person, sid in zip(people, sids, strict=True):
        assert observer.recorded(person.number) == [sid]
        assert len(person.received) == 1


def test_a_burst_is_recorded_exactly_once_in_order_and_in_few_runs(
    observer: Observer, new_person: Callable[[], Person]
) -> None:
    people, before = [new_person() for _ in range(PEOPLE)], len(observer.recordings())

    def writes(person: Person) -> list[str]:
        return [person.text(f"mensagem {number}") for number in range(MESSAGES)]

    with ThreadPoolExecutor(PEOPLE) as pool:
        sent = list(pool.map(writes, people))
    observer.settled()

    for person, sids in zip(people, sent, strict=True):
        assert observer.recorded(person.number) == sids
        assert len(person.received) == 1
    assert len(observer.recordings()) - before <= 8
