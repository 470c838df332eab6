"""What an office sees in months, within minutes: people, maintainers, systems, strangers, and services that fail."""

from __future__ import annotations

import itertools
import secrets
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

import requests

from bot.adapters.twilio.signature import sign
from bot.core.errors import BotError
from bot.sandbox.world import PUBLIC_URL, SMS_NUMBER
from tests.chaos.arena import Arena

API = "/api/notifications"
WEBHOOK = f"{API}/webhook/twilio"
FORM = "application/x-www-form-urlencoded"
STALLED_AT_ONCE = 20
# Nobody writes while more wait: where the emulated runs cannot keep up, the relay would grow because of that alone.
MOST_WAITING = 100
# So often in an hour somebody writes a few messages, and a system orders one: the relay passes on no more than GitHub
# lets the workflows create. What it takes besides has no such limit.
WRITTEN_IN_AN_HOUR, ORDERED_IN_AN_HOUR = 150, 60
AT_ONCE = 3
# Each for so many of its requests, or for so many seconds.
FAULTS: Sequence[tuple[str, int | float]] = (
    ("github-lost-answer", 2),
    ("webhooks-twice", 3.0),
    ("run-fails-to-start", 1),
    ("twilio-lost-answer", 2),
    ("github-slow", 5),
    ("github-lost-dispatch", 1),
    ("twilio-busy", 3),
    ("github-down", 3.0),
    ("run-vanishes", 1),
    ("webhooks-out-of-order", 3.0),
    ("github-too-quickly", 2),
    ("twilio-slow", 3),
    ("github-secondary-limit", 3),
    ("twilio-down", 3.0),
)


