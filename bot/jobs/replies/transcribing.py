"""/transcript: a file of all that was said. This job may not write files: it asks for it, and reconcile makes it."""

from __future__ import annotations

from bot.core import clock
from bot.core.settings import Permission
from bot.jobs.sending.thread import PendingCommand, Thread
from bot.jobs.tools import Tools
from bot.rules.text.command_types import Transcript
from bot.rules.wire.markers import TranscriptMarker


def refusal(request: PendingCommand, current: Permission, _thread: Thread, tools: Tools) -> str:
    """Return why no transcript can be made, or an empty string."""
    texts, needed = (
        tools.maintainers.transcripts,
        Permission(tools.settings.config.privacy.erasure_permission),
    )
    if request.provenance.edited:
        return tools.maintainers.history.edited_command
    if _is_whole(request) and not current.at_least(needed):
        return texts.not_permitted.format(login=request.comment.author, needed=needed, current=current)
    if not tools.settings.config.media.keep:
        return texts.off
    return texts.public if tools.repository.is_public() else ""


def ask(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    """Write down the wish in a comment, which the link completes later, and have reconcile started."""
    comment = request.comment
    wish = TranscriptMarker(comment.id, comment.author, whole=_is_whole(request))
    tools.conversations.comment_once(thread.here.number, wish, tools.maintainers.transcripts.asked)
    tools.agenda.note(clock.now())
    thread.done(request)
    return tools.summaries.explained


def _is_whole(request: PendingCommand) -> bool:
    return isinstance(request.command, Transcript) and request.command.whole
