"""The relay as it really runs: a process of its own, over loopback, killed and stopped in every way.

A start takes seconds of a busy machine: tests that leave the relay as it is share one.
"""

from __future__ import annotations

import os
import secrets
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import requests

from bot.core import clock
from bot.core.messages import Event, Order
from bot.relay.store.store import Store
from bot.rules.people.sealing import Vault
from bot.rules.wire import envelope
from bot.rules.wire.envelope import AnyItem
from bot.sandbox.twilio import TwilioEmulator, TwilioState, serve
from tests.relay.fake_github import Answer, FakeGitHub, fake_github
from tests.relay.harness import ACCOUNT, TOKEN, message, wait_until
from tests.relay.process import RECEIVE, Relay, running


@pytest.fixture(name="github")
def _github() -> Iterator[FakeGitHub]:
    with fake_github() as github:
        yield github


@pytest.fixture(name="relay")
def _relay(tmp_path: Path, github: FakeGitHub) -> Iterator[Relay]:
    with running(Relay(tmp_path, github.url)) as relay:
        yield relay


@pytest.fixture(name="shared", scope="module")
def _shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Relay, FakeGitHub]]:
    """A relay for tests that leave it as it is."""
    with fake_github() as github, running(Relay(tmp_path_factory.mktemp("relay"), github.url)) as relay:
        relay.start()
        yield relay, github


def dispatched(relay: Relay, github: FakeGitHub, kind: type[AnyItem]) -> list[AnyItem]:
    """Return the items of a kind that GitHub got, in order, repetitions left out."""
    vault = Vault([relay.key])
    items = [
        item
        for body in github.dispatches
        if envelope.CARRIES[body["event_type"]] is kind
        for item in envelope.open_payload(body["client_payload"], vault, kind).items
    ]
    return list({item.sequence: item for item in items}.values())


def received(relay: Relay, github: FakeGitHub) -> list[str]:
    """Return the texts that GitHub got."""
    return [event.message.text for event in dispatched(relay, github, Event)]


def test_a_message_travels_to_the_end_and_the_relay_stops_cleanly(relay: Relay, github: FakeGitHub) -> None:
    relay.start()
    assert relay.deliver(1, "um segredo") == 200
    github.wait(1)
    with github.changed:
        github.end("success")
    wait_until(lambda: relay.status()["queue"]["messages"] == 0)

    assert received(relay, github) == ["um segredo"]
    relay.process.send_signal(signal.SIGTERM)  # type: ignore[union-attr] # it was started
    assert relay.ended() == 0
    expected = [
        "relay-started",
        "alerts-off",
        "message-stored",
        "batch-made",
        "batch-dispatched",
        "run-succeeded",
        "relay-stopped",
    ]
    # What else is logged, such as that Twilio cannot be reached, does not belong to the message.
    steps = [step for step in (line.split()[2] for line in relay.log().splitlines()) if step in expected]
    assert [*steps[:2], *sorted(steps[2:4]), *steps[4:]] == [
        *expected[:2],
        *sorted(expected[2:4]),
        *expected[4:],
    ]
    assert "segredo" not in relay.log()
    assert "987654321" not in relay.log()


def test_kill_9_before_the_dispatch_neither_loses_nor_doubles_a_message_or_an_order(
    relay: Relay, github: FakeGitHub
) -> None:
    relay.start()
    with github.changed:  # GitHub does not answer while this is held
        assert [relay.deliver(number, str(number)) for number in range(5)] == [200] * 5
        order = relay.order("fatura-42")
        relay.kill()
    relay.start()
    assert relay.deliver(0, "0") == 200
    assert relay.deliver(5, "5") == 200
    assert relay.order("fatura-42") == order
    wait_until(lambda: set(received(relay, github)) == {"0", "1", "2", "3", "4", "5"})
    wait_until(lambda: relay.order_status(order) == "dispatched")
    with github.changed:
        for which in range(len(github.runs)):
            github.end("success", which)
    wait_until(lambda: relay.order_status(order) == "handled")

    assert len(received(relay, github)) == 6
    assert {item.id for item in dispatched(relay, github, Order)} == {order}
    assert "987654321" not in relay.log()


