"""The screen's own server, beside those of the emulated services."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flask import Flask, Response, g, make_response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import Forbidden

from bot.core.errors import BotError
from bot.pages import headers, hosts, templates
from bot.pages.assets import Assets
from bot.sandbox.emulator import reader
from bot.sandbox.emulator.server import Server
from bot.sandbox.github import api as github_api
from bot.sandbox.screen import desk, news, packing, pane, phones, switches, way
from bot.sandbox.screen.pane import Answer, Pane
from bot.sandbox.screen.parts import Parts
from bot.sandbox.screen.stream import Changes

_MOST_BYTES = 20 * 1024 * 1024  # of one form, with its files


class Screen:
    """The page of a running sandbox, served until `stop`."""

    def __init__(self, parts: Parts, port: int = 0) -> None:
        self._panes = panes_of(parts)
        self._changes = Changes({one.name: one.mark for one in self._panes})
        self._server = Server(create_app(parts, self._panes, self._changes), port)

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def app(self) -> Flask:
        return self._server.app

    @property
    def watched(self) -> bool:
        """Whether somebody has the page open."""
        return self._changes.listeners > 0

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._changes.stop()
        self._server.stop()
        for one in self._panes:
            one.close()


def panes_of(parts: Parts) -> list[Pane]:
    """Return the panes of the screen, each to be closed in the end."""
    return [module.pane(parts) for module in (news, phones, desk, way, switches)]


def create_app(parts: Parts, panes: list[Pane], changes: Changes) -> Flask:
    """Return the app: the whole screen, each pane's fragment and routes, and the stream of changes."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _MOST_BYTES
    assets = Assets("/assets", [Path(__file__).with_name("static"), github_api.PAGES / "static"])
    app.register_blueprint(assets.blueprint(), url_prefix="/assets")
    headers.install(app)
    packing.install(app)
    app.config["CONFIGURATION"] = lambda: parts.configuration
    reader.install(app, assets)
    pane.install(app)

    def whole(drawn: Mapping[str, str]) -> str:
        """Return the screen; `drawn` are panes that an answer has drawn already."""
        shown = {one.name: Markup(drawn.get(one.name) or one.draw()) for one in panes}  # noqa: S704 - our templates
        return render_template("screen.html", shown=shown, addresses=parts.addresses)

    @app.before_request
    def begin() -> None:
        g.whole = whole
        _require_own_page()

    @app.get("/", endpoint="whole")
    def screen() -> Response:
        chosen = request.args.get("lang", "")
        if chosen in templates.LANGUAGES:
            answer = make_response(redirect(pane.here()))
            answer.set_cookie(reader.CHOSEN, chosen, httponly=True, samesite="Lax")
            return answer
        return make_response(whole({}))

    @app.get("/console")
    def console() -> Answer:
        """Sign the browser in to the relay's console; where that cannot be done, the screen says why."""
        try:
            return make_response(redirect(parts.console_link()))
        except BotError as error:
            return next(one for one in panes if one.name == "news").refuse(error.message)

    @app.get("/events")
    def events() -> Response:
        return Response(changes.events(), mimetype="text/event-stream")

    for one in panes:
        app.register_blueprint(one.routes, url_prefix=f"/{one.name}")
        app.add_url_rule(f"/{one.name}", f"pane-{one.name}", one.draw)
    return app


def _require_own_page() -> None:
    """Raise Forbidden for what other pages in the same browser ask for."""
    # A foreign name that resolves to this machine would make its pages share our origin ("DNS rebinding").
    if not hosts.is_this_machine(request.host):
        raise Forbidden("Ask for the sandbox's page by the address of this machine.")
    # Any page could send a form here (Fetch Metadata, W3C); browsers that do not know that yet name its origin.
    is_own = hosts.of_address(request.headers.get("Origin", request.host_url)) == request.host
    site = request.headers.get("Sec-Fetch-Site", "same-origin" if is_own else "cross-site")
    makes_something = request.method == "POST" or request.endpoint == "console"  # which makes a link
    if makes_something and site not in ("same-origin", "none"):
        raise Forbidden("Only the sandbox's own page may do that.")
