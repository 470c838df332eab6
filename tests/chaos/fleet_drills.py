"""Several relays share a PostgreSQL behind nginx: they die, are cut off or sleep, and the database restarts."""

from __future__ import annotations

import signal
import time
from collections import Counter

from tests.chaos.arena import Arena
from tests.chaos.drills import drill
from tests.chaos.fleet import Fleet, FleetArena, Member, ThreeArena

_BETWEEN_SECONDS = 3
_MINUTE = 60
# A long drill writes little: the relay lets the jobs create no more than 480 comments in an hour.
_FEW, _PAUSE = 4, 0.3
_SELDOM = {"gather": "3s"}


def _fleet(arena: Arena) -> Fleet:
    assert isinstance(arena, FleetArena)
    return arena.fleet


def _another_leads(fleet: Fleet, former: Member) -> Member:
    """Wait until another relay leads than this one, and return it."""
    fleet.sandbox.until(lambda: fleet.leading() is not former, "another relay that leads", 30)
    return fleet.leading()


def _settle(arena: Arena) -> None:
    """Wait until all is recorded; no batch may have been dispatched twice, since GitHub has answered each time."""
    arena.settle()
    assert [batch for batch, times in Counter(_fleet(arena).dispatched).items() if times > 1] == []


@drill("three relays behind nginx, kill -9 of each in turn", arena=ThreeArena)
def killed(arena: Arena) -> None:
    fleet, people = _fleet(arena), arena.people(12)
    with arena.traffic(people):
        for member in fleet.members:
            time.sleep(_BETWEEN_SECONDS)
            member.end()
            time.sleep(1)
            fleet.start_relay()
    arena.settle()


@drill("two relays behind nginx, kill -9 of the one that leads, three times", arena=FleetArena)
def leaders_killed(arena: Arena) -> None:
    fleet, people = _fleet(arena), arena.people(8)
    with arena.traffic(people):
        for _ in range(3):
            time.sleep(_BETWEEN_SECONDS)
            leads = fleet.leading()
            leads.end()
            _another_leads(fleet, leads)
            fleet.start_relay()
    arena.settle()


@drill("three relays behind nginx, PostgreSQL stopped and killed under load", arena=ThreeArena)
def database_restarted(arena: Arena) -> None:
    postgres, people = _fleet(arena).postgres, arena.people(12)
    with arena.traffic(people):
        for end in (postgres.stop, postgres.kill, postgres.stop, postgres.kill):
            time.sleep(_BETWEEN_SECONDS)
            end()
            time.sleep(2)
            postgres.start()
        time.sleep(_BETWEEN_SECONDS)
    arena.settle()
    _fleet(arena).leading()


@drill(
    "three relays behind nginx, each cut off from PostgreSQL for half a minute",
    arena=ThreeArena,
    dispatch=_SELDOM,
)
def cut_off(arena: Arena) -> None:
    fleet, people = _fleet(arena), arena.people(_FEW)
    with arena.traffic(people, _PAUSE):
        for _ in range(3):
            time.sleep(_BETWEEN_SECONDS)
            leads = fleet.leading()
            leads.cable.cut()
            _another_leads(fleet, leads)
            time.sleep(_MINUTE / 2)
            leads.cable.mend()
    arena.settle()


@drill(
    "three relays behind nginx, the one that leads sleeps for a minute, twice",
    arena=ThreeArena,
    dispatch=_SELDOM,
)
def asleep(arena: Arena) -> None:
    fleet, people = _fleet(arena), arena.people(_FEW)
    with arena.traffic(people, _PAUSE):
        for _ in range(2):
            time.sleep(_BETWEEN_SECONDS)
            sleeps = fleet.leading()
            before = sleeps.dispatched
            sleeps.send(signal.SIGSTOP)
            awake = _another_leads(fleet, sleeps)
            time.sleep(_MINUTE)
            sleeps.send(signal.SIGCONT)
            time.sleep(_BETWEEN_SECONDS)
            assert sleeps.dispatched == before
            assert fleet.leading() is awake
    _settle(arena)
