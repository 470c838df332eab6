"""Reads what became of the commands and orders of a conversation; `rules.conversation.history` decides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from bot.core.issues import Comment
from bot.core.marks import REPORTED, SETTLED, Outcome
from bot.jobs.tools import Tools
from bot.rules.conversation import history
from bot.rules.conversation.history import History, HistoryStep, Notes
from bot.rules.text import commands
from bot.rules.text.command_types import Command
from bot.rules.text.unclear import Unclear, UnclearReason
from bot.rules.wire.markers import NoteMarker, OrderMarker

Given = Sequence[tuple[Comment, Command]]


def command_of(
    comment: Comment, plain_since: datetime | None, *, by_email: bool | None = None
) -> Command | None:
    """Return the command in a person's comment; from `plain_since` on, if given, each is a reply or a note.

    `by_email` is what GitHub says of the comment, None if it was not asked or did not say.
    """
    if not comment.by_person:
        return None
    plain = plain_since is not None and comment.created_at >= plain_since
    return commands.parse(comment.body, every_comment=plain, by_email=by_email)


def given(
    comments: Iterable[Comment], plain_since: datetime | None, tools: Tools
) -> list[tuple[Comment, Command]]:
    """Return the comments that are commands; asks GitHub, in one request, of those that read otherwise by e-mail."""
    by_people = [comment for comment in comments if comment.by_person]
    unsure = [comment for comment in by_people if commands.depends_on_origin(comment.body)]
    known = tools.repository.provenance(unsure)
    found = []
    for comment in by_people:
        by_email = known[comment.id].by_email if comment.id in known else None
        command = command_of(comment, plain_since, by_email=by_email)
        if comment.id in known and by_email is None:
            command = _unless_unclear(command, command_of(comment, plain_since, by_email=True))
        if command is not None:
            found.append((comment, command))
    return found


def _unless_unclear(command: Command | None, by_mail: Command | None) -> Command | None:
    """Return the command where GitHub did not say how it came: it is none whose text would be unclear in a mail."""
    unclear = isinstance(by_mail, Unclear) and by_mail.reason is UnclearReason.EMAIL
    return by_mail if unclear else command


def commands_of(comments: Iterable[Comment], tools: Tools, elsewhere: Iterable[Comment] = ()) -> History:
    """Return what became of the commands among the comments of a conversation.

    `elsewhere` are the comments of the one in which it goes on, which may hold notes about them.
    """
    listed = list(comments)
    found = given(listed, tools.settings.config.replies.plain_since, tools)
    noted = notes_in((*listed, *elsewhere), tools)
    return history.read(found, noted, _marks(found, noted, tools))


def order_of(comment: Comment, noted: Mapping[int, Notes], tools: Tools) -> HistoryStep | None:
    """Return what became of the order that a comment shows, None if it shows none; asks whose its marks are."""
    if not isinstance(tools.conversations.readable(comment), OrderMarker):
        return None
    marks = {comment.id: tools.our_marks(comment)}
    return history.read([(comment, None)], noted, marks).steps[0]


def step_of(comment: Comment, command: Command, noted: Mapping[int, Notes], tools: Tools) -> HistoryStep:
    """Return what became of one command by itself; of a /retry only commands_of knows what it sent."""
    return history.read([(comment, command)], noted, {comment.id: tools.our_marks(comment)}).steps[0]


def notes_in(comments: Iterable[Comment], tools: Tools) -> dict[int, Notes]:
    """Return our notes among the comments, by the comment they are about."""
    found = ((comment.id, tools.conversations.readable(comment)) for comment in comments)
    return history.notes((at, marker) for at, marker in found if isinstance(marker, NoteMarker))


def _marks(found: Given, noted: Mapping[int, Notes], tools: Tools) -> dict[int, AbstractSet[str]]:
    """Return our marks on the commands, asking GitHub whose they are as rarely as possible.

    A note that says the verdict needs no mark. And commands are carried out in order: if one has a verdict of ours, so
    has every earlier one that was a command then, and what bears nothing but the mark of a success has left.
    """
    ours: dict[int, AbstractSet[str]] = {}
    in_order = False
    for comment, _ in reversed(found):
        verdict = noted.get(comment.id, history.NO_NOTES).verdict
        if verdict and verdict.verdict is not Outcome.EXPLAINED:
            in_order = True
            continue
        marks: AbstractSet[str] = comment.reactions.keys()
        if not (in_order and _is_plain(marks) and not comment.edited):
            marks = tools.our_marks(comment)
        ours[comment.id] = marks
        in_order = in_order or bool(marks & SETTLED)
    return ours


def _is_plain(marks: AbstractSet[str]) -> bool:
    """Whether everybody's reactions hold only one verdict, so that ours, if there is one, is that."""
    return len(marks & SETTLED) == 1 and not marks >= REPORTED
