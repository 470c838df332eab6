"""Errors that people read: what is wrong and what to do about it. They never contain a number, a text or a secret."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from bot.core.sentences import Sentence, lines


class BotError(Exception):
    """Something went wrong that a person can fix.

    `remedy` says what to do; `exit_code` is the exit code of the command line.
    """

    exit_code = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """Return the message and its remedy, if there is one."""
        if not self.remedy:
            return self.message
        return Sentence("{message} {remedy}", message=self.message, remedy=self.remedy)


class ConfigError(BotError):
    """The configuration cannot be used; `faults` holds every reason at once, one sentence each.

    `remedy` says where was looked for what is missing.
    """

    exit_code = 2

    def __init__(self, faults: list[str], remedy: str = "") -> None:
        several, one = (
            "The configuration has {count} faults:\n{faults}",
            "The configuration has 1 fault:\n{faults}",
        )
        super().__init__(
            Sentence(several if len(faults) > 1 else one, count=len(faults), faults=lines(faults)), remedy
        )
        self.faults = faults


class SealError(BotError):
    """A sealed value was made with none of the keys in CONTACT_KEY, or was changed."""

    def __init__(self) -> None:
        super().__init__(
            "A sealed value cannot be opened with the keys in CONTACT_KEY.",
            "Give this process the same CONTACT_KEY as the one that sealed it; after a rotation keep the old key, "
            "behind a comma.",
        )


# The HTTP statuses for something that never existed, has moved away, or was deleted.
GONE = frozenset({404, 410})


class RepositoryError(BotError):
    """GitHub refused for good: repeating the same request changes nothing.

    `lacks` says who lacks which permission, if that is the reason.
    """

    def __init__(self, message: str, remedy: str = "", *, status: int = 0, lacks: str = "") -> None:
        super().__init__(message, remedy)
        self.status = status
        self.lacks = lacks

    @property
    def is_gone(self) -> bool:
        """Whether what was asked for does not exist, or no longer does."""
        return self.status in GONE


class IssuesOffError(RepositoryError):
    """Issues are switched off in the repository: nothing can be read or written until somebody switches them on."""

    def __init__(self, message: str) -> None:
        remedy = (
            "Issues are switched off in this repository: switch them on under Settings, General, Features."
        )
        super().__init__(message, remedy, status=410)

    @property
    def is_gone(self) -> bool:
        return False


class Unwritable(StrEnum):
    """Why GitHub takes nothing more in an issue."""

    LOCKED = "locked"
    FULL = "full"
    GONE = "gone"


class UnwritableIssueError(RepositoryError):
    """GitHub takes no comment, or no reaction, in one issue any more; every other issue is as before."""

    def __init__(self, message: str, remedy: str, *, status: int, why: Unwritable) -> None:
        super().__init__(message, remedy, status=status)
        self.why = why


class TemporaryError(BotError):
    """A service is out of reach or busy; the same request may go through later.

    `retry_after` is the wait in seconds that the service asked for, if any.
    `uncertain` means that the request may have been carried out although no answer came.
    `code` is Twilio's error code, 0 where there is none. `soon` says whether trying again within seconds can help.
    `lacks` names the permissions that an API key of Twilio's was not given.
    """

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        uncertain: bool = False,
        code: int = 0,
        soon: bool = True,
        lacks: str = "",
    ) -> None:
        super().__init__(message, "It is tried again; nothing is lost.")
        self.retry_after = retry_after
        self.uncertain = uncertain
        self.code = code
        self.soon = soon
        self.lacks = lacks


class LimitError(TemporaryError):
    """GitHub grants no requests before the moment `resets`: those of an hour are used up, or came too fast.

    `token` is the variable whose requests it refuses; `too_fast` says that it is not the hour's limit.
    """

    def __init__(
        self, resets: datetime, retry_after: float, token: str = "", *, too_fast: bool = False
    ) -> None:
        what = (
            "GitHub asks to slow down; it accepts requests again at {time} UTC."
            if too_fast
            else "GitHub's limit of requests is used up; it accepts requests again at {time} UTC."
        )
        super().__init__(Sentence(what, time=f"{resets:%H:%M:%S}"), retry_after=retry_after, soon=False)
        self.resets = resets
        self.token = token
        self.too_fast = too_fast


class UnfinishedError(TemporaryError):
    """A job did what it could, and part of it must be tried again; `lines` describe all of it."""

    def __init__(self, message: str, lines: list[str]) -> None:
        super().__init__(message)
        self.lines = lines


class SendRefusedError(BotError):
    """Twilio refused a message; `code` is Twilio's error code, 0 where it gave none."""

    def __init__(self, code: int, status: int) -> None:
        super().__init__(
            Sentence("Twilio refused the message (code {code}, HTTP {status}).", code=code, status=status)
        )
        self.code = code
        self.status = status
