"""Status and readiness are good only while the last write and the last step succeeded and webhooks are accepted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from bot.adapters.github.recent import RecentActivity
from bot.core import clock
from bot.core.messages import Event
from bot.relay.app import create_app
from bot.relay.schedule_watch import ScheduleWatch
from bot.relay.store.lock import StoreError
from bot.relay.store.schema import batches, events
from bot.relay.store.sqlite import SqliteDatabase
from tests.relay.caller import AREA, OPERATOR, STATUS, deliver
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import RelayHarness, message, wait_until

RECEIVE = f"{AREA}/webhook/twilio"


@pytest.fixture(name="harness")
def _harness(harness: RelayHarness) -> RelayHarness:
    harness.now = clock.now()
    harness.dispatcher.start()
    wait_until(lambda: harness.dispatcher.alive(clock.now()))
    return harness


def status(client: FlaskClient) -> dict[str, Any]:
    found = client.get(STATUS, headers=OPERATOR).json
    assert found
    return dict(found)


def ready(client: FlaskClient) -> int:
    return client.get("/readyz").status_code


@contextmanager
def full_disk(harness: RelayHarness) -> Iterator[None]:
    """Let no connection write a page more, as SQLite fails when the disk is full."""
    with harness.store.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def limit(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(_database(harness).engine, "connect", limit)
    renew(harness)
    with suppress(StoreError):
        for number in range(1000, 1500):
            harness.store.append(Event(0, clock.now(), message(number)))
    yield
    event.remove(_database(harness).engine, "connect", limit)
    renew(harness)


def _database(harness: RelayHarness) -> SqliteDatabase:
    assert isinstance(harness.store.database, SqliteDatabase)
    return harness.store.database


def renew(harness: RelayHarness) -> None:
    """Let the store open new connections."""
    database = _database(harness)
    database.disconnect()
    database.engine.dispose()


def damage(harness: RelayHarness, table: str) -> None:
    """Write nonsense over the root page of a table, as a bad disk does, behind the back of the store."""
    with harness.store.writing() as connection:
        page = connection.exec_driver_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).scalar_one()
        size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    with harness.store.reading() as connection:
        connection.commit()
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    renew(harness)
    with harness.file.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


class TestDisk:
    def test_a_full_one_is_seen_at_once_and_so_is_that_there_is_room_again(
        self, harness: RelayHarness, client: FlaskClient
    ) -> None:
        assert (ready(client), status(client)["status"]) == (200, "ok")
        with full_disk(harness):
            assert deliver(client) == 503
            assert ready(client) == 503
            found = status(client)
            assert found["status"] == "degraded"
            assert "full" in found["errors"][0]["message"]
            assert "disk" in found["errors"][0]["remedy"]

        wait_until(lambda: ready(client) == 200)
        wait_until(lambda: status(client)["status"] == "ok")
        assert deliver(client) == 200


class TestDamage:
    @pytest.mark.parametrize("table", [batches.name, events.name])
    def test_nothing_more_is_taken_and_the_sentence_says_what_to_do(
        self,
        harness: RelayHarness,
        client: FlaskClient,
        table: str,
        tmp_path: Path,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        damage(harness, table)
        wait_until(lambda: deliver(client) == 503)
        assert ready(client) == 503

        answer = client.get("/readyz")
        assert "malformed" in answer.text
        assert "reconcile" in answer.text
        assert str(tmp_path) not in answer.text
        assert client.get(STATUS).json["status"] == "degraded"  # type: ignore[index]
        error = status(client)["errors"][0]
        assert "malformed" in error["message"]
        assert "move relay.db" in error["remedy"]
        assert caplog.text.count("store-damaged") == 1


class TestWebhooks:
    def test_refused_ones_are_seen_until_one_is_accepted(
        self, harness: RelayHarness, client: FlaskClient
    ) -> None:
        assert [deliver(client, token="f" * 32) for _ in range(2)] == [403, 403]
        found = status(client)
        assert found["status"] == "degraded"
        assert found["errors"][0]["message"].startswith("The last 2 webhooks were refused: ")
        assert "TWILIO_AUTH_TOKEN" in found["errors"][0]["remedy"]
        assert ready(client) == 200

        assert deliver(client) == 200
        assert status(client)["status"] == "ok"

    def test_strangers_who_do_not_know_our_account_change_nothing(
        self, harness: RelayHarness, client: FlaskClient
    ) -> None:
        headers = {"X-Twilio-Signature": f"{'x' * 27}="}
        assert client.post(RECEIVE, data={"AccountSid": "AC" + "1" * 32}, headers=headers).status_code == 403
        assert client.post(RECEIVE).status_code == 403

        assert status(client)["status"] == "ok"


class TestGitHub:
    def test_a_repository_that_is_not_there_is_seen_before_any_message(
        self, harness: RelayHarness, github: FakeGitHub
    ) -> None:
        watch = ScheduleWatch(harness.settings, RecentActivity(harness.settings))
        client = create_app(
            harness.settings, harness.store, harness.dispatcher, schedule_watch=watch
        ).test_client()
        github.runs_status = 404
        watch.look()
        found = status(client)
        assert found["status"] == "degraded"
        assert "acme/desk" in found["errors"][0]["message"]
        assert "GITHUB_REPO_NAME" in found["errors"][0]["remedy"]

        github.runs_status = 200
        watch.look()
        assert status(client)["status"] == "ok"


def test_a_step_that_fails_is_seen_until_one_succeeds(
    harness: RelayHarness, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_now: object) -> float:
        raise RuntimeError("+5511987654321 wrote a secret")

    monkeypatch.setattr(harness.dispatcher, "step", fail)
    harness.store.database.bell.wake()
    wait_until(lambda: ready(client) == 503)
    found = status(client)
    assert found["status"] == "degraded"
    assert found["errors"][0]["message"] == "The dispatcher failed (RuntimeError)."
    monkeypatch.undo()
    harness.store.database.bell.wake()
    wait_until(lambda: ready(client) == 200)

    assert status(client)["status"] == "ok"
