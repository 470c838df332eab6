"""Senders who begin a request and stall."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from tests.relay.process import RECEIVE

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


def drip(connections: list[socket.socket], more: str) -> None:
    for one in connections:
        try:
            one.sendall(more.encode())
        except OSError:
            continue  # it was closed for its slowness


def seconds_of(call: Callable[[], object]) -> float:
    before = time.perf_counter()
    call()
    return time.perf_counter() - before


def quickest(call: Callable[[], object]) -> float:
    """Return how long the quickest of three calls took: other work on this machine may delay some."""
    return min(seconds_of(call) for _ in range(3))
