"""The relay under systemd behind nginx and Caddy, as the setup configures them: signatures, stalls, restarts."""

from __future__ import annotations

import os
import socket
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from threading import Event

import pytest
import requests

from bot.core import clock
from bot.sandbox.free_ports import free_port
from tests.relay.fake_github import fake_github
from tests.relay.harness import wait_until
from tests.relay.process import ROOT, running
from tests.relay.proxies import PROXIES, proxy
from tests.relay.stalls import PATIENCE, SOON, STALLS, drip, quickest, standing
from tests.relay.supervised import SupervisedRelay, Systemd

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="systemd runs on Linux alone")

_numbers = count(1000)
PROXIES_WAIT = 13.0  # seconds, for an answer of the one relay that there is
# What a stranger might write to seem to be somebody else, and what proxies add themselves.
FORGED = {
    "X-Forwarded-For": "203.0.113.77, 127.0.0.1",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Host": "evil.example.com",
    "X-Forwarded-Port": "81",
    "Forwarded": "for=203.0.113.77;proto=http;host=evil.example.com",
    "X-Original-URL": "/api/notifications/gateway/status",
}


@pytest.fixture(name="relay", scope="module")
def _relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SupervisedRelay]:
    folder = tmp_path_factory.mktemp("supervised")
    (folder / "relay").mkdir()
    with fake_github() as github, Systemd(folder) as systemd:
        relay = SupervisedRelay(folder / "relay", github.url, workers=2)
        relay.systemd = systemd
        with running(relay):
            relay.start()
            yield relay
            systemd.listen()
            systemd.close()


@pytest.fixture(name="way", scope="module", params=PROXIES)
def _way(
    request: pytest.FixtureRequest, relay: SupervisedRelay, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    with proxy(request.param, relay.port, tmp_path_factory.mktemp(request.param)) as port:
        yield port


def test_a_signed_webhook_passes_whatever_headers_a_sender_forges(relay: SupervisedRelay, way: int) -> None:
    assert relay.deliver(next(_numbers), through=way) == 200
    assert relay.deliver(next(_numbers), "ação & reação = 100%", through=way, headers=FORGED) == 200


def test_an_unsigned_webhook_does_not_pass_by_forged_headers(relay: SupervisedRelay, way: int) -> None:
    headers = {**FORGED, "X-Twilio-Signature": f"{'x' * 27}="}

    assert relay.deliver(next(_numbers), through=way, headers=headers) == 403
    assert "203.0.113.77" not in relay.log()


@pytest.mark.parametrize("kind", STALLS)
def test_everybody_else_is_answered_while_senders_stall(relay: SupervisedRelay, way: int, kind: str) -> None:
    first, more = STALLS[kind]

    def ready() -> None:
        assert requests.get(f"http://127.0.0.1:{way}/readyz", timeout=PATIENCE).status_code == 200

    def message() -> None:
        assert relay.deliver(7, through=way) == 200

    with standing(way, first) as connections:
        for _ in range(2):
            drip(connections, more)
            assert quickest(ready) < SOON
            assert quickest(message) < SOON


def test_no_webhook_is_refused_while_the_relay_restarts_under_load(
    relay: SupervisedRelay, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with ExitStack() as stack:
        ways = {"directly": relay.port}
        for name in PROXIES:
            ways[name] = stack.enter_context(proxy(name, relay.port, tmp_path_factory.mktemp(name)))
        answers, took = _answers_during_a_restart(relay, ways)
        for _ in range(2):
            if took > PROXIES_WAIT:  # this machine had no time for it
                answers, took = _answers_during_a_restart(relay, ways)

    assert {way: set(found) for way, found in answers.items()} == {way: {200} for way in ways}


def _answers_during_a_restart(
    relay: SupervisedRelay, ways: Mapping[str, int]
) -> tuple[Mapping[str, list[int]], float]:
    """Restart it while everybody sends, and return the answers, and how many seconds the restart took."""
    over, answers = Event(), defaultdict[str, list[int]](list)

    def call(way: str) -> None:
        while not over.is_set():
            answers[way].append(relay.deliver(next(_numbers), through=ways[way]))

    def everybody(more: int) -> None:
        before = {way: len(answers[way]) for way in ways}
        wait_until(lambda: all(len(answers[way]) >= before[way] + more for way in ways))

    with ThreadPoolExecutor(4 * len(ways)) as threads:
        callers = [threads.submit(call, way) for way in ways for _ in range(4)]
        try:
            everybody(10)
            began = clock.steady()
            relay.restart()
            took = clock.steady() - began
            everybody(10)
        finally:
            over.set()
        for one in callers:
            one.result()
    return answers, took


def test_systemd_learns_that_it_answers_and_keeps_one_socket(relay: SupervisedRelay) -> None:
    relay.systemd.listen()

    assert relay.systemd.ready > 0
    assert len(relay.systemd.kept) == 1


ASK = """
from bot.relay.kept_socket import Supervisor
supervisor = Supervisor()
print(supervisor.socket_for("127.0.0.1", {port}) is not None)
supervisor.make_socket("127.0.0.1", {port}, 5)
"""


def test_a_socket_for_another_address_is_given_up(tmp_path: Path) -> None:
    ports = [free_port(), free_port()]
    with Systemd(tmp_path) as systemd:
        answers = []
        for port in (ports[0], ports[0], ports[1], ports[1]):
            process = systemd.start("-c", ASK.format(port=port), folder=ROOT, variables=os.environ)
            answers.append(process.communicate(timeout=30))
            systemd.listen()
        kept = [socket.socket(fileno=os.dup(one)) for one in systemd.kept]
        addresses = {one.getsockname()[1] for one in kept}
        for one in kept:
            one.close()

    assert [answer.strip() for answer, _ in answers] == ["False", "True", "False", "True"]
    assert addresses == {ports[1]}
