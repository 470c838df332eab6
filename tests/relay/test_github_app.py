"""The relay with a GitHub App: messages go, tokens are renewed, and no trouble with them loses one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from requests import PreparedRequest, Response

from bot.adapters import relay_client
from bot.adapters.github.recent import RecentActivity
from bot.adapters.github.repository import Repository
from bot.core import app_key, clock
from bot.core.messages import Event
from bot.core.settings import Settings
from bot.relay.dispatcher import Dispatcher
from bot.relay.schedule_watch import ScheduleWatch
from bot.relay.store.batches import Batches
from bot.relay.store.store import Store
from bot.rules.wire import envelope
from bot.sandbox.github.apps import Apps
from tests.conftest import MovedClock
from tests.nearby import APP_MAY, NearbyRelay
from tests.relay import empty_store
from tests.stage import Stage
from tests.wire import passing


class Counter:
    """A store and a dispatcher that act by an App, at the process's time; each dispatch that GitHub takes succeeds."""

    def __init__(self, stage: Stage, folder: Path, moved: MovedClock) -> None:
        self.stage = stage
        self.apps: Apps = stage.state.apps
        self.apps.make("office-relay", APP_MAY)
        self.key = self.apps.new_key()
        self.settings = self.with_key(self.key)
        self.store = Store(empty_store.put(folder / "relay.db"), stage.tools.vault.relay_keys)
        self.dispatcher = Dispatcher(self.settings, self.store, Repository(self.settings))
        self.sent: list[str] = []
        self._moved = moved
        self._people = 0

    def with_key(self, pem: str) -> Settings:
        known = self.stage.tools.settings
        changes = {
            "GITHUB_TOKEN": None,
            "GITHUB_APP_ID": str(self.apps.app.id),
            "GITHUB_APP_PRIVATE_KEY": SecretStr(app_key.normal(pem)),
        }
        environment = known.environment.model_copy(update=changes)
        return Settings(config=known.config, environment=environment, relay=True)

    def writes(self, text: str) -> None:
        self._people += 1
        self.store.append(self.stage.event(text, f"+55119{87_000_000 + self._people}"))

    def works(self, **time: int) -> None:
        """Move the clock, and do everything that is due then."""
        self._moved.advance(timedelta(**time))
        with passing(self._look):
            while self.dispatcher.step(clock.now()) <= 0:
                pass

    def _look(self, request: PreparedRequest, response: Response) -> None:
        if str(request.url).endswith("/dispatches") and response.status_code == 204:
            payload = json.loads(request.body or "")["client_payload"]
            if "batch" not in payload:
                return  # a scheduled workflow was woken
            opened = envelope.open_payload(payload, self.stage.tools.vault, Event)
            self.sent += [event.message.text for event in opened.items]
            self.stage.ran("record-messages", name=f"record-messages {opened.batch}")

    @property
    def waiting(self) -> int:
        return Batches(self.store).queue().count

    @property
    def problem(self) -> str:
        sentences = [one.sentence for one in Batches(self.store).queue().problems]
        return " ".join([*sentences, *(one.sentence for one in self.dispatcher.problems(clock.now()))])


@pytest.fixture
def counter(moved_clock: MovedClock, tmp_path: Path) -> Iterator[Counter]:
    with Stage(history=tmp_path / "history") as stage:
        counter = Counter(stage, tmp_path, moved_clock)
        yield counter
        counter.store.close()


def test_messages_go_and_their_runs_are_seen(counter: Counter) -> None:
    counter.writes("um")
    counter.works()
    counter.works(seconds=11)

    assert (counter.sent, counter.waiting, counter.problem) == (["um"], 0, "")
    assert len(counter.apps.tokens) == 1


def test_days_later_with_a_token_of_its_hour_too(counter: Counter) -> None:
    for number in range(1, 4):
        counter.writes(f"{number}")
        counter.works(hours=30)
        counter.works(seconds=11)

    assert (counter.sent, counter.waiting) == (["1", "2", "3"], 0)
    assert len(counter.apps.tokens) == 3


@pytest.mark.parametrize("fault", ["github-down", "github-no-app-tokens"])
def test_github_is_down_when_the_token_is_to_be_renewed(counter: Counter, fault: str) -> None:
    counter.writes("antes")
    counter.works()
    counter.works(seconds=11)
    counter.stage.github_faults.switch_on(fault)
    counter.writes("durante")
    counter.works(hours=2)

    assert (counter.sent, counter.waiting) == (["antes"], 1)
    assert counter.problem == "GitHub is out of order (HTTP 503)."
    counter.stage.github_faults.clear()
    counter.works(minutes=5)
    counter.works(seconds=11)
    assert (counter.sent, counter.waiting, counter.problem) == (["antes", "durante"], 0, "")


