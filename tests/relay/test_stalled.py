"""Strangers who send half a request and wait: the relay answers everybody else meanwhile."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests

from tests.relay.fake_github import fake_github
from tests.relay.harness import wait_until
from tests.relay.process import RECEIVE, Relay, running
from tests.relay.stalls import FORM, HEAD, PATIENCE, SHAPED, SOON, STALLS, drip, quickest, standing


@pytest.fixture(name="relay", scope="module")
def _relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    with fake_github() as github, running(Relay(tmp_path_factory.mktemp("relay"), github.url)) as relay:
        relay.start()
        yield relay


@contextmanager
def halted(process: int) -> Iterator[None]:
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


_addresses = count(1)


def elsewhere() -> str:
    """Return the header by which a proxy names a sender who has not been refused before."""
    return f"X-Forwarded-For: 203.0.113.{next(_addresses)}\r\n"


@pytest.mark.parametrize("kind", STALLS)
def test_everybody_else_is_answered_while_many_requests_stall(relay: Relay, kind: str) -> None:
    first, more = STALLS[kind]

    def ready() -> None:
        assert requests.get(f"{relay.url}/readyz", timeout=PATIENCE).status_code == 200

    def message() -> None:
        assert relay.deliver(7) == 200

    with standing(relay.port, first) as connections:
        for _ in range(3):
            drip(connections, more)
            assert quickest(ready) < SOON
            assert quickest(message) < SOON


def test_as_many_half_bodies_as_there_are_threads_stop_nothing(relay: Relay) -> None:
    with standing(relay.port, STALLS["half a body"][0], 2 * (os.cpu_count() or 1) + 2):
        assert requests.get(f"{relay.url}/readyz", timeout=PATIENCE).status_code == 200
        assert relay.deliver(8) == 200


def test_a_stalled_request_is_ended(relay: Relay) -> None:
    """By an answer where the header is whole, without one where it is not; both within the time limits."""
    answers = {}
    with ExitStack() as stack:
        opened = {
            kind: stack.enter_context(standing(relay.port, STALLS[kind][0], 1))[0]
            for kind in ("half a body", "half a header", "nothing")
        }
        for kind, one in opened.items():
            answers[kind] = one.recv(1000).partition(b"\r\n")[0]

    assert answers == {
        "half a body": b"HTTP/1.1 408 Request Timeout",
        "half a header": b"",
        "nothing": b"",
    }
    wait_until(lambda: "request-refused status=408" in relay.log())


def test_without_a_signature_the_body_is_not_waited_for(relay: Relay) -> None:
    first = STALLS["a body without a signature"][0].replace("\r\n\r\n", f"\r\n{elsewhere()}\r\n")
    with standing(relay.port, first, 1) as (one,):
        one.settimeout(PATIENCE)
        assert one.recv(1000).startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize(
    ("path", "header", "status"),
    [
        ("/api/notifications/send-enhanced", "", 401),
        ("/api/notifications/send-enhanced", "Authorization: Bearer short\r\n", 401),
        ("/api/notifications/providers/test", "", 401),
        ("/api/v1/notifications/webhook/twilio/status", "X-Twilio-Signature: none\r\n", 403),
        ("/api/notifications/webhook/twilio/usage", "", 403),
        ("/api/notifications/nothing", "", 404),
        ("/", "", 404),
    ],
)
def test_who_cannot_be_let_in_is_refused_before_the_body(
    relay: Relay, path: str, header: str, status: int
) -> None:
    first = f"POST {path} HTTP/1.1\r\nHost: h\r\n{elsewhere()}{header}Content-Length: 2000\r\n\r\na"
    with standing(relay.port, first, 1) as (one,):
        one.settimeout(PATIENCE)
        assert one.recv(1000).startswith(f"HTTP/1.1 {status} ".encode())


def test_a_sender_who_hangs_up_leaves_no_trouble(relay: Relay) -> None:
    for _ in range(20):
        with standing(relay.port, STALLS["half a body"][0], 1):
            pass
    assert relay.deliver(9) == 200


def test_larger_bodies_than_there_is_room_for_push_out_the_oldest(relay: Relay) -> None:
    large = HEAD + FORM + SHAPED + "Content-Length: 260000\r\n\r\na="
    with standing(relay.port, large, 300) as connections:
        connections[0].settimeout(PATIENCE)
        assert connections[0].recv(1000).startswith(b"HTTP/1.1 503 ")  # Twilio sends it again
        assert relay.deliver(10) == 200


def test_hundreds_of_messages_that_come_in_one_moment_are_all_taken(relay: Relay) -> None:
    bodies = [urlencode(relay.form(number)).encode() for number in range(20_000, 20_600)]
    heads = [
        f"{HEAD}{FORM}X-Twilio-Signature: {relay.signature(number)}\r\nContent-Length: {len(body)}\r\n\r\n"
        for number, body in enumerate(bodies, 20_000)
    ]
    with standing(relay.port, "", len(bodies)) as connections, halted(relay.worker()):
        for one, head, body in zip(connections, heads, bodies, strict=True):
            one.sendall(head.encode() + body)
        os.kill(relay.worker(), signal.SIGCONT)
        answers = {one.recv(1000).partition(b"\r\n")[0] for one in connections}

    assert answers == {b"HTTP/1.1 200 OK"}


def test_a_form_of_many_names_is_refused_before_it_is_read(relay: Relay) -> None:
    body = urlencode({f"n{number}": "x" for number in range(20_000)})
    headers = {"X-Twilio-Signature": f"{'x' * 27}=", "Content-Type": "application/x-www-form-urlencoded"}
    answer = requests.post(relay.url + RECEIVE, body, headers=headers, timeout=PATIENCE)

    assert answer.status_code == 413
    assert "200 parameters" in answer.text


def test_a_chunked_body_that_is_too_large_is_answered_413(relay: Relay) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(60):
            yield b"x" * 10_000

    headers = {"X-Twilio-Signature": f"{'x' * 27}="}
    assert requests.post(relay.url + RECEIVE, chunks(), headers=headers, timeout=PATIENCE).status_code == 413


def test_stalled_requests_do_not_hold_up_the_end(tmp_path: Path) -> None:
    with fake_github() as github, running(Relay(tmp_path, github.url)) as relay:
        relay.start()
        with (
            standing(relay.port, STALLS["half a body"][0], 50),
            standing(relay.port, STALLS["half a header"][0], 50),
        ):
            assert relay.process
            relay.process.send_signal(signal.SIGTERM)
            assert relay.ended() == 0
        assert "relay-stopped" in relay.log()
