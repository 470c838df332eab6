"""Who waits in the store for a conversation, as the list of them shows it: the first item of each person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from bot.relay.batches.batch import BatchState
from bot.relay.store.schema import batches, events, people
from bot.rules.wire import envelope
from bot.rules.wire.envelope import SealedItem

_EACH = 20  # items of a person among those that are looked at for a count
_WAITS = events.c.batch.is_(None) & (events.c.kind == envelope.RECORD_MESSAGES)


@dataclass(frozen=True, slots=True)
class WaitingPerson:
    """Somebody's first waiting item, when it came, and how many wait with it."""

    item: SealedItem
    since: datetime
    count: int


def first_of_each(connection: Connection, after: int, until: int, most: int) -> list[WaitingPerson]:
    """Return who waits with a first item behind `after`, up to the number `until`, in order."""
    earlier, mine, theirs = events.alias(), people.alias(), people.alias()
    # Asked for one item after the other: whoever wants the first few does not wait for a look at all.
    wrote_before = (
        select(earlier.c.sequence)
        .select_from(mine)
        .join(theirs, theirs.c.digest == mine.c.digest)
        .join(earlier, earlier.c.sequence == theirs.c.sequence)
        .where(
            mine.c.sequence == events.c.sequence,
            theirs.c.sequence < events.c.sequence,
            earlier.c.batch.is_(None),
            earlier.c.kind == envelope.RECORD_MESSAGES,
        )
        .correlate(events)
        .exists()
    )
    new = _WAITS & (events.c.sequence > after) & (events.c.sequence <= until) & ~wrote_before
    query = select(events.c.sequence, events.c.content, events.c.received_at).where(new)
    found = connection.execute(query.order_by(events.c.sequence).limit(most)).all()
    counts = _counts([row.sequence for row in found], connection)
    return [
        WaitingPerson(
            SealedItem(row.sequence, row.content),
            datetime.fromtimestamp(row.received_at, UTC),
            counts.get(row.sequence, 1),
        )
        for row in found
    ]


def _counts(sequences: Sequence[int], connection: Connection) -> dict[int, int]:
    """Return how many items wait of each person, by the first of them."""
    mine, theirs = people.alias(), people.alias()
    query = (
        select(mine.c.sequence, func.count(theirs.c.sequence.distinct()))
        .select_from(mine)
        .join(theirs, theirs.c.digest == mine.c.digest)
        .join(events, events.c.sequence == theirs.c.sequence)
        .where(mine.c.sequence.in_(sequences), _WAITS)
        .group_by(mine.c.sequence)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def still_waiting(sequences: Collection[int], connection: Connection) -> set[int]:
    """Return which of these items have no batch yet."""
    query = select(events.c.sequence).where(_WAITS, events.c.sequence.in_(sequences))
    return set(connection.execute(query).scalars())


def is_waiting(until: int, connection: Connection) -> bool:
    """Return whether an item up to that one is not recorded yet, as far as its batch shows."""
    unfinished = select(batches.c.id).where(batches.c.state != BatchState.DONE)
    under_way = events.c.batch.in_(unfinished) & (events.c.kind == envelope.RECORD_MESSAGES)
    some = select(events.c.sequence).where(_WAITS | under_way, events.c.sequence <= until).limit(1)
    return connection.execute(some).first() is not None


def count_people_up_to(most: int, connection: Connection) -> int:
    """Return how many people wait, but no more than `most`, nor than that if they have written very much.

    Somebody whose webhooks name two addresses may count as two.
    """
    some = select(events.c.sequence).where(_WAITS).limit(_EACH * most).subquery()
    digests = select(people.c.digest).join(some, some.c.sequence == people.c.sequence).distinct().limit(most)
    items = select(func.count()).select_from(some).scalar_subquery()
    known = select(func.count()).select_from(digests.subquery()).scalar_subquery()
    waiting, count = connection.execute(select(items, known)).one()
    return most if waiting == _EACH * most else int(count)


def newest_at(connection: Connection) -> datetime | None:
    """Return when the newest item came that waits; None if none does."""
    query = select(events.c.received_at).where(_WAITS).order_by(events.c.sequence.desc()).limit(1)
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else datetime.fromtimestamp(found, UTC)
