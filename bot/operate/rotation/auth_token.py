"""Rotates Twilio's auth token while messages come in: progress shows in the world outside.

`.env` holds two tokens; which of them Twilio accepts shows how far a rotation got, so running the command again resumes
after a crash. What Twilio does not show is noted beside them: the answer that holds the new token can get lost, so
`BEGUN` says that a second token at Twilio is ours to delete; and a dead token behind a good one is either the old one
after its rotation, which `MADE_FIRST` says, or a second one that somebody deleted before it was promoted.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from bot.adapters import relay_client
from bot.adapters.twilio.auth_tokens import AuthTokens
from bot.core import clock
from bot.core.errors import BotError, SendRefusedError
from bot.core.settings import Settings
from bot.operate.rotation.engine import Plan, Rotation, Step, step
from bot.operate.rotation.site import Site, eventually, let_runs_end, put_secret

PRIMARY, SECONDARY, BEGUN = "TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_SECONDARY", "ROTATING_AUTH_TOKEN"
MADE_FIRST = "made-first"  # what `BEGUN` says from there on
API_KEYS = frozenset({"TWILIO_API_KEY", "TWILIO_API_KEY_SECRET"})


class Progress(StrEnum):
    """How far a rotation of the auth token has got, by what Twilio accepts."""

    NOT_BEGUN = "not begun"
    CREATED = "the new token is there, the old one signs"
    PROMOTED = "the new token signs, the old one is dead"
    OVERLAPPING = "all that is left is to forget the old token"
    ENDED = "the second token in .env is none that could follow: nothing was promoted"


def progress(settings: Settings, begun: str = "") -> Progress:
    """Ask Twilio how far a rotation has got, of which `BEGUN` says so much; raises BotError where no token is good."""
    tokens = settings.auth_tokens
    good = [AuthTokens(settings, token).works() for token in tokens]
    if not any(good):
        raise BotError(
            f"Twilio refuses {PRIMARY} in .env.",
            "Copy the primary auth token from Twilio's console (Account, API keys & tokens) into .env.",
        )
    if len(tokens) == 1:
        return Progress.NOT_BEGUN
    if all(good) and len(set(tokens)) > 1:
        return Progress.CREATED
    if not good[0]:
        return Progress.PROMOTED
    return Progress.OVERLAPPING if begun == MADE_FIRST else Progress.ENDED


class AuthTokenRotation(Rotation):
    """Two tokens are good while everybody changes over; `discard` ends a second one although it may be in use."""

    VARIABLES = (PRIMARY, SECONDARY)

    def __init__(self, site: Site, *, discard: bool = False) -> None:
        super().__init__(site)
        self._discard = discard

    def _draw(self) -> Plan:
        settings = self.site.settings()
        found = progress(settings, self.site.env.read().get(BEGUN, ""))
        self.site.administration(settings).secrets()
        if found in (Progress.NOT_BEGUN, Progress.CREATED):
            _must_take(settings, settings.auth_tokens[0], "the signature of today's auth token")
        return Plan(found, tuple(self._steps(found)), resumed=found is not Progress.NOT_BEGUN)

    def _steps(self, found: Progress) -> list[Step]:
        steps = [
            step(self._create, "make a second auth token at Twilio, and write it to .env"),
            step(self._see_both_signatures, "see that the relay takes both signatures"),
            step(
                self._give_to_workflows,
                f"put the new token into the repository's secret {PRIMARY}",
                "wait until the workflow runs that have the old one are over",
            ),
            step(
                self._promote,
                "promote the new token at Twilio: from then on it signs, and the old one is dead",
            ),
            step(self._make_first, "make it the first in .env, and see that the relay takes it"),
            step(self._forget_old, "forget the old token"),
        ]
        match found:
            case Progress.NOT_BEGUN:
                return steps
            case Progress.CREATED:
                return steps[1:]
            case Progress.PROMOTED:  # perhaps in the console, before the workflows had it
                return [step(self._give_to_workflows), *steps[4:]]
            case Progress.OVERLAPPING:
                return steps[5:]
            case Progress.ENDED:
                first = f"see that the secret {PRIMARY} is the first token in .env"
                return [step(self._give_up, first, "forget the second token")]

    def _create(self) -> None:
        settings = self.site.settings()
        tokens = AuthTokens(settings, settings.auth_tokens[0])
        if self._discard or BEGUN in self.site.env.read():
            tokens.drop_secondary()
        self.site.env.change({BEGUN: clock.iso(clock.now())})
        try:
            made = tokens.create_secondary()
        except SendRefusedError as error:
            self.site.env.change({BEGUN: None})
            raise BotError(
                f"Twilio refuses to make a second auth token (HTTP {error.status}).",
                "If somebody made one in the console that nobody uses, end it there, or with --discard-secondary.",
            ) from error
        self.site.env.change({SECONDARY: made})
        self._say("A second auth token was created at Twilio and is in .env.")

    def _see_both_signatures(self) -> None:
        settings = self.site.settings()
        old, new = settings.auth_tokens
        _must_take(settings, old, "the old token's signature")
        _must_take(settings, new, "the new token's signature")
        self._say("The relay takes both signatures.")
        self._must_follow()

    def _give_to_workflows(self) -> None:
        """Give the workflows the new token, which Twilio's API accepts already; wait for the runs with the old one."""
        settings = self.site.settings()
        written = self._put(settings, settings.auth_tokens[-1])
        if written is None:
            self._say("The workflows send by an API key and do not know the auth token.")
            return
        self._say(f"The secret {PRIMARY} on GitHub is the new token.")
        let_runs_end(settings, written)
        self._say("No workflow run has the old token.")

    def _put(self, settings: Settings, token: str) -> datetime | None:
        """Make a token the workflows' secret; None where they have none."""
        administration = self.site.administration(settings)
        known = administration.secrets()
        if PRIMARY not in known and API_KEYS & known.keys():
            return None
        return put_secret(administration, PRIMARY, token)

    def _must_follow(self) -> None:
        """See that the second token is still the one in `.env`: whoever ends it in the console may make another.

        Raises BotError where it is not, having taken it back from whom it was given to.
        """
        settings = self.site.settings()
        if AuthTokens(settings, settings.auth_tokens[1]).works():
            return
        self._take_back()
        raise BotError(
            "Twilio does not take the second auth token any more: somebody has ended it. Nothing was promoted.",
            "Run the command again. If another second token is there that nobody uses, with --discard-secondary.",
        )

    def _give_up(self) -> None:
        self._take_back()
        self._say("Nothing was rotated: run the command again for that.")

    def _take_back(self) -> None:
        """Forget a second token that cannot follow; the workflows may have been given it."""
        settings = self.site.settings()
        if self._put(settings, settings.auth_tokens[0]):
            self._say(f"The secret {PRIMARY} on GitHub is the first token in .env, which is good.")
        self.site.env.change({SECONDARY: None, BEGUN: None})
        self._say("The second token is forgotten.")

    def _promote(self) -> None:
        self._must_follow()
        settings = self.site.settings()
        old, new = (AuthTokens(settings, token) for token in settings.auth_tokens)
        try:
            old.promote()
        except SendRefusedError as error:
            raise BotError(
                f"Twilio refuses to promote the second auth token (error {error.code}).",
                "Both tokens are as they were. See in Twilio's console (Account, API keys & tokens) whether the second "
                "one is still there, then run the command again.",
            ) from error
        if not eventually(lambda: new.works() and not old.works()):
            raise BotError(
                "Twilio has not carried the promotion out yet.", "Run the command again in a minute."
            )
        self._say("The new token is promoted: it signs from now on, and the old one is dead.")

    def _make_first(self) -> None:
        old, new = self.site.settings().auth_tokens
        self.site.env.change({PRIMARY: new, SECONDARY: old, BEGUN: MADE_FIRST})
        _must_take(self.site.settings(), new, "the new token's signature")
        self._say("The new token is the first in .env, and the relay takes it.")

    def _forget_old(self) -> None:
        """Take the old token away once nothing signed with it can be on its way; Twilio switches within a minute."""
        settings = self.site.settings()
        overlap = settings.config.rotation.overlap
        if overlap:
            self._say(
                f"Waiting {overlap.total_seconds():.0f} seconds for what is still signed with the old token."
            )
            clock.sleep(overlap.total_seconds())
        self.site.env.change({SECONDARY: None, BEGUN: None})
        settings = self.site.settings()
        _must_take(settings, settings.auth_tokens[0], "the new token's signature")
        self._say("The old token is forgotten: the rotation is complete.")


def _must_take(settings: Settings, token: str, what: str) -> None:
    """Raise BotError unless the relay accepts what is signed with the token."""
    status = relay_client.probe(settings, token)
    if status == 204:
        return
    reasons = {
        0: (
            f"The relay does not answer at {settings.relay_url}.",
            "See that it runs, and run this command where it can be reached.",
        ),
        404: ("The relay is of an older version.", "Update it and start it again."),
        403: (
            f"The relay refuses {what}.",
            "It reads .env in the folder it was started in: run this command there, and keep its tokens there.",
        ),
    }
    sentence, remedy = reasons.get(status, (f"The relay answers HTTP {status} to a probe.", "See its log."))
    raise BotError(sentence, remedy)
