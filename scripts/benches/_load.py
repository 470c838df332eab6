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


class _Sender:
    def __init__(self, port: int, requests: Sequence[bytes], seconds: float, *, again: bool) -> None:
        self._port = port
        self._requests = requests
        self._most = 1 << 60 if again else len(requests)
        self._seconds = seconds
        self._epoll = select.epoll()
        self._sockets: dict[int, socket.socket] = {}
        self._begun: dict[int, bytes] = {}  # the first part of an answer
        self._load = Load()

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
            for one in self._sockets.values():
                one.close()
        return self._load

    def _connect(self) -> int:
        one = socket.create_connection(("127.0.0.1", self._port), _PATIENCE_SECONDS)
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        one.settimeout(0)
        self._sockets[one.fileno()] = one
        self._epoll.register(one, select.EPOLLIN)
        return one.fileno()

    def _exchange(
        self, end: float
    ) -> None:  # one loop without calls: a function costs a tenth of an exchange
        requests, count, most = self._requests, len(self._requests), self._most
        times, taken, clock, poll = self._load.times, self._load.taken, time.perf_counter, self._epoll.poll
        receive = {number: one.recv for number, one in self._sockets.items()}
        send = {number: one.send for number, one in self._sockets.items()}
        place: dict[int, int] = {}
        sent: dict[int, float] = {}
        following = 0
        for number, hand_over in send.items():
            place[number], sent[number] = following, clock()
            hand_over(requests[following % count])
            following += 1
        usual, prefix = 0, b""
        while place:
            ready = poll(_PATIENCE_SECONDS)
            if not ready:
                raise RuntimeError(f"{len(place)} requests got no answer in {_PATIENCE_SECONDS:g} s.")
            for number, _ in ready:
                data = receive[number](_ANSWER_BYTES)
                now = clock()
                if len(data) == usual and data.startswith(prefix) and number not in self._begun:
                    taken.append(place[number])
                else:
                    whole = self._whole(number, data)
                    if whole is None:
                        continue
                    status = whole[9:12].decode()
                    if status.startswith("2"):
                        usual, prefix = len(whole), whole[:12]
                        taken.append(place[number])
                    else:
                        self._load.refused[status or _CLOSED] += 1
                    if not data:
                        del place[number], receive[number], send[number]
                        number = self._connect()  # noqa: PLW2901 - goes on in its stead
                        receive[number], send[number] = self._sockets[number].recv, self._sockets[number].send
                        place[number], sent[number] = 0, now
                times.append(now - sent[number])
                if now < end and following < most:
                    place[number], sent[number] = following, now
                    send[number](requests[following % count])
                    following += 1
                else:
                    del place[number]

    def _whole(self, number: int, data: bytes) -> bytes | None:
        """Return the answer once it is whole, nothing of it where the server hung up."""
        if not data:
            self._epoll.unregister(number)
            self._sockets.pop(number).close()
            self._begun.pop(number, None)
            return b""
        data = self._begun.pop(number, b"") + data
        if _is_whole(data):
            return data
        self._begun[number] = data
        return None


def _is_whole(answer: bytes) -> bool:
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        return False
    fields = {
        name.lower(): value.strip()
        for name, _, value in (line.partition(b":") for line in head.split(b"\r\n"))
    }
    if b"content-length" in fields:
        return len(body) >= int(fields[b"content-length"])
    return head[9:12] in _EMPTY or body.endswith(b"0\r\n\r\n")
