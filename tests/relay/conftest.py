"""The relay's parts, connected to a GitHub of a few lines."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask.testing import FlaskClient
from sqlalchemy import URL

from bot.relay.app import create_app
from bot.relay.store import places
from bot.relay.store.postgres import PostgresDatabase
from bot.relay.store.sqlite import SqliteDatabase
from tests.postgres import MISSING, Postgres, programs
from tests.relay import empty_store, whole_body
from tests.relay.fake_github import FakeGitHub, fake_github
from tests.relay.harness import RelayHarness


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of a module that says BOTH_STORES, and those marked so, over SQLite and over PostgreSQL."""
    marked = metafunc.definition.get_closest_marker("both_stores")
    both = marked or getattr(metafunc.module, "BOTH_STORES", False)
    if both and "place" in metafunc.fixturenames and not metafunc.definition.get_closest_marker("sqlite"):
        metafunc.parametrize("place", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL for this process's tests; where there is none, they are skipped, but not on a build machine."""
    if not programs():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    with Postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_address(postgres: Postgres) -> str:
    return postgres.create()


@pytest.fixture(autouse=True)
def _leases_by_the_time_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let leases run out when a test moves the time; others hold that they go by the clock that processes share."""
    for database in (SqliteDatabase, PostgresDatabase):
        monkeypatch.setattr(database, "now", lambda _self, given, _connection: given)


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | URL:
    """Where an empty store is to be."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return empty_store.put(tmp_path / "data" / "relay.db")
    address = request.getfixturevalue("postgres_address")
    with psycopg.connect(address) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        names = ", ".join(name for (name,) in tables if name != "alembic_version")
        if names:
            connection.execute(f"TRUNCATE {names} RESTART IDENTITY".encode())
    return places.parse(address)


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with fake_github() as github:
        yield github


@pytest.fixture
def harness(tmp_path: Path, github: FakeGitHub, place: Path | URL) -> Iterator[RelayHarness]:
    with RelayHarness(tmp_path, github, place=place) as harness:
        yield harness
        harness.dispatcher.stop()


@pytest.fixture
def client(harness: RelayHarness) -> FlaskClient:
    return whole_body.client_of(create_app(harness.settings, harness.store, harness.dispatcher))
