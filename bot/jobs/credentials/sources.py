"""What a workflow can find out about each credential: what it is, until when it is good, and whether it works."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.adapters import relay_client
from bot.adapters.github.admin import Administration
from bot.adapters.twilio import account
from bot.adapters.twilio.auth_tokens import AuthTokens
from bot.core import clock, logs
from bot.core.errors import BotError, TemporaryError
from bot.jobs.tools import Tools
from bot.rules.upkeep.credentials import Credential, Observation
from bot.rules.wire import credential_report
from bot.rules.wire.credential_report import CredentialReport


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a live check found; `slug` names the sentence in the texts, `what` is its value."""

    slug: str
    what: str = ""
    ok: bool = False


class RelaySilentError(BotError):
    """The relay does not answer, or not with our key."""


class Sources:
    """What a run learns about credentials from.

    `expected` are those that have an issue or a date in config.yml already, without those that a run saw not to be in
    use. `now` is the moment that the run goes by. `report` is the relay's, None where it
    does not answer, or not with our key; it is asked once, since an answer takes it a few requests to GitHub.
    `dates` are those of the repository's secrets, None where they cannot be read.
    """

    def __init__(self, tools: Tools, expected: Collection[Credential]) -> None:
        self.tools = tools
        self.expected = expected
        self.now = clock.now()
        self.dates = _secret_dates(tools)
        self.report: CredentialReport | None = None
        self._no_proof: BotError = RelaySilentError("The relay does not answer.")
        try:
            self.report = relay_client.ask_credentials(
                tools.settings.relay_url, tools.vault.relay_keys, try_out=True
            )
        except TemporaryError as error:  # it only asks to slow down
            logs.trouble("credential-report-missing", reason=error.message)
            self._no_proof = error

    def observe(self, credential: Credential) -> Observation | None:
        """Return the credential as it is seen today; None where it is not in use."""
        source = SOURCES[credential]
        seen, dates = source.observe(self), self.dates or {}
        written = next((dates[name] for name in source.secrets if name in dates), None)
        return replace(seen, written=written) if seen else None

    def knows(self, credential: Credential) -> bool:
        """Return whether it is known today if the credential is in use: the relay alone knows its own."""
        return self.report is not None or bool(SOURCES[credential].secrets)

    def check(self, credential: Credential) -> list[CheckResult]:
        """Try the credential out as it is now; raises TemporaryError where a service is out of order."""
        try:
            return list(SOURCES[credential].check(self))
        except RelaySilentError:
            return [CheckResult("relay-silent")]

    def relay(self) -> CredentialReport:
        """Return the relay's report for a check; raises where there is none."""
        if self.report is None:
            raise self._no_proof
        return self.report

    def digests(self, secret: str) -> Observation:
        return Observation([self.tools.vault.fingerprints(secret)])


def _secret_dates(tools: Tools) -> dict[str, datetime] | None:
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


def _see_auth_token(sources: Sources) -> Observation:
    token, report = sources.tools.settings.environment.TWILIO_AUTH_TOKEN, sources.report
    if token:
        return sources.digests(token.get_secret_value())
    return Observation([report.auth_token] if report else ())


def _check_auth_token(sources: Sources) -> Iterator[CheckResult]:
    """Check both directions: Twilio accepts it from us, and the relay accepts what is signed with it."""
    settings = sources.tools.settings
    secret = settings.environment.TWILIO_AUTH_TOKEN
    if secret is None:  # the workflows send by an API key and do not know the token
        sources.relay()
        return
    token = secret.get_secret_value()
    status = relay_client.probe(settings, token)
    slugs = {204: "relay-takes-signature", 403: "relay-refuses-signature", 429: "relay-refuses-signature"}
    yield _twilio(works=AuthTokens(settings, token).works())
    yield CheckResult(slugs.get(status, "relay-silent"), ok=status == 204)


