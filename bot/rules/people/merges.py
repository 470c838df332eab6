"""One person, two numbers, by a maintainer's word: an opt-out of either holds for both, a consent never passes over."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from bot.core.messages import Address, Purpose
from bot.rules.people import consent, contacts
from bot.rules.people.consent import ConsentAction, ConsentEntry, ConsentState

_Member = TypeVar("_Member", bound=Hashable)
Group = tuple[Address, ...]


def opted_out(own: Sequence[ConsentEntry], others: Iterable[Sequence[ConsentEntry]]) -> bool:
    """Return whether the person wants no more messages: one number that says so is enough.

    Each chain holds what was said from one number; only that number takes its opt-out back.
    """
    return any(map(consent.opted_out, (own, *others)))


def state(
    own: Sequence[ConsentEntry], others: Sequence[Sequence[ConsentEntry]], purpose: Purpose
) -> ConsentState:
    """Return the state of consent for a purpose at the number whose own chain is given.

    Consent is what this number gave. What another number withdrew is withdrawn here too, for as long as it is there,
    and what ended consent there, an opt-out or an erasure, ended what had been given here by then.
    """
    states = [consent.state(chain, purpose) for chain in (own, *others)]
    if ConsentState.WITHDRAWN in states or states[0] is not ConsentState.GIVEN:
        return ConsentState.WITHDRAWN if ConsentState.WITHDRAWN in states else states[0]
    given = max(at for at, entry in consent.placed(own) if _gives(entry, purpose))
    ended = any(
        at >= given and entry.change.purpose in (None, purpose)
        for chain in others
        for at, entry in consent.placed(chain)
        if entry.change.action is not ConsentAction.GRANTED
    )
    return ConsentState.NONE if ended else ConsentState.GIVEN


def _gives(entry: ConsentEntry, purpose: Purpose) -> bool:
    return entry.change.action is ConsentAction.GRANTED and entry.change.purpose is purpose


def sets_of(groups: Iterable[Iterable[_Member]]) -> list[frozenset[_Member]]:
    """Return the groups, those that share a member as one."""
    found: list[frozenset[_Member]] = []
    for group in groups:
        whole = frozenset(group)
        whole = whole.union(*(one for one in found if one & whole))
        found = [*(one for one in found if not one & whole), whole]
    return found


def numbers(person: Address, groups: Iterable[Iterable[Address]]) -> tuple[Group, tuple[Group, ...]]:
    """Return which addresses Twilio names together with this one, and those of the person's other numbers.

    Groups that share a number, in any form and on any channel, are one.
    """
    listed = [(person,), *map(tuple, groups)]
    named = contacts.distinct(address for group in listed for address in group)
    united = sets_of(map(contacts.canonical, group) for group in listed if group)
    own, *others = sorted(
        (tuple(one for one in named if contacts.canonical(one) in keys) for keys in united),
        key=lambda group: (person not in group, named.index(group[0])),
    )
    return own, tuple(others)
