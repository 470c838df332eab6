"""What a workflow can find out about each credential: what it is, until when it is good, and whether it works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from bot import clock, logs, relay_door, relay_report
from bot.credentials import Credential
from bot.errors import BotError
from bot.jobs.runner import Tools
from bot.providers.twilio import account
from bot.providers.twilio.auth_tokens import AuthTokens
from bot.relay_report import Report
from bot.repository.admin import Administration


@dataclass(frozen=True, slots=True)
class Sight:
    """A credential as it is seen today; no digests where it cannot be seen."""

    credential: Credential
    prints: tuple[str, ...]
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a live check found; `slug` names the sentence in the texts."""

    ok: bool
    slug: str
    what: str = ""


def sights(tools: Tools, also: Sequence[Credential]) -> list[Sight]:
    """Return every credential in use, and those of `also` whether they can be seen or not.

    The relay's own credentials are its to tell; where it does not answer, they are not seen today.
    """
    environment, vault = tools.settings.environment, tools.vault
    report = relay_door.report(tools.settings.relay_url, vault)
    auth_token, key = environment.TWILIO_AUTH_TOKEN, tools.settings.api_key
    found = [
        Sight(
            Credential.TWILIO_AUTH_TOKEN,
            tuple(vault.fingerprints(auth_token.get_secret_value()))
            if auth_token
            else (report.auth_token if report else ()),
        ),
        Sight(
            Credential.GITHUB_TOKEN,
            report.github_token if report else (),
            report.github_expires if report else None,
        ),
        Sight(Credential.CONTACT_KEY, tuple(vault.own_fingerprints)),
    ]
    if key:
        found.append(Sight(Credential.TWILIO_API_KEY, tuple(vault.fingerprints(key[1]))))
    if report and report.api_tokens:
        found.append(Sight(Credential.API_TOKENS, report.api_tokens_prints))
    seen = {sight.credential for sight in found}
    return found + [Sight(credential, ()) for credential in also if credential not in seen]


def secret_dates(tools: Tools) -> dict[str, datetime] | None:
    """Return when each secret of the repository was last written; None where that cannot be read."""
    token = tools.settings.environment.ADMIN_GITHUB_TOKEN
    if not token:
        return None
    try:
        return Administration(tools.settings, token.get_secret_value()).secrets()
    except BotError as error:
        logs.trouble(
            "secret-dates-unknown",
            reason=error.message,
            remedy="Give ADMIN_GITHUB_TOKEN the permission Secrets: read.",
        )
        return None


def check(credential: Credential, tools: Tools) -> list[Finding]:
    """Try the credential out, as it is now; raises TemporaryError where a service is out of order."""
    match credential:
        case Credential.TWILIO_AUTH_TOKEN:
            return _auth_token(tools)
        case Credential.TWILIO_API_KEY:
            return [_twilio(ok=account.check(tools.settings).ok)]
        case Credential.GITHUB_TOKEN | Credential.CONTACT_KEY | Credential.API_TOKENS:
            report = relay_door.report(tools.settings.relay_url, tools.vault, try_out=True)
            return (
                _of_relay(credential, report, tools) if report else [Finding(ok=False, slug="relay-silent")]
            )
        case _:
            assert_never(credential)


def _twilio(*, ok: bool) -> Finding:
    return Finding(ok, "twilio-takes-it" if ok else "twilio-refuses-it")


def _auth_token(tools: Tools) -> list[Finding]:
    """Look both ways: Twilio takes it from us, and the relay takes what is signed with it."""
    secret = tools.settings.environment.TWILIO_AUTH_TOKEN
    if secret is None:  # the workflows send by an API key and do not know the token
        report = relay_door.report(tools.settings.relay_url, tools.vault)
        return [] if report else [Finding(ok=False, slug="relay-silent")]
    token = secret.get_secret_value()
    status = relay_door.probe(tools.settings, token)
    slugs = {204: "relay-takes-signature", 403: "relay-refuses-signature"}
    relay = Finding(status == 204, slugs.get(status, "relay-silent"))
    return [_twilio(ok=AuthTokens(tools.settings, token).works()), relay]


def _of_relay(credential: Credential, report: Report, tools: Tools) -> list[Finding]:
    if credential is Credential.CONTACT_KEY:
        same = set(report.contact_key) & set(tools.vault.own_fingerprints)
        return [Finding(bool(same), "keys-agree" if same else "keys-differ")]
    if credential is Credential.GITHUB_TOKEN:
        return _github(report, tools)
    names = ", ".join(f"`{name}`" for name in sorted(set(report.api_tokens)))
    if not names:
        return [Finding(ok=False, slug="tokens-none")]
    twice = ", ".join(f"`{name}`" for name in relay_report.doubled(report.api_tokens))
    there = Finding(ok=True, slug="tokens-there", what=names)
    return [there, Finding(ok=False, slug="tokens-doubled", what=twice)] if twice else [there]


def _github(report: Report, tools: Tools) -> list[Finding]:
    if report.github_faults:
        return [Finding(ok=False, slug="github-lacks", what=", ".join(report.github_faults))]
    works, expires = Finding(ok=True, slug="github-works"), report.github_expires
    soon = clock.now() + timedelta(days=tools.settings.config.rotation.remind_before[0])
    if expires and expires <= soon:
        return [works, Finding(ok=False, slug="github-expires", what=expires.strftime("%d/%m/%Y"))]
    return [works]