class Traffic:
    """Everything that goes on at once, each on a thread of its own, until it is over; counts what was done."""

    def __init__(
        self, arena: Arena, people: Mapping[str, str], notified: Sequence[str], seconds: float
    ) -> None:
        """`people` are numbers, each with a channel; all that an hour allows is spread over so many seconds."""
        self._arena = arena
        self._period = min(seconds, 3600.0)
        self._people, self._notified = itertools.cycle(people.items()), itertools.cycle(notified)
        self._answered = itertools.cycle(people)
        self._faults = itertools.cycle(FAULTS)
        self._hostile = itertools.cycle(
            (self._unsigned, self._forged, self._large, self._garbage, self._intruder)
        )
        self._stalled: deque[socket.socket] = deque()
        self._over = threading.Event()
        self.waiting = 0  # messages that no run has recorded yet; the caller says how many
        self.done: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Go on while the caller does something else; all threads have ended on return."""
        kinds: dict[str, tuple[float, Callable[[], object]]] = {
            "times that somebody wrote": (self._period / WRITTEN_IN_AN_HOUR, self._write),
            "repeated messages": (0.1, self._repeat),
            "answers": (1.5, lambda: self._arena.answer(next(self._answered))),
            "orders": (self._period / ORDERED_IN_AN_HOUR, self._order),
            "reports": (0.1, self._report),
            "hostile requests": (0.1, self._intrude),
            "stalled requests": (0.5, self._stall),
            "faults": (5.0, self._fault),
        }
        threads = [threading.Thread(target=self._go_on, args=(name, *how)) for name, how in kinds.items()]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()
            for one in self._stalled:
                one.close()

    def _go_on(self, name: str, pause: float, act: Callable[[], object]) -> None:
        while not self._over.wait(pause):
            try:
                act()
                self.done[name] += 1
            except (
                requests.RequestException,
                BotError,
                OSError,
            ):  # the bot may fail here; what it took is judged later
                self.failed[name] += 1

    # People and Twilio

    def _write(self) -> None:
        number, channel = next(self._people)
        for _ in range(AT_ONCE):
            self._arena.write(number, channel=channel)
        while self.waiting > MOST_WAITING and not self._over.wait(0.5):
            pass

    def _repeat(self) -> None:
        """Have Twilio deliver a message again that it has delivered before."""
        taken = [one.sid for one in self._arena.world.twilio.state.messages() if one.direction == "inbound"]
        answer = self._arena.world.sandbox.deliver_again(secrets.choice(taken))
        if answer["webhook"]["status"] != requests.codes.ok:
            self.failed["repeated messages"] += 1

    def _report(self) -> None:
        """Report that a message is on its way, as Twilio does of each message several times."""
        world = self._arena.world
        form = {
            "MessageSid": f"SM{secrets.token_hex(16)}",
            "AccountSid": world.account_sid,
            "MessageStatus": "sent",
            "From": SMS_NUMBER,
            "To": next(self._notified),
        }
        signed = {"X-Twilio-Signature": sign(f"{PUBLIC_URL}{WEBHOOK}/status", form, world.auth_token)}
        if (
            self._post(f"{WEBHOOK}/status", data=form, headers=signed).status_code
            != requests.codes.no_content
        ):
            self.failed["reports"] += 1

    # Systems

    def _order(self) -> None:
        number, words = next(self._notified), self._arena.ledger.words()
        answer = self._post(
            f"{API}/send-enhanced",
            json={"destination": number, "message": f"Sua guia {words}", "type": "sms", "provider": "twilio"},
            headers={"Authorization": f"Bearer {self._arena.world.status_token}"},
        )
        if answer.status_code == requests.codes.accepted:
            self._arena.ledger.answered(words, number)
        else:
            self.failed["orders"] += 1

    # Strangers; none of them is let in

    def _intrude(self) -> None:
        next(self._hostile)()

    def _unsigned(self) -> None:
        self._refused(self._post(WEBHOOK, data={"MessageSid": f"SM{secrets.token_hex(16)}", "Body": "Oi"}))

    def _forged(self) -> None:
        body = {
            "MessageSid": f"SM{secrets.token_hex(16)}",
            "AccountSid": self._arena.world.account_sid,
            "Body": "x" * 1600,
        }
        self._refused(
            self._post(WEBHOOK, data=body, headers={"X-Twilio-Signature": f"{secrets.token_hex(13)}A="})
        )

    def _large(self) -> None:
        with suppress(requests.ConnectionError):  # hung up on, while it still writes
            headers = {"Content-Type": FORM, "X-Twilio-Signature": f"{'A' * 27}="}
            self._refused(self._post(f"{WEBHOOK}/status", data=b"Body=" + b"x" * 1_000_000, headers=headers))

    def _garbage(self) -> None:
        with self._connected() as one:
            one.sendall(secrets.token_bytes(2000) + b"\r\n\r\n")
            one.recv(1000)

    def _intruder(self) -> None:
        """Ask for what only systems with a token may see."""
        path = f"{API}/messages/{secrets.token_hex(16)}"
        self._refused(requests.get(self._arena.world.relay_url + path, timeout=10))

    def _stall(self) -> None:
        """Begin a request and never end it; of those that stand, the oldest hangs up."""
        one = self._connected()
        one.sendall(
            f"POST {WEBHOOK} HTTP/1.1\r\nHost: relay\r\nContent-Type: {FORM}\r\nContent-Length: 400\r\n"
            f"X-Twilio-Signature: {'A' * 27}=\r\n\r\nBody=a".encode()
        )
        self._stalled.append(one)
        if len(self._stalled) > STALLED_AT_ONCE:
            self._stalled.popleft().close()

    def _refused(self, answer: requests.Response) -> None:
        if not requests.codes.bad_request <= answer.status_code < requests.codes.internal_server_error:
            self.failed["hostile requests"] += 1

    # Services

    def _fault(self) -> None:
        name, times = next(self._faults)
        sandbox = self._arena.world.sandbox
        if isinstance(times, int):
            sandbox.switch_on(name, times)
            return
        sandbox.switch_on(name)
        try:
            time.sleep(times)
        finally:
            sandbox.switch_off(name)

    def _post(self, path: str, **more: object) -> requests.Response:
        return requests.post(self._arena.world.relay_url + path, timeout=10, **more)  # type: ignore[arg-type]

    def _connected(self) -> socket.socket:
        return socket.create_connection(
            ("127.0.0.1", int(self._arena.world.relay_url.rpartition(":")[2])), 10
        )
