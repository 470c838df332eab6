"""What goes into a batch: what has waited longest, and with each message all that the same person has written since.

So one comment can hold all of a person's messages, however many people write at the same time: how much is created in
an hour is what GitHub limits most.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import chain

from sqlalchemy import ColumnElement, Connection, select

from bot.core.messages import BatchId
from bot.relay.batches.creations import CREATING, Wanted
from bot.relay.store import job_reach, turns
from bot.relay.store.schema import events, people
from bot.rules.wire import envelope
from bot.rules.wire.envelope import SealedItem

# So many of one person go before the others' are all in; the rest fills what room is left.
AT_FIRST = 30
_MOST_CANDIDATES = 1_000  # more than fit in any dispatch


def first(
    connection: Connection, condition: ColumnElement[bool], kind: str, most: int, now: datetime
) -> list[SealedItem]:
    """Return items of a kind: those that are due, then those that may join them, each by sequence."""
    # What travels in order waits for no others to join it.
    late = [] if kind in turns.IN_ORDER else [events.c.due_at > now.timestamp()]
    mine = select(events).where(condition, events.c.kind == kind)
    found = connection.execute(mine.order_by(*late, events.c.sequence).limit(most))
    return [SealedItem(row.sequence, row.content) for row in found]


def choose(
    connection: Connection,
    settled: int,
    kind: str,
    now: datetime,
    overtaken: Collection[BatchId],
    wanted: Wanted,
) -> Sequence[SealedItem]:
    """Return what may travel now in one batch, of the numbers up to `settled`; empty if nothing may.

    It is of at most MAX_PEOPLE people, or PEOPLE_OF_A_MINUTE while more wait, and of no more than there is room for, if
    it creates something for each. If any are `wanted`, it is of them alone. It holds what a dispatch carries, or more
    if its run can ask for the rest.
    """
    most = min(envelope.most_of(kind), wanted.room) if kind in CREATING else envelope.most_of(kind)
    may = turns.free(connection, overtaken) & (events.c.sequence <= settled)
    may = may & events.c.sequence.in_(wanted.sequences) if wanted.sequences else may
    if kind != envelope.RECORD_MESSAGES or kind in turns.kinds_with_unknown(connection):
        return envelope.fitting(first(connection, may, kind, most, now))
    oldest = _first_of_people(connection, may, kind, most)
    if not oldest:
        return ()
    named, content = _with_the_same_people(connection, settled, kind, oldest)
    persons = turns.persons({sequence: named.get(sequence, set()) for sequence in content})
    fit = envelope.MAX_BATCH_BYTES if job_reach.is_known(connection, now) else envelope.MAX_BODY_BYTES
    return sorted(
        envelope.fitting([SealedItem(sequence, content[sequence]) for sequence in in_turn(persons)], fit),
        key=lambda item: item.sequence,
    )


def _first_of_people(connection: Connection, may: ColumnElement[bool], kind: str, most: int) -> Sequence[int]:
    """Return the first item of each of the people who have waited longest, so many that `most` is not exceeded."""
    mine = select(events.c.sequence).where(may, events.c.kind == kind)
    candidates = mine.order_by(events.c.sequence).limit(_MOST_CANDIDATES).subquery()
    found = select(candidates.c.sequence, people.c.digest).join(
        people, people.c.sequence == candidates.c.sequence, isouter=True
    )
    named: dict[int, set[str]] = {}
    for row in connection.execute(found):
        named.setdefault(row.sequence, set()).update([row.digest] if row.digest else [])
    oldest = [items[0] for items in turns.persons(named)]
    return oldest if len(oldest) <= most else oldest[: min(most, envelope.PEOPLE_OF_A_MINUTE)]


def in_turn(persons: Sequence[Sequence[int]]) -> Iterable[int]:
    """Return all items: of each person the first, in order, and then the rest of those who wrote very much. Pure."""
    return chain(*(items[:AT_FIRST] for items in persons), *(items[AT_FIRST:] for items in persons))


def _with_the_same_people(
    connection: Connection, settled: int, kind: str, sequences: Sequence[int]
) -> tuple[dict[int, set[str]], dict[int, str]]:
    """Return the digests of these items, and of what the same people have written since, whose content comes beside.

    Whoever is named together with somebody else only there may have written something before: it waits, and all that
    follows it.
    """
    named: dict[int, set[str]] = {}
    digests = select(people.c.digest).where(people.c.sequence.in_(sequences))
    known = set(connection.execute(digests).scalars())
    theirs = select(people.c.sequence).where(people.c.digest.in_(known), people.c.sequence <= settled)
    mine = events.c.batch.is_(None) & (events.c.kind == kind) & events.c.sequence.in_(theirs)
    oldest = events.c.sequence.in_(sequences)
    candidates = select(events).where(mine | oldest).order_by(oldest.desc(), events.c.sequence)
    some = candidates.limit(_MOST_CANDIDATES).subquery()
    found = select(some, people.c.digest).join(people, people.c.sequence == some.c.sequence, isouter=True)
    content: dict[int, str] = {}
    for row in connection.execute(found.order_by(some.c.sequence)):
        named.setdefault(row.sequence, set()).update([row.digest] if row.digest else [])
        content[row.sequence] = row.content
    blocked: set[str] = set()
    for sequence in list(content):
        if named[sequence] <= known - blocked:
            continue
        blocked |= named.pop(sequence)
        del content[sequence]
    return named, content
