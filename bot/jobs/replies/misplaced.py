"""Misplaced commands: /rotated in a conversation, and the commands of conversations anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from bot.core.errors import RepositoryError, UnwritableIssueError
from bot.core.issues import Comment, Issue
from bot.core.marks import Mark, Outcome
from bot.jobs.replies import permitted
from bot.jobs.sending import explaining, waiting_lists
from bot.jobs.tools import Tools
from bot.rules.text import commands
from bot.rules.text.command_types import (
    Command,
    Unknown,
)
from bot.rules.upkeep import credentials
from bot.rules.wire.about import About
from bot.rules.wire.markers import NoteMarker


def point_to_credentials(number: int, tools: Tools) -> None:
    """Answer each /rotated in a conversation, once; other issues are not our concern."""
    if tools.conversations.read(tools.repository.issue(number)) is None:
        return
    for comment in tools.repository.comments(number):
        if (
            comment.by_person
            and credentials.asks_for_check(comment.body)
            and not permitted.is_refused(comment, tools)
        ):
            if permitted.may_command(tools.repository.permission(comment.author), tools):
                sentence = tools.maintainers.rotation.not_here
                explaining.dismissed(tools, About(number, comment.id), Outcome.REFUSED, sentence)
            else:
                explaining.mark(tools, About(number, comment.id), Mark.FAILED)


def point_to_conversations(number: int, tools: Tools, in_list: Callable[[Issue], list[str]]) -> list[str]:
    """Answer each command of a conversation in an issue that is none, once, if its author may give commands.

    In an issue that is not the bot's a command with an unknown name may be another bot's; those of a list of people who
    wait are for `in_list`. Returns the lines for the summary.
    """
    try:
        issue = tools.repository.issue(number)
    except RepositoryError as error:
        if not error.is_gone:
            raise
        return [tools.summaries.no_conversation.format(number=number)]
    issue = tools.own.recovered(issue)
    return in_list(issue) if waiting_lists.is_one(issue, tools) else [_point(issue, tools)]


def _point(issue: Issue, tools: Tools) -> str:
    summaries, number = tools.summaries, issue.number
    nothing = summaries.no_conversation.format(number=number)
    if tools.conversations.unbound(issue):
        return _point_to_rebinding(number, tools)
    if issue.is_pull_request:
        return nothing
    is_ours = tools.conversations.readable(issue) is not None
    misplaced = [
        comment for comment in tools.repository.comments(number) if _is_misplaced(comment, is_ours=is_ours)
    ]
    answered = tools.notices.comments(issue) if misplaced else {}
    permission = cache(tools.repository.permission)
    for comment in misplaced:
        key = f"misplaced/{comment.id}"
        if key in answered or permitted.is_refused(comment, tools):
            continue
        if permitted.may_command(permission(comment.author), tools):
            try:
                tools.notices.comment_once(issue, key, _sentence(issue, tools))
            except UnwritableIssueError as error:  # it is not ours, and somebody has locked it
                return summaries.not_answerable.format(number=number, why=tools.shown(error.sentence))
            explaining.mark(tools, About(number, comment.id), Mark.FAILED)
        elif is_ours:
            explaining.mark(tools, About(number, comment.id), Mark.FAILED)
    return summaries.answered_elsewhere.format(number=number) if misplaced else nothing


def _point_to_rebinding(number: int, tools: Tools) -> str:
    """Answer each command in a conversation that is not bound to its issue, once: it sends nothing."""
    sentence = tools.maintainers.sending.not_bound.format(number=number)
    comments = tools.repository.comments(number)
    answered = {
        note.about for note in map(tools.conversations.claimed, comments) if isinstance(note, NoteMarker)
    }
    for comment in comments:
        if comment.id in answered or not _is_misplaced(comment, is_ours=True):
            continue
        # A mark of ours is from when the conversation was bound: the command was carried out or answered then.
        if tools.our_marks(comment):
            continue
        if permitted.may_command(tools.repository.permission(comment.author), tools):
            explaining.dismissed(tools, About(number, comment.id), Outcome.REFUSED, sentence)
        else:
            explaining.mark(tools, About(number, comment.id), Mark.FAILED)
    return tools.summaries.not_bound.format(number=number)


def _sentence(issue: Issue, tools: Tools) -> str:
    is_credential = credentials.is_topic(tools.notices.topic(issue))
    texts = tools.maintainers
    return texts.rotation.no_conversation if is_credential else texts.no_conversation


def _is_misplaced(comment: Comment, *, is_ours: bool) -> bool:
    if not comment.by_person or credentials.asks_for_check(comment.body):
        return False
    command: Command | None = commands.parse(comment.body)
    return command is not None and (is_ours or not isinstance(command, Unknown))
