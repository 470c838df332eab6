"""What maintainers asked for in a conversation, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.core.errors import BotError, RepositoryError, SealError
from bot.core.issues import Comment, Reaction
from bot.jobs.record.conversations import Conversation, open_order
from bot.jobs.sending import outbound, policy_gate, templating
from bot.jobs.sending.policy_gate import Held, Intended
from bot.jobs.tools import Tools
from bot.rules.sending.policy import Defer, MessageKind
from bot.rules.sending.templates import Filled
from bot.rules.text import attachments, commands, segments
from bot.rules.text.attachments import ComposedText
from bot.rules.text.commands import Close, Command, CommandKind, Reply, Retry, Template
from bot.rules.wire import markers
from bot.rules.wire.markers import MessagesMarker, NoteMarker, OrderMarker

# Not hooray: a report that it arrived may come before all is done that follows a sent text.
_VERDICTS = frozenset({"rocket", "confused"})
# A comment of the bot on one of these is what was asked for; on any other it says why the command was not obeyed.
_ANSWERED = frozenset({CommandKind.ANSWERS, CommandKind.ACTS})
_LEFT = frozenset({"rocket", "hooray"})


@dataclass(frozen=True, slots=True)
class PendingCommand:
    """A command nobody has carried out; `taken` says that an earlier run began to."""

    comment: Comment
    command: Command
    taken: bool


def command_of(comment: Comment, plain_since: datetime | None) -> Command | None:
    """Return what a comment of a person asks for; from that moment on, if there is one, each is a reply or a note."""
    if not comment.by_person:
        return None
    plain = plain_since is not None and comment.created_at >= plain_since
    return commands.parse(comment.body, every_comment=plain)


def conversation_of(number: int, tools: Tools) -> Conversation | None:
    """Return the conversation that an issue is, or None; None too where the issue is gone."""
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

    A command is done when it bears our reaction, or when a comment of ours explains the verdict on it.
    """

    def __init__(self, conversation: Conversation, tools: Tools) -> None:
        self.conversation = conversation
        self.texts_that_left: Counter[str] = Counter()
        self.failed_text = ""
        self.failed_comment = 0
        self.failed_template: Filled | None = None
        self._tools = tools
        self._comments = tools.repository.comments(self.number)
        self._notes = self._read_notes()
        self._last_answer = 0
        self._account_orders()

    @property
    def number(self) -> int:
        return self.conversation.issue.number

    def requests(self) -> Iterator[PendingCommand]:
        """Yield the commands that wait, the oldest first."""
        plain_since = self._tools.settings.config.replies.plain_since
        given = [
            (comment, command) for comment in self._comments if (command := command_of(comment, plain_since))
        ]
        marks_by_comment = self._marks([comment for comment, _ in given])
        for comment, command in given:
            marks = marks_by_comment[comment.id]
            note = self._notes.get(comment.id)
            if marks & _VERDICTS:
                self._account(comment, command, marks, note)
            elif note and note.final:
                self._account(comment, command, marks, note)
                self.react(comment, "rocket" if commands.kind_of(command) in _ANSWERED else "confused")
            else:
                yield PendingCommand(comment, command, taken="eyes" in marks)

    def _marks(self, given: Sequence[Comment]) -> dict[int, set[str]]:
        """Return our marks on each command, asking GitHub whose they are as seldom as can be.

        Commands are carried out in order: where one bears a verdict of ours, so does every earlier one that bears any.
        """
        bot_login = self._tools.settings.config.conversations.bot_login
        found: dict[int, set[str]] = {}
        in_order = False
        for comment in reversed(given):
            marks = set(comment.reactions)
            if marks and not (in_order and _is_plain(marks) and not comment.edited):
                marks = self._tools.repository.reactions_by(bot_login, self.number, comment.id)
            found[comment.id] = marks
            in_order = in_order or bool(marks & _VERDICTS)
        return found

    def react(self, comment: Comment, reaction: Reaction) -> None:
        self._tools.repository.react(self.number, comment.id, reaction)

    def text_of(self, command: Command) -> str:
        """Return what a command sends at this place of the thread; nothing for one that sends nothing."""
        match command:
            case Reply(text) | Close(text):
                channel = self.conversation.marker.channel
                return segments.worded(
                    text, channel, plain=self._tools.settings.config.messages.transliterate
                )
            case Retry():
                return self.failed_text
            case Template():
                filled = self.template_of(command)
                return filled.text if filled else ""
            case _:
                return ""

    def template_of(self, command: Command) -> Filled | None:
        """Return the template that a command sends at this place of the thread, None where it is none that fits."""
        match command:
            case Retry():
                return self.failed_template
            case Template(name, variables):
                channel = self.conversation.marker.channel
                return templating.filled(name, variables, channel, self._tools)
            case _:
                return None

    def source_of(self, request: PendingCommand) -> int:
        """Return the comment whose text, and files, a command sends."""
        return self.failed_comment if isinstance(request.command, Retry) else request.comment.id

    def is_deferred(self, request: PendingCommand) -> bool:
        """Return whether all that keeps a command is that its hour has not come."""
        text, template = self.text_of(request.command), self.template_of(request.command)
        if not text or request.taken:
            return False
        written = ComposedText(text) if template else attachments.read(text)
        return isinstance(self.held(written, is_template=bool(template)), Defer)

    def held(self, written: ComposedText, *, is_template: bool) -> Held | None:
        """Return what keeps a reply from leaving now, or None where nothing does."""
        marker = self.conversation.marker
        intended = Intended(
            MessageKind.REPLY,
            marker.person,
            marker.sender,
            written.text,
            media=len(written.files),
            is_template=is_template,
        )
        return policy_gate.held(intended, policy_gate.record_of(marker.person, self._tools), self._tools)

    def sent(self, comment: Comment, text: str, *, template: bool = False) -> None:
        """Mark that the whole text has left."""
        self.react(comment, "rocket")
        self._count(comment, text, None, template=template)
        self.failed_text, self.failed_template = "", None

    def explain(self, comment: Comment, sentence: str, *, final: bool = True, sent: int = 0) -> None:
        """Answer a command in a comment, once; `sent` parts of its text have left.

        A verdict is explained first and marked afterwards: the other way round a crash would leave it
        unexplained.
        """
        if final or comment.id not in self._notes:
            marker = markers.write(NoteMarker(comment.id, final, sent), self._tools.vault)
            self._tools.repository.comment(self.number, f"{marker}\n{sentence}\n\n<sub>↳ {comment.url}</sub>")

    def is_answered(self) -> bool:
        """Tell whether the newest thing said in the conversation is our answer."""
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
            # A verdict stands; news of a delay yields to it.
            if isinstance(marker, NoteMarker) and not (marker.about in notes and notes[marker.about].final):
                notes[marker.about] = marker
        return notes

    def _is_message(self, comment: Comment) -> bool:
        return isinstance(self._tools.conversations.marker(comment), MessagesMarker)

    def _account(self, comment: Comment, command: Command, marks: set[str], note: NoteMarker | None) -> None:
        """Remember which texts left, so that the same text said again is known as another."""
        text = self.text_of(command)
        if not text:
            return
        template = self.template_of(command)
        if marks & _LEFT:
            self._count(comment, text, None, template=bool(template))
        elif note:
            self._count(comment, text, note.sent, template=bool(template))
        failed = "confused" in marks or (note and not marks & _LEFT)
        if not failed:
            self.failed_text, self.failed_comment, self.failed_template = "", 0, None
        elif not isinstance(command, Retry):
            self.failed_text, self.failed_comment, self.failed_template = text, comment.id, template

    def _account_orders(self) -> None:
        """Remember what systems had sent too: a reply may say the same."""
        for comment in self._comments:
            marker = self._tools.conversations.marker(comment)
            if isinstance(marker, OrderMarker) and "rocket" in comment.reactions:
                with suppress(SealError):  # of a key that is lost
                    order = open_order(marker, self._tools.vault)
                    command = (
                        Template(order.template, order.variables) if order.template else Reply(order.text)
                    )
                    parts = segments.split(self.text_of(command))
                    self.texts_that_left.update(map(outbound.key, parts))

    def _count(self, comment: Comment, text: str, parts: int | None, *, template: bool) -> None:
        written = ComposedText(text) if template else attachments.read(text)
        laid_out = attachments.sheets(written, self.conversation.marker.channel)
        self.texts_that_left.update(outbound.key(sheet.text) for sheet in laid_out[:parts])
        if parts is None:
            self._last_answer = max(self._last_answer, comment.id)


def _is_plain(marks: AbstractSet[str]) -> bool:
    """Tell whether the reactions of everybody say which verdict is ours, if one is: they hold no more than one."""
    return len(marks & _VERDICTS) == 1 and not {"confused", "hooray"} <= marks
