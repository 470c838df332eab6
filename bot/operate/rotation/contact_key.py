"""Rotates CONTACT_KEY: what is sealed stays readable at every moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.adapters.github.admin import Administration
from bot.core import clock, contact_keys
from bot.core.errors import BotError
from bot.core.sentences import Sentence, counted, joined
from bot.operate.rotation import resealing
from bot.operate.rotation.engine import Plan, Rotation, RotationOutcome, RotationStep
from bot.operate.rotation.resealing import Resealed
from bot.operate.rotation.site import Site
from bot.rules.people.relay_keys import relay_key
from bot.rules.people.sealing import Vault

KEY, KEY_BEGUN, SHARE = "CONTACT_KEY", "ROTATING_CONTACT_KEY", "RELAY_KEY"
_OWN_SHARE = Sentence(
    "(Where it has {share} in an .env of its own, put there what `bot config relay-key` "
    "prints here now, and run this command again.)",
    share=SHARE,
)


class ContactKeyRotation(Rotation):
    """A new key is put first: everybody opens with it before anybody seals with it.

    So at no moment is anything sealed that somebody cannot open.
    """

    COMMAND = "contact-key"
    VARIABLES = (KEY,)

    def draw(self) -> Plan:
        begun = KEY_BEGUN in self.noted
        if not begun and self.vault.older_keys:
            left = "Seal again what issues hold: --reseal. Then remove the older key: --finish."
            state = "the new key seals, an older one only opens"
            refusal = BotError(
                "The previous rotation is not complete: an older key is still there.",
                "Run `bot rotate contact-key --reseal`, then `--finish`.",
            )
            return Plan([RotationStep(lambda: None, left)], state, refusal=refusal)
        steps = (
            # Nothing is written before GitHub is known to let the secret be changed.
            RotationStep(lambda: self.site.administration().secrets()),
            RotationStep(
                self._make,
                "Write a new key to .env, after the old one; contact ids stay as they are.",
                needed=not begun,
            ),
            RotationStep(self._see_relay_open, "See that the relay opens with it."),
            # A run that cannot open what a newer one sealed finds no conversation there and opens a second.
            RotationStep(
                lambda: self.site.give_workflows(KEY, ",".join(self.settings.contact_keys)),
                Sentence(
                    "Put it after the old one in the repository's secret {key}, and wait for the runs "
                    "without it.",
                    key=KEY,
                ),
            ),
            RotationStep(
                self._seal,
                "Put it before the old one there, then in .env, and see that the relay seals with it.",
            ),
        )
        state = "the new key is in .env after the old one, which still seals" if begun else ""
        return Plan(
            steps,
            state,
            Sentence("Keep a copy of {key} in a safe place. Then: bot rotate contact-key --reseal", key=KEY),
        )

    def _make(self) -> None:
        entries = contact_keys.with_new_key_behind(self.settings.contact_keys, contact_keys.new_key())
        self._write(entries, {KEY_BEGUN: clock.iso(clock.now())})

    def _write(self, entries: Sequence[str], notes: Mapping[str, str | None]) -> None:
        """Write the key, and what the relay has of it where that is in the same file."""
        share = {SHARE: relay_key(entries)} if SHARE in self.noted else {}
        self.change({KEY: ",".join(entries), **share, **notes})

    def _new_first(self) -> list[str]:
        old, new, *rest = self.settings.contact_keys
        return [new, old, *rest]

    def _see_relay_open(self) -> None:
        opens = self.site.relay_report(Vault(self._new_first()))
        self.site.relay_must(opens, joined(["The relay does not open with the new key.", _OWN_SHARE]))

    def _seal(self) -> None:
        entries = self._new_first()
        self.site.put_secret(KEY, ",".join(entries))
        self._write(entries, {KEY_BEGUN: None})
        report = self.site.relay_report(self.vault)
        self.site.relay_must(
            report and _seals(report.contact_key, self.vault),
            joined(["The relay does not seal with the new key.", _OWN_SHARE]),
        )


class ContactKeyReseal(ContactKeyRotation):
    """What issues hold is sealed again with the new key, at most so many texts."""

    COMMAND = "contact-key --reseal"
    outcome = RotationOutcome.KEPT

    def __init__(self, site: Site, most: int = 0) -> None:
        super().__init__(site)
        self._most = most

    def draw(self) -> Plan:
        return Plan([RotationStep(self._reseal)], done="")

    def _reseal(self) -> None:
        result = self.resealed(self._most)
        if result.left:
            self.outcome = RotationOutcome.PARTLY
        for number in result.lost:
            self.report(
                Sentence("#{number}: something is sealed with a key that is not here.", number=number)
            )
        done = Sentence(
            "Sealed with the new key now: {count}. Left: {left}.", count=result.done, left=result.left
        )
        again, finish = (
            "Run it again: bot rotate contact-key --reseal",
            "Then: bot rotate contact-key --finish",
        )
        shown = joined([done, again if result.left else finish], "\n")
        self.site.show(shown, sealed=result.done, left=result.left, lost=result.lost)

    def resealed(self, most: int) -> Resealed:
        self.site.administration()
        return resealing.reseal(self.settings.as_administrator(), self.vault, most)


class ContactKeyFinish(ContactKeyReseal):
    """The older keys are removed once nothing needs them."""

    COMMAND = "contact-key --finish"

    def draw(self) -> Plan:
        if not self.vault.older_keys:
            raise BotError("There is no older key.", "Nothing is left to do.")
        needed = [reason for reason in self._reasons() if reason]
        if needed:
            raise BotError(
                Sentence("The older key is still needed: {reasons}.", reasons=joined(needed, "; ")),
                "Run this again later.",
            )
        done = (
            "What GitHub keeps as the edit history of issues is sealed with the older key: discard your copy of it "
            "only if nobody needs that."
        )
        return Plan(
            [RotationStep(self._remove_older, "Remove the older key from GitHub and .env.")], done=done
        )

    def _reasons(self) -> list[str]:
        """Return why the older keys are still needed, an empty text for each reason that does not hold."""
        left = self.resealed(0).left
        report = self.site.relay_report(self.vault)
        written = self.site.administration().secrets().get(KEY)
        runs = len(Administration(self.settings).unfinished_runs(written or clock.now()))
        return [
            counted(
                "1 text in an issue is sealed with it (--reseal)",
                "{count} texts in issues are sealed with it (--reseal)",
                left,
            )
            if left
            else "",
            "" if report else "the relay does not open with the new key",
            "the relay still seals with it" if report and not _seals(report.contact_key, self.vault) else "",
            counted("1 message waits in the relay", "{count} messages wait in the relay", report.waiting)
            if report and report.waiting
            else "",
            counted("1 workflow run has it", "{count} workflow runs have it", runs) if runs else "",
        ]

    def _remove_older(self) -> None:
        entries = contact_keys.with_newest_alone(self.settings.contact_keys)
        self.site.put_secret(KEY, ",".join(entries))
        self._write(entries, {})


def _seals(reported: tuple[str, ...], vault: Vault) -> bool:
    """Whether the newest key of the vault is the one that the relay seals with."""
    return bool(set(reported) & set(vault.own_fingerprints))
