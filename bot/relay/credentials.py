"""The relay's credentials while it runs: taken anew from `.env` when it changes, and what it says of them."""

from __future__ import annotations

import threading
from pathlib import Path

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import Forbidden

from bot.adapters.github.admin import Administration, TokenFacts, takes_key
from bot.core import clock, logs
from bot.core.errors import BotError, SealError
from bot.core.settings import Settings, config
from bot.core.settings.config import Role
from bot.relay.api_tokens import ApiTokens, RequestQuota
from bot.relay.dispatcher import Dispatcher
from bot.relay.schedule_watch import ScheduleWatch
from bot.relay.store import Store
from bot.relay.store_batches import Batches
from bot.rules.people.sealing import Vault
from bot.rules.wire import relay_report
from bot.rules.wire.relay_report import CredentialQuestion, CredentialReport

# Whoever asks holds our own key: this only keeps one who replays a question from using up GitHub's patience.
REPORTS_PER_MINUTE = 60

_Stamp = tuple[int, int, int, int]


class LiveSettings:
    """The settings with the variables as `.env` has them now.

    No rotation has to restart the relay: the file is looked at with each request, which costs a microsecond, and
    read when it is another one. A file with faults changes nothing.
    """

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        store: Store,
        dispatcher: Dispatcher,
        timepiece: ScheduleWatch | None = None,
    ) -> None:
        self._timepiece = timepiece
        self._settings = settings
        self._folder = folder
        self._store = store
        self._dispatcher = dispatcher
        self._lock = threading.Lock()
        self._stamp = self._look()
        self._unreadable: _Stamp | None = None

    def now(self) -> Settings:
        return self._settings

    def refresh(self) -> None:
        """Take in what has changed."""
        if self._look() == self._stamp:
            return
        with self._lock:
            stamp = self._look()
            if stamp != self._stamp and self._read(stamp):
                self._stamp = stamp

    def _look(self) -> _Stamp | None:
        try:
            found = (self._folder / ".env").stat()
        except OSError:
            return None
        # The last of these changes with the rights of the file, too.
        return found.st_mtime_ns, found.st_size, found.st_ino, found.st_ctime_ns

    def _read(self, stamp: _Stamp | None) -> bool:
        """Take the file in; tell whether it could be read, so that one that could not is tried again."""
        try:
            given = config.local_environment(self._folder)
        except (OSError, ValueError):
            if stamp != self._unreadable:  # once is enough
                logs.trouble("env-not-read", reason="unreadable", remedy="See the rights of .env.")
            self._unreadable = stamp
            return False
        environment, faults = config.read_environment(given, Role.RELAY)
        if environment is None:
            logs.trouble("env-not-read", count=len(faults), remedy="Run `bot config check`.")
            return True
        before = self._settings
        now = self._settings = before.model_copy(update={"environment": environment})
        if now.contact_keys != before.contact_keys:
            self._store.vault = Vault(now.contact_keys)
        if now.github_login != before.github_login:
            self._dispatcher.act_with(now)
            if self._timepiece:
                self._timepiece.act_with(now)
        logs.step("env-read")
        return True


def blueprint(live: LiveSettings, store: Store) -> Blueprint:
    """Return the address at which the workflows ask."""
    area = Blueprint("credentials", __name__)
    allowance = RequestQuota(REPORTS_PER_MINUTE)

    @area.post("/credentials")
    def credentials() -> Response:
        content = request.get_json(silent=True)
        sealed = content.get("sealed") if isinstance(content, dict) else None
        try:
            token = sealed if isinstance(sealed, str) and sealed.isascii() else ""
            question = relay_report.open_question(token, store.vault, clock.now())
        except SealError as error:
            raise Forbidden("The question is not sealed with CONTACT_KEY, or it is old.") from error
        allowance.take("credentials")
        report = _report(question, live.now(), store)
        return jsonify(sealed=relay_report.seal_report(report, store.vault))

    return area


def _report(question: CredentialQuestion, settings: Settings, store: Store) -> CredentialReport:
    vault, environment = store.vault, settings.environment
    tokens = environment.GATEWAY_API_TOKENS
    pairs = tokens.get_secret_value().split(",") if tokens else []
    token, _, app_key = settings.github_login
    facts = _github(question, settings)
    return CredentialReport(
        contact_key=tuple(vault.own_fingerprints),
        auth_token=tuple(vault.fingerprints(settings.auth_tokens[0])),
        github_token=tuple(vault.fingerprints(token.get_secret_value())) if token else (),
        github_expires=facts.expires,
        github_faults=facts.faults,
        api_tokens=tuple(ApiTokens(tokens).names()),
        api_tokens_prints=tuple(tuple(vault.fingerprints(pair.strip())) for pair in pairs),
        waiting=Batches(store).queue().count,
        github_app_key=tuple(vault.fingerprints(app_key.get_secret_value())) if app_key else (),
        github_old_key=question.try_out and _takes_old_key(settings),
        # Where something is amiss, no end may be a silence.
        github_expiry_known=facts.expires is not None or not facts.faults,
    )


def _takes_old_key(settings: Settings) -> bool:
    """Tell whether the App's key before is still good; as long as nobody can say, it counts as such."""
    old = settings.environment.GITHUB_APP_PRIVATE_KEY_OLD
    if old is None or settings.environment.GITHUB_APP_ID is None:
        return False
    try:
        return takes_key(settings, old)
    except BotError:
        return True


def _github(question: CredentialQuestion, settings: Settings) -> TokenFacts:
    administration = Administration(settings)
    try:
        return administration.examine() if question.try_out else TokenFacts(administration.expiry(), ())
    except BotError as error:
        return TokenFacts(None, (error.message,))
