"""The console as a Flask app of its own, which the relay mounts under /console."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException, NotFound

from bot.console import navigation
from bot.console.entry import account, guard, returning, sign_in, visitor, written
from bot.console.entry.administrators import Administrators
from bot.console.entry.guard import Guard
from bot.console.entry.sessions import Sessions
from bot.core import clock
from bot.core.errors import BotError
from bot.pages import headers, templates
from bot.pages.assets import Assets
from bot.relay import counts, door, webhooks
from bot.relay.form_request import FormRequest
from bot.relay.mounting import RelayParts
from bot.relay.store import deadline
from bot.relay.store.lock import StoreError

_HERE = Path(__file__).parent
# Where only Werkzeug has words for it, which are English.
_REFUSED: Mapping[int, str] = {
    404: "There is no such page.",
    405: "This address only takes forms. Open the page that has the form.",
    413: "That is too much for a form. Send less at once.",
}


def create_app(parts: RelayParts) -> Flask:
    """Return the console; it keeps nothing that another process would need."""
    app = Flask("bot.console", static_folder=None, template_folder=str(_HERE / "templates"))
    app.request_class = FormRequest  # which also bounds how many fields a form of strangers has
    app.config["MAX_CONTENT_LENGTH"] = door.MAX_BODY_BYTES
    app.url_map.strict_slashes = False
    assets = Assets(f"/{door.CONSOLE}/assets", [_HERE / "static"])
    sessions = Sessions(parts.store)
    _prepare(app, parts, Guard(parts, sessions))
    _give_templates(app, parts, assets)
    headers.install(app)
    app.register_blueprint(assets.blueprint(), url_prefix="/assets")
    app.register_blueprint(sign_in.blueprint(parts, sessions))
    app.register_blueprint(account.blueprint(parts, sessions))
    for page in navigation.PAGES:
        app.register_blueprint(page.make(parts))
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(BotError, _troubled)
    app.register_error_handler(Exception, _failed)
    return app


def _prepare(app: Flask, parts: RelayParts, gate: Guard) -> None:
    @app.before_request
    def begin() -> Response | None:
        deadline.begin(request.environ.get(deadline.ARRIVED, clock.steady()))
        g.visitor = None
        parts.live.refresh()
        given = visitor.cookie(visitor.LANGUAGE)
        default = str(parts.live.current.config.language.maintainers)
        g.language = given if given in templates.LANGUAGES else default
        if not Administrators.of(parts.live.current.environment.CONSOLE_ADMINISTRATORS):
            raise NotFound("The console is off. `bot console password` on the server switches it on.")
        return gate.admit()

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        deadline.end()


def _give_templates(app: Flask, parts: RelayParts, assets: Assets) -> None:
    templates.install(
        app, assets, lambda: str(g.language), lambda: ZoneInfo(parts.live.current.config.time_zone)
    )
    app.jinja_env.globals |= {
        "pages": navigation.PAGES,
        "here": returning.here,
        "form_field": guard.FIELD,
        "form_header": guard.HEADER,
        "unattended_header": guard.UNATTENDED,
        "office_zone": lambda: parts.live.current.config.time_zone,
        "visitor": lambda: g.visitor,
        # A database that several machines can share; of SQLite's they cannot.
        "machine": socket.gethostname() if parts.store.database.kind == "postgresql" else "",
    }


def _refused(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    counts.add(counts.REQUESTS_REFUSED, str(code))
    is_ours = error.description != type(error).description
    sentence = error.description if is_ours else _REFUSED.get(code)
    return _page(code, sentence or "The request cannot be understood."), code


def _troubled(error: BotError) -> tuple[str, int]:
    code = 503 if isinstance(error, StoreError) else 502
    counts.add(counts.REQUESTS_REFUSED, str(code))
    return _page(code, error.message, error.remedy), code


def _failed(error: Exception) -> tuple[str, int]:
    counts.add(counts.REQUESTS_REFUSED, "500")
    webhooks.log_failure(error)
    return _page(500, "Something went wrong here. The relay's log names the place."), 500


def _page(code: int, sentence: str, remedy: str = "") -> str:
    """Return what is wrong: the whole page, or, where htmx renews a part of one, that part."""
    template = "part_trouble.html" if request.headers.get("HX-Request") else "trouble.html"
    return render_template(template, code=code, sentence=sentence, remedy=remedy, written=written.texts())
