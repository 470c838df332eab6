"""The texts of a language with the office's own words in place of ours, by the names that config.yml has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.core.settings import Configuration, Language
from bot.rules import texts
from bot.rules.texts.shape import Texts

# Where a sentence is in `Texts`, if its name does not say it.
_PLACES = {
    "certificate_advice": ("inbound", "certificate_advice"),
    "office_back": ("office", "back"),
    "office_closed": ("office", "closed"),
    "alerts.ceiling": ("sending", "ceiling_phone"),
    "alerts.overdue": ("desk", "phone"),
    "alerts.test_message": ("upkeep", "canary_phone"),
    "alerts.budget": ("billing", "phone_alerts", "budget"),
    "alerts.balance": ("billing", "phone_alerts", "balance"),
    "alerts.days": ("billing", "phone_alerts", "days"),
    "alerts.credential_expires": ("rotation", "expiry_alarm"),
    "alerts.credential_expired": ("rotation", "expired_alarm"),
    "alerts.credential_overdue": ("rotation", "overdue_alarm"),
    "alerts.relay_stuck": ("upkeep", "relay_stuck_phone"),
    "alerts.relay_issues_off": ("upkeep", "relay_issues_off_phone"),
    "alerts.relay_unready": ("upkeep", "relay_unready_phone"),
    "alerts.relay_well": ("upkeep", "relay_well_phone"),
}


def of(config: Configuration, language: str, number: str = "") -> Texts:
    """Return the texts of a language as config.yml has them, for one of our numbers in Twilio's form if it is named."""
    changed = config.texts.changed(Language(language), number)
    whole = texts.of(language)
    for name, sentence in changed.items():
        whole = _with(whole, _place(name), sentence)
    return whole


def sentence(whole: Texts, name: str) -> str:
    """Return a sentence by the name that config.yml has."""
    found: Any = whole
    for step in _place(name):
        found = found[step] if isinstance(found, Mapping) else getattr(found, step)
    return str(found)


def every(config: Configuration, names: Iterable[str]) -> frozenset[str]:
    """Return all that may leave under these names: in every language, of every number of ours, and where unchanged."""
    known = [
        *texts.everywhere(),
        *(of(config, language, number) for language in Language for number in ("", *config.texts.numbers)),
    ]
    return frozenset(sentence(whole, name) for whole in known for name in names)


def _place(name: str) -> tuple[str, ...]:
    return _PLACES.get(name) or tuple(name.split("."))


def _with(whole: Any, place: tuple[str, ...], sentence: str) -> Any:
    """Return the texts, or a part of them, with another sentence at that place."""
    if not place:
        return sentence
    step, rest = place[0], place[1:]
    if isinstance(whole, Mapping):
        return {**whole, step: _with(whole[step], rest, sentence)}
    return replace(whole, **{step: _with(getattr(whole, step), rest, sentence)})
