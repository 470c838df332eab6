"""One whole world for the journeys that leave it in order, and a fresh one for those that break it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest

from bot.sandbox.client import SandboxClient
from bot.sandbox.world import World
from tests.actors import Maintainer, Person
from tests.journeys.observer import Observer
from tests.stage import CONFIG
from tests.warm import WarmPython

# A run that never appears is given up soon; those that appear do so at once.
# Nor do tests wait for the morning. One world takes the people of many offices.
CHANGES = {
    "ceilings": {"answers_per_hour": 10_000, "answers_per_day": 10_000},
    "dispatch": {"run_appears_within": "3s", "gather": "1s", "gather_delivered": "1s"},
    "policy": {"notification": {"hours": "00:00-24:00"}},
}

_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what waits longest for a clock, since the others can go on meanwhile."""
    items.sort(key=lambda item: item.path.name != "test_limit.py" or "journeys" not in item.path.parts)


def new_number() -> str:
    """A mobile number nobody has, in its last four digits too."""
    return f"+551197{next(_numbers):03d}{next(_numbers):04d}"


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, warm_python: WarmPython) -> Iterator[World]:
    """A world for all; a journey uses numbers of its own and switches off each fault it causes."""
    world = World(tmp_path_factory.mktemp("world"), warm_python.tree, config=CONFIG, changes=CHANGES)
    warm_python.serve(world.actions)
    # All journeys together ask for more within minutes than GitHub grants the jobs of a repository in an hour.
    world.state.limits.per_hour.update(job=1_000_000, person=1_000_000)
    world.state.limits.creations.lift()
    with world:
        yield world


@pytest.fixture(scope="session")
def observer(world: World) -> Iterator[Observer]:
    """Looks at the common world; at the end no log may contain anybody's number."""
    observer = Observer(world)
    yield observer
    traces = observer.traces()
    assert [phone for phone in world.sandbox.phones() if phone["number"] in traces] == []


@pytest.fixture(scope="session")
def sandbox(world: World) -> SandboxClient:
    return world.sandbox


@pytest.fixture
def faultless(sandbox: SandboxClient) -> Iterator[None]:
    """All faults are switched off again after the test."""
    yield
    for known in sandbox.faults().values():
        for fault in known["active"]:
            sandbox.switch_off(fault)


@pytest.fixture
def person(sandbox: SandboxClient) -> Person:
    """Somebody with a phone who has not written yet."""
    return Person(sandbox, new_number())


@pytest.fixture
def new_person(sandbox: SandboxClient) -> Callable[[], Person]:
    return lambda: Person(sandbox, new_number())


@pytest.fixture(scope="module", name="callers")
def _callers(sandbox: SandboxClient, observer: Observer, request: pytest.FixtureRequest) -> list[Person]:
    """One for each test of a file that asks for one; all of them write at once, which takes one run."""
    tests = [item for item in request.session.items if item.path == request.path]
    callers = [
        Person(sandbox, new_number()) for item in tests if "caller" in getattr(item, "fixturenames", ())
    ]
    for caller in callers:
        caller.text("Bom dia")
    observer.settled()
    return callers


@pytest.fixture
def caller(callers: list[Person]) -> Person:
    """Somebody with an open conversation by SMS that the bot has acknowledged."""
    return callers.pop()


@pytest.fixture
def marina(sandbox: SandboxClient) -> Maintainer:
    return Maintainer(sandbox, "marina")


@pytest.fixture
def tiago(sandbox: SandboxClient) -> Maintainer:
    """May triage, no more."""
    return Maintainer(sandbox, "tiago")


@pytest.fixture
def stranger(world: World, sandbox: SandboxClient) -> Maintainer:
    """May only read, and has asked for nothing in the last hour."""
    login = f"estranha-{next(_numbers)}"
    world.state.add_user(login, "read")
    return Maintainer(sandbox, login)


@pytest.fixture
def fragile(tmp_path_factory: pytest.TempPathFactory, warm_python: WarmPython) -> Iterator[World]:
    """A world for one test alone, which may kill things in it."""
    world = World(tmp_path_factory.mktemp("fragile"), warm_python.tree, config=CONFIG, changes=CHANGES)
    warm_python.serve(world.actions)
    with world:
        yield world


@pytest.fixture
def onlooker(fragile: World) -> Observer:
    """Looks at the fragile world."""
    return Observer(fragile)


@pytest.fixture
def ana(fragile: World) -> Person:
    """Somebody with a phone in the fragile world."""
    return Person(fragile.sandbox, new_number())
