"""The load of scripts/bench counts what was answered, however the answer comes."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest

from tests.stage import ROOT

REQUEST = b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\noi"
TAKEN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    __import__("benches._load")
    return sys.modules["benches._load"]


@contextmanager
def answering(*answers: tuple[bytes, ...]) -> Iterator[int]:
    """A server that gives each request the next answer, in the parts named; it hangs up where there are none."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_answer, args=(listener, list(answers)))
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def _answer(listener: socket.socket, answers: list[tuple[bytes, ...]]) -> None:
    while answers:
        connection = listener.accept()[0]
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection:
            while answers and connection.recv(1000):
                parts = answers.pop(0)
                for part in parts:
                    connection.sendall(part)
                if not parts or b"Connection: close" in parts[0]:
                    break


def test_answers_in_parts_refusals_and_hang_ups_are_told_apart(load: ModuleType) -> None:
    answers = (
        (TAKEN,),
        (TAKEN[:9], TAKEN[9:30], TAKEN[30:]),
        (),
        (BUSY,),
        (TAKEN[:-1], TAKEN[-1:]),
        (TAKEN,),
    )
    with answering(*answers) as port:
        came = load.put(port, [REQUEST] * len(answers), 1, 10.0, again=False)

    assert came.taken == [0, 1, 4, 5]
    assert came.refused == {"closed": 1, "503": 1}
    assert len(came.times) == len(answers)
