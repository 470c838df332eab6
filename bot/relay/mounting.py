"""What the relay gives a program beside it, under a path of its own, such as the console."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Response

from bot.relay import counts, webhooks
from bot.relay.api import OrderIntake
from bot.relay.dispatcher import Dispatcher
from bot.relay.examination import Examine
from bot.relay.health import Health
from bot.relay.live_settings import LiveSettings
from bot.relay.refusals import Refusals
from bot.relay.schedule_watch import ScheduleWatch
from bot.relay.store.lock import StoreError
from bot.relay.store.store import Store


@dataclass(frozen=True, slots=True)
class RelayParts:
    """The parts of a relay's process."""

    live: LiveSettings
    store: Store
    health: Health
    dispatcher: Dispatcher
    intake: OrderIntake
    refusals: Refusals
    schedule_watch: ScheduleWatch | None = None


# Makes the program; worker processes find it by its name.
Mount = Callable[[RelayParts], WSGIApplication]


@dataclass(frozen=True, slots=True)
class Beside:
    """Programs that the relay may not import, since they look at the whole installation: the doctor and the console."""

    examine: Examine | None = None
    mount: Mount | None = None


class Mounted:
    """A program under a path, created on its first request: most processes of most relays never need it."""

    def __init__(self, path: str, make: Mount, parts: RelayParts) -> None:
        self._path = path
        self._make = make
        self._parts = parts
        self._lock = threading.Lock()
        self._made: WSGIApplication | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            with self._lock:
                made = self._made = self._made or self._make(self._parts)
        except Exception as error:  # noqa: BLE001 - no handler of Flask's is there yet to answer and log it
            return _failed(error)(environ, start_response)
        environ["SCRIPT_NAME"] += self._path
        environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix(self._path)
        return made(environ, start_response)


def _failed(error: Exception) -> Response:
    """Answer as the relay does; the next request tries again to make the program."""
    status = 503 if isinstance(error, StoreError) else 500
    counts.add(counts.REQUESTS_REFUSED, str(status))
    sentence = error.message if isinstance(error, StoreError) else "Internal error; see the relay's log."
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        webhooks.log_failure(error)
    return Response(json.dumps({"error": sentence}), status, mimetype="application/json")
