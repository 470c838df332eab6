"""Whose turn it is: what a person writes waits until what they wrote before has been recorded.

GitHub promises no order among runs, and a run that fails is repeated after those behind it. So no two unfinished
batches of a kind hold items of the same person: further items wait in the store and travel together in a later batch.

The relay knows a person by keyed digests of the addresses that a webhook or an order names, and keeps them only until
the item is delivered. Items that share an address are one person's, also by way of a third item.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import CTE, ColumnElement, Connection, exists, func, insert, literal, select

from bot.core.messages import BatchId, DeliveryReport, Event
from bot.relay.batches.batch import UNFINISHED, Batch, BatchState
from bot.relay.store.fingerprints import Fingerprints
from bot.relay.store.schema import batches, events, people
from bot.rules.people import contacts
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.wire import envelope
from bot.rules.wire.envelope import Item

# Delivery reports are final, each of another message: their order does not matter.
IN_ORDER = (envelope.RECORD_MESSAGES, envelope.SEND_NOTIFICATION)
_UNKNOWN = "*"  # and the kind: no digest begins with it
_IS_UNKNOWN = people.c.digest.in_([f"{_UNKNOWN}{kind}" for kind in IN_ORDER])
_BATCHES_OF_UNKNOWN = (
    select(events.c.batch)
    .join(people, people.c.sequence == events.c.sequence)
    .where(_IS_UNKNOWN, events.c.batch.is_not(None))
    .distinct()
)
_KINDS_OF_UNKNOWN = (
    select(events.c.kind).join(people, people.c.sequence == events.c.sequence).where(_IS_UNKNOWN).distinct()
)


def digests(item: Item, keys: RelayKeys) -> Sequence[str]:
    """Return what the addresses of an item's person are known by, under each key; none where order does not matter."""
    if isinstance(item, DeliveryReport):
        return ()
    named = item.message.people if isinstance(item, Event) else (item.person,)
    kind, fingerprints = envelope.event_type(item), Fingerprints(keys)
    spelled = [f"{kind} {one.network} {contacts.canonical(one)}" for one in named]
    return tuple(dict.fromkeys(digest for text in spelled for digest in fingerprints.of(text)))


def mark_unknown(connection: Connection) -> None:
    """Mark the items that an earlier version stored without digests: nobody knows whose they are."""
    undelivered = events.c.batch.is_(None) | events.c.batch.in_(
        select(batches.c.id).where(batches.c.state.in_(UNFINISHED))
    )
    known = exists().where(people.c.sequence == events.c.sequence)
    found = select(literal(_UNKNOWN) + events.c.kind, events.c.sequence).where(
        events.c.kind.in_(IN_ORDER), undelivered, ~known
    )
    connection.execute(insert(people).from_select(["digest", "sequence"], found))


def of_unknown(connection: Connection) -> set[BatchId]:
    """Return the batches that hold items of unknown people."""
    return {BatchId(batch) for batch in connection.execute(_BATCHES_OF_UNKNOWN).scalars()}


def in_turn(
    unfinished: Sequence[Batch], unknown: Collection[BatchId], overtaken: Collection[BatchId]
) -> list[Batch]:
    """Return what is to be dispatched, the oldest first, without batches that an older one may have to go before."""
    holding, turn = set[str](), []
    for batch in unfinished:
        is_unknown = batch.id in unknown
        if batch.state is not BatchState.DISPATCHED and not (is_unknown and batch.kind in holding):
            turn.append(batch)
        if is_unknown and batch.id not in overtaken:
            holding.add(batch.kind)
    return turn


def halves(connection: Connection, batch: BatchId) -> tuple[list[int], list[int]]:
    """Return the items of a batch in two parts that have no person in common; the second is empty if it has but one."""
    each = _persons_of(connection, batch)
    half = (len(each) + 1) // 2
    first, second = ([item for items in part for item in items] for part in (each[:half], each[half:]))
    return first, second


def count_people(connection: Connection, batch: BatchId) -> int:
    """Return how many people a batch holds items of; none where order does not matter."""
    return len(_persons_of(connection, batch))


def _persons_of(connection: Connection, batch: BatchId) -> list[list[int]]:
    named = select(events.c.sequence, people.c.digest).join(people, people.c.sequence == events.c.sequence)
    of_item: dict[int, set[str]] = {}
    for sequence, digest in connection.execute(named.where(events.c.batch == batch)):
        of_item.setdefault(sequence, set()).add(digest)
    return persons(of_item)