def test_kill_9_of_all_of_two_workers_under_load_loses_nothing_that_was_acknowledged(
    tmp_path: Path, github: FakeGitHub
) -> None:
    with running(Relay(tmp_path, github.url, workers=2)) as relay, ThreadPoolExecutor(12) as threads:
        relay.start()
        wait_until(lambda: "worker-started" in relay.log())
        acknowledged: list[int] = []

        def deliver(number: int) -> None:
            with suppress(requests.RequestException):  # those that were on their way
                if relay.deliver(number, str(number)) == 200:
                    acknowledged.append(number)

        posts = [threads.submit(deliver, number) for number in range(2000)]
        wait_until(lambda: len(acknowledged) > 60, 60)
        answering = relay.workers()
        relay.kill()
        for post in posts:
            post.cancel()
    with closing(sqlite3.connect(tmp_path / "data" / "relay.db")) as connection:
        kept = {key for (key,) in connection.execute("SELECT key FROM events")}

    assert len(answering) == 2
    assert {f"SM{number:032x}" for number in acknowledged} <= kept


def test_of_two_workers_one_dies_and_the_other_answers_and_dispatches(
    tmp_path: Path, github: FakeGitHub
) -> None:
    with running(Relay(tmp_path, github.url, workers=2)) as relay:
        relay.start()
        wait_until(lambda: "worker-started" in relay.log())
        died, stays = relay.workers()
        os.kill(died, signal.SIGKILL)
        wait_until(lambda: died not in relay.workers(), 20)
        assert {relay.deliver(number, str(number)) for number in range(10)} == {200}
        wait_until(lambda: len(received(relay, github)) == 10)
        wait_until(lambda: len(relay.workers()) == 2, 20)

        assert stays in relay.workers()
        assert len({item.sequence for item in dispatched(relay, github, Event)}) == 10


def test_a_checkout_that_brings_people_s_files_is_named_in_the_log_at_the_start(relay: Relay) -> None:
    (relay.folder / ".git").mkdir()
    (relay.folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (relay.folder / ".git" / "config").write_text(
        '[remote "origin"]\nfetch = +refs/heads/*:refs/remotes/origin/*\n'
    )
    relay.start()
    log = (relay.folder / "logs" / "communication_gateway.log").read_text("utf-8")

    assert "checkout-holds-files" in log
    assert "git remote set-branches origin main" in log


def test_no_orphan_keeps_the_port(relay: Relay) -> None:
    relay.start()
    worker = relay.worker()
    os.kill(relay.process.pid, signal.SIGKILL)  # type: ignore[union-attr] # it was started
    relay.ended()

    wait_until(
        lambda: (
            not Path(f"/proc/{worker}/cmdline").exists() or not Path(f"/proc/{worker}/cmdline").read_text()
        )
    )


def test_a_worker_that_dies_is_replaced(shared: tuple[Relay, FakeGitHub]) -> None:
    relay, _ = shared
    worker = relay.worker()
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: relay.worker() not in (0, worker), 20)
    wait_until(relay.is_ready)

    assert relay.deliver(0, "0") == 200


def test_ctrl_c_stops_it(relay: Relay) -> None:
    relay.start()
    for pid in (relay.worker(), relay.process.pid):  # type: ignore[union-attr] # it was started
        os.kill(pid, signal.SIGINT)  # as a terminal does, to the whole group

    assert relay.ended() == 0


def test_a_full_disk_is_answered_503_and_nothing_is_claimed(relay: Relay, github: FakeGitHub) -> None:
    relay.start(file_bytes=200_000)
    with github.changed:  # nothing is dispatched and wiped meanwhile
        answers = [relay.deliver(number, secrets.token_hex(750)) for number in range(100)]
        assert answers[0] == 200
        assert answers[-1] == 503
        relay.kill()
    relay.start()
    wait_until(lambda: len(received(relay, github)) >= answers.count(200))

    assert len(received(relay, github)) == answers.count(200)


def test_a_store_that_was_replaced_has_what_it_lacks_looked_for(relay: Relay) -> None:
    relay.start()
    assert relay.deliver(1) == 200
    wait_until((relay.folder / "data" / "relay.db.highest").exists)
    relay.kill()
    for file in (relay.folder / "data").glob("relay.db*"):
        if file.suffix != ".highest":
            file.unlink()
    relay.start()

    wait_until(lambda: "reconcile" in relay.status()["due"], 20)


