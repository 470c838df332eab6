"""Signing in: by a password, or by a link that works once."""

from __future__ import annotations

from flask import Blueprint, Response, g, render_template, request
from werkzeug.exceptions import TooManyRequests

from bot.console.entry import returning, visitor
from bot.console.entry.administrators import Administrators
from bot.console.entry.attempts import Attempts, address_of
from bot.console.entry.sessions import Sessions
from bot.core import logs
from bot.relay.mounting import RelayParts

_REFUSED = "Name and password do not fit each other."
_TOO_OFTEN = "Too many tries. Wait a minute; `bot console login` on the server always works."
_USED = "This link was used before, or is older than ten minutes."
_ENDED = "Your session had ended: what you sent was not done. Sign in and send it again."

_Answer = Response | str | tuple[str, int]


def blueprint(parts: RelayParts, sessions: Sessions) -> Blueprint:
    """Return the pages for who is not signed in."""
    area = Blueprint("sign_in", __name__)
    _add_password(area, parts, sessions)
    _add_link(area, parts, sessions)
    return area


def _add_password(area: Blueprint, parts: RelayParts, sessions: Sessions) -> None:
    attempts = Attempts(parts.store)

    @area.get("/sign-in")
    def form() -> _Answer:
        return returning.back() if g.visitor else _form(_ENDED if request.args.get("ended") else "")

    @area.post("/sign-in")
    def sign_in() -> _Answer:
        name, password = request.form.get("name", "").strip().lower(), request.form.get("password", "")
        try:
            attempts.take(address_of(parts))
        except TooManyRequests:
            parts.refusals.log("console-sign-in-refused", 429, "too-many-tries")
            return _form(_TOO_OFTEN), 429
        if not _administrators(parts).accept(name, password):
            # What was typed is not logged: it may be the password in the wrong field.
            parts.refusals.log("console-sign-in-refused", 403, "not-fitting")
            return _form(_REFUSED), 403
        return _signed_in(sessions, name, "password")


def _add_link(area: Blueprint, parts: RelayParts, sessions: Sessions) -> None:
    @area.get("/link/<secret>")
    def link(secret: str) -> str:
        """Ask first: programs that look at links before people do must not use it up."""
        return render_template("link.html", secret=secret)

    @area.post("/link")
    def use_link() -> _Answer:
        name = sessions.take_link(request.form.get("secret", ""))
        if name not in _administrators(parts):
            parts.refusals.log("console-sign-in-refused", 403, "link-used")
            return _form(_USED), 403
        return _signed_in(sessions, name, "link")


def _administrators(parts: RelayParts) -> Administrators:
    return Administrators.of(parts.live.current.environment.CONSOLE_ADMINISTRATORS)


def _form(fault: str = "") -> str:
    return render_template("sign_in.html", fault=fault, to=request.values.get("to", ""))


def _signed_in(sessions: Sessions, name: str, how: str) -> Response:
    """Begin a session, always a new one: a session that the browser had has ended."""
    if g.visitor:
        sessions.end(g.visitor.session)
    answer = returning.back()
    visitor.keep_session(answer, sessions.begin(name, by_link=how == "link"))
    logs.step("console-signed-in", reason=name, kind=how)
    return answer
