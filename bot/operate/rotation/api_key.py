"""Rotates the API key at Twilio while messages are sent.

A key is two values, its SID and its secret, and GitHub cannot change two secrets at once: a run that is queued between
the two changes would get the halves of two keys. So both are in one secret, `TWILIO_API_KEY`, which is written in one
step and takes precedence over the pair; the pair of an older set-up is removed once no run needs it.

Progress is read from the world outside and from notes in `.env`, so running the command again resumes after a crash.
The mark in `BEGUN` is part of the new key's name: a key whose secret was lost before it was written down is recognised
by it, and deleted.
"""

from __future__ import annotations

import re
import secrets
from fnmatch import fnmatchcase

from bot.adapters.github.admin import Administration
from bot.adapters.twilio.api_keys import LONGEST_NAME, ApiKeys, Key, code_of_refusal, may_see_keys
from bot.adapters.twilio.auth_tokens import NOT_AUTHENTICATED, AuthTokens
from bot.core import clock
from bot.core.errors import BotError, SendRefusedError
from bot.core.sentences import Sentence, joined
from bot.operate.rotation.auth_token import REJECTED
from bot.operate.rotation.engine import Plan, Rotation, RotationStep
from bot.operate.rotation.site import CONSOLE, Site, wait_out

WHOLE, SID, SECRET = "TWILIO_API_KEY", "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET"
# Notes in .env: the mark of a key in the making, the key that is to follow, the one it follows.
BEGUN, NEXT, OLD = "ROTATING_API_KEY", "ROTATING_API_KEY_NEXT", "ROTATING_API_KEY_OLD"
# Which key the workflows have, where the relay has none: GitHub shows nobody what is in a secret.
OF_WORKFLOWS = "WORKFLOWS_API_KEY_SID"
_A_WORKFLOW = ".github/workflows/send-replies.yml"
_KNOWS_WHOLE = re.compile(rf"\bsecrets\.{WHOLE}\b")
NAME = "AUDITORIA360"
_OURS = re.compile(r" \d{4}-\d\d-\d\d [0-9a-f]{8}$")
_ADDED = len(" 2026-11-24 01234567")
_NEEDED = ("/twilio/messaging/messages/create", "/twilio/messaging/messages/list")
_NO_KEY = Key("", "")
_RESTRICTED, _STANDARD = "a Restricted key with the old one's permissions", "a Standard key"


