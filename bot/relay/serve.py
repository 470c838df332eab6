"""Serves the relay with granian: worker processes that all answer, and of which the one with the lease dispatches."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import resource
import signal
import socket
import sys
from dataclasses import dataclass
from functools import partial
from multiprocessing.synchronize import Lock
from multiprocessing.util import Finalize
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from bot.adapters import checkout, webhook_addresses
from bot.adapters.github.recent import RecentActivity
from bot.adapters.github.repository import Repository
from bot.core import clock, logs
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.core.settings.relay import NAME_PROXIES, LogFormat, RelaySection
from bot.relay import door, examination, live_settings, refusals
from bot.relay.alerts import Alerts
from bot.relay.app import create_app
from bot.relay.counts import SharedCounts
from bot.relay.dispatcher import Dispatcher
from bot.relay.examination import Examination
from bot.relay.front import BODY_SECONDS, Front
from bot.relay.health import Health
from bot.relay.health_watch import HealthWatch
from bot.relay.kept_socket import Supervisor
from bot.relay.live_settings import LiveSettings
from bot.relay.machine_claim import MachineClaim
from bot.relay.minutes import Minutes
from bot.relay.missed_messages import MissedMessages
from bot.relay.mounting import Beside
from bot.relay.refusals import Refusals
from bot.relay.run_causes import issues_are_off
from bot.relay.schedule_watch import ScheduleWatch
from bot.relay.server import Server
from bot.relay.standstill import Standstill
from bot.relay.store import lease_owner, moving, places
from bot.relay.store.alerts import StoredAlerts
from bot.relay.store.notes import SharedNotes
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys

HEADER_SECONDS = 5
# The server waits for every request that is still on its way, so this is longer than any can take.
STOP_SECONDS = int(BODY_SECONDS) + 5
MAX_HEADER_BYTES = 32 * 1024
MAX_CONNECTIONS = 4096
BACKLOG = 2048
CLAIM_SECONDS = 1.0
SPARE_FILES = 128  # for the store, the log, and requests to GitHub and Twilio
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
# A request must not wait 5 ms, Python's default, for the dispatcher to release the interpreter.
_SWITCH_SECONDS = 0.0005


@dataclass(frozen=True, slots=True)
class Shared:
    """What the worker processes of this machine share in memory; `first` can be taken once, by the first of them."""

    first: Lock
    counts: SharedCounts
    minutes: Minutes


def main(settings: Settings, beside: Beside) -> None:
    """Serve until SIGTERM or SIGINT; raises BotError when the relay cannot start."""
    relay = settings.config.relay
    supervisor = Supervisor()
    kept = supervisor.socket_for(relay.host, relay.port)
    claim = _claim_port(relay.host, relay.port, listens=kept is not None)
    try:
        _serve(settings, beside, kept or supervisor.make_socket(relay.host, relay.port, BACKLOG))
    finally:
        if claim:
            claim.close()


def _serve(settings: Settings, beside: Beside, listening: socket.socket | None) -> None:
    relay = settings.config.relay
    _check_log(Path(relay.log_file))
    _log_to(relay)
    with Store(places.of(settings), RelayKeys.of(settings)) as store:
        store.require_undamaged()
        moving.require_not_moved(store)
    shared = Shared(multiprocessing.Lock(), SharedCounts(relay.worker_processes), Minutes(shared=True))
    server = Server(
        listening,
        target="bot.relay",
        address=relay.host,
        port=relay.port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        # Also ends connections that are idle between two requests.
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=MAX_HEADER_BYTES
        ),
        websockets=False,
        workers=relay.worker_processes,
        backlog=BACKLOG,
        backpressure=_connections(),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
    )
    os.register_at_fork(after_in_child=_stop_at_once)
    server.serve(
        target_loader=partial(_application, settings, os.getpid(), shared, beside), wrap_loader=False
    )
    logs.step("relay-stopped")


def _connections() -> int:
    """Return how many connections may stand at once, after asking for enough file descriptors for them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_CONNECTIONS + SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return max(1, soft - SPARE_FILES)
    return MAX_CONNECTIONS


