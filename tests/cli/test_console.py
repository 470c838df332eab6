"""`bot console` says who may sign in; the relay that runs reads it at once."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.console.entry.administrators import MIN_PASSWORD, Administrators
from bot.console.entry.sessions import Sessions
from bot.core.errors import BotError, ConfigError
from bot.core.settings import config
from bot.core.settings.config import Role
from bot.relay.store import places
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys
from tests.relay.fake_github import fake_github
from tests.relay.harness import environment
from tests.relay.process import Relay, running

PASSWORD = "four words that rhyme"


@pytest.fixture(autouse=True)
def _configured(_own_folder: None) -> None:
    Path("config.yml").write_text("relay: {public_url: 'https://relay.example.com'}")


def _bot(*words: str, typed: str = "", **variables: str) -> Result:
    given = {**environment("http://127.0.0.1:9"), "LANG": "en", **variables}
    return CliRunner().invoke(cli, ["console", *words], input=typed, env=given)


def _administrators() -> Administrators:
    return Administrators.of(
        config.load(
            Path("config.yml"), {**environment("http://127.0.0.1:9"), **config.env_file(Path())}, Role.RELAY
        ).environment.CONSOLE_ADMINISTRATORS
    )


def test_a_password_is_asked_twice_and_only_its_hash_is_kept() -> None:
    result = _bot("password", "--name", "marina", typed=f"{PASSWORD}\n{PASSWORD}\n")

    assert result.exit_code == 0, result.output
    assert "marina can sign in at " in result.output
    assert PASSWORD not in result.output
    assert PASSWORD not in Path(".env").read_text()
    assert _administrators().accept("marina", PASSWORD)
    assert not _administrators().accept("marina", f"{PASSWORD} ")


def test_a_new_password_takes_the_place_of_the_one_before_and_nobody_elses() -> None:
    _bot("password", "--name", "marina", typed=f"{PASSWORD}\n{PASSWORD}\n")
    _bot("password", "--name", "rita", typed=f"{PASSWORD} 2\n{PASSWORD} 2\n")
    _bot("password", "--name", "marina", typed=f"{PASSWORD} 3\n{PASSWORD} 3\n")

    found = _administrators()
    assert found.accept("marina", f"{PASSWORD} 3")
    assert not found.accept("marina", PASSWORD)
    assert found.accept("rita", f"{PASSWORD} 2")


def test_a_new_password_ends_the_sessions_and_links_that_there_were_before() -> None:
    settings = config.load(Path("config.yml"), environment("http://127.0.0.1:9"), Role.RELAY)
    Path("data").mkdir()
    with Store(places.of(settings), RelayKeys.of(settings)) as store:
        sessions = Sessions(store)
        hers, other, link = sessions.begin("marina"), sessions.begin("rita"), sessions.make_link("marina")

        result = _bot("password", "--name", "marina", typed=f"{PASSWORD}\n{PASSWORD}\n")

        assert result.exit_code == 0, result.output
        assert sessions.find(hers.secret) is None
        assert sessions.take_link(link) == ""
        assert sessions.find(other.secret)


@pytest.mark.parametrize(
    ("words", "typed", "sentence"),
    [
        (("password",), f"{'a' * (MIN_PASSWORD - 1)}\n" * 2, "fewer than 12 characters"),
        (("password", "--name", "Marina Silva"), f"{PASSWORD}\n" * 2, "small letters"),
        (("login", "--name", "a:b,c"), "", "small letters"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    words: tuple[str, ...], typed: str, sentence: str
) -> None:
    result = _bot(*words, typed=typed)

    assert isinstance(result.exception, BotError)
    assert sentence in result.exception.message
    assert not Path(".env").exists()


def test_a_variable_of_the_process_that_hides_the_file_is_named() -> None:
    result = _bot("password", typed=f"{PASSWORD}\n" * 2, CONSOLE_ADMINISTRATORS="rita")

    assert isinstance(result.exception, BotError)
    assert "hides the line" in result.exception.message


def test_a_hash_that_nobody_made_is_a_fault_of_the_configuration() -> None:
    result = _bot("sign-out", CONSOLE_ADMINISTRATORS="marina:1234")

    assert isinstance(result.exception, ConfigError)
    assert "bot console password" in str(result.exception.faults)


def test_without_a_store_there_is_nothing_that_a_link_could_open() -> None:
    result = _bot("login")

    assert isinstance(result.exception, BotError)
    assert "Start the relay once" in result.exception.remedy


def test_a_link_opens_the_console_of_a_relay_that_runs_in_whichever_process_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fake_github() as github, running(Relay(tmp_path, github.url, workers=2)) as relay:
        relay.start()
        monkeypatch.chdir(tmp_path)
        assert requests.get(f"{relay.url}/console/", timeout=5).status_code == 404

        result = CliRunner().invoke(
            cli, ["console", "login", "--name", "rita"], env={**relay.variables, "LC_ALL": "pt_BR.UTF-8"}
        )

        assert "vale uma vez" in result.output
        path = result.output.split("relay.example.com")[1].strip()
        browser = requests.Session()
        browser.headers["Origin"] = relay.url
        signed_in = browser.post(
            f"{relay.url}/console/link", data={"secret": path.rpartition("/")[2]}, timeout=5
        )
        assert signed_in.status_code == 200
        # A connection each time, so that both processes answer.
        pages = [
            requests.get(f"{relay.url}/console/github", cookies=browser.cookies, timeout=5).url
            for _ in range(12)
        ]
        assert set(pages) == {f"{relay.url}/console/github"}

        assert "1" in CliRunner().invoke(cli, ["console", "sign-out"], env=relay.variables).output
        left = requests.get(f"{relay.url}/console/github", cookies=browser.cookies, timeout=5)
        assert left.url.startswith(f"{relay.url}/console/sign-in")
