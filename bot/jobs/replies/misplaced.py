"""Misplaced commands: /rotated in a conversation, and the commands of conversations anywhere else."""

from __future__ import annotations

from bot.core.errors import RepositoryError
from bot.core.marks import Mark
from bot.jobs.sending import explaining
from bot.jobs.tools import Tools
from bot.rules.text import commands
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
            and Mark.FAILED not in comment.reactions
            and credentials.asks_for_check(comment.body)
        ):
            sentence = tools.maintainers.rotation.not_here
            explaining.dismissed(tools, About(number, comment.id), sentence)


def point_to_conversations(number: int, tools: Tools) -> str:
    """Answer each command of a conversation in an issue that the bot keeps about something else, once.

    Returns the line for the summary.
    """
    nothing = f"#{number} is not a conversation; nothing to do."
    try:
        issue = tools.repository.issue(number)
    except RepositoryError as error:
        if not error.is_gone:
            raise
        return nothing
    if tools.conversations.unbound(issue):
        return _point_to_rebinding(number, tools)
    topic = tools.notices.topic(issue)
    if not topic:
        return nothing
    texts, answered = tools.maintainers.rotation, tools.notices.comments(issue)
    sentence = texts.no_conversation if credentials.is_topic(topic) else tools.maintainers.no_conversation
    for comment in tools.repository.comments(number):
        key = f"misplaced/{comment.id}"
        if comment.by_person and key not in answered and _is_command(comment.body):
            tools.repository.react(number, comment.id, Mark.FAILED)
            tools.notices.comment_once(issue, key, sentence)
    return f"#{number} is not a conversation; its commands were answered."


def _point_to_rebinding(number: int, tools: Tools) -> str:
    """Answer each command in a conversation that is not bound to its issue, once: it sends nothing."""
    sentence = tools.maintainers.sending.not_bound.format(number=number)
    comments = tools.repository.comments(number)
    answered = {
        note.about for note in map(tools.conversations.claimed, comments) if isinstance(note, NoteMarker)
    }
    for comment in comments:
        # Any mark may be ours, from when the conversation was bound: a command with one is not answered again.
        new = comment.by_person and not comment.reactions and comment.id not in answered
        if new and _is_command(comment.body):
            explaining.dismissed(tools, About(number, comment.id), sentence)
    return f"#{number} is not bound to its issue; its commands were answered."


def _is_command(comment: str) -> bool:
    return commands.parse(comment) is not None and not credentials.asks_for_check(comment)
