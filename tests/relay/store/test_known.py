"""What was taken once is recognised when it comes again, even when its row is purged: Twilio signs no time."""

from __future__ import annotations

from datetime import timedelta

from bot.core.messages import Event
from bot.relay.store.store import REMEMBERED
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import RelayHarness, message

A_DAY = timedelta(days=1)

BOTH_STORES = True


def handle_and_purge(harness: RelayHarness, github: FakeGitHub) -> None:
    """Have the only message recorded, then let the relay's time for keeping its row pass."""
    harness.settle()
    github.end("success")
    harness.pass_time(20)
    assert harness.store.purge(harness.now + A_DAY) == 1


def test_a_message_that_was_purged_is_still_a_repetition(harness: RelayHarness, github: FakeGitHub) -> None:
    harness.writes("Bom dia")
    handle_and_purge(harness, github)
    again = harness.store.append(Event(0, harness.now, message(1, "Bom dia")))

    assert not again.new
    assert again.sequence == 1
    assert harness.texts() == [["Bom dia"]]
    assert harness.store.append(Event(0, harness.now, message(2))).new


def test_it_is_forgotten_after_its_time_and_not_before(harness: RelayHarness, github: FakeGitHub) -> None:
    harness.writes("Bom dia")
    taken = harness.now
    handle_and_purge(harness, github)
    harness.store.purge(taken + REMEMBERED - A_DAY)
    assert not harness.store.append(Event(0, harness.now, message(1))).new

    harness.store.purge(taken + REMEMBERED + A_DAY)
    assert harness.store.append(Event(0, harness.now, message(1))).new


def test_nothing_that_names_the_message_is_kept(harness: RelayHarness, github: FakeGitHub) -> None:
    harness.writes("Bom dia")
    handle_and_purge(harness, github)
    with harness.store.reading() as connection:
        (row,) = connection.exec_driver_sql("SELECT * FROM known").all()
        assert connection.exec_driver_sql("SELECT count(*) FROM events").scalar_one() == 0

    assert message(1).sid not in str(row)
