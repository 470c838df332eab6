"""A clock that is wrong, or is set while the relay works, loses, doubles and delays nothing."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import clock
from bot.core.messages import DeliveryStatus, Event
from bot.relay.batches.batch import BatchState
from bot.relay.store.batches import Batches
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.people.sealing import Vault
from bot.rules.wire import envelope
from tests.relay.fake_github import Answer, FakeGitHub
from tests.relay.harness import RelayHarness, wait_until
from tests.relay.process import ROOT, Relay, running

HOUR = timedelta(hours=1)
BACK = -HOUR


def set_clock(harness: RelayHarness, by: timedelta) -> None:
    """Set the relay's clock; GitHub's goes on."""
    harness.now += by


def restart(harness: RelayHarness) -> None:
    harness.store.close()
    harness.store = Store(harness.file, RelayKeys.of(harness.settings))
    harness.batches = Batches(harness.store)
    harness.dispatcher = harness.new_dispatcher()


class TestSetBackUnderWay:
    def test_a_run_under_way_is_looked_at_as_soon_as_ever(
        self, harness: RelayHarness, github: FakeGitHub
    ) -> None:
        harness.writes()
        harness.settle()
        github.end("success")
        set_clock(harness, BACK)
        harness.pass_time(11)

        assert harness.batches.unfinished() == []

    @pytest.mark.both_stores
    def test_a_run_that_failed_is_seen_and_its_batch_sent_again(
        self, harness: RelayHarness, github: FakeGitHub
    ) -> None:
        harness.writes()
        harness.settle()
        set_clock(harness, BACK)
        github.end("failure")
        harness.pass_time(14)

        assert len(github.dispatches) == 2

    def test_a_run_that_never_appears_is_missed_as_soon_as_ever(
        self, harness: RelayHarness, github: FakeGitHub
    ) -> None:
        github.runs_appear = False
        harness.writes()
        harness.settle()
        set_clock(harness, BACK)
        harness.pass_time(621, stride=10)

        assert len(github.dispatches) == 2

    @pytest.mark.parametrize("answer", [Answer(500, carried_out=False), Answer(429, {"Retry-After": "30"})])
    def test_a_pause_lasts_no_longer(self, harness: RelayHarness, github: FakeGitHub, answer: Answer) -> None:
        github.answers = [answer]
        harness.writes("um")
        harness.settle()
        set_clock(harness, BACK)
        harness.pass_time(5)
        harness.writes("dois")
        harness.pass_time(27)

        assert {text for texts in harness.texts()[-2:] for text in texts} == {"dois", "um"}

    @pytest.mark.both_stores
    def test_what_gathers_waits_no_longer(self, harness: RelayHarness) -> None:
        harness.reports(1, DeliveryStatus.DELIVERED)
        harness.writes("um")
        harness.settle()
        harness.writes("dois")
        set_clock(harness, BACK)
        harness.pass_time(11)
        assert harness.texts() == [["um"], ["dois"]]

        harness.pass_time(290, stride=10)

        assert harness.statuses() == [["delivered"]]

    def test_a_lease_lasts_no_longer(self, harness: RelayHarness) -> None:
        harness.settle()
        restart(harness)
        harness.writes("um")
        set_clock(harness, BACK)
        harness.pass_time(6)

        assert harness.texts() == [["um"]]


class TestSetBackBetweenTwoStarts:
    @pytest.mark.parametrize("conclusion", ["success", "failure"])
    def test_runs_are_judged_as_soon_as_ever(
        self, harness: RelayHarness, github: FakeGitHub, conclusion: str
    ) -> None:
        harness.writes()
        harness.settle()
        github.end(conclusion)
        set_clock(harness, BACK)
        restart(harness)
        harness.pass_time(20)

        assert len(github.dispatches) == (1 if conclusion == "success" else 2)
        assert [batch.state for batch in harness.batches.unfinished()] == (
            [] if conclusion == "success" else [BatchState.DISPATCHED]
        )

    def test_what_was_stored_before_goes_at_once(self, harness: RelayHarness, github: FakeGitHub) -> None:
        github.answers = [Answer(500, carried_out=False)]
        harness.writes("um", "dois")
        harness.settle()
        harness.writes("tres")
        set_clock(harness, BACK)
        restart(harness)
        harness.pass_time(12)

        assert harness.texts()[1:] == [["um", "dois"], ["tres"]]


@pytest.mark.parametrize("by", [HOUR, BACK])
@pytest.mark.parametrize("conclusion", ["success", "failure", None])
def test_runs_are_judged_alike_however_far_the_clocks_differ(
    harness: RelayHarness, github: FakeGitHub, by: timedelta, conclusion: str | None
) -> None:
    """`None`: the run waits in GitHub's queue for longer than a run may take to appear."""
    github.now += by  # a run is dated when it is made
    harness.writes()
    harness.settle()
    if conclusion:
        github.end(conclusion)
    for _ in range(35):
        harness.now += timedelta(seconds=20)
        harness.settle()

    assert len(github.dispatches) == (2 if conclusion == "failure" else 1)
    assert not [problem for problem in harness.batches.queue().problems if "appeared" in problem.sentence]


