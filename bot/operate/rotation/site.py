"""The relay's folder, where credentials are rotated, and what every rotation has to wait for."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.adapters import relay_client
from bot.adapters.env_file import EnvFile
from bot.adapters.github.admin import Administration
from bot.core import clock
from bot.core.errors import BotError, SendRefusedError, TemporaryError
from bot.core.settings import Settings, config
from bot.rules.people.sealing import Vault
from bot.rules.wire.credential_report import CredentialReport

# A job may take ten minutes, and wait for its turn before.
RUNS_END_WITHIN = timedelta(minutes=15)
TAKES_EFFECT_WITHIN = timedelta(minutes=1)
_LOOK_EVERY_SECONDS = 2.0

_RESTART = (
    "Restart the relay (systemctl restart auditoria360-relay); Twilio repeats what comes in that moment."
)

Say = Callable[[str], None]


@dataclass(frozen=True)
class Site:
    """The relay's folder, where a rotation works; `say` tells people of each step."""

    folder: Path
    file: Path
    say: Say

    @property
    def env(self) -> EnvFile:
        return EnvFile(self.folder)

    def settings(self) -> Settings:
        """Return the settings as they are now."""
        return config.load(self.file, config.local_environment(self.folder), config.Role.RELAY)

    def administration(self, settings: Settings) -> Administration:
        """Return access to the repository's secrets; raises BotError without the token for it."""
        token = settings.environment.ADMIN_GITHUB_TOKEN
        if token is None:
            raise BotError(
                "ADMIN_GITHUB_TOKEN is not set: the workflows could not be given the new credential.",
                "Make a fine-grained token for this repository alone with Secrets: read and write, valid for a day. "
                "Give it to this shell alone, where no history keeps it: "
                "read -rs ADMIN_GITHUB_TOKEN && export ADMIN_GITHUB_TOKEN",
            )
        return Administration(settings, token.get_secret_value())

    def ask_relay(self, vault: Vault) -> CredentialReport | None:
        """Return what the relay says of its credentials, None where it does not open what is sealed with the vault.

        Raises BotError where it does not answer.
        """
        url = self.settings().relay_url
        report = relay_client.ask_credentials(url, vault)
        if report is None and not relay_client.token_status(url, secrets.token_urlsafe(8)):
            raise BotError(
                f"The relay does not answer at {url}.",
                "See that it runs, and run this command where it can be reached. Then run the same command again.",
            )
        return report

    def relay_must(
        self, vault: Vault, holds: Callable[[CredentialReport], bool], otherwise: str, *, given: str = ""
    ) -> None:
        """Raise BotError unless what the relay says of its credentials holds; `given` is what to give it again."""
        report = self.ask_relay(vault)
        if report is None or not holds(report):
            raise BotError(otherwise, f"{_RESTART} Then run the same command again{given}.")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the lock of the folder; the system releases it when the process ends, however it ends."""
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            _lock(descriptor)
            yield
        finally:
            os.close(descriptor)

    def must_come_from_env_file(self, name: str) -> None:
        """Raise BotError if a variable of the process hides what `.env` says: changing the file would be in vain."""
        if config.process_environment().get(name, "") not in ("", self.env.read().get(name, "")):
            raise BotError(
                f"{name} is set in the environment of this command, which hides the line in {self.env.path}.",
                f"Unset it here and for the relay, and keep it in {self.env.path}.",
            )


def _lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BotError("Another `bot rotate` is at work in this folder.", "Let it end first.") from None


@contextmanager
def resumable() -> Iterator[None]:
    """Turn a temporary failure into advice to run the command again: nothing else retries it."""
    try:
        yield
    except TemporaryError as error:
        raise BotError(error.message, "Run the same command again: it goes on where it stopped.") from error
    except SendRefusedError as error:
        raise BotError(
            f"Twilio refuses this (error {error.code}, HTTP {error.status}).",
            "See what prevents it in Twilio's console (Account, API keys & tokens), then run the same command "
            "again.",
        ) from error


def eventually(holds: Callable[[], bool], within: timedelta = TAKES_EFFECT_WITHIN) -> bool:
    """Wait until it holds, and return whether it does."""
    deadline = clock.now() + within
    while not holds():
        if clock.now() >= deadline:
            return False
        clock.sleep(_LOOK_EVERY_SECONDS)
    return True


def put_secret(administration: Administration, name: str, value: str) -> datetime:
    """Give the workflows that start from now on a secret; return when GitHub says it was written.

    Raises BotError where GitHub does not show it as new: nobody would know which runs have the one before.
    """
    known = administration.secrets()
    administration.put_secret(name, value)
    written = administration.secrets().get(name)
    if written is None or (name in known and written < known[name]):
        raise BotError(f"GitHub does not show the secret {name} as new.", "Run the command again.")
    return written


def let_runs_end(settings: Settings, written: datetime) -> None:
    """Wait until no workflow run has what a secret was before; raises BotError where one does not end."""
    runs = Administration(settings)
    if not eventually(lambda: not runs.unfinished_runs(written), RUNS_END_WITHIN):
        names = ", ".join(runs.unfinished_runs(written)[:3])
        raise BotError(
            f"Workflow runs that have the old credential are not over: {names}.",
            "See what holds them under Actions, then run the command again.",
        )
