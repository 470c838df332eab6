"""What was put off to its hour: notifications, and replies."""

from __future__ import annotations

from bot import logs
from bot.conversations import Conversation, open_order
from bot.errors import SealError, TemporaryError
from bot.jobs import send_replies
from bot.jobs.reconciling.scene import Scene
from bot.jobs.runner import Tools, mask
from bot.jobs.send_notification import Progress, carry_out
from bot.jobs.send_replies import WaitsError
from bot.markers import OrderMarker
from bot.repository import Comment


def send(scene: Scene) -> list[str]:
    """Look after every conversation in which something waits; finding nothing costs one request."""
    lines, delayed = [], False
    tools = scene.tools
    label = tools.settings.config.labels.deferred
    for issue in list(tools.repository.issues_with_label(label)):
        conversation = scene.conversation(issue)
        progress = _look_after(conversation, scene) if conversation else []
        delayed = delayed or Progress.DELAYED in progress
        if all(done is Progress.DONE for done in progress):
            tools.repository.remove_label(issue.number, label)
        lines.append(f"- #{issue.number}: {progress.count(Progress.WAITS)} still wait")
    if delayed:
        raise TemporaryError("Not everything whose hour has come could be sent now.")
    return lines


def _look_after(conversation: Conversation, scene: Scene) -> list[Progress]:
    tools = scene.tools
    mask(conversation.marker.person)
    found = []
    for comment in tools.repository.comments(conversation.issue.number):
        marker = tools.conversations.marker(comment)
        if isinstance(marker, OrderMarker):
            found.append(_again(marker, conversation, comment, tools))
    return [*found, _reply(conversation.issue.number, scene)]


def _reply(number: int, scene: Scene) -> Progress:
    """Send the replies of an issue whose hour has come, unless a run of its own is about to."""
    if scene.is_being_answered(number):
        return Progress.WAITS
    try:
        send_replies.answer(number, scene.tools)
    except WaitsError:
        return Progress.WAITS
    except TemporaryError:
        return Progress.DELAYED
    return Progress.DONE


def _again(marker: OrderMarker, conversation: Conversation, note: Comment, tools: Tools) -> Progress:
    try:
        return carry_out(open_order(marker, tools.vault), conversation, note, tools)
    except SealError as error:
        logs.trouble(
            "order-unreadable", issue=conversation.issue.number, reason=error.message, remedy=error.remedy
        )
        return Progress.WAITS
