"""The thread of a conversation as jobs read it: what waits to be carried out, and what is put off to its hour."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.errors import BotError, RepositoryError, SealError
from bot.jobs.record.conversations import Conversation
from bot.jobs.sending import policy_gate
from bot.jobs.sending.policy_gate import Intended
from bot.jobs.sending.thread import PendingCommand, Thread
from bot.jobs.tools import Tools
from bot.rules.sending.policy import Defer, MessageKind
from bot.rules.text import attachments
from bot.rules.text.attachments import ComposedText


def conversation(number: int, tools: Tools) -> Conversation | None:
    """Return the conversation that an issue is, or None; nothing either where the issue is gone."""
    try:
        return tools.conversations.read(tools.repository.issue(number))
    except RepositoryError as error:
        if error.is_gone:
            return None
        raise
    except SealError as error:
        raise BotError(f"The marker of #{number} cannot be read.", error.remedy) from error


def read(conversation: Conversation, tools: Tools) -> Thread:
    """Return the thread as it is now."""
    config = tools.settings.config
    return Thread(
        conversation,
        tools.repository,
        tools.conversations,
        tools.vault,
        config.templates,
        transliterate=config.messages.transliterate,
    )


def requests(thread: Thread, tools: Tools) -> Iterator[PendingCommand]:
    """Yield the commands that wait, the oldest first."""
    config = tools.settings.config
    return thread.requests(config.conversations.bot_login, plain_since=config.replies.plain_since)


def is_put_off(request: PendingCommand, thread: Thread, tools: Tools) -> bool:
    """Tell whether all that keeps a command is that its hour has not come."""
    text, template = thread.text_of(request.command), thread.template_of(request.command)
    if not text or request.taken:
        return False
    written = ComposedText(text) if template else attachments.read(text)
    return isinstance(held(written, thread, tools, is_template=bool(template)), Defer)


def held(
    written: ComposedText, thread: Thread, tools: Tools, *, is_template: bool
) -> policy_gate.Held | None:
    """Return what keeps a reply from leaving now, or None where nothing does."""
    marker = thread.conversation.marker
    intended = Intended(
        MessageKind.REPLY,
        marker.person,
        marker.sender,
        written.text,
        media=len(written.files),
        is_template=is_template,
    )
    return policy_gate.held(policy_gate.judge(intended, policy_gate.record_of(marker.person, tools), tools))
