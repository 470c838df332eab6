"""Strangers who send half a request and wait: the relay answers everybody else meanwhile."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests

from bot.sandbox.free_ports import free_port
from tests.relay.fake_github import fake_github
from tests.relay.harness import wait_until
from tests.relay.process import RECEIVE, ROOT, Relay, running

SHAPED = f"X-Twilio-Signature: {'x' * 27}=\r\n"
MANY = 200
SOON = 1.0  # seconds, on an idle machine
PATIENCE = 5.0  # on a busy one: still far below any deadline of a stalled request
HEAD = f"POST {RECEIVE} HTTP/1.1\r\nHost: relay.example.com\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
LIMIT, JSON = "/api/notifications/limit", "Content-Type: application/json\r\n"
# What a stranger sends at first, and then again and again.
STALLS = {
    "half a body": (HEAD + FORM + SHAPED + "Content-Length: 2000\r\n\r\na=", ""),
    "most of a large body": (HEAD + FORM + SHAPED + "Content-Length: 200000\r\n\r\n" + "a" * 20_000, ""),
    "a body in drips": (HEAD + FORM + SHAPED + "Content-Length: 2000\r\n\r\na=", "b"),
    "chunks without an end": (
        HEAD + FORM + SHAPED + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
        "1\r\nb\r\n",
    ),
    "a body without a signature": (HEAD + FORM + "Content-Length: 2000\r\n\r\na=", ""),
    "a sealed report": (HEAD.replace(RECEIVE, LIMIT) + JSON + "Content-Length: 2000\r\n\r\n{", ""),
    "half a header": (HEAD, ""),
    "a header in drips": (HEAD, "X-More: a\r\n"),
    "nothing": ("", ""),
}


@pytest.fixture(name="relay", scope="module")
def _relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    with fake_github() as github, running(Relay(tmp_path_factory.mktemp("relay"), github.url)) as relay:
        relay.start()
        yield relay


@contextmanager
def standing(port: int, first: str, number: int = MANY) -> Iterator[list[socket.socket]]:
    """Hold connections on which so much was sent."""
    with ExitStack() as stack:
        made = []
        for _ in range(number):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            one.sendall(first.encode())
            made.append(one)
        yield made


@contextmanager
def halted(process: int) -> Iterator[None]:
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def drip(connections: list[socket.socket], more: str) -> None:
    for one in connections:
        try:
            one.sendall(more.encode())
        except OSError:
            continue  # it was closed for its slowness


_addresses = count(1)


def elsewhere() -> str:
    """Return the header by which a proxy names a sender who has not been refused before."""
    return f"X-Forwarded-For: 203.0.113.{next(_addresses)}\r\n"


def seconds_of(call: Callable[[], object]) -> float:
    before = time.perf_counter()
    call()
    return time.perf_counter() - before


def quickest(call: Callable[[], object]) -> float:
    """Return how long the quickest of three calls took: other work on this machine may delay some."""
    return min(seconds_of(call) for _ in range(3))


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


def caddyfile(relay: Relay, port: int) -> str:
    """Return the file of the documentation for this machine, without certificates."""
    text = (ROOT / "docs" / "Caddyfile").read_text()
    for documented, here in (
        ("127.0.0.1:8360", f"127.0.0.1:{relay.port}"),
        ("bot.your-domain.com", f"http://127.0.0.1:{port}"),
        ("{\n\tservers {", "{\n\tadmin off\n\tauto_https off\n\tservers {"),
    ):
        assert documented in text
        text = text.replace(documented, here)
    return text


@pytest.fixture(name="caddy", scope="module")
def _caddy(relay: Relay, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of Caddy, configured as the documentation has it."""
    if not (caddy := shutil.which("caddy")):
        pytest.skip("needs the Debian package caddy")
    folder, port = tmp_path_factory.mktemp("caddy"), free_port()
    (folder / "Caddyfile").write_text(caddyfile(relay, port))
    environment = {"HOME": str(folder), "PATH": os.environ["PATH"]}
    process = subprocess.Popen(
        [caddy, "run", "--config", "Caddyfile", "--adapter", "caddyfile"],
        cwd=folder,
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: _answers(port))
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE).status_code == 200
    except requests.ConnectionError:
        return False


@pytest.mark.parametrize("kind", STALLS)
def test_everybody_else_is_answered_through_caddy_too(relay: Relay, caddy: int, kind: str) -> None:
    first, more = STALLS[kind]

    def ready() -> None:
        assert requests.get(f"http://127.0.0.1:{caddy}/readyz", timeout=PATIENCE).status_code == 200

    def message() -> None:
        assert relay.deliver(7, through=caddy) == 200

    with standing(caddy, first) as connections:
        for _ in range(2):
            drip(connections, more)
            assert quickest(ready) < SOON
            assert quickest(message) < SOON


def test_the_unit_for_systemd_is_well_formed_and_closed(tmp_path: Path) -> None:
    if not (analyze := shutil.which("systemd-analyze")):
        pytest.skip("needs the Debian package systemd")
    unit = shutil.copy(ROOT / "docs" / "relay.service", tmp_path / "relay.service")
    answer = subprocess.run(
        [analyze, "security", "--offline=true", "--threshold=30", unit],
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "Unknown" not in answer.stderr
