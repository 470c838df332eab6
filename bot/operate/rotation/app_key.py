"""Rotates the key of the relay's GitHub App to one that somebody made on GitHub, which has no API to create one.

An App has both keys at once, so nothing is urgent: the old one stays in `.env` until GitHub rejects it, which is the
only way to know that it is invalid. Progress is read from `.env`, so running the command again resumes.
"""

from __future__ import annotations

from functools import partial

from pydantic import SecretStr

from bot.adapters.github.admin import takes_key
from bot.core import app_key
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.operate.rotation.engine import Plan, Rotation, RotationOutcome, RotationStep
from bot.operate.rotation.site import Site, permitted

KEY, OLD = "GITHUB_APP_PRIVATE_KEY", "GITHUB_APP_PRIVATE_KEY_OLD"


class AppKeyRotation(Rotation):
    """The key given is tested and written, and the relay seen to use it; without one an earlier run is resumed."""

    COMMAND = "github-app-key"
    VARIABLES = (KEY,)

    def __init__(self, site: Site, pem: str = "") -> None:
        super().__init__(site)
        self._pem = pem

    def keys(self) -> tuple[SecretStr, SecretStr | None]:
        """Return the App's key and the one before; raises BotError where no App acts."""
        environment = self.settings.environment
        if environment.GITHUB_APP_PRIVATE_KEY is None:
            raise BotError(
                "A token acts on GitHub here, not an App.",
                "Change it: bot rotate github-token. For an App instead, see docs/by-hand.md, step 4.",
            )
        return environment.GITHUB_APP_PRIVATE_KEY, environment.GITHUB_APP_PRIVATE_KEY_OLD

    def draw(self) -> Plan:
        current, old = self.keys()
        given = self._given() if self._pem.strip() else current
        if given == current and not old:
            raise BotError(
                "That key is in .env already." if self._pem.strip() else "No key was given.",
                "Make a new one, and name its .pem file or give it on standard input.",
            )
        if given == current:  # nobody knows since when
            self.outcome = RotationOutcome.KEPT
        steps = (
            RotationStep(
                partial(self._put, given),
                Sentence("Test the key {key}, and write it to .env before the old one.", key=_shown(given)),
                needed=given != current,
            ),
            RotationStep(self._see, "See that the relay uses the key."),
        )
        return Plan(
            steps,
            "the new key is in .env" if given == current else "",
            "Then: bot rotate github-app-key --finish",
        )

    def preview(self) -> None:
        self._examine(self._given())
        self.site.show(
            "GitHub accepts the key, and the App may dispatch events and see runs. Nothing was changed.",
            accepted=True,
        )

    def _given(self) -> SecretStr:
        try:
            return SecretStr(app_key.normal(self._pem))
        except ValueError:
            raise BotError(
                "That is not the private key of a GitHub App.",
                "Give the whole .pem file from the App's page.",
            ) from None

    def _examine(self, key: SecretStr) -> None:
        self.keys()  # an App must act
        settings = self.settings
        environment = settings.environment.model_copy(update={KEY: key})
        permitted("App", settings.model_copy(update={"environment": environment}))

    def _put(self, new: SecretStr) -> None:
        current, old = self.keys()
        last_valid = current if old is None else self._last_valid(current, old)
        self._examine(new)
        # In one step: at no moment is one of the two missing.
        self.change({KEY: _line(new), OLD: _line(last_valid)})

    def _last_valid(self, current: SecretStr, old: SecretStr) -> SecretStr:
        """Return which of two keys is to be watched once a third replaces them; raises BotError if both are valid."""
        if not takes_key(self.settings, current):
            return old
        if takes_key(self.settings, old):
            raise BotError(
                "The previous rotation is not complete: GitHub still accepts the key before.",
                Sentence(
                    "Delete {key} on the App's page, then run: bot rotate github-app-key --finish",
                    key=_shown(old),
                ),
            )
        return current

    def _see(self) -> None:
        current, old = self.keys()
        self.site.relay_must_use(current.get_secret_value(), lambda report: report.github_app_key)
        if old:
            self.report(
                Sentence("Now delete the old key, {key}, on the App's page on GitHub.", key=_shown(old))
            )


class AppKeyFinish(AppKeyRotation):
    """The old key is removed from `.env` once GitHub rejects it."""

    COMMAND = "github-app-key --finish"
    outcome = RotationOutcome.KEPT

    def draw(self) -> Plan:
        current, old = self.keys()
        if old is None:
            raise BotError("There is no older key.", "Nothing is left to do.")
        # First the key that must work: else a rejection of the other one would prove nothing.
        if not takes_key(self.settings, current):
            raise BotError(
                Sentence("GitHub rejects the new key, {key}.", key=_shown(current)),
                "If that one was deleted instead of the old one, make another on the App's page: bot rotate "
                "github-app-key FILE.pem",
            )
        if takes_key(self.settings, old):
            raise BotError(
                Sentence("GitHub still accepts the old key, {key}.", key=_shown(old)),
                "Delete it on the App's page, under Private keys. Then run the same command again.",
            )
        return Plan(
            [
                RotationStep(
                    lambda: self.change({OLD: None}), "Remove the old key from .env: GitHub rejects it."
                )
            ]
        )


def _line(key: SecretStr) -> str:
    return app_key.one_line(key.get_secret_value())


def _shown(key: SecretStr) -> str:
    """Return the name that the App's page has for a key."""
    return app_key.fingerprint(key.get_secret_value())
