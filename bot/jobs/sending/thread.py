"""The commands of maintainers in a conversation, and what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.core.errors import BotError, RepositoryError, SealError
from bot.core.issues import Comment
from bot.core.marks import LEFT, REPORTED, SETTLED, Mark
from bot.jobs.record.conversations import Conversation, open_order
from bot.jobs.sending import composing, outbound, policy_gate
from bot.jobs.sending.composing import Composed
from bot.jobs.sending.policy_gate import Held
from bot.jobs.tools import Tools
from bot.rules.sending.policy import Defer, Intended, MessageKind
from bot.rules.text import commands
from bot.rules.text.commands import Command, CommandKind, Retry
from bot.rules.wire import markers
from bot.rules.wire.markers import MessagesMarker, NoteMarker, OrderMarker

# A comment of the bot about one of these is the answer; about any other, it explains why the command was refused.
_ANSWERED = frozenset({CommandKind.ANSWERS, CommandKind.ACTS})


@dataclass(frozen=True, slots=True)
class PendingCommand:
    """A command not carried out yet; with `taken`, an earlier run began to."""

    comment: Comment
    command: Command
    taken: bool


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


def conversation_of(number: int, tools: Tools) -> Conversation | None:
    """Return the issue as a conversation, or None if it is not one or is gone."""
    try:
        return tools.conversations.read(tools.repository.issue(number))
    except RepositoryError as error:
        if error.is_gone:
            return None
        raise
    except SealError as error:
        raise BotError(f"The marker of #{number} cannot be read.", error.remedy) from error


class Thread:
    """The comments of a conversation, read once.

    A command is done once it has our reaction, or a comment of ours that explains the verdict.
    """

    def __init__(self, conversation: Conversation, tools: Tools) -> None:
        self.conversation = conversation
        self.texts_that_left: Counter[str] = Counter()
        self.failed: Composed | None = None
        self.failed_comment = 0
        self._tools = tools
        self._comments = tools.repository.comments(self.number)
        self._notes = self._read_notes()
        self._last_answer = 0
        self._account_orders()

    @property
    def number(self) -> int:
        return self.conversation.issue.number

    def requests(self) -> Iterator[PendingCommand]:
        """Yield the pending commands, oldest first."""
        plain_since = self._tools.settings.config.replies.plain_since
        given = [
            (comment, command) for comment in self._comments if (command := command_of(comment, plain_since))
        ]
        marks_by_comment = self._marks([comment for comment, _ in given])
        for comment, command in given:
            marks = marks_by_comment[comment.id]
            note = self._notes.get(comment.id)
            if marks & SETTLED:
                self._account(comment, command, marks, note)
            elif note and note.final:
                self._account(comment, command, marks, note)
                self.react(comment, Mark.SENT if commands.kind_of(command) in _ANSWERED else Mark.FAILED)
            else:
                yield PendingCommand(comment, command, taken=Mark.TAKEN in marks)

    def _marks(self, given: Sequence[Comment]) -> dict[int, set[str]]:
        """Return our marks on each command, asking GitHub whose they are as rarely as possible.

        Commands are carried out in order: if one has a verdict of ours, so has every earlier one with a verdict.
        """
        bot_login = self._tools.settings.config.conversations.bot_login
        found: dict[int, set[str]] = {}
        in_order = False
        for comment in reversed(given):
            marks = set(comment.reactions)
            if marks and not (in_order and _is_plain(marks) and not comment.edited):
                marks = self._tools.repository.reactions_by(bot_login, self.number, comment.id)
            found[comment.id] = marks
            in_order = in_order or bool(marks & SETTLED)
        return found

    def react(self, comment: Comment, reaction: Mark) -> None:
        self._tools.repository.react(self.number, comment.id, reaction)

    def composed(self, command: Command) -> Composed | None:
        """Return what a command sends at this point in the thread; None for one that sends nothing."""
        if isinstance(command, Retry):
            return self.failed
        return composing.of_command(command, self.conversation.marker.channel, self._tools)

    def source_of(self, request: PendingCommand) -> int:
        """Return the comment whose text and files a command sends."""
        return self.failed_comment if isinstance(request.command, Retry) else request.comment.id

    def is_deferred(self, request: PendingCommand) -> bool:
        """Return whether only a closed send window keeps a command from leaving."""
        composed = self.composed(request.command)
        if composed is None or request.taken:
            return False
        return isinstance(self.held(composed), Defer)

    def held(self, composed: Composed) -> Held | None:
        """Return what keeps a reply from leaving now, or None."""
        marker = self.conversation.marker
        intended = Intended(
            MessageKind.REPLY,
            marker.person,
            marker.sender,
            media=len(composed.written.files),
            is_template=composed.template is not None,
            also=marker.also,
        )
        return policy_gate.held(intended, policy_gate.record_of(marker.person, self._tools), self._tools)

    def sent(self, comment: Comment, composed: Composed) -> None:
        """Mark a command whose text has left completely."""
        self.react(comment, Mark.SENT)
        self._count(comment, composed, None)
        self.failed = None

    def explain(self, comment: Comment, sentence: str, *, final: bool = True, sent: int = 0) -> None:
        """Answer a command in a comment, once; `sent` parts of its text have left.

        A verdict is explained first and marked afterwards: the other way round a crash would leave it
        unexplained.
        """
        if final or comment.id not in self._notes:
            marker = markers.write(NoteMarker(comment.id, final, sent), self._tools.vault, self.number)
            self._tools.repository.comment(self.number, f"{marker}\n{sentence}\n\n<sub>↳ {comment.url}</sub>")

    def is_answered(self) -> bool:
        """Return whether the newest entry of the conversation is our answer."""
        fresh = self._tools.repository.comments(self.number)
        last_message = max(
            (comment.id for comment in fresh if self._is_message(comment)),
            default=0,
        )
        return self._last_answer > last_message

    def _read_notes(self) -> dict[int, NoteMarker]:
        notes: dict[int, NoteMarker] = {}
        for comment in self._comments:
            marker = self._tools.conversations.marker(comment)
            # A final note takes precedence over one about a delay.
            if isinstance(marker, NoteMarker) and not (marker.about in notes and notes[marker.about].final):
                notes[marker.about] = marker
        return notes

    def _is_message(self, comment: Comment) -> bool:
        return isinstance(self._tools.conversations.marker(comment), MessagesMarker)

    def _account(self, comment: Comment, command: Command, marks: set[str], note: NoteMarker | None) -> None:
        """Remember which texts left, so that the same text sent again is recognised as another message."""
        composed = self.composed(command)
        if composed is None:
            return
        if marks & LEFT:
            self._count(comment, composed, None)
        elif note:
            self._count(comment, composed, note.sent)
        failed = Mark.FAILED in marks or (note and not marks & LEFT)
        if not failed:
            self.failed, self.failed_comment = None, 0
        elif not isinstance(command, Retry):
            self.failed, self.failed_comment = composed, comment.id

    def _account_orders(self) -> None:
        """Remember what systems sent too: a reply may have the same text."""
        channel = self.conversation.marker.channel
        for comment in self._comments:
            marker = self._tools.conversations.marker(comment)
            if isinstance(marker, OrderMarker) and Mark.SENT in comment.reactions:
                with suppress(SealError):  # sealed with a key that is lost
                    order = open_order(marker, self._tools.vault)
                    parts = composing.of_order(order, self._tools).parts(channel)
                    self.texts_that_left.update(outbound.key(part.text) for part in parts)

    def _count(self, comment: Comment, composed: Composed, parts: int | None) -> None:
        laid_out = composed.parts(self.conversation.marker.channel)
        self.texts_that_left.update(outbound.key(part.text) for part in laid_out[:parts])
        if parts is None:
            self._last_answer = max(self._last_answer, comment.id)


def _is_plain(marks: AbstractSet[str]) -> bool:
    """Whether everybody's reactions hold only one verdict, so that ours, if there is one, is that."""
    return len(marks & SETTLED) == 1 and not marks >= REPORTED
