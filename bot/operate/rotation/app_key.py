"""Rotates the key of the relay's GitHub App to one that somebody made on GitHub: no program may.

An App has both keys at once, so nothing is urgent: the old one stays in `.env` until GitHub refuses it, which is the
only way to know that it is dead. Progress is read from `.env`, so running the command again resumes.
"""

from __future__ import annotations

from functools import partial

from pydantic import SecretStr

from bot.adapters.github.admin import Administration, takes_key
from bot.core import app_key
from bot.core.errors import BotError
from bot.core.settings import Settings
from bot.operate.rotation.engine import Plan, Rotation, alone, step
from bot.operate.rotation.site import Site
from bot.rules.people.sealing import Vault

KEY, OLD = "GITHUB_APP_PRIVATE_KEY", "GITHUB_APP_PRIVATE_KEY_OLD"


class AppKeyRotation(Rotation):
    """The key given is tried out and written, and the relay seen to use it; `finish` forgets the one before.

    Without a key `run` goes on with what an earlier one began.
    """

    VARIABLES = (KEY,)

    def __init__(self, site: Site, pem: str = "") -> None:
        super().__init__(site)
        self._pem = pem

    def try_out(self) -> None:
        """See that GitHub takes the key, and that the App may do with it what the relay has to do."""
        self._examine(_key_of(self._pem), self.site.settings())
        self._say("GitHub takes the key, and the App may dispatch events and see runs. Nothing was changed.")

    def _draw(self) -> Plan:
        current, old = _keys(self.site.settings())
        see = step(self._see, "see that the relay uses it")
        given = _key_of(self._pem) if self._pem.strip() else None
        if given and given != current:
            put = step(partial(self._put, given), "try the key out, and write it to .env before the old one")
            return Plan("not begun", (put, see))
        if old:
            return Plan("the new key is in .env", (see,))
        if given:
            raise BotError("That key is in .env already.", "Make a new one.")
        raise BotError("No key was given.", "Name the .pem file, or give it on standard input.")

    def _put(self, new: SecretStr) -> None:
        settings = self.site.settings()
        current, old = _keys(settings)
        behind = current if old is None else _still_to_watch(current, old, settings)
        self._examine(new, settings)
        # In one step: at no moment does one of the two stand nowhere.
        self.site.env.change({KEY: _line(new), OLD: _line(behind)})
        self._say(f"The key {_shown(new)} works; it is in .env.")

    def _examine(self, key: SecretStr, settings: Settings) -> None:
        """Raise BotError unless the key opens GitHub for the App, which may do what the relay has to do."""
        _keys(settings)
        environment = settings.environment.model_copy(update={KEY: key})
        facts = Administration(settings.model_copy(update={"environment": environment})).examine()
        needs = f"It needs, in {settings.repository}: Contents: read and write, Actions: read."
        if facts.refused:
            raise BotError(f"GitHub does not let the App in (HTTP {facts.refused}).", needs)
        if facts.faults:
            raise BotError(f"The App will not do. It lacks: {', '.join(facts.faults)}.", needs)

    def _see(self) -> None:
        settings = self.site.settings()
        current, old = _keys(settings)
        vault = Vault(settings.contact_keys)
        prints = set(vault.fingerprints(current.get_secret_value()))
        self.site.relay_must(
            vault,
            lambda report: bool(set(report.github_app_key) & prints),
            "The relay does not use the new key yet.",
        )
        self._say("The relay uses it.")
        if old is not None:
            self._say(f"Now delete the old key, {_shown(old)}, on the App's page on GitHub. Then:")
            self._say("  bot rotate github-app-key --finish")

    @alone
    def finish(self) -> None:
        """Forget the old key once GitHub refuses it; raises BotError while it does not."""
        settings = self.site.settings()
        current, old = _keys(settings)
        if old is None:
            raise BotError("There is no older key.", "Nothing is left to do.")
        # First the key that must work: else a refusal of the other one would prove nothing.
        if not takes_key(settings, current):
            raise BotError(
                f"GitHub refuses the new key, {_shown(current)}.",
                "If that one was deleted instead of the old one, make another on the App's page: bot rotate "
                "github-app-key FILE.pem",
            )
        if takes_key(settings, old):
            raise BotError(
                f"GitHub still takes the old key, {_shown(old)}.",
                "Delete it on the App's page, under Private keys. Then run the same command again.",
            )
        self.site.env.change({OLD: None})
        self._say("GitHub refuses the old key, and .env has forgotten it: the rotation is complete.")


def _still_to_watch(current: SecretStr, old: SecretStr, settings: Settings) -> SecretStr:
    """Return which of two keys must be seen to die once a third replaces them; raises BotError if both are good."""
    if not takes_key(settings, current):
        return old
    if not takes_key(settings, old):
        return current
    raise BotError(
        "The rotation before this one is not complete: GitHub still takes the key before.",
        f"Delete {_shown(old)} on the App's page, then run: bot rotate github-app-key --finish",
    )


def _key_of(pem: str) -> SecretStr:
    try:
        return SecretStr(app_key.normal(pem))
    except ValueError:
        raise BotError(
            "That is no private key of a GitHub App.",
            "Give the .pem file as GitHub's page has had it downloaded, whole.",
        ) from None


def _keys(settings: Settings) -> tuple[SecretStr, SecretStr | None]:
    """Return the App's key and the one before; raises BotError where no App acts."""
    current = settings.environment.GITHUB_APP_PRIVATE_KEY
    if current is None:
        raise BotError(
            "No GitHub App acts here, but a token.",
            "Change it: bot rotate github-token. For an App instead, see step 4 in README.md.",
        )
    return current, settings.environment.GITHUB_APP_PRIVATE_KEY_OLD


def _line(key: SecretStr) -> str:
    return app_key.one_line(key.get_secret_value())


def _shown(key: SecretStr) -> str:
    """Return the name that the App's page has for a key."""
    return app_key.fingerprint(key.get_secret_value())
