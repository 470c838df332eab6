"""Automatic answers: how many a person got recently, so that two robots cannot write to each other forever."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core import clock
from bot.core.messages import Address
from bot.jobs.tools import Tools
from bot.rules import texts

_MEMORY = timedelta(days=31)  # how far back they are counted


def answers(person: Address, sender: Address, tools: Tools) -> list[datetime]:
    """Return when the person got automatic texts: acknowledgements and answers to keywords, in any language."""
    sent = tools.messages.sent_to(person, sender, clock.now() - _MEMORY)
    return [one.created_at for one in sent if _is_automatic(one.text)]


def _is_automatic(text: str) -> bool:
    """Recognise an automatic text by its first words; numbers and dates follow them."""
    return any(
        text.startswith(sentence.partition("{")[0])
        for sentences in texts.everywhere()
        for sentence in (
            sentences.acknowledgement,
            sentences.opted_out,
            sentences.opted_in,
            sentences.keyword_help,
            sentences.privacy.kept,
            sentences.privacy.confirm,
            sentences.privacy.wrong_code,
            sentences.privacy.handed_over,
        )
    )