def _application(settings: Settings, parent: int, shared: Shared, beside: Beside) -> Front:
    """Return the app; runs in each worker process, also in one that replaces another."""
    _die_with(parent)
    _stop_at_once()
    shared.counts.claim()
    sys.setswitchinterval(_SWITCH_SECONDS)
    relay = settings.config.relay
    _log_to(relay)
    is_first = shared.first.acquire(block=False)
    if is_first:
        _log_start(settings)
    clock.follow()  # GitHub's: what the workflows compare must be of one clock, whatever happens to this machine's
    store = Store(places.of(settings), RelayKeys.of(settings))
    dispatcher = Dispatcher(settings, store, Repository(settings))
    schedule_watch = _schedule_watch(settings, store, dispatcher)
    health = Health(store, dispatcher, schedule_watch)
    if health.high_water.compare():
        dispatcher.waker.note_trouble()
    app = create_app(settings, store, dispatcher, schedule_watch=schedule_watch, health=health)
    if beside.mount:
        app.mount(door.CONSOLE, beside.mount)
    refused: Refusals = app.extensions[refusals.__name__]
    refused.minutes = shared.minutes
    tested: Examination = app.extensions[examination.__name__]
    tested.examine = beside.examine
    live: LiveSettings = app.extensions[live_settings.__name__]
    # Also in a process that gets no request, such as the one that leads.
    dispatcher.regularly += [live.refresh, health.signatures.share]
    dispatcher.when_leading.append(schedule_watch.wake)
    dispatcher.start()
    schedule_watch.start(lambda: dispatcher.leads)
    health_watch = _health_watch(health, live, store, dispatcher)
    health_watch.start()

    def stop() -> None:
        schedule_watch.stop(0)
        health_watch.stop()
        dispatcher.stop(5)
        refused.close()
        store.close()
        front.close()

    # multiprocessing ends its children without running atexit; it runs this instead.
    Finalize(None, stop, exitpriority=1)
    if not is_first:
        logs.step("worker-started")
    # Threads that wait for the same commit cost nothing.
    threads = min(16, multiprocessing.cpu_count() * 2 + 1)
    front = Front(app.wsgi_app, store, refused, threads)
    Supervisor().note_ready()
    gc.freeze()  # what is loaded by now stays: scanning it repeatedly would only delay answers
    return front


def _schedule_watch(settings: Settings, store: Store, dispatcher: Dispatcher) -> ScheduleWatch:
    waker = dispatcher.waker
    return ScheduleWatch(
        settings,
        RecentActivity(settings),
        MissedMessages(settings, store, waker.note_missed),
        waker.note_trouble,
        waker.note_failing,
        SharedNotes(store),
    )


def _health_watch(health: Health, live: LiveSettings, store: Store, dispatcher: Dispatcher) -> HealthWatch:
    alerts = Alerts(
        lambda: live.current,
        Standstill(health),
        StoredAlerts(store, lease_owner.this_process()),
        issues_are_off=lambda: issues_are_off(Repository(live.current)),
    )
    relay = live.current.config.relay
    claim = MachineClaim(f"alerts {relay.host}:{relay.port}")
    return HealthWatch(
        health, alerts, lambda: dispatcher.leads, lambda: dispatcher.is_in_doubt and claim.take()
    )


def _log_to(relay: RelaySection) -> None:
    logs.configure(Path(relay.log_file), relay.log_megabytes, as_json=relay.log_format is LogFormat.JSON)


def _log_start(settings: Settings) -> None:
    found = checkout.look(Path())
    if found:
        logs.trouble("checkout-holds-files", reason=found.sentence, remedy=found.remedy)
    hidden = settings.config.relay.hidden_callers
    if hidden:
        logs.trouble("callers-hidden", reason=hidden, remedy=NAME_PROXIES)
    relay = settings.config.relay
    logs.step(
        "relay-started",
        reason=f"It listens on {relay.host}:{relay.port}; Twilio calls {webhook_addresses.inbound(settings)}.",
    )
    if not settings.administrators:
        logs.step(
            "alerts-off",
            reason="ADMIN_PHONES is not set here, so the relay texts nobody when it stands still.",
        )


def _die_with(parent: int) -> None:
    """Ask the kernel to kill this process when its parent dies, so that no orphan keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)


def _stop_at_once() -> None:
    """Let signals end this process while it loads, until the server in it waits for them.

    A forked process would inherit its parent's handlers, which swallow them here; a spawned one has Python's.
    """
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, signal.SIG_DFL)


def _claim_port(host: str, port: int, *, listens: bool = False) -> socket.socket | None:
    """Keep every other relay off the port for as long as the returned socket is open; raises BotError.

    `listens` says that this process has a socket there already.

    granian would silently share the port. The check alone misses a relay that starts at the same moment, so an
    abstract Unix socket is the claim: like a port it belongs to the network namespace, and the kernel releases it
    when the process dies (unix(7)). Only Linux has them. Relays on other ports may share the database.
    """
    claim = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        claim = _claim(f"{address[0]}:{port}") if sys.platform == "linux" else None
        if not listens:
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
    except OSError as error:
        if claim:
            claim.close()
        raise BotError(
            Sentence(
                "The relay cannot listen on {host}:{port} ({why}).",
                host=host,
                port=port,
                why=error.strerror or error,
            ),
            "Stop what listens there, or set relay.host and relay.port in config.yml.",
        ) from error
    return claim


def _claim(place: str) -> socket.socket:
    """Return the claim; raises OSError if another relay holds it. One that is just ending is waited for."""
    claim = socket.socket(socket.AF_UNIX)
    until = clock.steady() + CLAIM_SECONDS
    while True:
        try:
            claim.bind(f"\0auditoria360-relay {place}")
        except OSError:
            if clock.steady() > until:
                claim.close()
                raise
            clock.sleep(0.05)
        else:
            return claim


def _check_log(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.open("a").close()
    except OSError as error:
        raise BotError(
            Sentence("The log file {file} cannot be written ({why}).", file=file, why=error.strerror),
            "Set relay.log_file in config.yml to a place this user may write to.",
        ) from error