def persons(of_item: Mapping[int, set[str]]) -> list[list[int]]:
    """Return the items person by person, by the digests of each: those that share one are of the same person.

    Whoever was first comes first.
    """
    groups: dict[
        int, tuple[list[int], set[str]]
    ] = {}  # by the first item, with all that the person is known by
    group_of: dict[str, int] = {}
    for sequence, known_by in sorted(of_item.items()):
        first, *others = sorted({group_of[one] for one in known_by if one in group_of}) or [sequence]
        items, digests_of = groups.setdefault(first, ([], set()))
        items.append(sequence)
        for further, also in [([], known_by), *(groups.pop(other) for other in others)]:
            items += further
            digests_of |= also
            group_of |= dict.fromkeys(also, first)
    return [sorted(items) for items, _ in groups.values()]


class Hindrances(NamedTuple):
    """What decides what may travel, beside the items themselves."""

    overtaken: frozenset[BatchId]  # batches that hold nothing back, though they are under way
    in_doubt: frozenset[str]  # kinds of which nothing may travel


def hindrances(connection: Connection, overtaken: Collection[BatchId] = ()) -> Hindrances:
    return Hindrances(frozenset(overtaken), frozenset(_kinds_in_doubt(connection, overtaken)))


def free(connection: Connection, overtaken: Collection[BatchId] = ()) -> ColumnElement[bool]:
    """Return the condition under which an item without a batch may travel now: nothing before it holds it back.

    Batches that may be `overtaken` hold nothing back.
    """
    return may_travel(hindrances(connection, overtaken))


@lru_cache(maxsize=64)
def may_travel(hindrances: Hindrances) -> ColumnElement[bool]:
    """Return the condition, see `free`; to build it takes longer than to ask it."""
    held_back = _held_back(hindrances.overtaken)
    # Asked for one item after the other: whoever wants the first few does not wait for a look at all.
    waits = (
        select(literal(1))
        .select_from(people.join(held_back, held_back.c.digest == people.c.digest))
        .where(people.c.sequence == events.c.sequence)
        .correlate(events)
        .exists()
    )
    nobody = events.c.batch.is_(None) & ~waits
    return nobody & events.c.kind.not_in(hindrances.in_doubt) if hindrances.in_doubt else nobody


def held_back(connection: Connection) -> int:
    """Return how many items without a batch wait for something before them."""
    digests, in_doubt = _held_back(), _kinds_in_doubt(connection)
    theirs = (
        select(people.c.sequence).where(people.c.digest.in_(select(digests.c.digest))).distinct().subquery()
    )
    # Not `batch IS NULL`, whose index would have the database look at everything that waits.
    no_batch = func.coalesce(events.c.batch, "") == ""
    known = select(func.count()).select_from(theirs.join(events, events.c.sequence == theirs.c.sequence))
    count: int = connection.execute(known.where(no_batch, events.c.kind.not_in(in_doubt))).scalar_one()
    if in_doubt:
        all_of_kind = events.c.batch.is_(None) & events.c.kind.in_(in_doubt)
        count += connection.execute(select(func.count()).select_from(events).where(all_of_kind)).scalar_one()
    return count


def _held_back(overtaken: Collection[BatchId] = ()) -> CTE:
    """Return the digests of the people who have something under way, and of whoever may be one of them."""
    held_back = (
        select(people.c.digest)
        .select_from(batches)
        .join(events, events.c.batch == batches.c.id)
        .join(people, people.c.sequence == events.c.sequence)
        .where(_travelling(overtaken))
        .cte("held_back", recursive=True)
    )
    known_by, also = people.alias("known_by"), people.alias("also")
    return held_back.union(
        select(also.c.digest)
        .select_from(held_back)
        .join(known_by, known_by.c.digest == held_back.c.digest)
        .join(also, also.c.sequence == known_by.c.sequence)
    )


def _kinds_in_doubt(connection: Connection, overtaken: Collection[BatchId] = ()) -> set[str]:
    """Return the kinds of which nothing may travel now: an item of an unknown person may be anybody's."""
    in_doubt = kinds_with_unknown(connection)
    if not in_doubt:
        return in_doubt
    busy = select(batches.c.kind).where(_travelling(overtaken))
    return in_doubt & set(connection.execute(busy.distinct()).scalars())


def kinds_with_unknown(connection: Connection) -> set[str]:
    """Return the kinds of which an item is there whose person an earlier version did not note."""
    return set(connection.execute(_KINDS_OF_UNKNOWN).scalars())


def _travelling(overtaken: Collection[BatchId]) -> ColumnElement[bool]:
    return batches.c.state.in_(UNFINISHED) & batches.c.id.not_in(overtaken)
