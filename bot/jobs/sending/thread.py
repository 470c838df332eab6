"""The commands of maintainers in a conversation, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.adapters.github.comment_pages import CommentTail
from bot.core import clock
from bot.core.errors import BotError, RepositoryError, SealError
from bot.core.issues import Comment, Provenance
from bot.core.marks import SETTLED, Mark, Outcome
from bot.core.sentences import Sentence
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.record.conversations import linked
from bot.jobs.sending import composing, explaining, from_lists, policy_gate, steps
from bot.jobs.sending.composing import Composed
from bot.jobs.sending.policy_gate import Held
from bot.jobs.tools import Tools
from bot.rules.conversation import history
from bot.rules.conversation.history import HistoryStep
from bot.rules.sending.policy import Defer, Intended, MessageKind
from bot.rules.text.command_types import (
    Command,
    Retry,
)
from bot.rules.wire.about import About
from bot.rules.wire.markers import MessagesMarker, NoteMarker

_LAG = timedelta(days=1)
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PendingCommand:
    """A command not carried out yet; with `taken`, an earlier run began to.

    With `late`, it became a command, by an edit or a new version, long after it was written.
    """

    comment: Comment
    command: Command
    taken: bool
    provenance: Provenance
    late: bool = False


def conversation_of(number: int, tools: Tools) -> Conversation | None:
    """Return the issue as a conversation, or None if it is not one or is gone."""
    try:
        return tools.conversations.read(tools.repository.issue(number))
    except RepositoryError as error:
        if error.is_gone:
            return None
        raise
    except SealError as error:
        raise BotError(
            Sentence("The marker of #{number} cannot be read.", number=number), error.remedy
        ) from error


class Thread:
    """The comments of a conversation, read once, and its history as this run continues it.

    A command is done once it has our reaction, or a comment of ours that explains the verdict. Where the conversation
    goes on in another, what is written here is carried out, and answered there.
    """

    def __init__(self, conversation: Conversation, tools: Tools, *, newest: bool = False) -> None:
        """Read the conversation; with `newest`, not what lies so far back that it must be settled."""
        self.conversation = conversation
        self._tools = tools
        tail = self._read(newest=newest)
        self.comments, self.whole = tail.comments, tail.whole
        self.heir = self._known_heir()
        self._there = self._since_pending()
        self._before: list[Comment] = []
        self.history = steps.commands_of(self.comments, tools, self._there)
        self.noted = steps.notes_in(self.around, tools)
        self._remember_earlier()

    def _read(self, *, newest: bool) -> CommentTail:
        repository = self._tools.repository
        if not newest:
            return CommentTail(repository.comments(self.number), whole=True)
        return repository.newest_comments(self.conversation.issue, self._has_settled)

    def _has_settled(self, comments: Sequence[Comment]) -> bool:
        """Return whether one of our verdicts is among the comments: commands are carried out in order."""
        notes = steps.notes_in(comments, self._tools).values()
        return any(note.verdict for note in notes) or any(
            comment.by_person and SETTLED & comment.reactions.keys() for comment in comments
        )

    def _known_heir(self) -> Conversation | None:
        if self.conversation.takes_more and not self.conversation.marker.continued_in:
            return None
        return self._tools.conversations.heir(self.conversation)

    def _since_pending(self) -> list[Comment]:
        """Return what was written where the conversation goes on since the first of these comments."""
        if self.heir is None or not self.comments:
            return []
        return self._tools.repository.comments(self.heir.number, self.comments[0].created_at)

    @property
    def around(self) -> list[Comment]:
        """The comments that were read: those of the conversation, and of the one in which it goes on."""
        return [*self.comments, *self._there]

    def _remember_earlier(self) -> None:
        """Read what lies further back if a /retry may mean it, also in the issue that took nothing more."""
        if not any(step.is_open and isinstance(step.command, Retry) for step in self.history.steps):
            return
        if not self.whole:
            self.comments, self.whole = self._tools.repository.comments(self.number), True
        known = {one.id for one in self.comments}
        shown = from_lists.shown_in(self.comments, self.number, self._tools)
        others = [one for one in shown if one.id not in known]
        self.comments = sorted([*self.comments, *others], key=lambda one: one.id)
        self.history = steps.commands_of(self.comments, self._tools, self._there)
        self.noted = steps.notes_in(self.around, self._tools)
        before = self.conversation.marker.follows
        if not before:
            return
        try:
            issue = self._tools.repository.issue(before)
        except RepositoryError as error:
            if not error.is_gone:
                raise
            return
        self._before = earlier = self._tools.repository.newest_comments(issue).comments
        self.history = steps.commands_of([*earlier, *self.comments], self._tools, self._there)
        self.noted |= steps.notes_in(earlier, self._tools)

    @property
    def all_read(self) -> list[Comment]:
        """Those, behind what a /retry may mean of the issue that took nothing more."""
        return [*self._before, *self.around]

    @property
    def number(self) -> int:
        return self.conversation.issue.number

    @property
    def here(self) -> Conversation:
        """Where the conversation is answered, labelled and closed."""
        return self.heir or self.conversation

    @property
    def takes_marks(self) -> bool:
        """Return whether GitHub takes our reactions here: a locked issue takes none."""
        return not self.conversation.issue.is_locked

    def waiting(self) -> PendingCommand | None:
        """Return the first command that is not carried out yet."""
        step = next((one for one in self._own if one.is_open), None)
        if step is None or step.command is None:
            return None
        unknown = Provenance(edited=step.comment.edited)
        return PendingCommand(step.comment, step.command, step.is_taken, unknown)

    def requests(self) -> Iterator[PendingCommand]:
        """Yield the pending commands, oldest first, and mark those that a run explained before it died."""
        pending = [step for step in self._own if step.is_open]
        provenance = self._tools.repository.provenance([step.comment for step in pending])
        for step in self._own:
            if step.command is None:
                continue
            if step.is_open:
                about, late = provenance[step.comment.id], self._is_late(step)
                yield PendingCommand(step.comment, step.command, step.is_taken, about, late)
            elif self._is_unmarked(step):
                self.react(step.comment, Mark.SENT if step.outcome is Outcome.DONE else Mark.FAILED)

    @property
    def _own(self) -> list[HistoryStep]:
        """The commands of this issue: those of another are carried out by its own run."""
        return [step for step in self.history.steps if step.comment.issue == self.number]

    def react(self, comment: Comment, reaction: Mark) -> bool:
        """Mark a comment; return whether GitHub took the mark."""
        return self.takes_marks and explaining.mark(self._tools, About(self.number, comment.id), reaction)

    def composed(self, step: HistoryStep) -> Composed | None:
        """Return what a step sends; None for one that sends nothing."""
        channel = self.conversation.marker.channel
        return composing.of_command(step.origin.command, channel, self._tools)

    def step(self, request: PendingCommand) -> HistoryStep:
        """Return where a command is in the history; of a /retry, with the step whose text it sends, if there is one."""
        step = self.history.step(request.comment.id)
        if step is None:
            raise RuntimeError("a command that is not of this thread")
        if isinstance(request.command, Retry) and not self.is_announced(request):
            return history.retrying(step, self.history.unsent())
        return step

    def deferred_until(self, request: PendingCommand) -> datetime | None:
        """Return when a command may leave that only a closed send window holds; None if nothing of the kind does."""
        composed = self.composed(self.step(request))
        if composed is None or request.taken:
            return None
        held = self.held(composed)
        return held.until if isinstance(held, Defer) else None

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

    def done(self, request: PendingCommand) -> None:
        """Mark a command whose text has left completely, or that needs no answer."""
        if not self.react(request.comment, Mark.SENT):
            sentence = self._tools.maintainers.sending.sent_elsewhere
            self._note(request, NoteMarker(request.comment.id, Outcome.DONE), sentence)
        self.history = self.history.put(history.done(self.step(request)))

    def deny(self, request: PendingCommand) -> None:
        """Mark the command of somebody who may not give any, without a word."""
        self.react(request.comment, Mark.FAILED)
        self.history = self.history.put(history.denied(self.step(request)))

    def explain(
        self,
        request: PendingCommand,
        verdict: Outcome,
        sentence: str,
        *,
        sent: int = 0,
        parts: int = 0,
    ) -> None:
        """Answer a command in a comment, and mark it if the verdict is final; a delay is explained once.

        A verdict is explained first and marked afterwards: the other way round a crash would leave it
        unexplained. `sent` of `parts` message parts have left.
        """
        if verdict.is_final or self.noted.get(request.comment.id, history.NO_NOTES).delayed == 0:
            self._note(request, NoteMarker(request.comment.id, verdict, sent, parts), sentence)
        if verdict.is_final:
            self.react(request.comment, Mark.SENT if verdict is Outcome.DONE else Mark.FAILED)

    def is_announced(self, request: PendingCommand) -> bool:
        """Return whether it is written down which text a /retry sends."""
        return self.noted.get(request.comment.id, history.NO_NOTES).resending is not None

    def announce(self, request: PendingCommand, first: int, parts: int, sentence: str) -> None:
        """Write down which text a /retry sends, from the part `first` on, before any of it leaves.

        What fails meanwhile changes nothing about it: a run that dies is continued with the same text.
        """
        step = self.step(request)
        self.history = self.history.put(step)
        source = step.origin.comment.id
        self._note(request, NoteMarker(request.comment.id, Outcome.RESENDING, first, parts, source), sentence)

    def is_answered(self) -> bool:
        """Return whether the newest entry of the conversation is our answer, wherever it goes on."""
        since = self.comments[-1].created_at if self.comments else self.conversation.issue.created_at
        fresh = self._tools.repository.newest_comments(self.conversation.issue).comments
        if self.heir:
            fresh += self._tools.repository.comments(self.heir.number, since)
        last_message = max(
            (comment.id for comment in (*self.comments, *fresh) if self._is_message(comment)),
            default=0,
        )
        begun = self.heir.issue.created_at if self.heir and self.heir.marker.sids else _EVER
        answers = (
            one.comment.id
            for one in self.history.steps
            if not one.is_open and one.has_left and one.comment.created_at >= begun
        )
        return max(answers, default=0) > last_message

    def _note(self, request: PendingCommand, marker: NoteMarker, sentence: str) -> None:
        """Comment about a command, and remember it in the history."""
        comment, step = request.comment, self.step(request)
        conversations, there = self._tools.conversations, self.here.number
        note = conversations.comment(there, marker, linked(sentence, comment.url))
        if note.issue != there:
            self.heir = conversations.heir(self.conversation)
        known = self.noted.get(comment.id, history.NO_NOTES)
        self.noted[comment.id] = known.add(note.id, marker)
        self.history = self.history.put(history.judge(step, marker, note.id))

    def _is_unmarked(self, step: HistoryStep) -> bool:
        return (
            self.takes_marks
            and step.comment.id in self.noted
            and not step.comment.reactions.keys() & {Mark.SENT, Mark.FAILED}
        )

    def _is_late(self, step: HistoryStep) -> bool:
        """Return whether a command that nobody began is older than any that a failed run could have left behind.

        A list of GitHub's may lag, so that one which a later command has overtaken is given a day.
        """
        if step.outcome is not Outcome.PENDING or step.is_taken:
            return False
        most = self._tools.settings.config.reconcile.look_back
        if self.history.is_overtaken(step):
            most = min(most, _LAG)
        return clock.now() - step.comment.created_at > most

    def _is_message(self, comment: Comment) -> bool:
        return isinstance(self._tools.conversations.marker(comment), MessagesMarker)
