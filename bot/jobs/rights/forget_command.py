"""/forget: show what would be erased, and erase it once the maintainer has confirmed whose data are meant."""

from __future__ import annotations

from bot.core.issues import Comment
from bot.core.settings import Permission
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.rights import data_requests, erasure
from bot.jobs.rights.holdings import issue_numbers
from bot.jobs.rights.plans import ErasureRequest
from bot.jobs.tools import Tools
from bot.rules.text.command_types import Forget


def results(tools: Tools) -> tuple[str, str]:
    """Return what the summary says once nothing of the conversation is left, or soon will be."""
    return tools.summaries.erased, tools.summaries.erasing


def refusal(
    command: Forget, comment: Comment, conversation: Conversation, current: Permission, tools: Tools
) -> str:
    """Return why the command is refused, or an empty string."""
    texts = tools.maintainers.privacy
    needed = Permission(tools.settings.config.privacy.erasure_permission)
    if not current.at_least(needed):
        return texts.forget_not_permitted.format(login=comment.author, needed=needed, current=current)
    if command.code and command.code != data_requests.forget_code(conversation.marker.contact):
        return texts.forget_wrong_code
    return ""


def shown(conversation: Conversation, tools: Tools) -> str:
    """Return what /forget would erase, and how to confirm it."""
    texts, holdings = tools.maintainers.privacy, erasure.holdings_of(conversation.marker.person, tools)
    summary = texts.forget.format(
        issues=", ".join(f"#{number}" for number in issue_numbers(holdings)),
        messages=holdings.received + holdings.sent,
        comments=holdings.comments,
        files=holdings.files,
        code=data_requests.forget_code(conversation.marker.contact),
    )
    history = [] if tools.settings.environment.ERASURE_TOKEN else [texts.forget_history]
    return "\n\n".join([summary, *history])


def carry_out(comment: Comment, conversation: Conversation, tools: Tools) -> str:
    """Erase everything, including this comment."""
    marker = conversation.marker
    request = ErasureRequest(
        f"comment-{comment.id}", comment.created_at, marker.person, marker.sender, by=comment.author
    )
    record = erasure.erase(request, tools)
    return tools.summaries.erasing if record.pending else tools.summaries.erased
