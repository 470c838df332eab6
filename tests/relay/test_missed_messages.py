"""A message that Twilio lists and that never came to the relay has reconcile woken, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.adapters.github.recent import RecentActivity
from bot.core import clock
from bot.core.messages import Address, Event, InboundMessage, MessageSid
from bot.core.settings import Settings
from bot.relay.missed_messages import MissedMessages
from bot.relay.schedule_watch import ScheduleWatch
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys
from tests.actors import ANA
from tests.conftest import MovedClock
from tests.jobs.upkeep.reconciling import LATER, texts_only_twilio
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import RelayHarness
from tests.stage import Stage

BOTH_STORES = True


@pytest.fixture(name="stage")
def _stage(moved_clock: MovedClock, stage: Stage) -> Stage:
    return stage


@pytest.fixture(name="settings")
def _settings(stage: Stage) -> Settings:
    return stage.tools.settings


@pytest.fixture(name="store")
def _store(settings: Settings, place: Path | URL) -> Iterator[Store]:
    with Store(place, RelayKeys.of(settings)) as store:
        yield store


class Watched:
    """Looks, and counts how often it was told of messages that were missed."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._told = 0
        self._missed = MissedMessages(settings, store, self._tell)

    def _tell(self) -> None:
        self._told += 1

    def finds(self) -> bool:
        """Look, and return whether that told of something."""
        before = self._told
        self._missed.look()
        return self._told > before


@pytest.fixture(name="missed")
def _missed(settings: Settings, store: Store) -> Watched:
    return Watched(settings, store)


def arrives(store: Store, settings: Settings, sid: str) -> None:
    """Store the message as its webhook would have."""
    ours = settings.our_numbers[0]
    message = InboundMessage(MessageSid(sid), Address.parse(ANA), ours, "Oi")
    store.append(Event(0, clock.now(), message))


def test_what_never_came_is_found_once_it_counts_as_lost(
    moved_clock: MovedClock, stage: Stage, missed: Watched
) -> None:
    texts_only_twilio(stage, "Oi")
    assert not missed.finds()  # it may still be on its way

    moved_clock.advance(LATER)
    assert missed.finds()
    assert not missed.finds()

    texts_only_twilio(stage, "Ainda aí?", f"whatsapp:{ANA}")
    moved_clock.advance(LATER)
    assert missed.finds()


def test_what_came_is_not_missed(
    moved_clock: MovedClock, stage: Stage, settings: Settings, store: Store, missed: Watched
) -> None:
    arrives(store, settings, texts_only_twilio(stage, "Oi"))
    moved_clock.advance(LATER)

    assert not missed.finds()


def test_a_twilio_that_does_not_answer_is_no_trouble_of_messages(
    moved_clock: MovedClock, stage: Stage, missed: Watched
) -> None:
    texts_only_twilio(stage, "Oi")
    moved_clock.advance(LATER)
    stage.sandbox.switch_on("twilio-down")
    assert not missed.finds()

    stage.sandbox.switch_off("twilio-down")
    assert missed.finds()


def _ran(github: FakeGitHub, workflow: str, conclusion: str, minutes: int) -> None:
    github.now = clock.now() - timedelta(minutes=minutes)
    github.run("1", kind=workflow)
    github.end(conclusion)


@pytest.mark.parametrize("workflow", ["send-replies", "check-billing"])
def test_a_run_that_failed_since_the_last_recovery_is_trouble_once(
    harness: RelayHarness, github: FakeGitHub, workflow: str
) -> None:
    troubles = list[str]()
    watch = ScheduleWatch(
        harness.settings, RecentActivity(harness.settings), trouble=lambda: troubles.append("one")
    )
    _ran(github, workflow, "failure", 90)
    _ran(github, "reconcile", "success", 60)
    watch.look()
    assert troubles == []

    _ran(github, workflow, "timed_out", 30)
    watch.look()
    watch.look()
    assert troubles == ["one"]

    _ran(github, workflow, "cancelled", 5)
    watch.look()
    assert troubles == ["one", "one"]
