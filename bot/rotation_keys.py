"""CONTACT_KEY, the tokens of other systems and the relay's GitHub token changed for new ones."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from bot import clock, relay_door, relay_report, resealing, sealing
from bot.errors import BotError
from bot.repository import Repository
from bot.repository_admin import Administration
from bot.resealing import Resealed
from bot.rotation import Site
from bot.sealing import Vault
from bot.settings import Settings

KEY, KEY_BEGUN = "CONTACT_KEY", "ROTATING_CONTACT_KEY"
TOKENS = "GATEWAY_API_TOKENS"
GITHUB_TOKEN = "GITHUB_TOKEN"  # noqa: S105 - the name of a variable
_NAME = re.compile(r"[\w-]+", re.ASCII)
RESTART = (
    "Restart the relay (systemctl restart auditoria360-relay); Twilio repeats what comes in that moment."
)


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


def rotate_api_token(site: Site, name: str) -> str:
    """Give a system a new token beside the one it has, and return it; raises BotError where it has two."""
    if not _NAME.fullmatch(name):
        raise BotError(f"{name!r} is no name for a token.", "Use letters, digits, - and _, such as painel.")
    pairs = _pairs(site)
    if name in relay_report.doubled([own for own, _ in pairs]):
        raise BotError(
            f"Two tokens of {name} are good already.", f"Finish first: bot rotate api-token {name} --finish"
        )
    token = secrets.token_urlsafe(32)
    _write(site, [*pairs, (name, token)])
    _see(site, token)
    if any(own == name for own, _ in pairs):
        site.say(f"Both tokens of {name} are good now. Give this one to the system, then:")
        site.say(f"  bot rotate api-token {name} --finish")
    return token


def finish_api_token(site: Site, name: str) -> None:
    """Let the older token of a system end."""
    pairs = _pairs(site)
    own = [token for known, token in pairs if known == name]
    if len(own) < 2:
        raise BotError(f"There is no older token of {name}.", f"bot rotate api-token {name} makes a new one.")
    _write(site, [pair for pair in pairs if pair[0] != name or pair[1] == own[-1]])
    _see(site, own[-1])
    site.say(f"The older token of {name} is no longer good.")


def _pairs(site: Site) -> list[tuple[str, str]]:
    site.must_come_from_env_file(TOKENS)
    tokens = site.settings().environment.GATEWAY_API_TOKENS
    written = tokens.get_secret_value().split(",") if tokens else []
    return [(name, token) for name, _, token in (pair.strip().partition(":") for pair in written)]


def _write(site: Site, pairs: list[tuple[str, str]]) -> None:
    site.env.change({TOKENS: ",".join(f"{name}:{token}" for name, token in pairs)})


def _see(site: Site, token: str) -> None:
    """Raise BotError unless the relay takes the token."""
    status = relay_door.status_of_token(site.settings().relay_url, token)
    if status != 200:
        what = f"answers HTTP {status}" if status else "does not answer"
        raise BotError(
            f"The token stands in .env, but the relay {what}.",
            "See that the relay runs in this folder; it reads .env by itself.",
        )


def rotate_github_token(site: Site, token: str) -> None:
    """Check a new token for the relay and write it to `.env`; raises BotError for one that will not do."""
    site.must_come_from_env_file(GITHUB_TOKEN)
    settings = site.settings()
    if token == settings.environment.GITHUB_TOKEN.get_secret_value():
        raise BotError("That is the token which stands in .env already.", "Make a new one.")
    facts = Administration(settings, token).examine()
    if facts.faults:
        raise BotError(
            f"The token will not do: {', '.join(facts.faults)}.",
            f"It needs, for {settings.repository} alone: Contents: read and write, Actions: read.",
        )
    try:
        site.env.change({GITHUB_TOKEN: token})
    except ValueError:
        raise BotError("That is no token of GitHub's.", "Copy it whole, without quotes.") from None
    until = f"until {facts.expires:%Y-%m-%d}" if facts.expires else "and does not expire"
    site.say(f"The token works {until}; it stands in .env.")
    vault = Vault(settings.contact_keys)
    report = relay_door.report(settings.relay_url, vault)
    if report is None or not set(report.github_token) & set(vault.fingerprints(token)):
        raise BotError("The relay does not use it yet.", f"{RESTART} Then revoke the old token on GitHub.")
    site.say("The relay uses it. Now revoke the old token on GitHub.")


def _as_administrator(settings: Settings) -> Settings:
    environment = settings.environment
    return settings.model_copy(
        update={"environment": environment.model_copy(update={GITHUB_TOKEN: environment.ADMIN_GITHUB_TOKEN})}
    )
