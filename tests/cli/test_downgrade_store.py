"""`bot relay downgrade-store` prepares the store for an earlier version, while no relay runs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.core import clock, contact_keys
from bot.core.errors import BotError
from bot.relay.store import revisions
from bot.relay.store.lease import Lease
from bot.relay.store.store import Store
from bot.rules.people.sealing import Vault
from tests.relay.harness import environment

KEY = contact_keys.new_key()


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    file = tmp_path / "relay.db"
    (tmp_path / "config.yml").write_text(f"relay: {{public_url: 'https://a.example', database: '{file}'}}\n")
    return file


def downgrade(file: Path, revision: str = "0001") -> Result:
    arguments = ["relay", "downgrade-store", revision, "--config", str(file.with_name("config.yml"))]
    return CliRunner().invoke(cli, arguments, env=environment("http://127.0.0.1:9", KEY))


def test_the_store_is_as_the_earlier_version_knows_it_and_a_copy_is_beside(file: Path) -> None:
    Store(file, Vault([KEY]).relay_keys).close()

    assert downgrade(file).output.startswith("The store is of revision 0001 now.")
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    assert file.with_name("relay.db.before-0001").exists()


def test_it_does_nothing_while_a_relay_runs(file: Path) -> None:
    with Store(file, Vault([KEY]).relay_keys) as store:
        Lease(store).take(clock.now())
        result = downgrade(file)

    assert isinstance(result.exception, BotError)
    assert "A relay runs on the store." in result.exception.message
    assert not file.with_name("relay.db.before-0001").exists()


def test_where_no_store_is_it_makes_none(file: Path) -> None:
    result = downgrade(file)

    assert isinstance(result.exception, BotError)
    assert "does not exist" in result.exception.message
    assert not file.exists()


def test_a_revision_that_does_not_exist_is_refused_with_those_that_do(file: Path) -> None:
    Store(file, Vault([KEY]).relay_keys).close()
    result = downgrade(file, "7")

    assert isinstance(result.exception, BotError)
    assert "0001" in result.exception.remedy


def test_twice_it_says_of_which_revision_the_store_is_already(file: Path) -> None:
    Store(file, Vault([KEY]).relay_keys).close()
    downgrade(file)
    result = downgrade(file)

    assert isinstance(result.exception, BotError)
    assert "is of revision 0001" in result.exception.message
    assert "one of this version upgrades it when it starts" in result.exception.remedy


def test_the_present_revision_changes_nothing(file: Path) -> None:
    Store(file, Vault([KEY]).relay_keys).close()

    assert downgrade(file, revisions.CURRENT).exit_code == 0
    Store(file, Vault([KEY]).relay_keys).close()
