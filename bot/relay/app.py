"""The relay as a Flask app."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Request, Response, jsonify, request
from flask.sessions import NullSession, SessionInterface, SessionMixin
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from bot.core import clock
from bot.core.settings import Settings
from bot.relay import (
    api,
    consent_anchors,
    counts,
    credentials,
    door,
    examination,
    form_request,
    job_reports,
    live_settings,
    metrics,
    refusals,
    status,
    webhooks,
)
from bot.relay.counts import Refusal
from bot.relay.dispatcher import Dispatcher
from bot.relay.door import MAX_BODY_BYTES, PREFIXES
from bot.relay.examination import Examination
from bot.relay.form_request import FormRequest
from bot.relay.health import Health
from bot.relay.live_settings import LiveSettings
from bot.relay.mounting import Mount, Mounted, RelayParts
from bot.relay.refusals import Refusals
from bot.relay.schedule_watch import ScheduleWatch
from bot.relay.store import deadline
from bot.relay.store.lock import StoreError
from bot.relay.store.store import Store


class _NoSessions(SessionInterface):
    """No view knows its caller by a cookie."""

    _none = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:  # noqa: ARG002 - as Flask calls it
        return self._none

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Save nothing: there is nothing to save."""


class Application(Flask):
    """Flask, without what costs each request time and nothing here needs."""

    request_class = FormRequest
    session_interface = _NoSessions()

    def __init__(self, name: str) -> None:
        super().__init__(name, static_folder=None)
        # By path: what takes a POST as it should be in place of the route, or returns None and leaves it to the route.
        self.takers: dict[str, Callable[[FormRequest], Response | None]] = {}
        # By the first part of the path: a program of its own.
        self._mounted: dict[str, WSGIApplication] = {}
        self.parts: RelayParts

    def mount(self, name: str, make: Mount) -> None:
        """Hand all paths that begin with /name to a program."""
        self._mounted[name] = Mounted(f"/{name}", make, self.parts)

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        is_whole = environ["REQUEST_METHOD"] == "POST" and form_request.BODY in environ
        taker = self.takers.get(environ["PATH_INFO"]) if is_whole else None
        if not taker:
            # A path has a slash before it: `OPTIONS *` and CONNECT have none (RFC 9112, 3.2).
            first = environ["PATH_INFO"].split("/", 2)[1:2]
            program = self._mounted.get(first[0]) if first else None
            return (program or super().wsgi_app)(environ, start_response)
        _begin(environ)
        try:
            answer = _taken(taker, environ) or super().wsgi_app
            return answer(environ, start_response)
        finally:
            deadline.end()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function: no view of the relay is a coroutine."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return what finds the view by path and method alone: no address depends on the host, none redirects."""
        if request is None:
            return super().create_url_adapter(request)
        path = request.environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
        return MapAdapter(
            self.url_map,
            "relay",
            "/",
            "",
            "https",
            path,
            request.method,
            request.query_string.decode("latin-1"),
        )


def _taken(taker: Callable[[FormRequest], Response | None], environ: WSGIEnvironment) -> Response | None:
    with suppress(Exception):  # whatever it is, the route meets it again, and answers it
        return taker(FormRequest(environ))
    return None


def create_app(
    settings: Settings,
    store: Store,
    dispatcher: Dispatcher,
    folder: Path | None = None,
    schedule_watch: ScheduleWatch | None = None,
    health: Health | None = None,
) -> Application:
    """Return the app; the caller starts and stops what has a thread of its own.

    `folder` holds `.env`: by default where it was when the settings were read.
    """
    app = Application("bot.relay")
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    refused = app.extensions[refusals.__name__] = Refusals(
        trusted_proxies=settings.config.relay.trusted_proxies
    )
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False  # which would redirect
    live = app.extensions[live_settings.__name__] = LiveSettings(
        settings, folder or settings.env_folder, store, dispatcher, schedule_watch
    )
    health = health or Health(store, dispatcher, schedule_watch)
    intake = api.OrderIntake(live, store)
    tested = app.extensions[examination.__name__] = Examination(live)
    for number, prefix in enumerate(PREFIXES, 1):
        hooks = webhooks.blueprint(live, store, dispatcher, health.signatures)
        app.register_blueprint(hooks, url_prefix=prefix, name=f"webhooks_v{number}")
        app.takers[f"{prefix}{webhooks.MESSAGES}"] = webhooks.taker(
            live, store, dispatcher, health.signatures
        )
        app.register_blueprint(api.blueprint(intake, tested), url_prefix=prefix, name=f"api_v{number}")
        reports = job_reports.blueprint(store, dispatcher.waker)
        app.register_blueprint(reports, url_prefix=prefix, name=f"job_reports_v{number}")
        report = credentials.blueprint(live, store)
        app.register_blueprint(report, url_prefix=prefix, name=f"credentials_v{number}")
        app.register_blueprint(
            consent_anchors.blueprint(store), url_prefix=prefix, name=f"consent_anchors_v{number}"
        )
        area = status.blueprint(live, health, dispatcher, schedule_watch)
        app.register_blueprint(area, url_prefix=prefix, name=f"status_v{number}")
    app.register_blueprint(status.probes(health), name="probes")
    app.register_blueprint(metrics.blueprint(live, store, health))
    app.before_request(lambda: _begin(request.environ))
    app.before_request(live.refresh)
    app.teardown_request(lambda _error: deadline.end())
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _failed)
    app.parts = RelayParts(live, store, health, dispatcher, intake, refused, schedule_watch)
    return app


def _begin(environ: WSGIEnvironment) -> None:
    deadline.begin(environ.get(deadline.ARRIVED, clock.steady()))


def _refused(error: HTTPException) -> tuple[Response, int]:
    error = refusals.slowed(error)
    reason = error.description or error.name
    if error.code == HTTPStatus.METHOD_NOT_ALLOWED and door.is_webhook(request.path):
        counts.add(counts.REFUSED, Refusal.METHOD)
        refusals.of_app().log(
            "webhook-refused",
            error.code,
            "Twilio called it by a method other than HTTP POST.",
            "Choose HTTP POST beside the address in Twilio's console.",
        )
    else:
        counts.add(counts.REQUESTS_REFUSED, str(error.code or 500))
        refusals.of_app().log("request-refused", error.code or 500, reason)
    answer = jsonify(error=reason)
    for name, value in error.get_headers():
        if name not in answer.headers:  # WWW-Authenticate, Retry-After, Allow
            answer.headers[name] = value
    return answer, error.code or 500


def _failed(error: Exception) -> tuple[Response, int]:
    status = 503 if isinstance(error, StoreError) else 500
    counts.add(counts.REQUESTS_REFUSED, str(status))
    if isinstance(error, StoreError):
        return jsonify(error=error.message), 503
    webhooks.log_failure(error)
    return jsonify(error="Internal error; see the relay's log."), 500
