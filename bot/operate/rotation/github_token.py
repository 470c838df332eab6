"""Rotates the relay's GitHub token to one that somebody made on GitHub: no program may."""

from __future__ import annotations

from bot.adapters.github.admin import Administration
from bot.core import clock
from bot.core.errors import BotError
from bot.operate.rotation.engine import Plan, Rotation, step
from bot.operate.rotation.site import Site
from bot.rules.people.sealing import Vault

GITHUB_TOKEN = "GITHUB_TOKEN"  # noqa: S105 - the name of a variable
BEGUN = (
    "ROTATING_GITHUB_TOKEN"  # a line in .env: the token there is new, and the old one not yet to be revoked
)


class GithubTokenRotation(Rotation):
    """The token given is tried out, written, and seen in use; given again after a crash, it is only seen in use."""

    VARIABLES = (GITHUB_TOKEN,)

    def __init__(self, site: Site, token: str) -> None:
        super().__init__(site)
        self._token = token

    def _draw(self) -> Plan:
        known = self.site.settings().environment.GITHUB_TOKEN
        if known is None:
            raise BotError(
                "A GitHub App acts here, not a token.",
                "Change its key: bot rotate github-app-key. For a token instead, take GITHUB_APP_ID out of .env first.",
            )
        see = step(self._see, "see that the relay uses it")
        if self._token != known.get_secret_value():
            return Plan("not begun", (step(self._put, "try the token out, and write it to .env"), see))
        if BEGUN in self.site.env.read():
            return Plan("the new token is in .env", (see,))
        raise BotError(
            "That token is in .env already.",
            "If you have just changed it, revoke the one before on GitHub; else make a new one.",
        )

    def _put(self) -> None:
        settings = self.site.settings()
        facts = Administration(settings, self._token).examine()
        needs = f"It needs, for {settings.repository} alone: Contents: read and write, Actions: read."
        if facts.refused:
            raise BotError(f"GitHub does not take the token that was given (HTTP {facts.refused}).", needs)
        if facts.faults:
            raise BotError(f"The token will not do. It lacks: {', '.join(facts.faults)}.", needs)
        try:
            self.site.env.change({GITHUB_TOKEN: self._token, BEGUN: clock.iso(clock.now())})
        except ValueError:
            raise BotError("That is no token of GitHub's.", "Copy it whole, without quotes.") from None
        until = f"until {facts.expires:%Y-%m-%d}" if facts.expires else "and does not expire"
        self._say(f"The token works {until}; it is in .env.")

    def _see(self) -> None:
        vault = Vault(self.site.settings().contact_keys)
        self.site.relay_must(
            vault,
            lambda report: bool(set(report.github_token) & set(vault.fingerprints(self._token))),
            "The relay does not use it yet.",
            given=", with the same token",
        )
        self.site.env.change({BEGUN: None})
        self._say("The relay uses it. Now revoke the old token on GitHub.")
