"""CONTACT_KEY changed for a new one: what is sealed stays readable at every moment."""

from __future__ import annotations

from datetime import datetime

from bot.adapters.github.admin import Administration
from bot.core import clock, contact_keys
from bot.core.errors import BotError
from bot.core.settings import Settings
from bot.operate.rotation import resealing
from bot.operate.rotation.resealing import Resealed
from bot.operate.rotation.site import RESTART, Site, let_runs_end, put_secret
from bot.rules.people.sealing import Vault

KEY, KEY_BEGUN = "CONTACT_KEY", "ROTATING_CONTACT_KEY"


class ContactKeyRotation:
    """The new key first, then all that is sealed with the old one, then the old one away."""

    def __init__(self, site: Site) -> None:
        self._site = site
        site.must_come_from_env_file(KEY)

    def plan(self) -> list[str]:
        """Return what is left to do, in sentences."""
        begun = KEY_BEGUN in self._site.env.read()
        if not begun and self._vault(self._site.settings()).older_keys:
            return [
                "Now: the new key seals, an older one only opens.",
                "--reseal: seal again what issues hold",
                "--finish: take the older key away",
            ]
        made = "Now: the new key is made and stands in .env behind the old one, which still seals."
        return [
            made if begun else "Now: not begun.",
            *([] if begun else ["write a new key to .env, behind the old one; contact ids stay as they are"]),
            "see that the relay opens with it",
            f"put it behind the old one in the repository's secret {KEY}, and wait until runs without it are over",
            "put it before the old one there, then in .env",
            "after that: --reseal, then --finish",
        ]

    def begin(self) -> None:
        """Put a new key first, for the relay and the workflows.

        Everybody opens with it before anybody seals with it: at no moment is anything sealed that somebody cannot open.
        """
        with self._site.alone():
            settings = self._site.settings()
            administration = self._site.administration(settings)
            administration.secrets()
            if KEY_BEGUN not in self._site.env.read():
                self._make(settings)
            old, new, *rest = self._site.settings().contact_keys
            opens, seals = [old, new, *rest], [new, old, *rest]
            self._see(Vault(seals), "does not open with the new key")
            self._site.say("The relay opens with the new key.")
            self._let_workflows_open(administration, opens)
            put_secret(administration, KEY, ",".join(seals))
            self._site.say(f"They seal with it: it stands first in the secret {KEY} on GitHub.")
            self._site.env.change({KEY: ",".join(seals), KEY_BEGUN: None})
            self._see(Vault(seals), "does not seal with the new key", seals=True)
            self._site.say(
                "So does the relay. Keep a copy of the line CONTACT_KEY in .env in a safe place. Then:"
            )
            self._site.say("  bot rotate contact-key --reseal")

    def _make(self, settings: Settings) -> None:
        if self._vault(settings).older_keys:
            raise BotError(
                "The rotation before this one is not complete: an older key is still there.",
                "Run `bot rotate contact-key --reseal`, then `--finish`.",
            )
        entries = contact_keys.with_new_key_behind(settings.contact_keys, contact_keys.new_key())
        self._site.env.change({KEY: ",".join(entries), KEY_BEGUN: clock.iso(clock.now())})

    def _let_workflows_open(self, administration: Administration, entries: list[str]) -> None:
        """Give the workflows the new key behind the old one; wait until no run has the old one alone.

        A run that cannot open what a newer one sealed takes a conversation for none and opens a second.
        """
        written = put_secret(administration, KEY, ",".join(entries))
        self._site.say(f"So do the workflows that start now: the secret {KEY} on GitHub has it too.")
        let_runs_end(self._site.settings(), written)
        self._site.say("No workflow run is left that does not.")

    def _see(self, vault: Vault, otherwise: str, *, seals: bool = False) -> None:
        url = self._site.settings().relay_url
        report = self._site.ask_relay(vault)
        if report is None or (seals and not set(report.contact_key) & set(vault.own_fingerprints)):
            raise BotError(f"The relay at {url} {otherwise}.", f"{RESTART} Then run the same command again.")

    def reseal(self, most: int) -> Resealed:
        """Seal again what issues hold, at most so many texts; 0 counts alone."""
        with self._site.alone():
            return self._reseal(most)

    def _reseal(self, most: int) -> Resealed:
        settings = self._site.settings()
        self._site.administration(settings)
        return resealing.reseal(settings.as_administrator(), self._vault(settings), most)

    def finish(self) -> None:
        """Take the older keys away; raises BotError while something needs them."""
        with self._site.alone():
            settings = self._site.settings()
            vault = self._vault(settings)
            if not vault.older_keys:
                raise BotError("There is no older key.", "Nothing is left to do.")
            administration = self._site.administration(settings)
            needed = self._needed(settings, vault, administration.secrets().get(KEY))
            if needed:
                raise BotError(
                    "The older key is still needed: " + "; ".join(needed) + ".", "Run this again later."
                )
            entries = ",".join(contact_keys.with_newest_alone(settings.contact_keys))
            administration.put_secret(KEY, entries)
            self._site.env.change({KEY: entries})
            self._site.say(
                "The older key is gone from .env and GitHub. What GitHub keeps as the edit history of issues is sealed "
                "with it: throw the key away only if nobody needs that."
            )

    def _needed(self, settings: Settings, vault: Vault, written: datetime | None) -> list[str]:
        needed = []
        left = self._reseal(0).left
        if left:
            needed.append(f"{left} texts in issues are sealed with it (--reseal)")
        report = self._site.ask_relay(vault)
        if report is None:
            needed.append("the relay does not open with the new key (restart it)")
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
