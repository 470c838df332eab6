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
from bot.relay.store import turns
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
    it creates something for each. If any are `wanted`, it is of them alone.
    """
    most = min(envelope.most_of(kind), wanted.room) if kind in CREATING else envelope.most_of(kind)
    may = turns.free(connection, overtaken) & (events.c.sequence <= settled)
    may = may & events.c.sequence.in_(wanted.sequences) if wanted.sequences else may
    oldest = first(connection, may, kind, most, now)
    if kind != envelope.RECORD_MESSAGES or not oldest or kind in turns.kinds_with_unknown(connection):
        return envelope.fitting(oldest)
    if len(oldest) == most:  # more may wait
        oldest = oldest[: envelope.PEOPLE_OF_A_MINUTE]
    named, content = _with_the_same_people(connection, settled, kind, [item.sequence for item in oldest])
    content |= {item.sequence: item.token for item in oldest}
    persons = turns.persons({sequence: named.get(sequence, set()) for sequence in content})
    return sorted(
        envelope.fitting([SealedItem(sequence, content[sequence]) for sequence in in_turn(persons)]),
        key=lambda item: item.sequence,
    )


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
    digests = select(people.c.sequence, people.c.digest).where(people.c.sequence.in_(sequences))
    for sequence, digest in connection.execute(digests):
        named.setdefault(sequence, set()).add(digest)
    known = {digest for digests_of in named.values() for digest in digests_of}
    theirs = select(people.c.sequence).where(people.c.digest.in_(known), people.c.sequence <= settled)
    mine = events.c.batch.is_(None) & (events.c.kind == kind) & events.c.sequence.in_(theirs)
    candidates = select(events).where(mine).order_by(events.c.sequence).limit(_MOST_CANDIDATES).subquery()
    found = select(candidates, people.c.digest).join(people, people.c.sequence == candidates.c.sequence)
    content: dict[int, str] = {}
    for row in connection.execute(found.order_by(candidates.c.sequence)):
        named.setdefault(row.sequence, set()).add(row.digest)
        content[row.sequence] = row.content
    blocked: set[str] = set()
    for sequence in list(content):
        if named[sequence] <= known - blocked:
            continue
        blocked |= named.pop(sequence)
        del content[sequence]
    return named, content