def _see_api_key(sources: Sources) -> Observation | None:
    key = sources.tools.settings.api_key
    return sources.digests(key[1]) if key else None


def _check_api_key(sources: Sources) -> Iterator[CheckResult]:
    yield _twilio(works=account.check(sources.tools.settings).ok)


def _twilio(*, works: bool) -> CheckResult:
    return CheckResult("twilio-takes-it" if works else "twilio-refuses-it", ok=works)


# The relay has a token or the key of an App, never both; on a day without it, the key counts where it has an issue.
def _see_github_token(sources: Sources) -> Observation | None:
    report = sources.report
    if report is None:
        return None if Credential.GITHUB_APP_KEY in sources.expected else Observation()
    if not report.github_token:
        return None
    return Observation([report.github_token], report.github_expires, report.github_expiry_known)


def _see_app_key(sources: Sources) -> Observation | None:
    report = sources.report
    if report is None:
        return Observation() if Credential.GITHUB_APP_KEY in sources.expected else None
    return Observation([report.github_app_key]) if report.github_app_key else None


def _check_github(sources: Sources) -> Iterator[CheckResult]:
    """Check the token or the key of the App, whichever the relay has."""
    report, tools = sources.relay(), sources.tools
    if report.github_faults:
        what = ", ".join(tools.shown(fault).removesuffix(".") for fault in report.github_faults)
        yield CheckResult("github-lacks" if report.github_token else "app-lacks", what)
        return
    yield CheckResult("github-works", ok=True)
    if report.github_old_key:
        yield CheckResult("app-old-key")
    soon = sources.now + timedelta(days=tools.settings.config.rotation.remind_before[0])
    if report.github_token and report.github_expires and report.github_expires <= soon:
        day = tools.maintainers.dates.write_day(report.github_expires.astimezone(tools.zone))
        yield CheckResult("github-expires", day)


def _see_contact_key(sources: Sources) -> Observation:
    return Observation([sources.tools.vault.own_fingerprints])


def _check_contact_key(sources: Sources) -> Iterator[CheckResult]:
    same = not set(sources.relay().contact_key).isdisjoint(sources.tools.vault.own_fingerprints)
    yield CheckResult("keys-agree" if same else "keys-differ", ok=same)


def _see_api_tokens(sources: Sources) -> Observation | None:
    if sources.report is None:
        return Observation() if Credential.API_TOKENS in sources.expected else None
    return Observation(sources.report.api_tokens_prints) if sources.report.api_tokens else None


def _check_api_tokens(sources: Sources) -> Iterator[CheckResult]:
    names = sources.relay().api_tokens
    yield CheckResult("tokens-there", _listed(names), ok=True) if names else CheckResult("tokens-none")
    if twice := credential_report.doubled(names):
        yield CheckResult("tokens-doubled", _listed(twice))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(set(names)))


@dataclass(frozen=True, slots=True)
class Source:
    """How a credential is seen and checked.

    `secrets` are the repository secrets that the workflows know it by, of which the first that is there is used; the
    relay's own credentials have none.
    """

    observe: Callable[[Sources], Observation | None]
    check: Callable[[Sources], Iterable[CheckResult]]
    secrets: Sequence[str] = ()


SOURCES: Mapping[Credential, Source] = {
    Credential.TWILIO_AUTH_TOKEN: Source(_see_auth_token, _check_auth_token, ["TWILIO_AUTH_TOKEN"]),
    Credential.GITHUB_TOKEN: Source(_see_github_token, _check_github),
    Credential.GITHUB_APP_KEY: Source(_see_app_key, _check_github),
    Credential.CONTACT_KEY: Source(_see_contact_key, _check_contact_key, ["CONTACT_KEY"]),
    Credential.TWILIO_API_KEY: Source(
        _see_api_key, _check_api_key, ["TWILIO_API_KEY", "TWILIO_API_KEY_SECRET"]
    ),
    Credential.API_TOKENS: Source(_see_api_tokens, _check_api_tokens),
}