def test_a_deleted_key_is_reported_and_a_new_one_sends_what_waited(counter: Counter) -> None:
    counter.writes("antes")
    counter.works()
    counter.works(seconds=11)
    new = counter.apps.new_key()
    counter.apps.delete_key(app_key.fingerprint(counter.key))
    counter.writes("durante")
    counter.works(minutes=30)  # the token that was made with it is good for its hour
    counter.works(seconds=11)
    assert counter.sent == ["antes", "durante"]

    counter.writes("depois")
    counter.works(hours=1)
    assert (counter.sent, counter.waiting) == (["antes", "durante"], 1)
    assert "GitHub refuses the App's key." in counter.problem

    counter.dispatcher.use_credentials(counter.with_key(new))
    counter.works()
    counter.works(seconds=11)
    assert (counter.sent, counter.waiting, counter.problem) == (["antes", "durante", "depois"], 0, "")


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        ("uninstalled", "The GitHub App is not installed in escritorio/AUDITORIA360."),
        ("suspended", "The GitHub App's installation is suspended."),
        (
            "may less",
            "The GitHub App lacks a permission in escritorio/AUDITORIA360: Contents: read and write.",
        ),
    ],
)
def test_what_its_owner_takes_away_and_gives_back(counter: Counter, trouble: str, expected: str) -> None:
    match trouble:
        case "uninstalled":
            counter.apps.uninstall()
        case "suspended":
            counter.apps.suspend()
        case _:
            counter.apps.install({"actions": "read"})
    counter.writes("um")
    counter.works()

    assert (counter.sent, counter.waiting) == ([], 1)
    assert expected in counter.problem
    counter.apps.install(APP_MAY)
    counter.works(hours=1)
    counter.works(seconds=11)
    assert (counter.sent, counter.waiting, counter.problem) == (["um"], 0, "")


def test_a_permission_that_goes_while_it_works_is_no_fault_of_the_batch(counter: Counter) -> None:
    counter.writes("um")
    counter.works()
    counter.works(seconds=11)
    counter.apps.install({"actions": "read"})
    counter.writes("dois")
    counter.works(hours=2)
    counter.writes("tres")
    counter.works()

    assert "GitHub gives the App no token (HTTP 422" in counter.problem
    counter.apps.install(APP_MAY)
    counter.works(hours=1)
    counter.works(minutes=1)
    assert (sorted(counter.sent), counter.waiting) == (["dois", "tres", "um"], 0)


def test_a_token_that_github_ends_early_costs_a_moment(counter: Counter) -> None:
    counter.writes("um")
    counter.works()
    counter.works(seconds=11)
    counter.apps.revoke_tokens()
    counter.writes("dois")
    counter.works()
    counter.works(seconds=30)
    counter.works(seconds=11)

    assert (counter.sent, counter.waiting, counter.problem) == (["um", "dois"], 0, "")


def test_the_clock_is_looked_at_through_the_app(counter: Counter) -> None:
    counter.stage.ran("reconcile")
    timepiece = ScheduleWatch(counter.settings, RecentActivity(counter.settings))
    timepiece.look()
    assert timepiece.report(clock.now())["problem"] is None
    assert timepiece.report(clock.now())["workflows"]["reconcile"]["last_run"] == "success"

    counter.apps.uninstall()  # which is no missing workflow, although GitHub answers 404 too
    timepiece.look()
    timepiece.look()
    assert "is not installed" in timepiece.report(clock.now())["problem"]


def test_the_report_shows_the_app_and_its_old_key(stage: Stage, tmp_path: Path) -> None:
    with NearbyRelay(stage, tmp_path) as relay:
        pem, vault = relay.act_by_app(), stage.tools.vault
        report = relay_client.ask_credentials(relay.url, vault.relay_keys, try_out=True)
        assert report is not None
        assert list(report.github_app_key) == vault.fingerprints(app_key.normal(pem))
        assert (report.github_token, report.github_expires, report.github_faults) == ((), None, ())
        assert not report.github_old_key

        old = stage.state.apps.new_key()
        relay.env.change({"GITHUB_APP_PRIVATE_KEY_OLD": app_key.one_line(old)})
        still = relay_client.ask_credentials(relay.url, vault.relay_keys, try_out=True)
        assert still is not None
        assert still.github_old_key
        stage.state.apps.delete_key(app_key.fingerprint(old))
        dead = relay_client.ask_credentials(relay.url, vault.relay_keys, try_out=True)
        assert dead is not None
        assert not dead.github_old_key


def test_from_a_token_to_an_app_and_back_without_a_restart(stage: Stage, tmp_path: Path) -> None:
    with NearbyRelay(stage, tmp_path) as relay:
        token = relay.env.read()["GITHUB_TOKEN"]
        relay.act_by_app()
        by_app = relay_client.ask_credentials(relay.url, stage.tools.vault.relay_keys, try_out=True)
        relay.env.change({"GITHUB_TOKEN": token, "GITHUB_APP_ID": None, "GITHUB_APP_PRIVATE_KEY": None})
        by_token = relay_client.ask_credentials(relay.url, stage.tools.vault.relay_keys, try_out=True)

    assert by_app
    assert by_token
    assert (bool(by_app.github_app_key), bool(by_app.github_token), by_app.github_faults) == (True, False, ())
    assert (bool(by_token.github_app_key), bool(by_token.github_token), by_token.github_faults) == (
        False,
        True,
        (),
    )


def test_a_key_that_fails_is_shown_in_the_report(stage: Stage, tmp_path: Path) -> None:
    with NearbyRelay(stage, tmp_path) as relay:
        stage.state.apps.delete_key(app_key.fingerprint(relay.act_by_app()))
        report = relay_client.ask_credentials(relay.url, stage.tools.vault.relay_keys, try_out=True)

    assert report is not None
    assert report.github_faults == ("GitHub refuses the App's key.",)
