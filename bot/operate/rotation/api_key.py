"""The API key at Twilio changed for a new one while messages are sent.

A key is two values, its SID and its secret, and GitHub cannot change two secrets at once: a run that is queued between
the two changes would be given the halves of two keys. So both stand in one secret, `TWILIO_API_KEY`, which is written
in one step and counts before the pair; the pair of an older set-up is taken away once no run needs it.

What has been done is told from the world outside and from lines in `.env`, so that a rotation is resumed after a crash
by beginning it again. `BEGUN` stands in the name of the key that is made: one whose secret got lost before it was
written down is known by it, and ended.
"""

from __future__ import annotations

import re
import secrets
from fnmatch import fnmatchcase

from bot.adapters.twilio.api_keys import LONGEST_NAME, NOT_PERMITTED, ApiKeys, Key, code_of_refusal
from bot.adapters.twilio.auth_tokens import NOT_AUTHENTICATED
from bot.core import clock
from bot.core.errors import BotError, SendRefusedError
from bot.operate.rotation.api_key_plan import (
    BEGUN,
    CONSOLE,
    NEXT,
    NOTHING_ASKED,
    OF_WORKFLOWS,
    OLD,
    SECRET,
    SID,
    WHOLE,
    Asked,
    Plan,
    keys_of,
    look,
)
from bot.operate.rotation.site import Site, eventually, let_runs_end, put_secret

NAME = "AUDITORIA360"
_OURS = re.compile(r" \d{4}-\d\d-\d\d [0-9a-f]{8}$")
_ADDED = len(" 2026-11-24 01234567")
_NEEDED = ("/twilio/messaging/messages/create", "/twilio/messaging/messages/list")


class ApiKeyRotation:
    """The steps, each of which may be repeated."""

    def __init__(self, site: Site, asked: Asked = NOTHING_ASKED) -> None:
        self._site = site
        self._asked = asked
        self._say = site.say

    def plan(self) -> list[str]:
        """Return what `run` would do, having looked at all it needs and changed nothing."""
        plan = look(self._site, self._asked)
        return [f"Now: {plan.state}.", *plan.steps()]

    def run(self) -> None:
        """Rotate, or go on where an earlier run stopped; raises BotError where a step cannot be done."""
        with self._site.alone():
            plan = look(self._site, self._asked)
            if plan.begun:
                self._say(f"An earlier rotation goes on: {plan.state}.")
            if not plan.made:
                self._make(plan)
            self._try_out(plan)
            if plan.workflows:
                self._give_to_workflows()
            if plan.relay:
                self._give_to_relay()
            self._end_old(plan)
            self._forget(plan)

    def _make(self, plan: Plan) -> None:
        if plan.is_main:
            self._say("The old key is a Main key, which no program can make: a Standard key follows it.")
        keys = keys_of(self._site.settings())
        mark = self._site.env.read().get(BEGUN) or secrets.token_hex(4)
        self._end_marked(keys, mark)
        self._site.env.change({BEGUN: mark, OLD: plan.old.sid if plan.old else None})
        try:
            sid, secret = keys.create(_named_after(plan.old, mark), plan.old.policy if plan.old else None)
        except SendRefusedError as error:
            self._site.env.change({BEGUN: None, OLD: None})
            raise BotError(
                f"Twilio refuses to make {plan.kind} (error {error.code}).",
                f"Duplicate the old one in {CONSOLE} and put the new one, as SID:secret, into the secret {WHOLE} on "
                f"GitHub and into {WHOLE} in .env; delete the old one once the runs under Actions are over.",
            ) from error
        self._site.env.change({NEXT: f"{sid}:{secret}"})
        self._say(f"The new key is made at Twilio and stands in .env: {sid}, {plan.kind}.")

    def _try_out(self, plan: Plan) -> None:
        """See that the new key opens what the jobs need, as far as can be seen without sending anything."""
        settings, (sid, secret) = self._site.settings(), self._next()
        allowed = plan.old.policy.get("allow", []) if plan.old and plan.old.policy else ["*"]
        lacking = [one for one in _NEEDED if not any(fnmatchcase(one, known) for known in allowed)]
        if lacking:
            self._say(
                f"Beware: the permissions of the old key, and so of the new, lack {', '.join(lacking)}."
            )
        codes = [NOT_AUTHENTICATED]

        def taken() -> bool:
            codes[0] = code_of_refusal(settings, sid, secret)
            return codes[0] in (0, NOT_PERMITTED)

        if not eventually(taken):
            raise BotError(
                f"Twilio does not take the new key {sid} (error {codes[0]}).",
                f"Run the command again in a minute; if somebody has deleted the key, take the line {NEXT} out of .env "
                "before.",
            )
        self._say("Twilio takes the new key." if codes[0] else "Twilio lists messages for the new key.")

    def _give_to_workflows(self) -> None:
        """Give the workflows the new key in one step, and let those with the old one end."""
        settings = self._site.settings()
        administration = self._site.administration(settings)
        known = administration.secrets()
        written = put_secret(administration, WHOLE, ":".join(self._next()))
        self._say(f"The secret {WHOLE} on GitHub is the new key.")
        let_runs_end(settings, written)
        self._say("No workflow run has the old key.")
        for name in (SID, SECRET):
            if name in known:
                administration.remove_secret(name)
                self._say(f"The secret {name} is taken away: {WHOLE} holds both halves.")

    def _give_to_relay(self) -> None:
        """Put the new key where the old one stood; the relay reads the file with its next request."""
        self._site.env.change({WHOLE: ":".join(self._next()), SID: None, SECRET: None})
        self._say(f"The relay has the new key: it stands in .env as {WHOLE}.")

    def _end_old(self, plan: Plan) -> None:
        """End the old key, and any of this rotation whose secret got lost; see that the old one is dead."""
        settings = self._site.settings()
        keys = keys_of(settings)
        self._end_marked(keys, self._site.env.read()[BEGUN], but=self._next()[0])
        if not plan.old:
            return
        sid, login = plan.old.sid, plan.login
        keys.delete(sid)

        def dead() -> bool:
            refused = not login or code_of_refusal(settings, *login) == NOT_AUTHENTICATED
            return refused and keys.find(sid) is None

        if not eventually(dead):
            raise BotError(
                f"Twilio has not ended the old key {sid} yet.", "Run the command again in a minute."
            )
        self._say(f"The old key is dead: {sid}.")

    def _end_marked(self, keys: ApiKeys, mark: str, but: str = "") -> None:
        """End the keys made by this rotation, but the one that is in use: nobody knows their secrets."""
        for key in keys.known():
            if key.name.endswith(f" {mark}") and key.sid != but:
                keys.delete(key.sid)
                self._say(f"A key of this rotation whose secret got lost is ended: {key.sid}.")

    def _forget(self, plan: Plan) -> None:
        of_workflows = None if plan.relay else self._next()[0]
        self._site.env.change({BEGUN: None, NEXT: None, OLD: None, OF_WORKFLOWS: of_workflows})
        self._say("The rotation is complete.")

    def _next(self) -> tuple[str, str]:
        sid, _, secret = self._site.env.read()[NEXT].partition(":")
        return sid, secret


def _named_after(old: Key | None, mark: str) -> str:
    """Return the name of the old key with today's date and our mark in place of what an earlier rotation added."""
    name = _OURS.sub("", old.name).strip() if old else ""
    return f"{(name or NAME)[: LONGEST_NAME - _ADDED]} {clock.now():%Y-%m-%d} {mark}"
