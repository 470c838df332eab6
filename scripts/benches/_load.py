"""Sends prepared requests over connections that stay open, and spends little time of its own on each."""

from __future__ import annotations

import gc
import resource
import select
import socket
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

_ANSWER_BYTES = 65536
_PATIENCE_SECONDS = 30.0  # for an answer
_CLOSED = "closed"
_EMPTY = (b"204", b"304")


@dataclass
class Load:
    """What came back."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0  # that the load itself took
    times: list[float] = field(default_factory=list)  # of each answer, in seconds
    taken: list[int] = field(default_factory=list)  # the places of the requests that were answered 2xx
    refused: Counter[str] = field(default_factory=Counter)  # other answers by status

    @property
    def per_second(self) -> float:
        return len(self.taken) / self.seconds if self.seconds else 0.0

    def milliseconds(self, percent: float) -> float:
        ordered = sorted(self.times) or [0.0]
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] * 1000


def put(port: int, requests: Sequence[bytes], connections: int, seconds: float, *, again: bool) -> Load:
    """Send requests for so many seconds, each connection the next as soon as it has its answer.

    Ends sooner when the requests are used up, unless they may be sent `again`. Raises RuntimeError when the server does
    not answer.
    """
    return _Sender(port, requests, seconds, again=again).run(connections)


class _Connection:
    """A connection, and the request that is under way on it."""

    __slots__ = ("begun", "place", "receive", "send", "sent", "socket")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), _PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(0)
        self.receive, self.send = self.socket.recv, self.socket.send
        self.place = 0
        self.sent = 0.0
        self.begun = b""  # the first part of an answer


class _Sender:
    def __init__(self, port: int, requests: Sequence[bytes], seconds: float, *, again: bool) -> None:
        self._port = port
        self._requests = requests
        self._most = 1 << 60 if again else len(requests)
        self._seconds = seconds
        self._epoll = select.epoll()
        self._open: dict[int, _Connection] = {}
        self._load = Load()
        self._usual, self._prefix = 0, b""  # the length of the last 2xx, and how it began

    def run(self, connections: int) -> Load:
        for _ in range(min(connections, self._most)):
            self._connect()
        gc.collect()
        gc.disable()
        used = resource.getrusage(resource.RUSAGE_SELF)
        begun = time.perf_counter()
        try:
            self._exchange(begun + self._seconds)
        finally:
            self._load.seconds = time.perf_counter() - begun
            spent = resource.getrusage(resource.RUSAGE_SELF)
            self._load.cpu_seconds = spent.ru_utime + spent.ru_stime - used.ru_utime - used.ru_stime
            gc.enable()
            self._epoll.close()
            for one in self._open.values():
                one.socket.close()
        return self._load

    def _connect(self) -> _Connection:
        one = _Connection(self._port)
        self._open[one.socket.fileno()] = one
        self._epoll.register(one.socket, select.EPOLLIN)
        return one

    def _exchange(self, end: float) -> None:
        """Keep each connection busy. It is one loop, since a call costs a tenth of an exchange."""
        requests, count, most = self._requests, len(self._requests), self._most
        times, taken, clock, poll = self._load.times, self._load.taken, time.perf_counter, self._epoll.poll
        connections = self._open
        following = 0
        for one in connections.values():
            one.place, one.sent = following, clock()
            one.send(requests[following % count])
            following += 1
        waiting = following
        usual, prefix = 0, b""
        while waiting:
            ready = poll(_PATIENCE_SECONDS)
            if not ready:
                raise RuntimeError(f"{waiting} requests got no answer in {_PATIENCE_SECONDS:g} s.")
            for number, _ in ready:
                one = connections[number]
                try:
                    data = one.receive(_ANSWER_BYTES)
                except ConnectionResetError:
                    data = b""
                now = clock()
                if len(data) == usual and data.startswith(prefix) and not one.begun:
                    taken.append(one.place)
                    times.append(now - one.sent)
                else:
                    goes_on = self._unusual(one, data, now)
                    if goes_on is None:
                        continue
                    one, usual, prefix = goes_on, self._usual, self._prefix
                if now < end and following < most:
                    one.place, one.sent = following, now
                    one.send(requests[following % count])
                    following += 1
                else:
                    waiting -= 1

    def _unusual(self, one: _Connection, data: bytes, now: float) -> _Connection | None:
        """Note an answer that differs from the last one; `data` is empty where the server hung up.

        Returns the connection to go on with, or None while the answer is not whole.
        """
        if data and not _is_whole(one.begun + data):
            one.begun += data
            return None
        answer = one.begun + data if data else b""
        one.begun = b""
        status = answer[9:12].decode()
        self._load.times.append(now - one.sent)
        if status.startswith("2"):
            self._load.taken.append(one.place)
            self._usual, self._prefix = len(answer), answer[:12]
        else:
            self._load.refused[status or _CLOSED] += 1
        return one if answer and not _hangs_up(answer) else self._replaced(one)

    def _replaced(self, one: _Connection) -> _Connection:
        self._epoll.unregister(one.socket)
        del self._open[one.socket.fileno()]
        one.socket.close()
        return self._connect()


def _is_whole(answer: bytes) -> bool:
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        return False
    length = _field(head, b"content-length")
    if length:
        return len(body) >= int(length)
    return head[9:12] in _EMPTY or body.endswith(b"0\r\n\r\n")


def _hangs_up(answer: bytes) -> bool:
    return _field(answer.partition(b"\r\n\r\n")[0], b"connection").lower() == b"close"


def _field(head: bytes, name: bytes) -> bytes:
    for line in head.split(b"\r\n"):
        found, _, value = line.partition(b":")
        if found.lower() == name:
            return value.strip()
    return b""
