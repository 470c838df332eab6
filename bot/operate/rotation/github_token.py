"""Rotates the relay's GitHub token to one that somebody made on GitHub, which has no API to create one."""

from __future__ import annotations

from bot.core import clock
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.operate.rotation.engine import Plan, Rotation, RotationStep
from bot.operate.rotation.site import Site, permitted

GITHUB_TOKEN = "GITHUB_TOKEN"  # noqa: S105 - the name of a variable
# A line in .env: the token there is new, and the relay was not yet seen to use it.
BEGUN = "ROTATING_GITHUB_TOKEN"


class GithubTokenRotation(Rotation):
    """The token given is tested, written, and seen in use; given again after a crash, it is only seen in use."""

    COMMAND = "github-token"
    VARIABLES = (GITHUB_TOKEN,)

    def __init__(self, site: Site, token: str) -> None:
        super().__init__(site)
        self._token = token

    def draw(self) -> Plan:
        known = self.settings.environment.GITHUB_TOKEN
        if known is None:
            raise BotError(
                "A GitHub App acts here, not a token.",
                "Change its key: bot rotate github-app-key. For a token instead, remove GITHUB_APP_ID from .env first.",
            )
        given = self._token == known.get_secret_value()
        if given and BEGUN not in self.noted:
            raise BotError(
                "That token is in .env already.",
                "If you have just changed it, revoke the previous one on GitHub; else make a new one.",
            )
        steps = (
            RotationStep(self._put, "Test the token, and write it to .env.", needed=not given),
            RotationStep(self._see, "See that the relay uses it."),
        )
        return Plan(steps, "the new token is in .env" if given else "", "Now revoke the old token on GitHub.")

    def _put(self) -> None:
        expires = permitted("token", self.settings, self._token).expires
        try:
            self.change({GITHUB_TOKEN: self._token, BEGUN: clock.iso(clock.now())})
        except ValueError:
            raise BotError("That is not a GitHub token.", "Copy it whole, without quotes.") from None
        self.report(
            Sentence("The token works until {moment:%Y-%m-%d}.", moment=expires)
            if expires
            else "The token does not expire."
        )

    def _see(self) -> None:
        self.site.relay_must_use(self._token, lambda report: report.github_token)
        self.change({BEGUN: None})
