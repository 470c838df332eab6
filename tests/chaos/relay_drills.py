"""The relay dies, stops, starts twice, or meets a disk, a database or a clock that fails."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.chaos.arena import Arena
from tests.chaos.drills import drill
from tests.chaos.relays import moved_relay, python_children
from tests.journeys.processes import second_relay

HOUR = 3600
_TRAFFIC_SECONDS = 1.5


@drill("kill -9 of the relay under traffic, three times")
def killed(arena: Arena) -> None:
    people = arena.people(12)
    arena.greet(people[:4])
    with arena.traffic(people):
        for _ in range(3):
            time.sleep(_TRAFFIC_SECONDS)
            arena.world.stop_relay(signal.SIGKILL)
            time.sleep(0.3)
            arena.world.start_relay()
    arena.settle()


@drill("kill -9 of the relay's worker alone, three times")
def worker_killed(arena: Arena) -> None:
    people = arena.people(8)
    with arena.traffic(people):
        for _ in range(3):
            time.sleep(_TRAFFIC_SECONDS)
            children = python_children(arena.world.folder)
            if len(children) > 1:
                os.kill(max(children), signal.SIGKILL)
    if arena.waiting() < 0:
        arena.world.stop_relay(signal.SIGKILL)
        arena.world.start_relay()
    arena.settle()


@drill("SIGTERM in a burst, three times")
def stopped(arena: Arena) -> None:
    people = arena.people(8)
    with arena.traffic(people, pause=0.02):
        for _ in range(3):
            time.sleep(1)
            assert arena.world.stop_relay() == 0
            arena.world.start_relay()
    arena.settle()


@drill("disk full")
def disk_full(arena: Arena) -> None:
    """No file of the relay may grow: a write then fails as on a full disk."""
    people = arena.people(6)
    arena.greet(people[:2])
    with arena.traffic(people):
        time.sleep(1)
        relays = python_children(arena.world.folder)
        for pid in relays:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        time.sleep(3)
        for pid in relays:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        time.sleep(1)
    assert relays
    assert arena.refused
    arena.settle()
    _late_messages(arena)


@drill("log disk full")
def log_disk_full(arena: Arena) -> None:
    arena.world.stop_relay()
    log = arena.world.folder / "logs" / "communication_gateway.log"
    log.unlink(missing_ok=True)
    log.symlink_to("/dev/full")
    arena.world.start_relay()
    people = arena.people(4)
    with arena.traffic(people):
        time.sleep(_TRAFFIC_SECONDS)
    arena.settle()
    assert "Traceback" not in (arena.world.folder / "relay.out").read_text("utf-8")


@drill("database locked for six seconds by another process")
def database_locked(arena: Arena) -> None:
    people = arena.people(6)
    arena.greet(people[:2])
    with arena.traffic(people):
        time.sleep(1)
        with sqlite3.connect(arena.world.folder / "relay.db", isolation_level=None) as other:
            other.execute("BEGIN EXCLUSIVE")
            time.sleep(6)
            other.execute("ROLLBACK")
        other.close()
    arena.settle()
    _late_messages(arena)


def _late_messages(arena: Arena) -> None:
    """Let reconcile bring what Twilio has and no webhook delivered; that is shown too, and owed to nobody."""
    arena.hour()
    arena.settle()


def _damaged(damage: Callable[[Path], bool], arena: Arena) -> None:
    """Damage the database at rest while messages wait in it; what Twilio knows comes back by reconcile."""
    people = arena.people(5)
    arena.greet(people)
    arena.world.sandbox.switch_on("github-down")
    for number in people * 2:
        assert arena.write(number)
    arena.world.stop_relay(signal.SIGKILL)
    database = arena.world.folder / "relay.db"
    if not damage(database):
        for file in database.parent.glob("relay.db*"):
            file.rename(file.with_name(f"aside-{file.name}"))
    arena.world.sandbox.switch_off("github-down")
    arena.world.start_relay()
    arena.hour()
    arena.settle()


def _without_log(database: Path) -> bool:
    database.with_name("relay.db-wal").unlink(missing_ok=True)
    return True


def _log_cut(database: Path) -> bool:
    log = database.with_name("relay.db-wal")
    if log.exists():
        os.truncate(log, log.stat().st_size // 2)
    return True


def _emptied(database: Path) -> bool:
    for file in database.parent.glob("relay.db*"):
        file.unlink()
    return True


def _overwritten_pages(database: Path) -> bool:
    """Overwrite pages of the tables; the relay refuses to start, and the operator moves the file aside."""
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 12288)
    return False


def _overwritten_header(database: Path) -> bool:
    _overwritten_pages(database)
    with database.open("r+b") as file:
        file.write(b"\xa5" * 100)
    return False


for _name, _damage in {
    "its write-ahead log is gone": _without_log,
    "its write-ahead log is cut in half": _log_cut,
    "all its files are gone": _emptied,
    "pages are overwritten, moved aside": _overwritten_pages,
    "its header is overwritten, moved aside": _overwritten_header,
}.items():
    drill(f"database damaged at rest: {_name}")(partial(_damaged, _damage))


@drill("two relays on one database, either killed in turn")
def two_relays(arena: Arena) -> None:
    people = arena.people(8)
    with second_relay(arena.world) as second, arena.traffic(people):
        time.sleep(1)
        routes = arena.world.twilio.webhook_client.routes
        (public,) = routes
        own, routes[public] = routes[public], second.url
        arena.world.stop_relay(signal.SIGKILL)
        time.sleep(2)
        arena.world.start_relay()
        routes[public] = own
        time.sleep(1)
        second.process.kill()
        time.sleep(1)
    arena.settle()


@drill("relay's clock an hour ahead, a run killed midway")
def clock_ahead(arena: Arena) -> None:
    _with_clock(arena, HOUR)


@drill("relay's clock an hour behind, a run killed midway")
def clock_behind(arena: Arena) -> None:
    _with_clock(arena, -HOUR)


def _with_clock(arena: Arena, seconds: int) -> None:
    people = arena.people(6)
    arena.greet(people)
    with moved_relay(arena, seconds):
        for _ in range(2):
            killed = threading.Event()
            arena.world.jobs_to_github.reset(partial(_kill_after_comments, arena, killed))
            for number in people:
                assert arena.write(number)
            arena.settle()
            arena.mend()


def _kill_after_comments(arena: Arena, killed: threading.Event, request: object) -> None:
    """Kill the run under way at the fourth comment that it writes."""
    written = [one for one in arena.world.jobs_to_github.seen if one.method == "POST"]
    if len(written) == 4 and not killed.is_set():
        killed.set()
        for run in arena.world.actions.runs():
            if run.status == "in_progress":
                arena.world.actions.cancel(run.id)


@drill("relay's clock steps an hour back under traffic, and a run fails")
def clock_steps_back(arena: Arena) -> None:
    _with_step(arena, -HOUR)


@drill("relay's clock steps an hour ahead under traffic, and a run fails")
def clock_steps_ahead(arena: Arena) -> None:
    _with_step(arena, HOUR)


def _with_step(arena: Arena, seconds: int) -> None:
    people = arena.people(4)
    arena.greet(people)
    with moved_relay(arena) as relay:
        with arena.traffic(people, pause=0.3):
            time.sleep(1)
            arena.world.sandbox.switch_on("run-fails-to-start", 1)
            relay.move(seconds)
            time.sleep(2)
        arena.settle(60)


@drill("relay's clock steps an hour back while GitHub is down")
def clock_steps_back_in_an_outage(arena: Arena) -> None:
    people = arena.people(3)
    arena.greet(people)
    with moved_relay(arena) as relay:
        arena.world.sandbox.switch_on("github-down")
        for number in people:
            assert arena.write(number)
        time.sleep(2)
        relay.move(-HOUR)
        time.sleep(1)
        arena.world.sandbox.switch_off("github-down")
        arena.settle(60)


@drill("burst: 300 messages of 60 people")
def burst(arena: Arena) -> None:
    people = arena.people(60)
    for number in people:
        arena.ledger.automatic(number)
    for _ in range(5):
        for number in people:
            assert arena.write(number)
    arena.settle(240)


@drill("one person writes 100 messages without a pause")
def one_person(arena: Arena) -> None:
    (person,) = arena.people(1)
    arena.ledger.automatic(person)
    for _ in range(100):
        assert arena.write(person)
    arena.settle(240)


@drill("long messages: 1,570 letters, 4,000 emojis, markup")
def long_messages(arena: Arena) -> None:
    people = arena.people(3)
    for number, text in zip(people, ("a" * 1570, "😀" * 4000, "```\n<b>@x</b> #1\n" * 60), strict=True):
        for _ in range(5):
            assert arena.write(number, text)
    arena.settle()
