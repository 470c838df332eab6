"""What the relay reports to the workflows about its credentials."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from werkzeug.exceptions import Forbidden

from bot.adapters.github.admin import Administration, TokenFacts, takes_key
from bot.core import clock
from bot.core.errors import BotError, SealError
from bot.core.settings import Settings
from bot.relay import json_body
from bot.relay.api_tokens import ApiTokens, RequestQuota
from bot.relay.live_settings import LiveSettings
from bot.relay.store.batches import Batches
from bot.relay.store.store import Store
from bot.rules.wire import credential_report
from bot.rules.wire.credential_report import CredentialQuestion, CredentialReport

# Every question is sealed with our own key; the quota keeps a replayed one from using up GitHub's rate limit.
REPORTS_PER_MINUTE = 60


def blueprint(live: LiveSettings, store: Store) -> Blueprint:
    """Return the address at which the workflows ask for the report."""
    area = Blueprint("credentials", __name__)
    quota = RequestQuota(REPORTS_PER_MINUTE, store, "jobs")

    @area.post("/credentials")
    def credentials() -> Response:
        sealed = json_body.sealed()
        try:
            question = credential_report.open_question(sealed, store.keys, clock.now())
        except SealError as error:
            raise Forbidden(
                "The question is not sealed with a key that this relay knows, or it is old."
            ) from error
        quota.take("credentials")
        report = _report(question, live.current, store)
        return jsonify(sealed=credential_report.seal_report(report, store.keys))

    return area


def _report(question: CredentialQuestion, settings: Settings, store: Store) -> CredentialReport:
    keys, environment = store.keys, settings.environment
    tokens = environment.GATEWAY_API_TOKENS
    pairs = tokens.get_secret_value().split(",") if tokens else []
    token, _, app_key = settings.github_login
    facts = _github(question, settings)
    return CredentialReport(
        contact_key=tuple(keys.own_fingerprints),
        auth_token=tuple(keys.fingerprints(settings.auth_tokens[0])),
        github_token=tuple(keys.fingerprints(token.get_secret_value())) if token else (),
        github_expires=facts.expires,
        github_faults=facts.faults,
        api_tokens=tuple(ApiTokens(tokens).names()),
        api_tokens_prints=tuple(tuple(keys.fingerprints(pair.strip())) for pair in pairs),
        waiting=Batches(store).queue().count,
        github_app_key=tuple(keys.fingerprints(app_key.get_secret_value())) if app_key else (),
        github_old_key=question.try_out and _accepts_old_key(settings),
        # If the check failed, an unknown expiry does not prove that the token never expires.
        github_expiry_known=facts.expires is not None or not facts.faults,
    )


def _accepts_old_key(settings: Settings) -> bool:
    """Return whether GitHub still accepts the App's former key; while GitHub does not answer, it counts as accepted."""
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
