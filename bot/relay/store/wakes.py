"""When scheduled workflows are next needed, as the store keeps it: moments that jobs reported, and trouble seen here.

A moment stays until a run that began after it has done what was due, so that a wake that came to nothing is repeated.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, func, select, update

from bot.relay.store import upsert
from bot.relay.store.schema import leases, wakes
from bot.relay.store.store import Store, moment
from bot.rules.upkeep.periods import RECONCILE

# Several moments close together are one: a run costs a whole minute.
GRID = timedelta(minutes=1)
APART = timedelta(minutes=10)  # of two wakes of one workflow
TROUBLE_APART = timedelta(hours=1)  # of two for trouble
# For trouble that lasts each wait is as long as it had lasted, up to this: more than the six hours after which, as
# shipped, GitHub's clock starts reconcile anyway.
LONGEST_APART = timedelta(hours=7)
# A run that was asked for has had its say by then; GitHub may start it late.
CONFIRMED_WITHIN = (timedelta(minutes=10), timedelta(hours=1))
MOST = 1000  # moments; beyond, the workflow's own schedule comes to them
_TROUBLE = "trouble"


class Wakes:
    """The moments at which scheduled workflows are to be woken. Every method raises StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, due: Iterable[tuple[str, datetime]]) -> None:
        """Add moments, each once, rounded up to a whole minute."""
        rows = [_row(workflow, _on_grid(at)) for workflow, at in due]
        if rows:
            with self._store.writing() as connection:
                known = connection.execute(select(func.count()).select_from(wakes)).scalar_one()
                if known + len(rows) <= MOST:
                    upsert.add_missing(connection, wakes, rows)

    def add_trouble(self, earliest: datetime) -> bool:
        """Add a moment for what is to be looked after from `earliest` on; return False if there is one already.

        None is near the one before: trouble that lasts costs no more than one run an hour.
        """
        with self._store.writing() as connection:
            last = _until(_TROUBLE, connection)
            if last and last > earliest + TROUBLE_APART:
                last = None  # of a clock that was ahead
            if last and last >= earliest:
                return False
            at = _on_grid(max(earliest, last + TROUBLE_APART) if last else earliest)
            _remember(_TROUBLE, at, connection)
            upsert.add_missing(connection, wakes, [_row(RECONCILE, at)])
        return True

    def add_lasting(self, since: datetime, earliest: datetime, ran: datetime | None = None) -> bool:
        """Add a moment for trouble that has lasted since then; return False if a run has been or is coming.

        `ran` is when reconcile last ran, where that is known from elsewhere.
        """
        planned = select(func.min(wakes.c.next_at)).where(wakes.c.workflow == RECONCILE)
        with self._store.reading() as connection:
            found = (moment(connection.execute(planned).scalar_one()), _until(_RAN, connection), ran)
        is_coming = found[0] is not None and found[0] <= earliest + TROUBLE_APART
        last = max((one for one in found[1:] if one and one <= earliest), default=None)
        if is_coming or (last and earliest < last + apart(since, last)):
            return False
        self.add([(RECONCILE, earliest)])
        return True

    def done(self, workflow: str, began: datetime) -> None:
        """Remove what a run that began then has done."""
        with self._store.writing() as connection:
            mine = (wakes.c.workflow == workflow) & (wakes.c.due_at <= began.timestamp())
            connection.execute(delete(wakes).where(mine))
            held = _until(_name(workflow), connection)
            if held and held > began + APART:
                _remember(_name(workflow), began + APART, connection)
            connection.execute(delete(leases).where(leases.c.name == _in_vain(workflow)))
            if workflow == RECONCILE:
                _remember(_RAN, began, connection)

    def next(self, now: datetime) -> dict[str, datetime]:
        """Return when each workflow is to be woken next."""
        query = select(wakes.c.workflow, func.min(wakes.c.next_at)).group_by(wakes.c.workflow)
        with self._store.reading() as connection:
            found = connection.execute(query).all()
            if not found:
                return {}
            free = {workflow: _until(_name(workflow), connection) for workflow, _ in found}
            in_vain = {workflow for workflow, _ in found if _until(_in_vain(workflow), connection)}
        due = {workflow: datetime.fromtimestamp(at, UTC) for workflow, at in found}
        # Beyond the longest wait is what a clock left that was ahead.
        latest = {
            workflow: now + (LONGEST_APART if workflow in in_vain else TROUBLE_APART) for workflow in due
        }
        return {
            workflow: max(at, until) if (until := free[workflow]) and until <= latest[workflow] else at
            for workflow, at in due.items()
        }

    def woken(self, workflow: str, now: datetime) -> None:
        """Note that the workflow was woken for all that is due; what nothing confirms is tried again, a few times.

        If the previous wake was not confirmed either, the next one comes no sooner than in an hour, and later ever more
        seldom: runs that fail at the start would otherwise keep triggering new ones.
        """
        mine = (wakes.c.workflow == workflow) & (wakes.c.next_at <= now.timestamp())
        with self._store.writing() as connection:
            repeated = connection.execute(select(func.max(wakes.c.attempts)).where(mine)).scalar_one()
            vain_since = _until(_in_vain(workflow), connection)
            if repeated and not vain_since:
                vain_since = now
                _remember(_in_vain(workflow), now, connection)
            _remember(_name(workflow), now + (apart(vain_since, now) if vain_since else APART), connection)
            if workflow == RECONCILE:
                _remember(_RAN, now, connection)
            connection.execute(delete(wakes).where(mine, wakes.c.attempts >= len(CONFIRMED_WITHIN)))
            for attempts, wait in reversed(list(enumerate(CONFIRMED_WITHIN))):
                connection.execute(
                    update(wakes)
                    .where(mine, wakes.c.attempts == attempts)
                    .values(attempts=attempts + 1, next_at=(now + wait).timestamp())
                )

    def postpone(self, workflow: str, until: datetime) -> None:
        """Wake the workflow no earlier than then: GitHub did not take it."""
        with self._store.writing() as connection:
            _remember(_name(workflow), until, connection)

    def came_back(self, now: datetime, every: timedelta) -> timedelta | None:
        """Note that a relay is alive; return for how long none was, None if this store has never known one.

        Nothing is written where another process has noted it since `every` ago.
        """
        with self._store.reading() as connection:
            last = _until(_ALIVE, connection)
        if last and timedelta() <= now - last < every:
            return timedelta()
        with self._store.writing() as connection:
            last = _until(_ALIVE, connection)
            _remember(_ALIVE, now, connection)
        return None if last is None else max(now - last, timedelta())


