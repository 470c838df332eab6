"""The page *Credentials*: how old each is and when it is due, its rotation, and who has access to the console."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from flask import Blueprint, g, render_template, request

from bot.adapters.github.admin import Administration
from bot.console.credentials import access, rotating
from bot.console.credentials import rows as credential_rows
from bot.console.credentials.runs import RotationRuns
from bot.console.entry import visitor
from bot.console.entry.sessions import Sessions
from bot.console.tools import patience, writing
from bot.core import clock
from bot.core.errors import BotError
from bot.core.settings import Language
from bot.relay import job_figures
from bot.relay.api_tokens import ApiTokens
from bot.relay.mounting import RelayParts
from bot.relay.store.notes import SharedNotes
from bot.rules import texts
from bot.rules.upkeep.credentials import Credential

_GITHUB_SECONDS = 6.0


def blueprint(parts: RelayParts) -> Blueprint:
    """Return the routes of the page."""
    area, sessions = Blueprint("credentials", __name__), Sessions(parts.store)

    @area.get("/credentials")
    def page() -> str:
        return shown(parts, sessions)

    rotating.add(area, parts)
    access.change_password(area, parts, sessions, lambda fault: shown(parts, sessions, fault))
    return area


def shown(parts: RelayParts, sessions: Sessions, password_fault: str = "") -> str:
    """Return the page; what the store knows first, since GitHub may be slow to answer."""
    settings, now = parts.live.current, clock.now()
    jobs, administrators = job_figures.read(SharedNotes(parts.store), now), access.signed_in(parts, sessions)
    run = RotationRuns(parts.store).last()
    secrets, trouble = _secrets(parts)
    rows = credential_rows.rows(settings, jobs, secrets, now)
    return render_template(
        "credentials.html",
        rows=rows,
        run=run,
        uses_api_key=any(row.credential is Credential.TWILIO_API_KEY for row in rows),
        names=texts.of(str(g.language)).rotation.names,
        ages_at=jobs.ages_at,
        trouble=trouble,
        now=now,
        number=lambda value: writing.number(value, Language(g.language)),
        api_tokens=Counter(ApiTokens(settings.environment.GATEWAY_API_TOKENS).names()),
        administrators=administrators,
        password_fault=password_fault,
        password_changed=request.args.get("changed") == "password",
    )


def _secrets(parts: RelayParts) -> tuple[dict[str, datetime] | None, BotError | None]:
    """Return when the repository's secrets were written, as far as the visitor's own token shows it."""
    token = visitor.visitor().github_token
    if token is None:
        return None, None
    try:
        github = Administration(parts.live.current, token.get_secret_value())
        return patience.within(_GITHUB_SECONDS, github.secrets), None
    except BotError as error:
        return None, error
