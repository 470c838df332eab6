"""Serves the relay with granian: one worker process that answers and dispatches."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import socket
import sys
from functools import partial
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from bot.adapters.github.recent import RecentActivity
from bot.adapters.github.repository import Repository
from bot.core import logs
from bot.core.errors import BotError
from bot.core.settings import Settings
from bot.relay.app import create_app
from bot.relay.dispatcher import Dispatcher
from bot.relay.schedule_watch import ScheduleWatch
from bot.relay.store import Store
from bot.rules.people.sealing import Vault

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

STOP_SECONDS = 10
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
# A request must not wait 5 ms, Python's default, for the dispatcher to release the interpreter.
_SWITCH_SECONDS = 0.0005


def main(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; raises BotError when the relay cannot start."""
    relay = settings.config.relay
    _check_port(relay.host, relay.port)
    _check_log(Path(relay.log_file))
    Store(Path(relay.database), Vault(settings.contact_keys)).close()
    server = Granian(
        target="bot.relay",
        address=relay.host,
        port=relay.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=1,
        # Threads that wait for the same commit cost nothing; granian warns about more than this many.
        blocking_threads=min(16, multiprocessing.cpu_count() * 2 + 1),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=partial(_application, settings, os.getpid()), wrap_loader=False)


def _application(settings: Settings, parent: int) -> WSGIApplication:
    """Return the app; runs in the worker process."""
    _die_with(parent)
    sys.setswitchinterval(_SWITCH_SECONDS)
    relay = settings.config.relay
    logs.configure(Path(relay.log_file), relay.log_megabytes)
    store = Store(Path(relay.database), Vault(settings.contact_keys))
    dispatcher = Dispatcher(settings, store, Repository(settings))
    dispatcher.start()
    schedule_watch = ScheduleWatch(settings, RecentActivity(settings))
    schedule_watch.start()

    def stop() -> None:
        schedule_watch.stop(0)
        dispatcher.stop(STOP_SECONDS / 2)
        logs.step("relay-stopped")

    # multiprocessing ends its children without running atexit; it runs this instead.
    Finalize(None, stop, exitpriority=1)
    logs.step("relay-started")
    application = create_app(settings, store, dispatcher, schedule_watch=schedule_watch).wsgi_app
    gc.freeze()  # what is loaded by now stays: scanning it repeatedly would only delay answers
    return application


def _die_with(parent: int) -> None:
    """Ask the kernel to kill this process when its parent dies, so that no orphan keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)


def _check_port(host: str, port: int) -> None:
    """Raise BotError if another process listens there: granian itself would silently share the port."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise BotError(
            f"The relay cannot listen on {host}:{port} ({error.strerror or error}).",
            "Stop what listens there, or set relay.host and relay.port in config.yml.",
        ) from error


def _check_log(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.open("a").close()
    except OSError as error:
        raise BotError(
            f"The log file {file} cannot be written ({error.strerror}).",
            "Set relay.log_file in config.yml to a place this user may write to.",
        ) from error
