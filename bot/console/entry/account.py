"""What who is signed in decides for their own browser: language, GitHub token, signing out."""

from __future__ import annotations

import re

from flask import Blueprint, Response, render_template, request, url_for
from pydantic import SecretStr

from bot.adapters.github.client import connect
from bot.console.entry import returning, visitor
from bot.console.entry.sessions import Sessions
from bot.console.tools import patience
from bot.core import logs
from bot.core.errors import BotError
from bot.pages.templates import LANGUAGES
from bot.relay.mounting import RelayParts

_GITHUB_SECONDS = 8.0
_TOKEN = re.compile(r"[!-~]{20,255}")
_NO_TOKEN = "That is no token of GitHub's: they have no blanks and begin with github_pat_ or ghp_."  # noqa: S105 - a sentence


def blueprint(parts: RelayParts, sessions: Sessions) -> Blueprint:
    area = Blueprint("account", __name__)

    @area.post("/language")
    def language() -> Response:
        """Change the language, also for who is not signed in yet."""
        answer = returning.back()
        if request.form.get("language") in LANGUAGES:
            visitor.keep_language(answer, request.form["language"])
        return answer

    @area.post("/sign-out")
    def sign_out() -> Response:
        who = visitor.visitor()
        if request.form.get("everywhere"):
            sessions.end_all(who.name)
        sessions.end(who.session)
        logs.step("console-signed-out", reason=who.name)
        answer = returning.to(url_for("sign_in.form"))
        visitor.keep_session(answer, None)
        return answer

    @area.get("/github")
    def github() -> str:
        return _github_form()

    @area.post("/github")
    def keep_github() -> Response | tuple[str, int]:
        who, token = visitor.visitor(), request.form.get("token", "").strip()
        fault = _fault_of(parts, token) if token else ""
        if fault:
            return _github_form(fault), 422
        answer = returning.back()
        visitor.keep_github_token(answer, token, who.session, parts.store.keys)
        logs.step("console-github-token", reason=who.name, status="kept" if token else "forgotten")
        return answer

    return area


def _github_form(fault: str = "") -> str:
    return render_template("github.html", fault=fault, to=request.values.get("to", ""))


def _fault_of(parts: RelayParts, token: str) -> str:
    """Return why a token is of no use, empty for one with which GitHub shows the repository."""
    if not _TOKEN.fullmatch(token):
        return _NO_TOKEN
    github = connect(parts.live.current, SecretStr(token))
    try:
        patience.within(_GITHUB_SECONDS, lambda: github.request("GET", github.url))
    except BotError as error:
        return error.message
    return ""
