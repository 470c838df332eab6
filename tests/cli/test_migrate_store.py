"""`bot relay migrate-store` moves the store, says which of the two it cannot use, and leaves the old one unusable."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.core import contact_keys
from bot.core.errors import BotError
from bot.core.messages import Event
from bot.core.settings import config
from bot.relay import serve
from bot.relay.mounting import Beside
from bot.relay.store.store import Store
from bot.rules.people.sealing import Vault
from bot.sandbox.free_ports import free_port
from tests.relay.fake_github import START
from tests.relay.harness import environment, message

KEY = contact_keys.new_key()
ENVIRONMENT = environment("http://127.0.0.1:9", KEY)


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    file = tmp_path / "relay.db"
    (tmp_path / "config.yml").write_text(
        f"relay: {{public_url: 'https://a.example', database: '{file}', port: {free_port()}, "
        f"log_file: '{tmp_path}/relay.log'}}\n"
    )
    with Store(file, Vault([KEY]).relay_keys) as store:
        store.append(Event(0, START, message(1, "1")))
    return file


def migrate(file: Path, source: object, target: object) -> Result:
    arguments = [
        "relay",
        "migrate-store",
        str(source),
        str(target),
        "--config",
        str(file.with_name("config.yml")),
    ]
    return CliRunner().invoke(cli, arguments, env=ENVIRONMENT)


def test_a_relay_that_is_still_set_to_the_old_store_does_not_start(file: Path, tmp_path: Path) -> None:
    assert migrate(file, file, tmp_path / "new.db").output.startswith("Moved; messages that wait: 1.")

    settings = config.load(file.with_name("config.yml"), ENVIRONMENT, config.Role.RELAY)
    with pytest.raises(BotError, match="was moved into another database"):
        serve.main(settings, Beside())
    retried = CliRunner().invoke(
        cli, ["relay", "retry", "--config", str(file.with_name("config.yml"))], env=ENVIRONMENT
    )
    assert "was moved into another database" in str(retried.exception)


@pytest.mark.parametrize("which", ["FROM", "TO"])
def test_what_cannot_be_used_is_named(file: Path, which: str) -> None:
    place = f"postgresql://relay@127.0.0.1:{free_port()}/relay"
    result = migrate(file, *((place, file) if which == "FROM" else (file, place)))

    assert isinstance(result.exception, BotError)
    assert result.exception.message.startswith(f"{which}: The message store does not work (PostgreSQL: ")


def test_a_store_that_a_relay_of_an_earlier_version_uses_stays_as_it_is(file: Path, tmp_path: Path) -> None:
    with Store(file, Vault([KEY]).relay_keys) as store:
        store.downgrade("0001")
    with closing(sqlite3.connect(file)) as earlier:
        revision = "SELECT version_num FROM alembic_version"
        assert earlier.execute(revision).fetchall() == [("0001",)]
        result = migrate(file, file, tmp_path / "new.db")

        assert isinstance(result.exception, BotError)
        assert result.exception.message == "A relay runs on FROM."
        assert earlier.execute(revision).fetchall() == [("0001",)]
    assert migrate(file, file, tmp_path / "new.db").exit_code == 0


def test_what_is_no_database_is_named_too(file: Path, tmp_path: Path) -> None:
    file.write_bytes(b"no database" * 1000)
    result = migrate(file, file, tmp_path / "new.db")

    assert isinstance(result.exception, BotError)
    assert result.exception.message.startswith("FROM: The message store does not work (relay.db")
    assert isinstance(migrate(file, tmp_path, tmp_path / "new.db").exception, BotError)  # a folder
