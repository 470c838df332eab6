"""How a text would leave, what it would cost, and what the policy decides: the answer to /preview."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.twilio import pricing
from bot.core import clock
from bot.core.errors import TemporaryError
from bot.core.messages import Address, window_closes
from bot.jobs.record.conversations import Conversation
from bot.jobs.sending import policy_gate
from bot.jobs.tools import Tools
from bot.rules.sending import costs, preview
from bot.rules.sending.costs import Estimate
from bot.rules.sending.policy import Intended, MessageKind
from bot.rules.sending.preview import PreviewRow
from bot.rules.text import rendering
from bot.rules.text.segments import Measurement


def table(text: str, conversation: Conversation, tools: Tools) -> str:
    """Return the answer to /preview, for the text as it would leave as a reply now."""
    texts, marker = tools.maintainers, conversation.marker
    person, sender = marker.person, marker.sender
    drafted = preview.draft(text, marker.channel, plain=tools.settings.config.messages.transliterate)
    estimate = estimate_price(drafted.measures, person, tools)
    rows = preview.rows(drafted, estimate, texts, tools.settings.config.language.maintainers)
    intended = Intended(MessageKind.REPLY, person, sender, media=len(drafted.written.files))
    if marker.channel.has_window:
        rows.append(PreviewRow(rendering.channel_name(person), window(person, sender, tools)))
    verdict = policy_gate.judge(intended, policy_gate.record_of(person, tools), tools)
    rows.append(PreviewRow(texts.sending.verdict, policy_gate.in_short(verdict, tools)))
    below = [*preview.as_quoted(drafted, texts), *preview.remarks(drafted, texts)]
    return preview.markdown(texts.preview, rows, below)


def estimate_price(parts: Sequence[Measurement], person: Address, tools: Tools) -> Estimate | None:
    """Return the estimated price; None if it is unknown or Twilio's price list is out of reach."""
    try:
        prices = pricing.prices_for(tools.settings, person)
    except TemporaryError:
        prices = None
    return costs.estimate(parts, person.channel, prices)


def window(person: Address, sender: Address, tools: Tools) -> str:
    """Return until when WhatsApp accepts free-form replies to the person, according to Twilio's list of messages."""
    texts = tools.maintainers
    last = tools.messages.last_inbound(person, sender)
    if last is None:
        return texts.window_unknown
    closes = window_closes(last)
    sentence = texts.window_open if clock.now() < closes else texts.window_closed
    return sentence.format(until=tools.moment(closes))
