"""A GitHub App acts for the relay: its tokens are asked for, shared and renewed; every refusal has its sentence."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from pydantic import SecretStr
from requests import PreparedRequest, Response

from bot.adapters.github.admin import Administration, takes_key
from bot.adapters.github.recent import RecentActivity
from bot.adapters.github.repository import Repository
from bot.core import app_key
from bot.core.errors import BotError, RepositoryError, TemporaryError
from bot.core.settings import Settings
from bot.sandbox.github.apps import Apps
from tests.conftest import MovedClock
from tests.stage import Stage
from tests.wire import passing

MAY = {"contents": "write", "actions": "read", "issues": "write"}


@pytest.fixture
def stage(moved_clock: MovedClock) -> Iterator[Stage]:
    with Stage() as stage:
        stage.state.apps.make("office-relay", MAY)
        yield stage


@pytest.fixture
def apps(stage: Stage) -> Apps:
    return stage.state.apps


@pytest.fixture
def settings(stage: Stage) -> Settings:
    return by_app(stage, stage.state.apps.new_key())


def by_app(stage: Stage, pem: str, *, relay: bool = True) -> Settings:
    known = stage.tools.settings
    changes = {
        "GITHUB_TOKEN": None,
        "GITHUB_APP_ID": str(stage.state.apps.app.id),
        "GITHUB_APP_PRIVATE_KEY": SecretStr(app_key.normal(pem)),
    }
    environment = known.environment.model_copy(update=changes)
    return Settings(config=known.config, environment=environment, relay=relay)


def _asked(work: Callable[[], object]) -> list[str]:
    """Return what is asked of GitHub while the work is done, on this thread."""
    seen: list[str] = []

    def look(request: PreparedRequest, _response: Response) -> None:
        seen.append(
            f"{request.method} {str(request.path_url).removeprefix('/repos/escritorio/AUDITORIA360')}"
        )

    with passing(look):
        work()
    return seen


FINDS = "GET /installation"


def _asks(apps: Apps) -> str:
    return f"POST /app/installations/{apps.installation().id}/access_tokens"


def test_one_token_serves_all_who_act(apps: Apps, settings: Settings) -> None:
    first = _asked(lambda: Repository(settings).dispatch("credential-check", {}))
    others = _asked(lambda: (Administration(settings).expiry(), RecentActivity(settings).first_issue))

    assert first == [FINDS, _asks(apps), "POST /dispatches"]
    assert others == ["GET "]


def test_it_asks_for_no_more_than_the_relay_needs(stage: Stage, settings: Settings) -> None:
    repository = Repository(settings)
    repository.dispatch("credential-check", {})

    assert Administration(settings).examine().faults == ()
    with pytest.raises(RepositoryError, match=r"lacks a permission.*accept it where the App is installed"):
        repository.open_issue("a", "b", [])
    with pytest.raises(RepositoryError, match="HTTP 403"):
        Administration(settings).secrets()


def test_a_command_of_the_terminal_may_do_all_that_the_app_may(stage: Stage) -> None:
    settings = by_app(stage, stage.state.apps.new_key(), relay=False)
    opened = Repository(settings).open_issue("a", "b", [])

    assert opened.author == "office-relay[bot]"


def test_what_it_does_starts_workflows(stage: Stage, settings: Settings) -> None:
    Repository(settings).dispatch("credential-check", {})

    assert stage.state.people.get("office-relay[bot]").kind == "Bot"


def test_a_token_is_renewed_before_its_hour_is_over(
    moved_clock: MovedClock, apps: Apps, settings: Settings
) -> None:
    repository = Repository(settings)
    work = partial(repository.dispatch, "credential-check", {})
    _asked(work)
    moved_clock.advance(timedelta(minutes=44))
    assert _asked(work) == ["POST /dispatches"]
    moved_clock.advance(timedelta(minutes=2))
    assert _asked(work) == [_asks(apps), "POST /dispatches"]
    moved_clock.advance(timedelta(hours=70))
    assert _asked(work) == [_asks(apps), "POST /dispatches"]


def test_while_it_cannot_be_renewed_the_one_there_is_serves_to_its_end(
    moved_clock: MovedClock, stage: Stage, apps: Apps, settings: Settings
) -> None:
    repository = Repository(settings)
    work = partial(repository.dispatch, "credential-check", {})
    _asked(work)
    stage.github_faults.switch_on("github-no-app-tokens")
    moved_clock.advance(timedelta(minutes=50))
    assert _asked(work) == [_asks(apps), "POST /dispatches"]
    assert _asked(work) == ["POST /dispatches"]  # it is not tried each time
    moved_clock.advance(timedelta(minutes=9))
    with pytest.raises(TemporaryError) as failed:
        work()
    assert (failed.value.message, failed.value.uncertain) == ("GitHub is out of order (HTTP 503).", False)

    stage.github_faults.clear()
    assert _asked(work) == [_asks(apps), "POST /dispatches"]


def test_a_token_that_github_ended_is_replaced_the_next_time(
    stage: Stage, apps: Apps, settings: Settings
) -> None:
    repository = Repository(settings)
    repository.dispatch("credential-check", {})
    apps.revoke_tokens()

    with pytest.raises(TemporaryError, match="a new one is requested"):
        repository.dispatch("credential-check", {})
    repository.dispatch("credential-check", {})


def test_many_threads_at_once_ask_for_one_token(stage: Stage, settings: Settings) -> None:
    failed: list[BaseException] = []

    def work() -> None:
        try:
            Repository(settings).dispatch("credential-check", {})
        except BaseException as error:  # noqa: BLE001 - asserted below
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert len(stage.state.apps.tokens) == 1


def _problem(settings: Settings) -> str:
    with pytest.raises(BotError) as refused:
        Repository(settings).dispatch("credential-check", {})
    assert isinstance(refused.value, RepositoryError)
    assert refused.value.status == 0  # no fault of the batch, which is not asked for
    return str(refused.value)


def test_a_key_that_was_deleted(stage: Stage, apps: Apps) -> None:
    pem = apps.new_key()
    settings = by_app(stage, pem)
    assert takes_key(settings, SecretStr(pem))
    apps.delete_key(app_key.fingerprint(pem))

    sentence = _problem(settings)
    assert sentence.startswith("GitHub refuses the App's key. Make sure that GITHUB_APP_ID")
    assert pem[40:80] not in sentence
    assert not takes_key(settings, SecretStr(pem))
    assert takes_key(settings, SecretStr(apps.new_key()))


def test_an_app_that_is_not_installed_suspended_or_installed_again(apps: Apps, settings: Settings) -> None:
    Repository(settings).dispatch("credential-check", {})
    apps.uninstall()
    with pytest.raises(TemporaryError):
        Repository(settings).dispatch("credential-check", {})
    assert _problem(settings).startswith(
        "The GitHub App is not installed in escritorio/AUDITORIA360. Install it there"
    )
    apps.install()
    Repository(settings).dispatch("credential-check", {})
    apps.suspend()
    with pytest.raises(TemporaryError):
        Repository(settings).dispatch("credential-check", {})
    assert _problem(settings).startswith("The GitHub App's installation is suspended.")


@pytest.mark.parametrize(
    ("granted", "lacking"),
    [
        ({"contents": "read", "actions": "write"}, "Contents: read and write."),
        ({"contents": "write"}, "Actions: read."),
        ({}, "Contents: read and write; Actions: read."),
    ],
)
def test_a_permission_that_is_missing_is_named(
    apps: Apps, settings: Settings, granted: dict[str, str], lacking: str
) -> None:
    apps.install(granted)
    assert f"lacks a permission in escritorio/AUDITORIA360: {lacking}" in _problem(settings)

    apps.install(MAY)
    Repository(settings).dispatch("credential-check", {})


def test_a_permission_that_was_taken_away_later(
    moved_clock: MovedClock, apps: Apps, settings: Settings
) -> None:
    Repository(settings).dispatch("credential-check", {})
    apps.install({"actions": "read"})
    moved_clock.advance(timedelta(hours=2))

    assert "GitHub gives the App no token (HTTP 422" in _problem(settings)
    assert "lacks a permission" in _problem(settings)


def test_another_apps_id(stage: Stage, settings: Settings) -> None:
    environment = settings.environment.model_copy(update={"GITHUB_APP_ID": "1"})
    wrong = Settings(config=settings.config, environment=environment, relay=True)

    assert _problem(wrong).startswith("There is no GitHub App with that GITHUB_APP_ID.")


def test_another_repository(stage: Stage, settings: Settings) -> None:
    environment = settings.environment.model_copy(update={"GITHUB_REPOSITORY": "escritorio/outro"})
    wrong = Settings(config=settings.config, environment=environment, relay=True)

    assert _problem(wrong).startswith("The GitHub App is not installed in escritorio/outro.")


@pytest.mark.parametrize("with_token", [False, True])
def test_a_repository_that_was_renamed(stage: Stage, settings: Settings, with_token: bool) -> None:
    repository = Repository(settings)
    if with_token:
        repository.dispatch("record-messages", {})
    stage.github_faults.switch_on("github-renamed")
    with pytest.raises(RepositoryError, match="Moved Permanently") as refused:
        repository.dispatch("record-messages", {})

    assert "GITHUB_REPO_NAME" in refused.value.remedy


def test_a_clock_that_is_wrong_is_named_and_the_key_is_not_blamed(
    stage: Stage, apps: Apps, settings: Settings
) -> None:
    stage.github_faults.switch_on("github-clock-behind")

    sentence = _problem(settings)
    assert "this machine's clock is 60" in sentence
    assert "ahead of GitHub's. Set the clock" in sentence
    with pytest.raises(RepositoryError, match="clock"):
        takes_key(settings, SecretStr(apps.new_key()))


def test_github_that_asks_to_slow_down_is_no_refusal(
    moved_clock: MovedClock, stage: Stage, settings: Settings
) -> None:
    repository = Repository(settings)
    repository.dispatch("credential-check", {})
    moved_clock.advance(timedelta(hours=2))
    stage.github_faults.switch_on("github-secondary-limit")
    with pytest.raises(TemporaryError) as failed:
        repository.dispatch("credential-check", {})
    assert failed.value.retry_after == 1.0
