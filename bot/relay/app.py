"""The relay as a Flask app."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from bot.core import clock
from bot.core.settings import Settings
from bot.relay import api, credentials, status, webhooks
from bot.relay.credentials import LiveSettings
from bot.relay.dispatcher import Dispatcher
from bot.relay.schedule_watch import ScheduleWatch
from bot.relay.store import Store
from bot.relay.store_batches import Batches
from bot.relay.store_lock import StoreError

PREFIXES = ("/api/notifications", "/api/v1/notifications")


def create_app(
    settings: Settings,
    store: Store,
    dispatcher: Dispatcher,
    folder: Path = Path(),
    timepiece: ScheduleWatch | None = None,
) -> Flask:
    """Return the app; what has a thread of its own is started and stopped by the caller.

    `folder` is where `.env` lies.
    """
    app = Flask("bot.relay", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = webhooks.MAX_BODY_BYTES
    app.url_map.strict_slashes = False
    live = LiveSettings(settings, folder, store, dispatcher, timepiece)
    desk = api.OrderIntake(live, store, dispatcher)
    for number, prefix in enumerate(PREFIXES, 1):
        hooks = webhooks.blueprint(live, store, dispatcher)
        app.register_blueprint(hooks, url_prefix=prefix, name=f"webhooks_v{number}")
        app.register_blueprint(api.blueprint(desk), url_prefix=prefix, name=f"api_v{number}")
        door = credentials.blueprint(live, store)
        app.register_blueprint(door, url_prefix=prefix, name=f"credentials_v{number}")
        area = _status(desk, store, dispatcher, timepiece)
        app.register_blueprint(area, url_prefix=prefix, name=f"status_v{number}")
    app.register_blueprint(_probes(store, dispatcher), name="probes")
    app.before_request(live.refresh)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _failed)
    return app


def _status(
    desk: api.OrderIntake, store: Store, dispatcher: Dispatcher, timepiece: ScheduleWatch | None
) -> Blueprint:
    area = Blueprint("status", __name__)
    batches = Batches(store)

    @area.get("/gateway/status")
    def gateway_status() -> Response:
        environment = desk.live.now().environment
        trusted = bool(request.headers.get("Authorization")) and bool(desk.tokens.required())
        now = clock.now()
        queue = batches.queue()
        answer: dict[str, Any] = {
            "status": status.overall(queue, dispatcher, timepiece, now),
            "providers": status.providers(environment),
        }
        if trusted:
            answer |= status.details(queue, dispatcher, now)
            answer["clock"] = timepiece.shown(now) if timepiece else None
            answer["provider_list"] = status.provider_list(environment)
        return jsonify(answer)

    area.register_blueprint(_probes(store, dispatcher))
    return area


def _probes(store: Store, dispatcher: Dispatcher) -> Blueprint:
    probes = Blueprint("probes", __name__)

    @probes.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok")

    @probes.get("/readyz")
    def readyz() -> tuple[Response, int]:
        store.check()
        if not dispatcher.alive(clock.now()):
            return jsonify(error="The dispatcher does not run; restart the relay."), 503
        return jsonify(status="ok"), 200

    return probes


def _refused(error: HTTPException) -> tuple[Response, int]:
    answer = jsonify(error=error.description or error.name)
    for name, value in error.get_headers():
        if name not in answer.headers:  # WWW-Authenticate, Retry-After, Allow
            answer.headers[name] = value
    return answer, error.code or 500


def _failed(error: Exception) -> tuple[Response, int]:
    if isinstance(error, StoreError):
        return jsonify(error=error.message), 503
    webhooks.note_failure(error)
    return jsonify(error="Something went wrong in the relay; its log has the place."), 500
