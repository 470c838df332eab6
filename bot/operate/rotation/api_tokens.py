"""Rotates the tokens of other systems: a system has two until it uses the new one."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.adapters import relay_client
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.operate.rotation.engine import Plan, Rotation, RotationOutcome, RotationStep
from bot.operate.rotation.site import Site

TOKENS = "GATEWAY_API_TOKENS"
_NAME = re.compile(r"[\w-]+", re.ASCII)
_WRITABLE = re.compile(r"[\w:+./=@-]*", re.ASCII)
_Pair = tuple[str, str]


@dataclass(frozen=True)
class _Action:
    """What a command does: how many tokens the system may have before (2: two or more), which it keeps, the report."""

    has: tuple[int, ...]
    keeps: Callable[[list[str], str], list[str]]
    done: str
    refused: str = ""


_ONE_ONLY = "{name} has only one token. bot rotate api-token {name} makes a new one."
ACTIONS = {
    "add": _Action(
        (1,),
        lambda own, new: [*own, new],
        "Both tokens of {name} are valid now. Give this one to the system, then:\n"
        "  bot rotate api-token {name} --finish",
        "Two tokens of {name} are valid already. When {name} uses the newer one: bot rotate api-token {name} --finish. "
        "If nobody has it: bot rotate api-token {name} --discard.",
    ),
    "new": _Action(
        (0,),
        lambda _, new: [new],
        "The relay accepts the token of {name}.",
        "{name} has a token. For another: bot rotate api-token {name}.",
    ),
    "finish": _Action(
        (2,), lambda own, _: own[1:], "The older token of {name} is no longer valid.", _ONE_ONLY
    ),
    "discard": _Action(
        (2,), lambda own, _: own[:-1], "The newer token of {name} is no longer valid.", _ONE_ONLY
    ),
    "revoke": _Action((1, 2), lambda _, __: [], "{name} has no token any more."),
}


class ApiTokensRotation(Rotation):
    """The tokens in `.env`, each under the name of its system; the newer of two comes after the older."""

    COMMAND = "api-token"
    outcome = RotationOutcome.KEPT  # until none of the older tokens is left, of any system
    VARIABLES = (TOKENS,)

    def __init__(self, site: Site, name: str, action: str = "add") -> None:
        super().__init__(site)
        self._name, self._action = name, ACTIONS[action]

    def _pairs(self) -> list[_Pair]:
        tokens = self.settings.environment.GATEWAY_API_TOKENS
        written = tokens.get_secret_value().split(",") if tokens else []
        return [(name, token) for name, _, token in (pair.strip().partition(":") for pair in written)]

    def draw(self) -> Plan:
        name, pairs, action = self._name, self._pairs(), self._action
        own = [token for known, token in pairs if known == name]
        if not own and not _NAME.fullmatch(name):  # one that was written by hand can still be revoked
            raise BotError(
                Sentence("{name} is not a valid name.", name=repr(name)),
                "Use letters, digits, - and _, such as painel.",
            )
        if not own and 0 not in action.has:
            names = ", ".join(dict.fromkeys(known for known, _ in pairs)) or "none"
            raise BotError(
                Sentence("No system is called {name}; those with a token: {names}.", name=name, names=names),
                Sentence("For a new system: bot rotate api-token {name} --new.", name=name),
            )
        if min(len(own), 2) not in action.has:
            raise BotError(Sentence(action.refused, name=name))
        self.site.relay_must_answer()  # else nobody could see the change
        new = secrets.token_urlsafe(32)
        keeps = action.keeps(own, new)
        at = next((place for place, (known, _) in enumerate(pairs) if known == name), len(pairs))
        others = [pair for pair in pairs if pair[0] != name]
        steps = (
            RotationStep(
                partial(self._write, [*others[:at], *((name, token) for token in keeps), *others[at:]])
            ),
            # At once, and never again: whoever stops the command here has the token, or takes it back with --discard.
            RotationStep(partial(self.site.show, new, name=name, token=new), needed=new in keeps),
            RotationStep(partial(self._see, keeps[-1:])),
        )
        return Plan(steps, done=Sentence(action.done, name=name))

    def _write(self, pairs: list[_Pair]) -> None:
        try:
            self.change({TOKENS: ",".join(map(":".join, pairs)) or None})
        except ValueError:
            odd = dict.fromkeys(name for name, token in pairs if not _WRITABLE.fullmatch(f"{name}:{token}"))
            raise BotError(
                Sentence(
                    "A token has characters that cannot be written to .env: {names}.", names=", ".join(odd)
                ),
                Sentence(
                    "Replace it in {file} by hand: letters, digits, - and _ are safe.",
                    file=self.site.env.path,
                ),
            ) from None

    def _see(self, newest: list[str]) -> None:
        for token in newest:
            status = relay_client.token_status(self.settings.relay_url, token)
            if status != 200:
                happened = Sentence("answers HTTP {status}", status=status) if status else "does not answer"
                raise BotError(
                    Sentence("The change is in .env, but the relay {happened}.", happened=happened),
                    "See that the relay runs in this folder; it reads .env by itself. Do not run the command again.",
                )
