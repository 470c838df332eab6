"""The commands that a maintainer's comment can hold, and what is wrong with one that is malformed."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.messages import Purpose
from bot.rules.text.named_values import BadValues
from bot.rules.text.unclear import Unclear


@dataclass(frozen=True, slots=True)
class Reply:
    """Send the text to the person."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Retry:
    """Send the last failed reply once more."""


@dataclass(frozen=True, slots=True)
class Close:
    """Close the conversation, after sending a last text if there is one."""

    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Status:
    """Show the person's status."""


@dataclass(frozen=True, slots=True)
class OptOut:
    """Stop all messages to the person."""


@dataclass(frozen=True, slots=True)
class OptIn:
    """Allow messages to the person again."""


@dataclass(frozen=True, slots=True)
class Template:
    """Send the template of that name, with these values."""

    name: str
    variables: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class QuickReply:
    """Send the quick reply of that name, with these values; without a name, show which there are."""

    name: str = ""
    variables: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Preview:
    """Show how the text, or the quick reply that it calls, would leave and what it would cost, and send nothing."""

    text: str = field(repr=False)
    quick: QuickReply | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """Record that the person agreed to messages of this purpose."""

    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase everything that is kept of the person; without its code, only show what that would be."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class Fetch:
    """Keep a file that was not kept: `which` is the number of the attachment, or its code where several have one."""

    which: str = ""


@dataclass(frozen=True, slots=True)
class Assign:
    """Assign these people, without their @, in addition to who is assigned.

    Nobody named means the author. With `nobody`, who is assigned no longer is.
    """

    logins: tuple[str, ...] = ()
    nobody: bool = False


@dataclass(frozen=True, slots=True)
class Snooze:
    """Pause the conversation `until` then, as it was typed; with `over`, end the pause."""

    until: str = ""
    over: bool = False


@dataclass(frozen=True, slots=True)
class Spam:
    """Answer nothing of this person any more; with `undo`, answer again."""

    undo: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """Call the person this, for colleagues; without a name, no longer."""

    name: str = field(default="", repr=False)
    company: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Merge:
    """The person of that conversation and of this one are one; with `off`, they are two after all.

    `where` is the address of the repository, if one was given.
    """

    number: int
    where: str = ""
    off: bool = False


@dataclass(frozen=True, slots=True)
class Transcript:
    """Keep a file of everything said; with `whole`, numbers are not masked in it."""

    whole: bool = False


@dataclass(frozen=True, slots=True)
class BadArgument:
    """What follows the command of that name is nothing it can use."""

    name: str


@dataclass(frozen=True, slots=True)
class OpenNext:
    """Open the conversation of a person who is on the waiting list next: see `waiting_list`."""

    handle: str


@dataclass(frozen=True, slots=True)
class Note:
    """A comment for colleagues only."""


@dataclass(frozen=True, slots=True)
class Help:
    """Show the commands."""


@dataclass(frozen=True, slots=True)
class NoText:
    """The command needs a text after its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no such command; `nearest` is one with a similar name, or empty."""

    name: str
    nearest: str


Malformed = Unknown | NoText | BadValues | BadArgument | Unclear
_Sending = Reply | Template | QuickReply | Retry | Close
_Acting = Fetch | OptOut | OptIn | Consent | Forget | OpenNext
_Sorting = Assign | Snooze | Spam | Name | Merge | Transcript
Wellformed = _Sending | _Acting | _Sorting | Preview | Status | Note | Help
Command = Wellformed | Malformed
