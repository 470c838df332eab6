"""Rotates CONTACT_KEY: what is sealed stays readable at every moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.adapters.github.admin import Administration
from bot.core import clock, contact_keys
from bot.core.errors import BotError
from bot.core.settings import Settings
from bot.operate.rotation import resealing
from bot.operate.rotation.engine import Plan, Rotation, alone, step
from bot.operate.rotation.resealing import Resealed
from bot.operate.rotation.site import let_runs_end, put_secret
from bot.rules.people.sealing import Vault
from bot.rules.wire.credential_report import CredentialReport

KEY, KEY_BEGUN = "CONTACT_KEY", "ROTATING_CONTACT_KEY"


class ContactKeyRotation(Rotation):
    """`run` puts a new key first, `reseal` seals again what issues hold, `finish` takes the old key away.

    Everybody opens with the new key before anybody seals with it: at no moment is anything sealed that somebody
    cannot open.
    """

    VARIABLES = (KEY,)

    def _draw(self) -> Plan:
        begun = KEY_BEGUN in self.site.env.read()
        if not begun and self._vault(self.site.settings()).older_keys:
            left = ("--reseal: seal again what issues hold", "--finish: take the older key away")
            return Plan("the new key seals, an older one only opens", (step(self._refuse, *left),))
        make = "write a new key to .env, behind the old one; contact ids stay as they are"
        made = "the new key is in .env after the old one, which still seals"
        steps = (
            step(self._see_relay_open, "see that the relay opens with it"),
            step(
                self._let_workflows_open,
                f"put it behind the old one in the repository's secret {KEY}, and wait until runs without it are over",
            ),
            step(
                self._seal,
                "put it before the old one there, then in .env",
                "after that: --reseal, then --finish",
            ),
        )
        # Nothing is written before GitHub is known to let the secret be changed.
        first = step(self._must_administer), *([] if begun else [step(self._make, make)])
        return Plan(made if begun else "not begun", (*first, *steps))

    def _must_administer(self) -> None:
        self.site.administration(self.site.settings()).secrets()

    def _refuse(self) -> None:
        raise BotError(
            "The rotation before this one is not complete: an older key is still there.",
            "Run `bot rotate contact-key --reseal`, then `--finish`.",
        )

    def _make(self) -> None:
        entries = contact_keys.with_new_key_behind(self.site.settings().contact_keys, contact_keys.new_key())
        self.site.env.change({KEY: ",".join(entries), KEY_BEGUN: clock.iso(clock.now())})

    @property
    def _orders(self) -> tuple[list[str], list[str]]:
        """The keys in the order in which the old one seals, and in that in which the new one does."""
        old, new, *rest = self.site.settings().contact_keys
        return [old, new, *rest], [new, old, *rest]

    def _see_relay_open(self) -> None:
        self._relay_must(lambda _: True, self._orders[1], "does not open with the new key")
        self._say("The relay opens with the new key.")

    def _let_workflows_open(self) -> None:
        """Give the workflows the new key behind the old one; wait until no run has the old one alone.

        A run that cannot open what a newer one sealed takes a conversation for none and opens a second.
        """
        settings = self.site.settings()
        written = put_secret(self.site.administration(settings), KEY, ",".join(self._orders[0]))
        self._say(f"So do the workflows that start now: the secret {KEY} on GitHub has it too.")
        let_runs_end(settings, written)
        self._say("No workflow run is left that does not.")

    def _seal(self) -> None:
        _, seals = self._orders
        put_secret(self.site.administration(self.site.settings()), KEY, ",".join(seals))
        self._say(f"They seal with it: it stands first in the secret {KEY} on GitHub.")
        self.site.env.change({KEY: ",".join(seals), KEY_BEGUN: None})
        prints = set(Vault(seals).own_fingerprints)
        self._relay_must(
            lambda report: bool(set(report.contact_key) & prints), seals, "does not seal with the new key"
        )
        self._say("So does the relay. Keep a copy of the line CONTACT_KEY in .env in a safe place. Then:")
        self._say("  bot rotate contact-key --reseal")

    def _relay_must(self, holds: Callable[[CredentialReport], bool], keys: list[str], otherwise: str) -> None:
        url = self.site.settings().relay_url
        self.site.relay_must(Vault(keys), holds, f"The relay at {url} {otherwise}.")

    @alone
    def reseal(self, most: int) -> Resealed:
        """Seal again what issues hold, at most so many texts; with 0 only count them."""
        return self._reseal(most)

    def _reseal(self, most: int) -> Resealed:
        settings = self.site.settings()
        self.site.administration(settings)
        return resealing.reseal(settings.as_administrator(), self._vault(settings), most)

    @alone
    def finish(self) -> None:
        """Take the older keys away; raises BotError while something needs them."""
        settings = self.site.settings()
        vault = self._vault(settings)
        if not vault.older_keys:
            raise BotError("There is no older key.", "Nothing is left to do.")
        administration = self.site.administration(settings)
        needed = self._needed(settings, vault, administration.secrets().get(KEY))
        if needed:
            raise BotError(
                "The older key is still needed: " + "; ".join(needed) + ".", "Run this again later."
            )
        entries = ",".join(contact_keys.with_newest_alone(settings.contact_keys))
        administration.put_secret(KEY, entries)
        self.site.env.change({KEY: entries})
        self._say(
            "The older key is gone from .env and GitHub. What GitHub keeps as the edit history of issues is sealed "
            "with it: throw the key away only if nobody needs that."
        )

    def _needed(self, settings: Settings, vault: Vault, written: datetime | None) -> list[str]:
        needed = []
        left = self._reseal(0).left
        if left:
            needed.append(f"{left} texts in issues are sealed with it (--reseal)")
        report = self.site.ask_relay(vault)
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
