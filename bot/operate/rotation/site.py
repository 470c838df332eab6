"""The relay's folder, where credentials are rotated, and what every rotation asks, gives and waits for."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Protocol

from bot.adapters import relay_client
from bot.adapters.env_file import EnvFile
from bot.adapters.github.admin import Administration, TokenFacts
from bot.core import clock
from bot.core.errors import BotError, SendRefusedError, TemporaryError
from bot.core.sentences import Sentence
from bot.core.settings import Settings, config
from bot.operate import turn
from bot.rules.people.sealing import Vault
from bot.rules.wire.credential_report import CredentialReport

# A job may take ten minutes, and wait for its turn before.
RUNS_END_WITHIN = timedelta(minutes=15)
TAKES_EFFECT_WITHIN = timedelta(minutes=1)
_LOOK_EVERY_SECONDS = 2.0
# A note in `.env`: since when a change of the connection has been writing secrets.
CHANGING_CONNECTION = "CHANGING_CONNECTION"
CONSOLE = "Twilio's console (Account, API keys & tokens)"


class Show(Protocol):
    """How a command prints what it was asked for."""

    def __call__(self, sentence: str, /, **data: object) -> None: ...


@dataclass(frozen=True)
class Site:
    """The relay's folder; `report` prints progress for people, `show` what a command was asked for.

    What is shown has a sentence for people, and the same as data for scripts. `in_console` says that no command is at
    work here, but a page.
    """

    folder: Path
    read: Callable[[], Settings]  # config.yml, and `.env` as it is now
    report: Callable[[str], None]
    show: Show
    in_console: bool = False

    @classmethod
    def of(cls, folder: Path, file: Path, report: Callable[[str], None], show: Show) -> Site:
        """Return the folder for somebody at a terminal, with the variables of their shell."""

        def read() -> Settings:
            return config.load(file, config.local_environment(folder), config.Role.RELAY)

        return cls(folder, read, report, show)

    @property
    def env(self) -> EnvFile:
        return EnvFile(self.folder)

    @cached_property
    def settings(self) -> Settings:
        """The settings as they were when a rotation began or last changed them."""
        return self.read()

    def read_again(self) -> None:
        self.__dict__.pop("settings", None)

    def change(self, changes: Mapping[str, str | None]) -> None:
        """Change lines of `.env`; raises as `EnvFile.change` does."""
        self.env.change(changes)
        self.read_again()

    def alone(self, command: str) -> AbstractContextManager[None]:
        """Hold the turn of the folder for a rotation by this command; raises BotError as `turn.taken` does."""
        return turn.taken(
            self.folder, *([turn.CONSOLE] if self.in_console else []), "rotate", *command.split()
        )

    def must_have_one_connection(self) -> None:
        """Raise BotError where relay and workflows may be connected to two accounts."""
        if CHANGING_CONNECTION in self.env.read():
            raise BotError(
                "A change of the connection was interrupted: the relay and the workflows may have two different ones.",
                "Finish it first: on the console's page Connections, save the form once more.",
            )

    def must_come_from_env_file(self, name: str) -> None:
        """Raise BotError if a variable of the process hides the line in `.env`: changing it would do nothing."""
        if config.process_environment().get(name, "") not in ("", self.env.read().get(name, "")):
            raise BotError(
                Sentence(
                    "{name} is set in the environment of this command, which hides the line in {file}.",
                    name=name,
                    file=self.env.path,
                ),
                Sentence("Unset it here and for the relay, and keep it in {file}.", file=self.env.path),
            )

    def administration(self) -> Administration:
        """Return access to the repository's secrets; raises BotError without the token for it."""
        token = self.settings.environment.ADMIN_GITHUB_TOKEN
        if token is None:
            raise BotError(
                "ADMIN_GITHUB_TOKEN is not set: the workflows could not be given the new credential.",
                "Make a fine-grained token for this repository alone with Secrets: read and write, valid for a day. "
                "Give it to this shell alone, where no history keeps it: "
                "read -rs ADMIN_GITHUB_TOKEN && export ADMIN_GITHUB_TOKEN",
            )
        return Administration(self.settings, token.get_secret_value())

    def put_secret(self, name: str, value: str) -> datetime:
        """Give the workflows that start from now on a secret; return when it was written, by GitHub's clock.

        Raises BotError where GitHub does not show it as new: nobody would know which runs have the one before.
        """
        administration = self.administration()
        before = administration.secrets()
        administration.put_secret(name, value)
        written = administration.secrets().get(name)
        if written is None or (name in before and written < before[name]):
            raise BotError(
                Sentence("GitHub does not show the secret {name} as new.", name=name),
                "Run the same command again.",
            )
        self.report(Sentence("The secret {name} on GitHub is written.", name=name))
        return written

    def give_workflows(self, name: str, value: str) -> None:
        """Give the workflows a secret, and wait for the runs that were queued with the one before."""
        written = self.put_secret(name, value)
        runs = Administration(self.settings)

        def unfinished() -> str:
            found = runs.unfinished_runs(written)
            names = ", ".join(found[:3])
            return (
                Sentence(
                    "Workflow runs that have the old credential are still unfinished: {names}.", names=names
                )
                if found
                else ""
            )

        remedy = "See what delays them under Actions, then run the same command again."
        wait_out(unfinished, remedy, RUNS_END_WITHIN)

    def relay_must(self, does: object, otherwise: str) -> None:
        """Raise BotError unless the relay does what it must; one that is down is reported as down."""
        if not does:
            self.relay_must_answer()
            raise BotError(
                otherwise,
                "It reads .env in the folder it was started in: run this command there, keep the credential in that "
                "file alone, and restart the relay if it is of an older version. Then run the same command again, "
                "with the same credential if you gave one.",
            )

    def relay_must_answer(self) -> None:
        url = self.settings.relay_url
        if not relay_client.token_status(url, secrets.token_urlsafe(8)):
            raise BotError(
                Sentence("The relay does not answer at {url}.", url=url),
                "See that it runs, and run this command where it can be reached. Then run the same command again.",
            )

    def relay_report(self, vault: Vault) -> CredentialReport | None:
        """Return what the relay reports of its credentials, None if it cannot open what the vault seals."""
        report = relay_client.ask_credentials(self.settings.relay_url, vault.relay_keys)
        if report is None:
            self.relay_must_answer()
        return report

    def relay_must_use(self, credential: str, of: Callable[[CredentialReport], Sequence[str]]) -> None:
        """Raise BotError unless the credential is among those that the relay reports."""
        vault = Vault(self.settings.contact_keys)
        report = self.relay_report(vault)
        used = report and set(of(report)) & set(vault.fingerprints(credential))
        self.relay_must(used, "The relay does not use it yet.")


