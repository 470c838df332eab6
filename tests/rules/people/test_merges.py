"""Two numbers of one person: an opt-out of either holds for both, and a consent never passes over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import Address, ContactId, Purpose
from bot.rules.people import consent, contacts, merges
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentEntry, ConsentSource, ConsentState
from tests.making import NOON, addresses

OWN, OTHER, THIRD = (ContactId(letter * 16) for letter in "abc")
GRANT, STOP, ERASE = ConsentAction.GRANTED, ConsentAction.WITHDRAWN, ConsentAction.ERASED
ADS, NEWS = Purpose.MARKETING, Purpose.NOTIFICATION

Event = tuple[ContactId, ConsentAction, Purpose | None]
EVENTS = st.lists(
    st.tuples(
        st.sampled_from([OWN, OTHER, THIRD]),
        st.sampled_from(ConsentAction),
        st.sampled_from([None, ADS, NEWS]),
    ),
    max_size=12,
)


def chains_of(events: list[Event]) -> dict[ContactId, list[ConsentEntry]]:
    """The chains after these events, an hour apart."""
    chains: dict[ContactId, list[ConsentEntry]] = {OWN: [], OTHER: [], THIRD: []}
    for hour, (who, action, purpose) in enumerate(events):
        change = ConsentChange(NOON + timedelta(hours=hour), action, ConsentSource.CLI, purpose)
        chains[who].append(consent.append(who, chains[who], change))
    return chains


def standing(events: list[Event], who: ContactId = OWN) -> tuple[bool, ConsentState]:
    chains = chains_of(events)
    own, others = chains.pop(who), list(chains.values())
    return merges.opted_out(own, others), merges.state(own, others, ADS)


@pytest.mark.parametrize(
    ("events", "out", "state"),
    [
        ([], False, ConsentState.NONE),
        ([(OWN, GRANT, ADS)], False, ConsentState.GIVEN),
        ([(OTHER, GRANT, ADS)], False, ConsentState.NONE),
        ([(OTHER, STOP, None)], True, ConsentState.WITHDRAWN),
        ([(OTHER, STOP, None), (OWN, GRANT, None)], True, ConsentState.WITHDRAWN),
        ([(OTHER, STOP, None), (OTHER, GRANT, None)], False, ConsentState.NONE),
        ([(OWN, GRANT, ADS), (OTHER, STOP, None), (OTHER, GRANT, None)], False, ConsentState.NONE),
        ([(OTHER, STOP, None), (OWN, GRANT, ADS), (OTHER, GRANT, None)], False, ConsentState.GIVEN),
        (
            [(OWN, GRANT, ADS), (OTHER, STOP, None), (OTHER, GRANT, None), (OWN, GRANT, ADS)],
            False,
            ConsentState.GIVEN,
        ),
        ([(OWN, GRANT, ADS), (OTHER, STOP, ADS)], False, ConsentState.WITHDRAWN),
        ([(OWN, GRANT, ADS), (OTHER, STOP, NEWS)], False, ConsentState.GIVEN),
        ([(OWN, GRANT, ADS), (OTHER, ERASE, None)], False, ConsentState.NONE),
        ([(OTHER, STOP, None), (OWN, ERASE, None)], True, ConsentState.WITHDRAWN),
        ([(OWN, GRANT, ADS), (THIRD, STOP, None), (OTHER, GRANT, None)], True, ConsentState.WITHDRAWN),
    ],
)
def test_how_things_stand_at_a_number(events: list[Event], out: bool, state: ConsentState) -> None:
    assert standing(events) == (out, state)


@given(EVENTS)
def test_every_number_of_a_person_is_opted_out_when_one_is(events: list[Event]) -> None:
    alone = [consent.opted_out(chain) for chain in chains_of(events).values()]

    assert {standing(events, who)[0] for who in (OWN, OTHER, THIRD)} == {any(alone)}


@given(EVENTS)
def test_nothing_is_allowed_by_a_merge_that_was_not_allowed_without_it(events: list[Event]) -> None:
    own = chains_of(events)[OWN]
    out, state = standing(events)

    assert out or not consent.opted_out(own)
    if state is ConsentState.GIVEN:
        assert consent.state(own, ADS) is ConsentState.GIVEN


@given(EVENTS)
def test_what_others_agree_to_changes_nothing_but_their_own_opt_out(events: list[Event]) -> None:
    """Consent is as a clerk would keep it who goes through what happened, event by event."""
    given_here, withdrawn, out = False, set[ContactId](), set[ContactId]()
    for who, action, purpose in events:
        if action is not GRANT and purpose in (None, ADS):
            given_here = False
        if action is GRANT and purpose is ADS:
            given_here = given_here or who == OWN
            withdrawn.discard(who)
        if action is STOP and purpose is ADS:
            withdrawn.add(who)
        if purpose is None and action is not ERASE:
            (out.add if action is STOP else out.discard)(who)
    held = ConsentState.GIVEN if given_here else ConsentState.NONE

    assert standing(events) == (bool(out), ConsentState.WITHDRAWN if out or withdrawn else held)


@given(EVENTS)
def test_a_number_that_was_never_merged_is_judged_by_its_own_chain(events: list[Event]) -> None:
    own = chains_of(events)[OWN]

    assert merges.opted_out(own, []) == consent.opted_out(own)
    assert merges.state(own, [], ADS) is consent.state(own, ADS)


def test_what_is_withdrawn_elsewhere_in_the_same_moment_as_it_is_given_here_counts_as_later() -> None:
    def chain(who: ContactId, *changes: tuple[ConsentAction, Purpose | None]) -> list[ConsentEntry]:
        found: list[ConsentEntry] = []
        for action, purpose in changes:
            change = ConsentChange(NOON, action, ConsentSource.CLI, purpose)
            found.append(consent.append(who, found, change))
        return found

    own, other = chain(OWN, (GRANT, ADS)), chain(OTHER, (STOP, None), (GRANT, None))

    assert merges.state(own, [other], ADS) is ConsentState.NONE


@given(st.lists(st.lists(st.integers(0, 12), min_size=1), max_size=8))
def test_groups_that_share_a_member_are_one(groups: list[list[int]]) -> None:
    found = merges.sets_of(groups)

    assert sum(map(len, found)) == len(set().union(*map(set, groups)))
    assert all(sum(set(group) <= one for one in found) == 1 for group in groups)


@given(addresses(), st.lists(st.lists(addresses(), min_size=1, max_size=3), max_size=4))
def test_numbers_keep_every_address_and_begin_with_the_one_that_was_asked_about(
    person: Address, groups: list[list[Address]]
) -> None:
    own, others = merges.numbers(person, groups)

    assert own[0] == person
    assert {person}.union(*map(set, groups)) == set(own).union(*map(set, others))
    keys = [{contacts.canonical(one) for one in group} for group in (own, *others)]
    assert sum(map(len, keys)) == len(set().union(*keys))
