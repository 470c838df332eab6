"""CONTACT_KEY changed for a new one: what is sealed stays readable at every moment."""

from __future__ import annotations

from datetime import datetime

from bot import clock, relay_door, sealing
from bot.errors import BotError
from bot.repository import Repository
from bot.repository.admin import Administration
from bot.rotation import resealing
from bot.rotation.resealing import Resealed
from bot.rotation.site import RESTART, Site
from bot.sealing import Vault
from bot.settings import Settings

KEY, KEY_BEGUN = "CONTACT_KEY", "ROTATING_CONTACT_KEY"


class ContactKeyRotation:
    """The new key first, then all that is sealed with the old one, then the old one away."""

    def __init__(self, site: Site) -> None:
        self._site = site
        site.must_come_from_env_file(KEY)

    def plan(self) -> list[str]:
        older = self._vault(self._site.settings()).older_keys
        if older and KEY_BEGUN not in self._site.env.read():
            return [
                "Now: the new key seals, an older one only opens.",
                "--reseal: seal again what issues hold",
                "--finish: take the older key away",
            ]
        return [
            "Now: not begun.",
            "write a new key to .env, and see that the relay opens with it; contact ids stay as they are",
            f"put it before the old one in the repository's secret {KEY}, then in .env",
            "after that: --reseal, then --finish",
        ]

    def begin(self) -> None:
        """Put a new key first, for the relay and the workflows.

        The relay opens with it before anybody seals with it: at no moment is anything sealed that somebody cannot open.
        """
        settings = self._site.settings()
        administration = self._site.administration(settings)
        administration.secrets()
        if KEY_BEGUN not in self._site.env.read():
            if self._vault(settings).older_keys:
                raise BotError(
                    "The rotation before this one is not complete: an older key is still there.",
                    "Run `bot rotate contact-key --reseal`, then `--finish`.",
                )
            entries = sealing.with_new_key_behind(settings.contact_keys, sealing.new_key())
            self._site.env.change({KEY: ",".join(entries), KEY_BEGUN: clock.iso(clock.now())})
        old, new, *rest = self._site.settings().contact_keys
        entries = [new, old, *rest]
        self._see(Vault(entries), "does not open with the new key")
        self._site.say("The relay opens with the new key.")
        administration.put_secret(KEY, ",".join(entries))
        self._site.say(f"The workflows seal with it: it stands first in the secret {KEY} on GitHub.")
        self._site.env.change({KEY: ",".join(entries), KEY_BEGUN: None})
        self._see(Vault(entries), "does not seal with the new key", seals=True)
        self._site.say(
            "So does the relay. Keep a copy of the line CONTACT_KEY in .env in a safe place. Then:"
        )
        self._site.say("  bot rotate contact-key --reseal")

    def _see(self, vault: Vault, otherwise: str, *, seals: bool = False) -> None:
        report = relay_door.report(self._site.settings().relay_url, vault)
        if report is None or (seals and not set(report.contact_key) & set(vault.own_fingerprints)):
            raise BotError(f"The relay {otherwise}.", f"{RESTART} Then run the same command again.")

    def reseal(self, most: int) -> Resealed:
        """Seal again what issues hold, at most so many texts; 0 counts alone."""
        settings = self._site.settings()
        self._site.administration(settings)
        repository = Repository(_as_administrator(settings))
        return resealing.reseal(repository, self._vault(settings), settings.config, most)

    def finish(self) -> None:
        """Take the older keys away; raises BotError while something needs them."""
        settings = self._site.settings()
        vault = self._vault(settings)
        if not vault.older_keys:
            raise BotError("There is no older key.", "Nothing is left to do.")
        administration = self._site.administration(settings)
        written = administration.secrets().get(KEY)
        needed = self._needed(settings, vault, written)
        if needed:
            raise BotError(
                "The older key is still needed: " + "; ".join(needed) + ".", "Run this again later."
            )
        entries = ",".join(sealing.with_newest_alone(settings.contact_keys))
        administration.put_secret(KEY, entries)
        self._site.env.change({KEY: entries})
        self._site.say(
            "The older key is gone from .env and GitHub. What GitHub keeps as the edit history of issues is sealed "
            "with it: throw the key away only if nobody needs that."
        )

    def _needed(self, settings: Settings, vault: Vault, written: datetime | None) -> list[str]:
        needed = []
        left = self.reseal(0).left
        if left:
            needed.append(f"{left} texts in issues are sealed with it (--reseal)")
        report = relay_door.report(settings.relay_url, vault)
        if report is None:
            needed.append("the relay does not answer to the new key (restart it)")
        elif not set(report.contact_key) & set(vault.own_fingerprints):
            needed.append("the relay still seals with it (restart it)")
        elif report.waiting:
            needed.append(f"{report.waiting} messages wait in the relay")
        runs = Administration(settings).unfinished_runs(written or clock.now())
        if runs:
            needed.append(f"{len(runs)} workflow runs have it")
        return needed

    def _vault(self, settings: Settings) -> Vault:
        return Vault(settings.contact_keys)


def _as_administrator(settings: Settings) -> Settings:
    environment = settings.environment
    return settings.model_copy(
        update={
            "environment": environment.model_copy(update={"GITHUB_TOKEN": environment.ADMIN_GITHUB_TOKEN})
        }
    )
