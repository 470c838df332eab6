"""Rotates Twilio's auth token while messages come in: progress shows in the world outside.

`.env` holds two tokens; which of them Twilio accepts shows how far a rotation got, so running the command again resumes
after a crash. What Twilio does not show is noted beside them: the answer that holds the new token can get lost, so
`BEGUN` says that a second token at Twilio is ours to delete; and an invalid token behind a valid one is either the old
one after its rotation, which `MADE_FIRST` marks, or a second one that somebody deleted before it was promoted.
"""

from __future__ import annotations

from bot.adapters import relay_client
from bot.adapters.twilio.auth_tokens import AuthTokens
from bot.core import clock
from bot.core.errors import BotError, SendRefusedError
from bot.core.sentences import Sentence, lasting
from bot.operate.rotation.engine import Plan, Rotation, RotationOutcome, RotationStep
from bot.operate.rotation.site import CONSOLE, Site, wait_out

PRIMARY, SECONDARY, BEGUN = "TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_SECONDARY", "ROTATING_AUTH_TOKEN"
MADE_FIRST = "made-first"  # the value of `BEGUN` from there on
REJECTED = (
    Sentence("Twilio rejects {primary} in .env.", primary=PRIMARY),
    Sentence("Copy the primary auth token from {console} into .env.", console=CONSOLE),
)
_TODAYS, _OLD, _NEW = "today's auth token", "the old token", "the new token"
API_KEYS = frozenset({"TWILIO_API_KEY", "TWILIO_API_KEY_SECRET"})


class AuthTokenRotation(Rotation):
    """Two tokens are valid while everybody changes over; `discard` deletes a second one although it may be in use."""

    COMMAND = "twilio-auth-token"
    VARIABLES = (PRIMARY, SECONDARY)

    def __init__(self, site: Site, *, discard: bool = False) -> None:
        super().__init__(site)
        self._discard = discard

    def draw(self) -> Plan:
        if BEGUN not in self.noted:
            self.site.must_have_one_connection()
        overlap = lasting(self.settings.config.rotation.overlap)
        steps = [
            RotationStep(self._make, "Make a second auth token at Twilio, and write it to .env."),
            RotationStep(self._see_both_signatures, "See that the relay accepts both signatures."),
            RotationStep(
                self._give_to_workflows,
                Sentence(
                    "Put it into the repository's secret {primary}, if that exists, and wait for runs "
                    "with the old one.",
                    primary=PRIMARY,
                ),
            ),
            RotationStep(
                self._promote, "Promote it at Twilio, which then signs with it and rejects the old one."
            ),
            RotationStep(self._make_first, "Put it first in .env, and see that the relay accepts it."),
            RotationStep(
                self._remove_old,
                Sentence(
                    "Remove the old token from .env after {overlap}, when nothing signed with it is on "
                    "its way.",
                    overlap=overlap,
                ),
            ),
        ]
        self.site.administration().secrets()  # nothing is changed before GitHub is known to give access
        match self._accepted():
            case [True]:
                self._relay_must_accept(_TODAYS, 0)
                return Plan(steps)
            case [True, True]:
                self._relay_must_accept(_TODAYS, 0)
                return Plan(steps[1:], "the new token exists, the old one signs")
            case [False, True]:  # perhaps promoted in the console, before the workflows had it
                return Plan([steps[2], *steps[4:]], "the new token signs, Twilio rejects the old one")
            case [True, False] if self.noted.get(BEGUN) == MADE_FIRST:
                return Plan(steps[5:], "only the old token is left to remove")
            case [True, False]:
                give_up = RotationStep(
                    self._give_up,
                    Sentence(
                        "See that the secret {primary} is the first, and remove the second.", primary=PRIMARY
                    ),
                )
                state = "Twilio rejects the second token in .env: nothing was promoted"
                return Plan([give_up], state, "Nothing was rotated: run the same command again for that.")
        raise BotError(*REJECTED)

    def _accepted(self) -> list[bool]:
        """Ask Twilio which of the tokens in `.env` it accepts; one that is there twice counts once."""
        tokens = self.settings.auth_tokens
        return [
            AuthTokens(self.settings, each).works() and each not in tokens[:at]
            for at, each in enumerate(tokens)
        ]

    def _make(self) -> None:
        tokens = AuthTokens(self.settings, self.settings.auth_tokens[0])
        if self._discard or BEGUN in self.noted:
            tokens.drop_secondary()
        self.change({BEGUN: clock.iso(clock.now())})
        try:
            made = tokens.create_secondary()
        except SendRefusedError as error:
            self.change({BEGUN: None})
            raise BotError(
                Sentence("Twilio refuses to make a second auth token (HTTP {status}).", status=error.status),
                "If there is one in the console that nobody uses, delete it there, or with --discard-secondary.",
            ) from error
        self.change({SECONDARY: made})

    def _see_both_signatures(self) -> None:
        self._relay_must_accept(_OLD, 0)
        self._relay_must_accept(_NEW, 1)
        self._must_be_valid()

    def _give_to_workflows(self) -> None:
        """Give the workflows the new token, which Twilio's API accepts already."""
        if self._workflows_have_it():
            self.site.give_workflows(PRIMARY, self.settings.auth_tokens[-1])

    def _workflows_have_it(self) -> bool:
        """Return whether they use the auth token; those with an API key do not have it."""
        names = self.site.administration().secrets().keys()
        return PRIMARY in names or not API_KEYS & names

    def _must_be_valid(self) -> None:
        """Raise BotError where the second token is no longer valid: whoever deletes it may make another."""
        if not AuthTokens(self.settings, self.settings.auth_tokens[1]).works():
            self._take_back()
            raise BotError(
                "Twilio rejects the second auth token: somebody has deleted it. Nothing was promoted.",
                "Run the same command again. If another second token is there that nobody uses, with "
                "--discard-secondary.",
            )

    def _give_up(self) -> None:
        self._take_back()
        self.outcome = RotationOutcome.NOTHING

    def _take_back(self) -> None:
        """Remove a second token that cannot be promoted; the workflows may have been given it."""
        if self._workflows_have_it():
            self.site.put_secret(PRIMARY, self.settings.auth_tokens[0])
        self.change({SECONDARY: None, BEGUN: None})

    def _promote(self) -> None:
        self._must_be_valid()
        old, new = (AuthTokens(self.settings, token) for token in self.settings.auth_tokens)
        try:
            old.promote()
        except SendRefusedError as error:
            raise BotError(
                Sentence(
                    "Twilio refuses to promote the second auth token (error {code}): both tokens are as "
                    "they were.",
                    code=error.code,
                ),
                "See in Twilio's console (Account, API keys & tokens) whether the second one is still there, then "
                "run the same command again.",
            ) from error
        wait_out(
            lambda: "" if new.works() and not old.works() else "Twilio has not promoted the new token yet."
        )

    def _make_first(self) -> None:
        old, new = self.settings.auth_tokens
        self.change({PRIMARY: new, SECONDARY: old, BEGUN: MADE_FIRST})
        self._relay_must_accept(_NEW, 0)

    def _remove_old(self) -> None:
        clock.sleep(self.settings.config.rotation.overlap.total_seconds())  # Twilio switches within a minute
        self.change({SECONDARY: None, BEGUN: None})
        self._relay_must_accept(_NEW, 0)

    def _relay_must_accept(self, name: str, place: int) -> None:
        status = relay_client.probe(self.settings, self.settings.auth_tokens[place])
        self.site.relay_must(
            status == 204,
            Sentence(
                "The relay rejects a request signed with {name} (HTTP {status}).", name=name, status=status
            ),
        )
