"""Where the store is: a file or a PostgreSQL, whose password is neither taken from config.yml nor shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.settings.faults import faults_of


@pytest.mark.parametrize(
    "place",
    [
        "data/relay.db",
        "/var/lib/relay/relay.db",
        "postgresql://relay@db.example.com/relay",
        "postgres://relay@10.0.0.5:5433/relay?sslmode=verify-full&sslrootcert=/etc/ssl/db.pem",
        "postgresql:///relay?host=/var/run/postgresql",
    ],
)
def test_a_file_and_the_address_of_a_postgresql_are_taken(tmp_path: Path, place: str) -> None:
    assert faults_of(tmp_path, f"relay:\n  database: {place}\n") == []


@pytest.mark.parametrize(
    "place",
    [
        "mysql://relay@db/relay",
        "postgresql+psycopg://relay@db/relay",
        "postgresql://relay@db",
        "postgresql://relay@db/",
        "postgresql://relay@db:54x/relay",
        "postgresql://relay@[db/relay",
    ],
)
def test_what_is_neither_is_refused_with_an_example(tmp_path: Path, place: str) -> None:
    (fault,) = faults_of(tmp_path, f"relay:\n  database: {place}\n")

    assert fault == (
        f'config.yml:2: relay.database is "{place}"; expected a file such as data/relay.db, or '
        "postgresql://user@host:5432/database."
    )


@pytest.mark.parametrize(
    "place",
    [
        "postgresql://relay:geheim@db/relay",
        "postgresql://relay:ge/heim@db/relay",
        "postgresql://relay:ge@heim@db/relay",
        "postgresql://relay:ge:heim@db:5432",
        "mysql://relay:geheim@db/relay",
        "postgresql://relay@db/relay?password=geheim&sslmode=require",
    ],
)
def test_a_password_in_it_is_refused_and_not_shown(tmp_path: Path, place: str) -> None:
    (fault,) = faults_of(tmp_path, f"relay:\n  database: {place}\n")

    assert "***" in fault
    assert "ge" not in fault.partition("***")[0].removeprefix("config.yml:2: relay.database is ")
    assert "heim" not in fault


def test_the_remedy_for_a_password_names_the_variable(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, "relay:\n  database: postgresql://relay:geheim@db/relay\n")

    assert fault.endswith(
        "expected the address without the password, which belongs to RELAY_DATABASE_PASSWORD in .env."
    )
