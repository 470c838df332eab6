"""Which changes a consent record knows already, so that a repeated message or state adds no entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC

from bot.core.messages import Purpose
from bot.rules.people import consent
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentEntry, ConsentSource, ConsentState


def is_known(
    change: ConsentChange, entries: Sequence[ConsentEntry], state: Callable[[Purpose], ConsentState]
) -> bool:
    """Return whether an entry would add nothing: the same event again, or a state already reached.

    `state` tells how consent stands for a purpose, with what the person's other numbers say.
    """
    if any(_is_same(entry.change, change) for entry in entries):
        return True
    if change.action is ConsentAction.ERASED:  # each is an event, unlike a state
        return False
    if change.purpose and change.action is ConsentAction.GRANTED:
        given = state(change.purpose) is ConsentState.GIVEN
        return given and (change.source is not ConsentSource.CLI or _is_proven(entries, change))
    same = [entry.change for entry in entries if entry.change.purpose == change.purpose]
    return bool(same) and same[-1].action is change.action


def _is_proven(entries: Sequence[ConsentEntry], change: ConsentChange) -> bool:
    """Return whether the same evidence is recorded already; other evidence of a known consent is worth an entry."""
    text = consent.kept_text(change.text)
    return any(
        (entry.change.source, entry.change.purpose, entry.change.text)
        == (change.source, change.purpose, text)
        for entry in entries
    )


def _is_same(one: ConsentChange, other: ConsentChange) -> bool:
    if other.sid and one.sid == other.sid:
        return True
    return (one.at, one.action, one.purpose, one.source) == (
        other.at.astimezone(UTC),
        other.action,
        other.purpose,
        other.source,
    )