def permitted(what: str, settings: Settings, token: str = "") -> TokenFacts:
    """Examine the relay's token, or the App; raises BotError unless it may do on GitHub what the relay does."""
    facts = Administration(settings, token).examine()
    if facts.faults:
        raise BotError(
            Sentence("GitHub rejects the {what} (HTTP {status}).", what=what, status=facts.refused)
            if facts.refused
            else Sentence(
                "The {what} lacks permissions: {permissions}.", what=what, permissions=", ".join(facts.faults)
            ),
            Sentence(
                "It needs, for {repository} alone: Contents: read and write, Actions: read.",
                repository=settings.repository,
            ),
        )
    return facts


@contextmanager
def resumable() -> Iterator[None]:
    """Turn a temporary failure into advice to run the command again: nothing else retries it."""
    try:
        yield
    except TemporaryError as error:
        raise BotError(error.message, "Run the same command again: it resumes where it stopped.") from error
    except SendRefusedError as error:
        raise BotError(
            Sentence(
                "Twilio refuses this (error {code}, HTTP {status}).", code=error.code, status=error.status
            ),
            Sentence("See what prevents it in {console}, then run the same command again.", console=CONSOLE),
        ) from error


def wait_out(
    trouble: Callable[[], str],
    remedy: str = "Run the same command again in a minute.",
    within: timedelta = TAKES_EFFECT_WITHIN,
) -> None:
    """Wait until there is no trouble any more; raises BotError with what is left of it when the time is over."""
    deadline = clock.steady() + within.total_seconds()
    while left := trouble():
        if clock.steady() >= deadline:
            raise BotError(left, remedy)
        clock.sleep(_LOOK_EVERY_SECONDS)
