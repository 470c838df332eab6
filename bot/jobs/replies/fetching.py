"""/fetch: have a file kept that was not. This job may not write files: it asks for it, and reconcile keeps it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import clock
from bot.core.issues import Comment, Issue
from bot.core.settings import Permission
from bot.jobs.sending.thread import PendingCommand, Thread
from bot.jobs.tools import Tools
from bot.rules.text import file_lines
from bot.rules.text.command_types import Fetch
from bot.rules.text.file_lines import UnkeptFile
from bot.rules.text.inert import code
from bot.rules.text.media_types import FETCHABLE
from bot.rules.wire.markers import ConversationMarker, MessagesMarker

_Found = tuple[Issue | Comment, UnkeptFile]


def refusal(request: PendingCommand, current: Permission, thread: Thread, tools: Tools) -> str:
    """Return why no file can be kept, or which ones there are to choose from; or an empty string."""
    texts = tools.maintainers.inbound
    if not current.at_least(Permission.WRITE):
        return texts.fetch_not_permitted.format(
            login=request.comment.author, needed=Permission.WRITE, current=current
        )
    media = tools.settings.config.media
    found = _found(request, thread, tools) if media.keep else []
    if not found:
        return texts.fetch_none
    if len(found) > 1:
        choices = [_choice(one, tools) for _, one in found]
        return "\n".join([texts.fetch_which, *choices])
    reason = found[0][1].reason
    return (
        ""
        if reason in FETCHABLE
        else tools.maintainers.media_reasons[reason].format(limit=media.max_megabytes)
    )


def ask(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    """Mark the file as one to be kept, and have reconcile started; return what the maintainer is told."""
    (item, unkept), *_ = _found(request, thread, tools)
    repository, texts = tools.repository, tools.maintainers
    body = file_lines.asked_for(item.body, unkept.file, texts)
    if isinstance(item, Comment):
        repository.rewrite_comment(item.issue, item.id, body)
    else:
        repository.settle(item, body, close=False)
    tools.agenda.note(clock.now())
    return texts.inbound.fetch_asked.format(place=unkept.file.place + 1)


def _found(request: PendingCommand, thread: Thread, tools: Tools) -> list[_Found]:
    which = request.command.which.strip().lower().lstrip("#") if isinstance(request.command, Fetch) else ""
    unkept = list(_unkept(thread, tools))
    if not which:
        return [one for one in unkept if one[1].reason in FETCHABLE]
    return [one for one in unkept if which in (str(one[1].file.place + 1), one[1].code)]


def _unkept(thread: Thread, tools: Tools) -> Iterator[_Found]:
    number = thread.number
    items: list[Issue | Comment] = [tools.repository.issue(number), *tools.repository.comments(number)]
    for item in items:
        marker = tools.conversations.readable(item) if file_lines.unkept(item.body) else None
        if isinstance(marker, ConversationMarker | MessagesMarker):
            yield from ((item, one) for one in file_lines.unkept(item.body) if one.file.sid in marker.sids)


def _choice(unkept: UnkeptFile, tools: Tools) -> str:
    file = unkept.file
    return tools.maintainers.inbound.fetch_choice.format(
        code=unkept.code, place=file.place + 1, kind=code(file.content_type), sid=code(file.sid)
    )