_ALIVE = "alive"
_RAN = "ran:reconcile"


def apart(since: datetime, last: datetime) -> timedelta:
    """Return how long after the last run the next one comes, for trouble that has lasted since then."""
    return min(max(last - since, TROUBLE_APART), LONGEST_APART)


def _row(workflow: str, at: datetime) -> dict[str, object]:
    return {"workflow": workflow, "due_at": at.timestamp(), "attempts": 0, "next_at": at.timestamp()}


def _on_grid(at: datetime) -> datetime:
    grid = GRID.total_seconds()
    return datetime.fromtimestamp(-(-at.timestamp() // grid) * grid, UTC)


def _name(workflow: str) -> str:
    return f"wake:{workflow}"


def _in_vain(workflow: str) -> str:
    """Return under which name is kept since when nothing confirms that the workflow did what it was woken for."""
    return f"in-vain:{workflow}"


def _until(name: str, connection: Connection) -> datetime | None:
    return moment(
        connection.execute(select(leases.c.until).where(leases.c.name == name)).scalar_one_or_none()
    )


def _remember(name: str, until: datetime, connection: Connection) -> None:
    """Keep a moment as a lease that nobody owns, as the limit of the jobs is."""
    row = {"name": name, "owner": name, "until": until.timestamp()}
    upsert.put(connection, leases, row, "name")
