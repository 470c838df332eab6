"""The relay as a Flask app."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, jsonify
from werkzeug.exceptions import HTTPException

from bot.core.settings import Settings
from bot.relay import api, credentials, status, webhooks
from bot.relay.dispatcher import Dispatcher
from bot.relay.live_settings import LiveSettings
from bot.relay.schedule_watch import ScheduleWatch
from bot.relay.store import Store
from bot.relay.store_lock import StoreError

PREFIXES = ("/api/notifications", "/api/v1/notifications")


def create_app(
    settings: Settings,
    store: Store,
    dispatcher: Dispatcher,
    folder: Path = Path(),
    schedule_watch: ScheduleWatch | None = None,
) -> Flask:
    """Return the app; the caller starts and stops what has a thread of its own. `folder` holds `.env`."""
    app = Flask("bot.relay", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = webhooks.MAX_BODY_BYTES
    app.url_map.strict_slashes = False
    live = LiveSettings(settings, folder, store, dispatcher, schedule_watch)
    intake = api.OrderIntake(live, store, dispatcher)
    for number, prefix in enumerate(PREFIXES, 1):
        hooks = webhooks.blueprint(live, store, dispatcher)
        app.register_blueprint(hooks, url_prefix=prefix, name=f"webhooks_v{number}")
        app.register_blueprint(api.blueprint(intake), url_prefix=prefix, name=f"api_v{number}")
        report = credentials.blueprint(live, store)
        app.register_blueprint(report, url_prefix=prefix, name=f"credentials_v{number}")
        area = status.blueprint(live, store, dispatcher, schedule_watch)
        app.register_blueprint(area, url_prefix=prefix, name=f"status_v{number}")
    app.register_blueprint(status.probes(store, dispatcher), name="probes")
    app.before_request(live.refresh)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _failed)
    return app


def _refused(error: HTTPException) -> tuple[Response, int]:
    answer = jsonify(error=error.description or error.name)
    for name, value in error.get_headers():
        if name not in answer.headers:  # WWW-Authenticate, Retry-After, Allow
            answer.headers[name] = value
    return answer, error.code or 500


def _failed(error: Exception) -> tuple[Response, int]:
    if isinstance(error, StoreError):
        return jsonify(error=error.message), 503
    webhooks.log_failure(error)
    return jsonify(error="Internal error; see the relay's log."), 500
