"""The credentials as the page lists them: how old, when due, where kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.console.credentials.rotations import RotationKind, possible
from bot.core.settings import Settings
from bot.jobs.credentials.sources import SOURCES
from bot.relay.due_dates import due_dates, is_soon
from bot.relay.job_figures import JobFigures
from bot.rules.upkeep.credentials import AgeSource, Credential, DueDate

_HOW_KNOWN = {
    AgeSource.CHANGED: "the change was seen then",
    AgeSource.VERIFIED: "checked by /rotated",
    AgeSource.SECRET: "by GitHub's date of the secret",
    AgeSource.CONFIGURED: "by rotation.rotated_on of config.yml",
    AgeSource.FIRST_SEEN: "seen for the first time; may be older",
    AgeSource.RESTARTED: "counted from then on; its issue was not found",
}
SecretDates = Mapping[str, datetime] | None  # None: not known


@dataclass(frozen=True, slots=True)
class CredentialRow:
    """A credential that is in use.

    `written` is GitHub's date of the secret that the workflows have of it. `on_github` is None where that is not known.
    """

    credential: Credential
    since: datetime | None
    how_known: str
    due: DueDate | None
    in_relay: bool
    on_github: bool | None
    written: datetime | None
    rotations: Sequence[RotationKind]
    days_left: int | None = None
    is_soon: bool = False

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is rotated on another machine: this one has only the relay's share of it."""
        return self.credential is Credential.CONTACT_KEY and not self.rotations


def rows(settings: Settings, jobs: JobFigures, secrets: SecretDates, now: datetime) -> list[CredentialRow]:
    """Return the credentials in use, those due next first, then those whose age is not known."""
    dues, rotations, here = due_dates(jobs, settings.config), possible(settings), _in_relay(settings)
    found = list[CredentialRow]()
    for credential in Credential:
        age, due, names = jobs.ages.get(credential), dues.get(credential), SOURCES[credential].secrets
        written = [secrets[name] for name in names if name in secrets] if secrets is not None else []
        row = CredentialRow(
            credential,
            age.since if age else None,
            _HOW_KNOWN[AgeSource(age.source)] if age else "",
            due,
            here[credential],
            None if names and secrets is None else bool(written),
            max(written, default=None),
            [kind for kind in rotations if kind.credential is credential],
            due.days_left(now) if due else None,
            due is not None and is_soon(due, settings.config, now),
        )
        if row.in_relay or row.on_github or row.since:
            found.append(row)
    return sorted(found, key=lambda row: (row.due is None, row.due.at.timestamp() if row.due else 0.0))


def _in_relay(settings: Settings) -> Mapping[Credential, bool]:
    environment = settings.environment
    return {
        Credential.TWILIO_AUTH_TOKEN: environment.TWILIO_AUTH_TOKEN is not None,
        Credential.TWILIO_API_KEY: settings.api_key is not None,
        Credential.GITHUB_TOKEN: environment.GITHUB_TOKEN is not None,
        Credential.GITHUB_APP_KEY: environment.GITHUB_APP_PRIVATE_KEY is not None,
        Credential.CONTACT_KEY: bool(environment.CONTACT_KEY or environment.RELAY_KEY),
        Credential.API_TOKENS: environment.GATEWAY_API_TOKENS is not None,
    }
