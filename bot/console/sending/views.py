"""What the templates of the page show, put together for a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import g

from bot.console.sending import destination
from bot.console.sending.judging import ToldVerdict
from bot.core.messages import Channel
from bot.core.settings import Language, Settings
from bot.jobs.sending import policy_gate
from bot.rules import texts
from bot.rules.sending import costs
from bot.rules.sending.costs import Estimate
from bot.rules.sending.policy import Allow, Defer, Refuse, UseTemplate, Verdict
from bot.rules.texts import Texts

_WORDS: Mapping[type[Verdict], tuple[str, str]] = {
    Defer: ("waits", "warn"),
    Refuse: ("will be refused", "bad"),
    UseTemplate: ("needs a template", "bad"),
}


@dataclass(frozen=True, slots=True)
class VerdictView:
    """A verdict as the page shows it: a word on a badge, and sentences in the page's language."""

    word: str
    tone: str
    said: str
    unread: tuple[str, ...]
    reach: str


@dataclass(frozen=True, slots=True)
class PriceView:
    """A price: the amount, of how many units at which price each, where that comes from, and the least it may be."""

    amount: str
    count: int
    each: str
    unit: str
    source: str
    least: str


def own_texts() -> Texts:
    """Return the sentences of the page's language."""
    return texts.of(Language(g.language))


def ours(channel: Channel, settings: Settings) -> str:
    """Return our number on a channel as people write it, empty where there is none."""
    return next((destination.shown(one.value) for one in settings.our_numbers if one.channel is channel), "")


def verdict(told: ToldVerdict, settings: Settings) -> VerdictView:
    """Return a verdict in the page's language."""
    sentences, found = own_texts(), told.found.verdict
    said = policy_gate.in_words(found, sentences, ZoneInfo(settings.config.time_zone))
    said = f"{said[:1].upper()}{said[1:]}"
    if isinstance(found, Allow):
        said = ""
        word, tone = (
            ("may leave now", "good") if told.found.consent else ("nothing against it here", "accent")
        )
    else:
        word, tone = _WORDS[type(found)]
    unread = told.found.unread(sentences.sending) if told.reach == "all" else ()
    return VerdictView(word, tone, said, tuple(unread), told.reach)


def price(estimate: Estimate, channel: Channel) -> PriceView:
    """Return an estimated price in the page's language."""
    sentences, language = own_texts(), Language(g.language)
    each = costs.money(estimate.each, estimate.currency, language)
    least = estimate.least and costs.money(estimate.least, estimate.currency, language)
    return PriceView(
        costs.money(estimate.amount, estimate.currency, language),
        estimate.count,
        each,
        sentences.price_units[channel],
        sentences.price_sources[estimate.source],
        least or "",
    )
