"""Gives the relay and the workflows another connection to Twilio, or neither of them.

The relay has it in `.env`, the workflows in GitHub's secrets, and neither may have another one than the other. GitHub
shows no values: what `.env` has is taken for what was written there. So the secrets are written first, and while they
are, `.env` says so in a note that the last write takes away together with the old values. Where that fails,
the secrets get the values of `.env` again; where not even that works, or the process dies, the note is left:
the console shows it, and the next change writes everything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bot.adapters.env_file import EnvFile
from bot.adapters.github.about import OwnerKind, RepositoryDoor
from bot.adapters.github.admin import Administration
from bot.core import clock
from bot.core.errors import BotError, RepositoryError
from bot.core.sentences import Sentence
from bot.core.settings import Settings, config
from bot.core.settings.environment import ALIASES
from bot.operate.connecting.connections import VARIABLES, TwilioConnection
from bot.operate.rotation import api_key as key_rotation
from bot.operate.rotation import auth_token as token_rotation
from bot.operate.rotation.site import CHANGING_CONNECTION
from bot.operate.setup import answer_checks
from bot.operate.setup.installation import installed
from bot.rules.upkeep import repository_secrets

_SECOND_TOKEN = "TWILIO_AUTH_TOKEN_SECONDARY"  # noqa: S105 - the name of a variable


def interrupted_since(folder: Path) -> datetime | None:
    """Return since when a change of secrets has not ended; None where there is none."""
    try:
        return clock.read_iso(EnvFile(folder).read().get(CHANGING_CONNECTION, ""))
    except (BotError, ValueError):
        return None


class ConnectionChange:
    """One change. `settings` are those of `.env` as it is, with a GitHub token of the administrator who asks for it.

    Who makes one holds the folder's turn.
    """

    def __init__(self, folder: Path, settings: Settings, report: Callable[[str], None]) -> None:
        self._env = EnvFile(folder)
        self._settings, self._report = settings, report
        self._present = TwilioConnection.of(settings)
        self._held: frozenset[str] = frozenset()

    def make(self, wanted: TwilioConnection) -> bool:
        """Make it the connection of both; return False where it is so already. Raises BotError with what is so then.

        Twilio has been asked about it before.
        """
        was_begun = CHANGING_CONNECTION in self._env.read()
        names = list(VARIABLES) if was_begun else wanted.differing(self._present)
        if not names:
            return False
        self._require_ours(names)
        secrets = self._secrets_of(names, wanted)
        if was_begun:
            # Nobody knows which of them that change has written or taken away: all are to be put back.
            self._held = frozenset(VARIABLES.values())
        # And nothing is begun where it cannot be written.
        self._env.change({CHANGING_CONNECTION: clock.iso(clock.now())})
        written: list[str] = []
        try:
            for name in secrets:
                self._report(Sentence("Writing the secret {name} on GitHub.", name=VARIABLES[name]))
                written.append(name)  # also where its answer is lost
                self._write(VARIABLES[name], getattr(wanted, name))
            self._report("Writing the relay's .env.")
            self._env.change(self._lines(names, wanted))
        except BotError as error:
            self._put_back(secrets if was_begun else written, error)
        return True

    @property
    def _administration(self) -> Administration:
        token = self._settings.environment.ADMIN_GITHUB_TOKEN
        if token is None:
            raise BotError(
                "Without a GitHub token of yours the workflows' secrets cannot be changed: nothing was changed."
            )
        return Administration(self._settings, token.get_secret_value())

    def _require_ours(self, names: Sequence[str]) -> None:
        """Raise BotError where changing `.env` would do nothing, or disturb a rotation."""
        known = self._env.read()
        if token_rotation.BEGUN in known:
            raise BotError(
                "The auth token is being rotated: nothing was changed.",
                "Finish that first, by `bot rotate twilio-auth-token`.",
            )
        if key_rotation.BEGUN in known and "account_sid" in names:
            raise BotError(
                "The API key of the present account is being rotated: nothing was changed.",
                "Finish that first, by `bot rotate twilio-api-key`.",
            )
        outside = config.process_environment()
        hidden = [
            variable
            for variable in map(VARIABLES.__getitem__, names)
            if outside.get(variable, "") not in ("", known.get(variable, ""))
        ]
        if hidden:
            raise BotError(
                Sentence("{names} of the relay's process hide the lines in .env.", names=", ".join(hidden)),
                "Unset them for the relay, start it again, and keep them in .env alone.",
            )

    def _secrets_of(self, names: Sequence[str], wanted: TwilioConnection) -> list[str]:
        """Return which of them the workflows have as secrets; raises BotError where they cannot be written."""
        administration, asking = self._administration, installed(self._settings, Path())
        answer_checks.admin_token(asking, asking.answers.admin_token)  # which never waits for long
        try:
            self._held = frozenset(administration.secrets())
        except RepositoryError as error:
            if error.status not in (403, 404):
                raise
            raise BotError(
                "Your GitHub token lacks Secrets: read and write.",
                "Add that permission to it on GitHub, then send the form again.",
            ) from error
        removed = [VARIABLES[name] for name in names if not getattr(wanted, name)]
        if shared := [name for name in removed if name not in self._held and name in self._shared()]:
            raise BotError(
                Sentence("{names} come from the organization's secrets.", names=", ".join(shared)),
                "Only there they can be taken from this repository.",
            )
        by_key = repository_secrets.sends_by_key(self._held) and VARIABLES["auth_token"] not in self._held
        return [name for name in names if name != "auth_token" or not by_key]

    def _shared(self) -> set[str]:
        by_organization = RepositoryDoor(self._settings).about().owner_kind is OwnerKind.ORGANIZATION
        return self._administration.shared_secrets() if by_organization else set()

    def _write(self, variable: str, value: str) -> None:
        if value:
            self._administration.put_secret(variable, value)
        else:
            self._administration.remove_secret(variable)

    @staticmethod
    def _lines(names: Sequence[str], wanted: TwilioConnection) -> dict[str, str | None]:
        """Return the lines of `.env`; those by earlier names go, and so does a second token with the first."""
        lines: dict[str, str | None] = {VARIABLES[name]: getattr(wanted, name) or None for name in names}
        lines |= {alias: None for alias, name in ALIASES.items() if name in lines}
        lines |= {_SECOND_TOKEN: None} if "auth_token" in names else {}
        return {**lines, CHANGING_CONNECTION: None}

    def _put_back(self, written: Sequence[str], cause: BotError) -> None:
        """Give the secrets their earlier values, and raise a BotError that says how both stand now."""
        left = []
        for name in written:
            variable = VARIABLES[name]
            before = getattr(self._present, name) if variable in self._held else ""
            try:
                self._write(variable, before)
            except BotError:
                left.append(variable)
        if left:
            raise BotError(
                Sentence(
                    "{why} The relay has the earlier connection, but these secrets on GitHub may have the new one: "
                    "{names}.",
                    why=cause.message,
                    names=", ".join(left),
                ),
                "Send the form again as soon as GitHub answers: it writes all of them.",
            ) from cause
        with suppress(BotError):
            self._env.change({CHANGING_CONNECTION: None})
        raise BotError(
            Sentence(
                "{why} Nothing was changed: relay and workflows have the earlier connection.",
                why=cause.message,
            ),
            cause.remedy,
        ) from cause
