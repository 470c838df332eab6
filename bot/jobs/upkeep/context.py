"""The data of a reconcile run: each list is fetched once, when a step first needs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from bot.adapters import relay_client
from bot.adapters.media import GIVE_UP_AFTER
from bot.core import clock, logs
from bot.core.errors import RepositoryError, SealError
from bot.core.issues import Comment, Issue, Run
from bot.core.messages import Address
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.sending import steps
from bot.jobs.tools import Tools
from bot.jobs.upkeep import job_clock, waiting_people
from bot.jobs.upkeep.waiting_people import WaitingConversation
from bot.rules.conversation import history
from bot.rules.conversation.history import HistoryStep, Notes
from bot.rules.sending import policy
from bot.rules.text.command_types import Command
from bot.rules.upkeep import periods, run_failures
from bot.rules.upkeep.periods import Period
from bot.rules.wire.consent_anchors import Anchor

ITSELF, REPLIES = "reconcile", "send-replies"


class ReconcileContext:
    """The recent state of the repository.

    How many requests the lists take depends on what happened in the period, not on how many conversations
    there are. `no_runs` is why runs cannot be listed, if they cannot.
    """

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self.no_runs = ""
        self.made_good: set[str] = set()  # names of runs whose work is done, or was started again
        self._started: set[int] = set()  # issues for which this run has started send-replies
        self._marks: dict[int, set[str]] = {}
        self.period = self._period()

    @cached_property
    def issues(self) -> list[Issue]:
        """The issues changed in the period."""
        return self.tools.recent.issues(self.period.since)

    @cached_property
    def comments(self) -> list[Comment]:
        """The comments made or changed in the period."""
        return self.tools.recent.comments(self.period.since)

    @cached_property
    def runs(self) -> list[Run]:
        """The workflow runs of the period, newest first; none if they cannot be listed."""
        return [] if self.no_runs else self.tools.recent.runs(self.period.since)

    @cached_property
    def topics(self) -> dict[str, Issue]:
        """The notices for administrators, by topic."""
        return self.tools.notices.known(self.tools.labels.operations)

    @cached_property
    def conversations(self) -> dict[int, Conversation]:
        """The conversations changed in the period, by issue number."""
        found = {issue.number: self.conversation(issue) for issue in self.issues}
        return {number: conversation for number, conversation in found.items() if conversation}

    @cached_property
    def consent_anchors(self) -> tuple[Anchor, ...]:
        """Where the relay knows consent entries to stand; none if it does not answer."""
        url = self.tools.settings.relay_url
        return (relay_client.ask_anchors(url, self.tools.vault) if url else None) or ()

    @cached_property
    def looked_at(self) -> tuple[Mapping[int, Conversation], Sequence[Comment]]:
        """The conversations and comments of the period; in the first run of a day, those of the last days.

        That is as far back as messages can have been deferred, and as files are awaited.
        """
        return self.last_days if self.period.first_of_the_day else (self.conversations, self.comments)

    @cached_property
    def last_days(self) -> tuple[Mapping[int, Conversation], Sequence[Comment]]:
        """The conversations and comments of the last days, four at least."""
        config, recent = self.tools.settings.config, self.tools.recent
        waited = policy.longest_wait(policy.rules(config.policy))
        oldest = self.period.now - max(config.reconcile.ask_status_until + waited, 2 * GIVE_UP_AFTER)
        since = min(oldest, self.period.since)
        found = {issue.number: self.conversation(issue) for issue in recent.issues(since)}
        return {number: one for number, one in found.items() if one}, recent.comments(since)

    @cached_property
    def waiting(self) -> list[WaitingConversation]:
        """The conversations that wait for the office, the longest wait first."""
        return waiting_people.found(self.tools, self.period.now, self.conversation)

    @property
    def senders(self) -> list[Address]:
        """Our own numbers."""
        return self.tools.settings.our_numbers

    def conversation(self, issue: Issue) -> Conversation | None:
        """Return the issue as a conversation, or None; log a marker that cannot be opened."""
        try:
            return self.tools.conversations.read(issue)
        except SealError as error:
            logs.trouble("marker-unreadable", issue=issue.number, reason=error.message, remedy=error.remedy)
            return None

    @cached_property
    def notes(self) -> dict[int, Notes]:
        """Our notes among the comments, by the comment they are about."""
        return steps.notes_in(self.comments, self.tools)

    def step(self, comment: Comment, command: Command | None) -> HistoryStep:
        """Return what became of a command, or of the order that a comment shows, without what a /retry sent."""
        marks = {comment.id: self.marks(comment)}
        return history.read([(comment, command)], self.notes, marks).steps[0]

    def marks(self, comment: Comment) -> set[str]:
        """Return the marks that the bot has put on a comment, asked for once."""
        if comment.id not in self._marks:
            self._marks[comment.id] = self.tools.our_marks(comment)
        return self._marks[comment.id]

    def is_ours(self, author: str) -> bool:
        return author == self.tools.settings.config.conversations.bot_login

    def is_being_answered(self, number: int) -> bool:
        """Return whether a run of send-replies will handle the issue: it carries out all pending commands there.

        This is a best guess: a superfluous run finds nothing to do.
        """
        if number in self._started:
            return True
        name = run_failures.name_of_replies(number)
        if any(run.is_active and run.name == name for run in self.runs):
            return True
        return any(
            comment.issue == number and comment.created_at > self.period.settled and self.command(comment)
            for comment in self.comments
        )

    def start_replies(self, number: int) -> str:
        """Start the run that carries out the commands of an issue; return its line for the summary.

        They run in send-replies, not here: only one runs at a time for an issue, so that two never send the same.
        """
        self.tools.recent.start(REPLIES, {"issue": str(number)})
        self._started.add(number)
        logs.step("replies-started", issue=number)
        return self.tools.summaries.replies_started.format(number=number)

    def command(self, comment: Comment) -> Command | None:
        """Return the command in a person's comment, or None."""
        return steps.command_of(comment, self.tools.settings.config.replies.plain_since)

    def _period(self) -> Period:
        config, recent = self.tools.settings.config, self.tools.recent
        try:
            last = recent.last_success(ITSELF)
        except RepositoryError as error:
            self.no_runs = job_clock.unreadable(error, self.tools)
            last = None
        first = None if last else recent.first_issue(config.labels.received)
        found = periods.period(
            clock.now(),
            last.created_at if last else None,
            first.created_at if first else None,
            config.reconcile,
        )
        return replace(found, last_end=last.ended_at) if last else found