class TestRelayProcess:
    """A real relay whose clock shows, and is set to, what a file says."""

    PRELUDE = """
        #include <fcntl.h>
        #include <stdlib.h>
        #include <unistd.h>
        static long moved(void) {
            char text[32] = "0";
            int file = open(CLOCK, O_RDONLY);
            if (file >= 0) { if (read(file, text, 31) < 0) text[0] = '0'; close(file); }
            return atol(text);
        }
    """

    @pytest.fixture(name="clock_file")
    def _clock_file(self, tmp_path: Path) -> Path:
        return tmp_path / "clock"

    @pytest.fixture(name="relay")
    def _relay(self, tmp_path: Path, github: FakeGitHub, clock_file: Path) -> Relay:
        if not shutil.which("cc"):
            pytest.skip("needs a C compiler (gcc)")
        script = (ROOT / "scripts" / "at").read_text()
        source = tmp_path / "clock.c"
        source.write_text(self.PRELUDE + script.partition("<<'C'\n")[2].partition("\nC\n")[0])
        library = tmp_path / "clock.so"
        flags = ["-shared", "-fPIC", "-O2", "-w", "-D_GNU_SOURCE", f'-DCLOCK="{clock_file}"']
        named = ["-DMOVED=moved()", f'-DLIBRARY="{library}"']
        subprocess.run(["cc", *flags, *named, "-o", library, source, "-ldl"], check=True)
        folder = tmp_path / "relay"
        folder.mkdir()
        relay = Relay(folder, github.url)
        relay.set_environment("LD_PRELOAD", str(library))
        return relay

    def _events(self, relay: Relay, github: FakeGitHub) -> list[Event]:
        vault = Vault([relay.key])
        return [
            event
            for body in github.dispatches
            for event in envelope.open_payload(body["client_payload"], vault, Event).items
        ]

    @pytest.mark.parametrize("first", [3600, -3600])
    def test_goes_by_the_time_of_github(
        self, relay: Relay, github: FakeGitHub, clock_file: Path, first: int
    ) -> None:
        clock_file.write_text(str(first))
        with running(relay):
            relay.start()
            # Until GitHub's first answer the relay goes by its own clock.
            wait_until(lambda: relay.status()["seconds_ahead_of_github"] is not None)
            github.now = clock.now()
            assert relay.deliver(1, "um") == 200
            github.wait(1)
            github.end("failure")
            github.wait(2)
            seconds = relay.status()["seconds_ahead_of_github"]
            assert abs(int(str(round(float(str(seconds))))) - first) < 5

            clock_file.write_text(str(-first))
            github.end("success")
            wait_until(lambda: relay.status()["queue"]["messages"] == 0)
            assert relay.deliver(2, "dois") == 200
            github.wait(3)
            github.end("failure")
            github.wait(4)
            errors = str(relay.status()["errors"])

        way = "behind" if first > 0 else "ahead of"
        assert f"seconds {way} GitHub's" in errors
        assert "run-missing" not in relay.log()
        events = self._events(relay, github)
        assert [event.message.text for event in events] == ["um", "um", "dois", "dois"]
        assert all(abs(event.received_at - clock.now()) < timedelta(minutes=2) for event in events)
