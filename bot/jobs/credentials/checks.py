"""What a workflow can find out about each credential: what it is, until when it is good, and whether it works."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import assert_never

from bot.adapters import relay_client
from bot.adapters.github.admin import Administration
from bot.adapters.twilio import account
from bot.adapters.twilio.auth_tokens import AuthTokens
from bot.core import clock, logs
from bot.core.errors import BotError, TemporaryError
from bot.jobs.tools import Tools
from bot.rules.upkeep.credentials import SECRETS, Credential, Observation
from bot.rules.wire import credential_report
from bot.rules.wire.credential_report import CredentialReport


@dataclass(frozen=True, slots=True)
class SeenCredential:
    """A credential as it is seen today, if it is still in use."""

    credential: Credential
    seen: Observation = field(default_factory=Observation)
    in_use: bool = True


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a live check found; `slug` names the sentence in the texts."""

    ok: bool
    slug: str
    what: str = ""


class RelayCredentials:
    """What the relay says of its credentials, asked once in a run: each answer takes it a few requests to GitHub."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @property
    def report(self) -> CredentialReport | None:
        """Return its answer; None where it gives none, or not with our key."""
        return None if isinstance(self._answer, TemporaryError) else self._answer

    def heard(self) -> CredentialReport | None:
        """Return the same; raises TemporaryError where the relay only asks to slow down, which proves nothing."""
        if isinstance(self._answer, TemporaryError):
            raise self._answer
        return self._answer

    @cached_property
    def _answer(self) -> CredentialReport | TemporaryError | None:
        try:
            return relay_client.ask_credentials(
                self._tools.settings.relay_url, self._tools.vault, try_out=True
            )
        except TemporaryError as error:
            logs.trouble("credential-report-missing", reason=error.message)
            return error


def observe_all(
    tools: Tools, relay: RelayCredentials, dates: Mapping[str, datetime] | None, also: Sequence[Credential]
) -> list[SeenCredential]:
    """Return every credential in use, and those of `also` whether they can be seen or not.

    Only the relay knows its own credentials; where it does not answer, they are not seen today. `dates` are
    those of the repository's secrets, None where they cannot be read.
    """
    report = relay.report
    found = [
        _look(Credential.TWILIO_AUTH_TOKEN, _auth_token_prints(tools, report), dates),
        _who_acts(report, also),
        _look(Credential.CONTACT_KEY, [tools.vault.own_fingerprints], dates),
    ]
    if key := tools.settings.api_key:
        found.append(_look(Credential.TWILIO_API_KEY, [tools.vault.fingerprints(key[1])], dates))
    if report and report.api_tokens:
        found.append(_look(Credential.API_TOKENS, report.api_tokens_prints))
    seen = {sight.credential for sight in found}
    unseen = {Credential.API_TOKENS} if report is None else set()
    return found + [SeenCredential(one, in_use=one in unseen) for one in also if one not in seen]


def _look(
    credential: Credential, prints: Iterable[Sequence[str]], dates: Mapping[str, datetime] | None = None
) -> SeenCredential:
    names = SECRETS.get(credential, ())
    written = [dates[name] for name in names if dates and name in dates]
    return SeenCredential(
        credential, Observation(tuple(map(tuple, prints)), written=written[0] if written else None)
    )


def _auth_token_prints(tools: Tools, report: CredentialReport | None) -> list[Sequence[str]]:
    token = tools.settings.environment.TWILIO_AUTH_TOKEN
    if token:
        return [tools.vault.fingerprints(token.get_secret_value())]
    return [report.auth_token] if report else []


def _who_acts(report: CredentialReport | None, also: Sequence[Credential]) -> SeenCredential:
    """Return the relay's token or the key of its App, whichever it has: there is never more than one.

    On a day without the relay it is the App's key where one was ever seen.
    """
    if report and report.github_token:
        seen = Observation((report.github_token,), report.github_expires, report.github_expiry_known)
        return SeenCredential(Credential.GITHUB_TOKEN, seen)
    if report:
        return _look(Credential.GITHUB_APP_KEY, [report.github_app_key] if report.github_app_key else [])
    app = Credential.GITHUB_APP_KEY in also
    return SeenCredential(Credential.GITHUB_APP_KEY if app else Credential.GITHUB_TOKEN)


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


def check(credential: Credential, tools: Tools, relay: RelayCredentials) -> list[CheckResult]:
    """Try the credential out as it is now; raises TemporaryError where a service is out of order."""
    match credential:
        case Credential.TWILIO_AUTH_TOKEN:
            return _auth_token(tools, relay)
        case Credential.TWILIO_API_KEY:
            return [_twilio(ok=account.check(tools.settings).ok)]
        case (
            Credential.GITHUB_TOKEN
            | Credential.GITHUB_APP_KEY
            | Credential.CONTACT_KEY
            | Credential.API_TOKENS
        ):
            report = relay.heard()
            return (
                _of_relay(credential, report, tools)
                if report
                else [CheckResult(ok=False, slug="relay-silent")]
            )
        case _:
            assert_never(credential)


def _twilio(*, ok: bool) -> CheckResult:
    return CheckResult(ok, "twilio-takes-it" if ok else "twilio-refuses-it")


def _auth_token(tools: Tools, relay: RelayCredentials) -> list[CheckResult]:
    """Check both directions: Twilio accepts it from us, and the relay accepts what is signed with it."""
    secret = tools.settings.environment.TWILIO_AUTH_TOKEN
    if secret is None:  # the workflows send by an API key and do not know the token
        return [] if relay.heard() else [CheckResult(ok=False, slug="relay-silent")]
    token = secret.get_secret_value()
    status = relay_client.probe(tools.settings, token)
    slugs = {204: "relay-takes-signature", 403: "relay-refuses-signature"}
    signed = CheckResult(status == 204, slugs.get(status, "relay-silent"))
    return [_twilio(ok=AuthTokens(tools.settings, token).works()), signed]


def _of_relay(credential: Credential, report: CredentialReport, tools: Tools) -> list[CheckResult]:
    if credential is Credential.CONTACT_KEY:
        same = set(report.contact_key) & set(tools.vault.own_fingerprints)
        return [CheckResult(bool(same), "keys-agree" if same else "keys-differ")]
    if credential is Credential.GITHUB_TOKEN:
        return _github(report, tools)
    if credential is Credential.GITHUB_APP_KEY:
        return _app(report)
    names = ", ".join(f"`{name}`" for name in sorted(set(report.api_tokens)))
    if not names:
        return [CheckResult(ok=False, slug="tokens-none")]
    twice = ", ".join(f"`{name}`" for name in credential_report.doubled(report.api_tokens))
    there = CheckResult(ok=True, slug="tokens-there", what=names)
    return [there, CheckResult(ok=False, slug="tokens-doubled", what=twice)] if twice else [there]


def _app(report: CredentialReport) -> list[CheckResult]:
    if report.github_faults:
        what = ", ".join(fault.removesuffix(".") for fault in report.github_faults)
        return [CheckResult(ok=False, slug="app-lacks", what=what)]
    works = CheckResult(ok=True, slug="github-works")
    return [works, CheckResult(ok=False, slug="app-old-key")] if report.github_old_key else [works]


def _github(report: CredentialReport, tools: Tools) -> list[CheckResult]:
    if report.github_faults:
        return [CheckResult(ok=False, slug="github-lacks", what=", ".join(report.github_faults))]
    works, expires = CheckResult(ok=True, slug="github-works"), report.github_expires
    soon = clock.now() + timedelta(days=tools.settings.config.rotation.remind_before[0])
    if expires and expires <= soon:
        day = tools.maintainers.dates.write_day(expires.astimezone(tools.zone))
        return [works, CheckResult(ok=False, slug="github-expires", what=day)]
    return [works]
