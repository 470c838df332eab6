"""Time the relay's answers to webhooks beside what people would write instead of it, in one run.

The relay is a real process: signatures checked, every acknowledged message on the disk, which is counted in the end
after a kill -9. Beside it: a Flask view that does nothing, on the same server with as many processes; FastAPI and
Express with Twilio's validator, which store nothing, each as its own command starts it, in one process. They are loaded
in turns with the same signed WhatsApp forms, so that other load on this machine slows all alike; medians are printed.
The load takes its share of the same cores. With one connection also a list read from the relay, and SQLite alone.

FastAPI and Express come from PyPI and npm, once, into .venv/bench. TMPDIR chooses the disk. All of it takes about four
minutes and leaves nothing else behind; the exit code is 1 if an acknowledged message is missing.

Usage: scripts/bench relay [OPTION ...]
  --connections N,N,..   how many at once (1,50,200)
  --repeats N            how often each is measured (5)
  --seconds S            how long each time (3)
  --beside NAME,NAME,..  beside which of flask,fastapi,express (all); 'none' for the relay alone
  --workers N            `relay.workers` (as many as cores, at most 4)
  --processes N          processes of FastAPI and of Express (1, as their own commands start them)
  --store postgresql     over a PostgreSQL that is started for it, in place of SQLite
  --memory [N]           then send N messages (200000) and watch the relay's memory
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path

from benches import _disk, _load, _messages, _servers, _steady
from benches._load import Load
from benches._relay_table import Table
from benches._servers import LeftOutError, Server
from tests.postgres import Postgres

OTHERS: dict[str, Callable[[int], AbstractContextManager[Server]]] = {
    "flask": _servers.bare_flask,
    "fastapi": _servers.fastapi,
    "express": _servers.express,
}
MOST_PER_SECOND = 12_000  # requests prepared for each second
MOST_ALONE = 3_000  # with one connection
WARM_UP, WARM_UP_SECONDS = 4_000, 15.0  # so that node has compiled what it often does
CONNECTIONS = 50  # while warming up, and with --memory
LOOKS = 20  # at the memory, evenly among the messages
MOST_SECONDS = 1800.0  # for all of them


class Store:
    """Where the relay keeps messages, read without any of its code."""

    def __init__(self, folder: Path, server: Postgres | None) -> None:
        self._server = server
        self.address = server.create() if server else str(folder / "relay.db")
        self.folder = server.folder if server else folder

    def ids(self) -> set[str]:
        if self._server:
            return set(self._server.execute("SELECT key FROM events", self.address))
        with closing(sqlite3.connect(self.address)) as connection:
            return {key for (key,) in connection.execute("SELECT key FROM events")}


class Loads:
    """Loads servers, and notes what came back."""

    def __init__(self) -> None:
        self.table = Table()
        self.acknowledged: set[str] = set()  # ids of messages
        self.refused: Counter[str] = Counter()
        self._first = 0  # the number of the first that was never sent to the relay
        self._prepared: list[bytes] = []

    def prepare(self, number: int) -> None:
        """Have so many requests that were never sent to the relay."""
        lacking = number - len(self._prepared)
        if lacking > 0:
            self._prepared += _messages.prepared(self._first + len(self._prepared), lacking)

    def messages(
        self, server: Server, connections: int, seconds: float, most: int | None = None, *, again: bool = True
    ) -> tuple[Load, float]:
        """Send messages; return what came back, and the seconds of CPU that the server took.

        Those that were sent to another server are sent to the relay too, but only once.
        """
        prepared = self._prepared[:most]
        load, cpu = self.put(server, connections, seconds, prepared, again=again and not server.stores)
        if server.stores:
            self.acknowledged.update(_messages.sid(self._first + place) for place in load.taken)
            self._first += len(load.times)
            del self._prepared[: len(load.times)]
        return load, cpu

    def put(
        self, server: Server, connections: int, seconds: float, requests: list[bytes], *, again: bool = True
    ) -> tuple[Load, float]:
        """Send any requests; `again` is whether to begin anew when they are used up."""
        before = server.usage().cpu_seconds
        load = _load.put(server.port, requests, connections, seconds, again=again)
        for status, number in load.refused.items():
            self.refused[f"{server.name}, {status}"] += number
        return load, server.usage().cpu_seconds - before


def main(*arguments: str) -> None:
    options = parsed(arguments)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-relay-")))
        server = None
        if options.store == "postgresql":
            try:
                server = stack.enter_context(Postgres(durable=True))
            except FileNotFoundError as error:
                sys.exit(str(error))
        store, loads = Store(folder, server), Loads()
        synced = _disk.sync_milliseconds(store.folder)
        measure(options, folder, store, loads, (server.pid,) if server else ())
        missing = loads.acknowledged - store.ids()  # the relay was killed by now
        kind = _disk.file_system(store.folder)
        again = _disk.sync_milliseconds(store.folder)
        print(f"\nThe disk ({kind}): {synced:.2f} ms to sync a page before, {again:.2f} ms after.")
        for what, number in loads.refused.items():
            print(f"NOT TAKEN: {number} requests ({what})")
        print(
            f"{len(loads.acknowledged):,} messages acknowledged; in the store after kill -9, {len(missing):,} missing."
        )
    if missing:
        sys.exit(1)


def parsed(arguments: tuple[str, ...]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("scripts/bench relay", add_help=False, allow_abbrev=False)
    parser.add_argument("--connections", type=_numbers, default=[1, 50, 200])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--beside", type=lambda text: text.split(","), default=[*OTHERS])
    parser.add_argument("--workers", type=int)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--memory", type=int, nargs="?", const=200_000, default=0)
    return parser.parse_args(arguments)


def _numbers(text: str) -> list[int]:
    return [int(one) for one in text.split(",")]


def measure(
    options: argparse.Namespace, folder: Path, store: Store, loads: Loads, store_processes: tuple[int, ...]
) -> None:
    """Start the servers, load them in turns, print the table, and kill them."""
    workers = _servers.workers_of_relay(options.workers)
    with ExitStack() as stack:
        try:
            relay = stack.enter_context(_servers.relay(folder, store.address, workers, store_processes))
        except LeftOutError as error:
            sys.exit(f"The relay cannot be measured: {error}.")
        processes = {"flask": workers, "fastapi": options.processes, "express": options.processes}
        others = started({name: processes[name] for name in OTHERS if name in options.beside}, stack)
        servers = [*others.values(), relay]  # last, since it uses the requests up
        loads.prepare(WARM_UP)
        for server in servers:
            loads.messages(server, CONNECTIONS, WARM_UP_SECONDS, again=False)
        for _ in range(options.repeats):
            for connections in options.connections:
                loads.prepare(int(options.seconds * (MOST_PER_SECOND if connections > 1 else MOST_ALONE)))
                for server in servers:
                    loads.table.add(
                        connections, server.name, *loads.messages(server, connections, options.seconds)
                    )
            if 1 in options.connections:
                baselines(relay, folder, loads, options.seconds)
        print(
            "\n".join(loads.table.lines(relay.name, {server.name: name for name, server in others.items()}))
        )
        if options.memory:
            watch_memory(relay, loads, options.memory)


def started(processes: dict[str, int], stack: ExitStack) -> dict[str, Server]:
    """Start what the relay is compared with, each with so many processes, as far as it is there."""
    others = {}
    for name, number in processes.items():
        try:
            others[name] = stack.enter_context(OTHERS[name](number))
        except LeftOutError as error:
            print(f"{name} is left out: {error}.")
    return others


def baselines(relay: Server, folder: Path, loads: Loads, seconds: float) -> None:
    """Measure what an answer of the relay consists of."""
    listing = loads.put(relay, 1, seconds, [_messages.listing(_servers.OPERATOR)])
    loads.table.add(1, "the relay: a list", *listing)
    loads.table.add(1, "SQLite alone: insert, commit", _disk.bare_sqlite(folder, seconds))


def watch_memory(relay: Server, loads: Loads, messages: int) -> None:
    """Send messages and print how much memory the relay's processes take."""
    print(f"\n{'messages':>10} {'processes':>10} {'MiB of their own':>17}")
    values: list[float] = []
    end, before = time.monotonic() + MOST_SECONDS, len(loads.acknowledged)
    while time.monotonic() < end and len(values) < LOOKS:
        loads.prepare(messages // LOOKS)
        loads.messages(relay, CONNECTIONS, end - time.monotonic(), messages // LOOKS)
        used = relay.usage()
        values.append(used.memory / 2**20)
        taken = len(loads.acknowledged) - before
        print(f"{taken:>10,} {used.processes:>10} {values[-1]:>17.1f}", flush=True)
    print(f"{_steady.judge(values)}; {_steady.RULE}")