def test_a_body_that_is_too_large_is_answered_413(shared: tuple[Relay, FakeGitHub]) -> None:
    relay, _ = shared
    headers = {"X-Twilio-Signature": f"{'x' * 27}="}
    answer = requests.post(relay.url + RECEIVE, data=b"x" * 600_000, headers=headers, timeout=10)

    assert answer.status_code == 413


def test_many_deliveries_at_once(shared: tuple[Relay, FakeGitHub]) -> None:
    relay, github = shared
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda number: relay.deliver(number % 100, str(number % 100)), range(200)))
    assert answers == [200] * 200

    def numbers() -> list[int]:
        """Return the texts of this test: others share the relay."""
        return sorted(int(text) for text in received(relay, github) if text.isdecimal())

    def all_came() -> bool:
        with github.changed:  # few runs wait at GitHub at a time, of whichever test
            for which in range(len(github.runs)):
                github.end("success", which)
        return len(numbers()) == 100

    wait_until(all_came)
    assert numbers() == list(range(100))


@pytest.mark.parametrize("prefix", ["", "/api/notifications", "/api/v1/notifications"])
def test_a_supervisor_sees_that_it_is_alive(shared: tuple[Relay, FakeGitHub], prefix: str) -> None:
    relay, _ = shared
    url = f"{relay.url}{prefix}/healthz"

    assert [requests.get(f"{url}{end}", timeout=10).json() for end in ("", "/")] == [{"status": "ok"}] * 2
    assert (requests.head(url, timeout=10).status_code, requests.head(url, timeout=10).text) == (200, "")
    assert requests.post(url, timeout=10).status_code == 404


def test_a_locked_database_is_answered_within_two_seconds_and_stops_no_probe(
    shared: tuple[Relay, FakeGitHub],
) -> None:
    relay, _ = shared

    def seconds_of(ask: Callable[[], int]) -> tuple[int, float]:
        before = time.perf_counter()
        return ask(), time.perf_counter() - before

    def alive() -> int:
        return requests.get(f"{relay.url}/healthz", timeout=20).status_code

    blocker = sqlite3.connect(relay.folder / "data" / "relay.db", isolation_level=None, timeout=20)
    with closing(blocker), ThreadPoolExecutor(45) as threads:
        blocker.execute("BEGIN EXCLUSIVE")
        posts = [threads.submit(seconds_of, partial(relay.deliver, 500 + number)) for number in range(40)]
        probes = [threads.submit(seconds_of, alive) for _ in range(5)]
        answers = [post.result() for post in posts]
        assert {status for status, _ in answers} == {503}
        assert requests.get(f"{relay.url}/readyz", timeout=20).status_code == 503
        assert {probe.result()[0] for probe in probes} == {200}
        # On an idle machine 2 and 0.1 seconds; without a deadline it was 20.
        assert max(seconds for _, seconds in answers) < 5
        assert max(probe.result()[1] for probe in probes) < 3
        blocker.execute("ROLLBACK")

    assert relay.deliver(500) == 200
    wait_until(relay.is_ready)


def test_administrators_are_texted_of_what_waited_before_the_start(
    tmp_path: Path, github: FakeGitHub
) -> None:
    github.answers = [Answer(401)] * 50
    state = TwilioState(ACCOUNT, TOKEN, "+15551234567", "whatsapp:+14155238886")
    with TwilioEmulator(state) as twilio, serve(twilio) as server:
        relay = Relay(tmp_path, github.url, TWILIO_API_URL=server.url, ADMIN_PHONES="+5511987650001")
        with Store(tmp_path / "data" / "relay.db", Vault([relay.key]).relay_keys) as store:
            store.append(Event(0, clock.now() - timedelta(hours=2), message(1)))
        with running(relay):
            relay.start()
            wait_until(state.messages)
            wait_until(lambda: "administrators-alerted kind=stuck count=1" in relay.log())

    (text,) = state.messages()
    assert text.recipient == "+5511987650001"
    assert "esperando no servidor: 1;" in text.body
    assert "987650001" not in relay.log()
