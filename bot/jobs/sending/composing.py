"""What a command or an order sends: its text as it leaves, its files, its template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.core.messages import Channel, Order
from bot.jobs.sending import templating
from bot.jobs.tools import Tools
from bot.rules.sending import quick_replies
from bot.rules.sending.templates import Filled
from bot.rules.text import attachments, phone_text, segments
from bot.rules.text.attachments import ComposedText, MessagePart
from bot.rules.text.command_types import (
    Close,
    Command,
    QuickReply,
    Reply,
    Template,
)


@dataclass(frozen=True, slots=True)
class Composed:
    """A text with its files, or a template filled in."""

    written: ComposedText = field(repr=False)
    template: Filled | None = None

    def parts(self, channel: Channel) -> tuple[MessagePart, ...]:
        """Return the message parts it is sent in."""
        return attachments.message_parts(self.written, channel)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would arrive: GitHub's page shows nothing of the comment either."""
        return not self.written.text.strip() and not self.written.files


def of_command(command: Command | None, channel: Channel, tools: Tools) -> Composed | None:
    """Return what a command itself sends: None for a /retry, and for a template or a quick reply that does not fit."""
    match command:
        case Reply(text) | Close(text) if text:
            plain = tools.settings.config.messages.transliterate
            return Composed(phone_text.compose(text, channel, plain=plain))
        case Template(name, variables):
            return _of_template(name, variables, channel, tools)
        case QuickReply(name, variables) if name:
            read = quick_replies.compose(tools.quick_replies, name, dict(variables), channel)
            if not isinstance(read, ComposedText):
                return None
            return Composed(ComposedText(_worded(read.text, channel, tools), read.files))
        case _:
            return None


def of_order(order: Order, tools: Tools) -> Composed:
    """Return what an order sends; its plain text if it names a template that does not fit."""
    channel = order.person.channel
    filled = _of_template(order.template, order.variables, channel, tools) if order.template else None
    return filled or Composed(ComposedText(_worded(order.text, channel, tools)))


def _of_template(
    name: str, variables: Iterable[tuple[str, str]], channel: Channel, tools: Tools
) -> Composed | None:
    filled = templating.filled(name, variables, channel, tools)
    return Composed(ComposedText(filled.text), filled) if filled else None


def _worded(text: str, channel: Channel, tools: Tools) -> str:
    return segments.worded(text, channel, plain=tools.settings.config.messages.transliterate)