class ApiKeyRotation(Rotation):
    """One key follows another of its kind.

    `named` is the SID of the key that the workflows have, where nothing shows it; `create` makes the first one.
    """

    COMMAND = "twilio-api-key"
    VARIABLES = (WHOLE, SID, SECRET)

    def __init__(self, site: Site, named: str = "", *, create: bool = False) -> None:
        super().__init__(site)
        self._named, self._create = named, create

    def draw(self) -> Plan:
        """Check all that will be needed before anything is changed."""
        noted, here = self.noted, self.settings.api_key
        begun, made = BEGUN in noted, NEXT in noted
        if not begun:
            self.site.must_have_one_connection()
        on_github = bool({WHOLE, SECRET} & self.site.administration().secrets().keys())
        keys = self._keys()
        sid = noted.get(OLD, "") if begun else self._sid_in_use(on_github=on_github)
        self._old = old = (sid and keys.find(sid)) or _NO_KEY
        if not begun:
            self._check_old(sid, on_github=on_github)
        # What opens the API with the old key, where not only GitHub has its secret.
        self._login = here if here and here[0] == old.sid else None
        self._kind = _RESTRICTED if old.policy else _STANDARD
        # Somebody gets the new key in any case: the old one is deleted.
        to_workflows = on_github or self._create or not sid or not here
        if to_workflows:
            self._check_workflows()
        steps = (
            RotationStep(
                self._make,
                Sentence("Make {kind} at Twilio, and write it to .env.", kind=self._kind),
                needed=not made,
            ),
            RotationStep(self._try_out, "See that Twilio accepts it and lists messages for it."),
            RotationStep(
                self._give_to_workflows,
                Sentence(
                    "Put it into the repository's secret {whole}, wait for the runs that have the old "
                    "one, and delete the secrets {sid} and {secret}, if they are there.",
                    whole=WHOLE,
                    sid=SID,
                    secret=SECRET,
                ),
                needed=to_workflows,
            ),
            RotationStep(
                self._give_to_relay,
                Sentence("Make it {whole} in .env, for the relay.", whole=WHOLE),
                needed=bool(here),
            ),
            RotationStep(self._delete_lost),
            RotationStep(
                self._delete_old,
                Sentence(
                    "Delete the old key at Twilio, and see that Twilio rejects it: {key}.", key=_shown(old)
                ),
                needed=old is not _NO_KEY,
            ),
            RotationStep(self._forget, "Remove the notes of the rotation from .env."),
        )
        state = "the new key exists" if made else "the new key does not exist yet"
        return Plan(steps, state if begun else "")

    def _sid_in_use(self, *, on_github: bool) -> str:
        """Return the SID of the key that relay or workflows have, as far as it is known."""
        here = self.settings.api_key
        if here and self._named not in ("", here[0]):
            raise BotError(Sentence("Another key is in .env: {sid}.", sid=here[0]), "Leave out --old.")
        if here:
            return here[0]
        return (self._named or self.noted.get(OF_WORKFLOWS, "")) if on_github else ""

    def _check_old(self, sid: str, *, on_github: bool) -> None:
        """Raise BotError unless there is a key to replace, or none and one is to be made."""
        if self._create and self._old.sid:
            raise BotError(
                Sentence("A key is in use: {key}.", key=_shown(self._old)),
                "Without --create it is replaced by a new one.",
            )
        if not self._create and not self._old.sid:
            missing = "No API key is in use: the relay and the workflows use the auth token with Twilio."
            if on_github:
                missing = "The workflows have an API key, but GitHub does not show which one."
            if sid:
                missing = Sentence("Twilio has no key {sid}: somebody has deleted it.", sid=sid)
            known = joined(map(_shown, self._keys().known()), ", ") or "no key"
            raise BotError(
                missing,
                Sentence(
                    "With --create a new one is made, which the workflows then use; the one that they "
                    "have is named by --old SK... Twilio has: {known}.",
                    known=known,
                ),
            )

    def _check_workflows(self) -> None:
        """Raise BotError where the workflows on GitHub are of a version that would not find the new key."""
        text = Administration(self.settings).text_of(_A_WORKFLOW)
        if text is not None and not _KNOWS_WHOLE.search(text):
            raise BotError(
                Sentence(
                    "The workflows on GitHub are older than this command: they know no secret {whole}.",
                    whole=WHOLE,
                ),
                "Bring the repository's default branch up to date first.",
            )

    def _keys(self) -> ApiKeys:
        """Return the account's keys, as its auth token sees them; raises BotError where none is valid."""
        settings = self.settings
        for token in settings.auth_tokens:
            if AuthTokens(settings, token).works():
                return ApiKeys(settings, settings.environment.TWILIO_ACCOUNT_SID, token)
        raise BotError(*REJECTED)

    def _make(self) -> None:
        old, login = self._old, self._login
        if login and not old.policy and may_see_keys(self.settings, *login):
            self.report("The old key is a Main key, which no program can make: a Standard key replaces it.")
        mark = self.noted.get(BEGUN) or secrets.token_hex(4)
        self._delete_lost(mark)
        self.change({BEGUN: mark, OLD: old.sid or None})
        try:
            sid, secret = self._keys().create(_named_after(old, mark), old.policy)
        except SendRefusedError as error:
            self.change({BEGUN: None, OLD: None})
            raise BotError(
                Sentence("Twilio refuses to make {kind} (error {code}).", kind=self._kind, code=error.code),
                Sentence(
                    "Duplicate the old one in {console} and put the new one, as SID:secret, into the "
                    "secret {whole} on GitHub and into {whole} in .env; delete the old one once the runs "
                    "under Actions are over.",
                    console=CONSOLE,
                    whole=WHOLE,
                ),
            ) from error
        self.change({NEXT: f"{sid}:{secret}"})

    def _try_out(self) -> None:
        """Check that the new key permits what the jobs do, as far as that shows without sending anything."""
        settings, (sid, secret) = self.settings, self._next()
        allowed = (self._old.policy or {}).get("allow", [] if self._old.policy else ["*"])
        lacking = [one for one in _NEEDED if not any(fnmatchcase(one, known) for known in allowed)]
        if lacking:
            self.report(
                Sentence(
                    "Warning: the permissions of the old key, and so of the new, lack {permissions}.",
                    permissions=", ".join(lacking),
                )
            )

        def rejected() -> str:
            code = code_of_refusal(settings, sid, secret)
            return (
                Sentence("Twilio rejects the new key {sid} (error {code}).", sid=sid, code=code)
                if code == NOT_AUTHENTICATED
                else ""
            )

        remedy = Sentence(
            "Run the same command again in a minute; if somebody has deleted the key, remove the line {next} from "
            ".env first.",
            next=NEXT,
        )
        wait_out(rejected, remedy)

    def _give_to_workflows(self) -> None:
        """Give the workflows the new key in one step, and wait for the runs with the old one to end."""
        administration = self.site.administration()
        known = administration.secrets()
        self.site.give_workflows(WHOLE, ":".join(self._next()))
        for name in (SID, SECRET):
            if name in known:
                administration.remove_secret(name)

    def _give_to_relay(self) -> None:
        """Put the new key where the old one was; the relay reads the file with its next request."""
        self.change({WHOLE: ":".join(self._next()), SID: None, SECRET: None})

    def _delete_lost(self, mark: str = "") -> None:
        """Delete the keys of this rotation except the one in use: nobody has their secrets."""
        keys, mark, used = self._keys(), mark or self.noted[BEGUN], self.noted.get(NEXT, "").partition(":")[0]
        for key in keys.known():
            if key.name.endswith(f" {mark}") and key.sid != used:
                keys.delete(key.sid)
                self.report(
                    Sentence("A key of this rotation whose secret was lost is deleted: {sid}.", sid=key.sid)
                )

    def _delete_old(self) -> None:
        settings, keys, sid, login = self.settings, self._keys(), self._old.sid, self._login
        keys.delete(sid)

        def alive() -> str:
            valid = login and code_of_refusal(settings, *login) != NOT_AUTHENTICATED
            return (
                Sentence("Twilio has not deleted the old key {sid} yet.", sid=sid)
                if valid or keys.find(sid)
                else ""
            )

        wait_out(alive)

    def _forget(self) -> None:
        of_workflows = None if self.settings.api_key else self._next()[0]
        self.change({BEGUN: None, NEXT: None, OLD: None, OF_WORKFLOWS: of_workflows})

    def _next(self) -> tuple[str, str]:
        sid, _, secret = self.noted[NEXT].partition(":")
        return sid, secret


def _named_after(old: Key, mark: str) -> str:
    """Return the name of the old key with today's date and our mark in place of what an earlier rotation added."""
    name = _OURS.sub("", old.name).strip() or NAME
    return f"{name[: LONGEST_NAME - _ADDED]} {clock.now():%Y-%m-%d} {mark}"


def _shown(key: Key) -> Sentence:
    return Sentence("{sid} ({name})", sid=key.sid, name=key.name or "without a name")
