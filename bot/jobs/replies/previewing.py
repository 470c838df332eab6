"""How a text would leave, what it would cost, and what the policy decides: the answer to /preview."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.twilio import pricing
from bot.core import clock
from bot.core.errors import TemporaryError
from bot.core.messages import Address
from bot.core.settings import Settings
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.sending import policy_gate
from bot.jobs.tools import Tools
from bot.rules.sending import costs, picture_links, preview
from bot.rules.sending.costs import Estimate
from bot.rules.sending.policy import Intended, MessageKind
from bot.rules.sending.preview import PreviewRow
from bot.rules.text import networks
from bot.rules.text.attachments import ComposedText
from bot.rules.text.segments import Measurement


def table(read: ComposedText, conversation: Conversation, tools: Tools) -> str:
    """Return the answer to /preview, for the text as it would leave as a reply now; `read` has its accents."""
    texts, marker = tools.maintainers, conversation.marker
    drafted = preview.draft_of(read, marker.channel, plain=tools.settings.config.messages.transliterate)
    estimate = estimate_price(drafted.measures, marker.person, tools.settings)
    rows = preview.rows(drafted, estimate, texts, tools.settings.config.language.maintainers)
    intended = Intended(
        MessageKind.REPLY,
        marker.person,
        marker.sender,
        media=len(drafted.written.files),
        also=marker.also,
    )
    if marker.channel.has_window:
        rows.append(PreviewRow(networks.channel_name(marker.person), window(intended, tools)))
    rows.append(PreviewRow(texts.sending.verdict, verdict(intended, tools)))
    links = picture_links.warning(drafted.parts, marker.person, texts)
    below = [*preview.as_quoted(drafted, texts), *preview.remarks(drafted, texts), *filter(None, [links])]
    return preview.markdown(texts.preview, rows, below)


def verdict(intended: Intended, tools: Tools) -> str:
    """Return in short whether such a message may leave now, and why not."""
    record = policy_gate.record_of(intended.person, tools)
    return policy_gate.in_short(policy_gate.judge(intended, record, tools), tools)


def estimate_price(parts: Sequence[Measurement], person: Address, settings: Settings) -> Estimate | None:
    """Return the estimated price; None if it is unknown or Twilio's price list is out of reach."""
    try:
        prices = pricing.prices_for(settings, person)
    except TemporaryError:
        prices = None
    return costs.estimate(parts, person.channel, prices)


def window(intended: Intended, tools: Tools) -> str:
    """Return until when WhatsApp accepts free-form replies to the person, as the policy gate finds it."""
    texts = tools.maintainers
    closes = policy_gate.closing_of_window(intended, tools.messages)
    if closes is None:
        return texts.window_unknown
    sentence = texts.window_open if clock.now() < closes else texts.window_closed
    return sentence.format(until=tools.spoken(closes))
