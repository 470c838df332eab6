"""A wrong config.yml or `.env` is refused in a sentence that says where, and what to do; a right one is not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli import wrong_env, wrong_files
from tests.cli.as_typed import ENGLISH, GOOD, PORTUGUESE, PUBLIC, SECRETS, Typist, assert_well_put
from tests.cli.wrong_files import Wrong

CONFIGS = (
    *wrong_files.OF_ADDRESS,
    *wrong_files.OF_SETTINGS,
    *wrong_files.OF_NAMES,
    *wrong_files.OF_TEXT,
)
ENVS = (*wrong_env.OF_VALUES, *wrong_env.OF_NAMES, *wrong_env.OF_TEXT)
MOST_LINES = 4  # two faults, how many they are, and where variables were looked for
CONFIG, ENV = Path("config.yml"), Path(".env")


@pytest.fixture(name="typist")
def _typist(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typist:
    return Typist(monkeypatch, capsys)


def _write(file: Path, content: str | bytes, mode: int = 0o600) -> None:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    file.chmod(mode)


def _assert_refused(
    typist: Typist, wrong: Wrong, given: Mapping[str, str], most_lines: int = MOST_LINES
) -> None:
    for language, phrases in ((ENGLISH, wrong.english), (PORTUGUESE, wrong.portuguese)):
        ended = typist.types("config", "check", language=language, **given)
        assert_well_put(ended, 2, phrases, most_lines=most_lines)
        assert [name for name, value in SECRETS.items() if value in ended.stderr] == []


@pytest.mark.parametrize("wrong", CONFIGS, ids=lambda wrong: wrong.name[:50])
def test_what_is_wrong_in_config_yml_is_named_with_its_line(typist: Typist, wrong: Wrong) -> None:
    _write(CONFIG, wrong.content)

    _assert_refused(typist, wrong, GOOD)


@pytest.mark.parametrize("wrong", ENVS, ids=lambda wrong: wrong.name[:50])
def test_what_is_wrong_in_env_is_named_with_its_variable_or_line(typist: Typist, wrong: Wrong) -> None:
    _write(CONFIG, PUBLIC)
    _write(ENV, wrong.content)

    _assert_refused(typist, wrong, {}, most_lines=9 if wrong.name == "empty" else MOST_LINES)


@pytest.mark.parametrize("name", wrong_files.RIGHT)
def test_a_right_config_yml_is_accepted_however_it_is_written(typist: Typist, name: str) -> None:
    _write(CONFIG, wrong_files.RIGHT[name])

    ended = typist.types("config", "check", **GOOD)

    assert (ended.code, ended.stderr) == (0, "")
    assert "are in order" in ended.stdout


@pytest.mark.parametrize("name", wrong_env.RIGHT)
def test_a_right_env_is_accepted_however_it_is_written(typist: Typist, name: str) -> None:
    _write(CONFIG, PUBLIC)
    _write(ENV, wrong_env.RIGHT[name])

    ended = typist.types("config", "check")

    assert (ended.code, ended.stderr) == (0, "")
    assert "are in order" in ended.stdout
    assert [value for value in SECRETS.values() if value in ended.stdout] == []


FOLDER = Wrong("", "", (".env: is not a file. Move it away",), (".env: não é um arquivo. Tire-o do lugar",))
LOOP = Wrong(
    "", "", (".env: cannot be read", "Run the command as"), (".env: não pode ser lido", "Rode o comando")
)
OPEN_TO_ALL = Wrong("", "", (".env: others", "`chmod 600 .env`"), (".env: outros", "`chmod 600 .env`"))
NO_ENV = Wrong(
    "", "", ("There is no .env beside", "`bot setup` writes it"), ("Não há .env ao lado", "`bot setup` o")
)
NO_CONFIG = Wrong(
    "", "", ("config.yml: cannot be read", "--config"), ("config.yml: não pode ser lido", "--config")
)
CONFIG_FOLDER = Wrong(
    "", "", ("config.yml: is not a file", "--config"), ("config.yml: não é um arquivo", "--config")
)


def test_a_folder_named_env_is_refused(typist: Typist) -> None:
    _write(CONFIG, PUBLIC)
    ENV.mkdir()

    _assert_refused(typist, FOLDER, GOOD)


def test_an_env_that_cannot_be_read_is_refused(typist: Typist) -> None:
    _write(CONFIG, PUBLIC)
    ENV.symlink_to(ENV)  # which nobody can read, root included

    _assert_refused(typist, LOOP, GOOD)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_an_env_that_others_can_read_is_refused(typist: Typist, mode: int) -> None:
    _write(CONFIG, PUBLIC)
    _write(ENV, wrong_env.env(), mode)

    _assert_refused(typist, OPEN_TO_ALL, {})


def test_without_env_it_is_said_that_there_is_none(typist: Typist) -> None:
    _write(CONFIG, PUBLIC)

    _assert_refused(typist, NO_ENV, {}, most_lines=9)


def test_without_config_yml_it_is_said_where_to_start(typist: Typist) -> None:
    CONFIG.unlink()

    _assert_refused(typist, NO_CONFIG, GOOD)


def test_a_folder_named_config_yml_is_refused(typist: Typist) -> None:
    CONFIG.unlink()
    CONFIG.mkdir()

    _assert_refused(typist, CONFIG_FOLDER, GOOD)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "GITHUB_REPOSITORY is in .env and is not read"),
        (
            {"GITHUB_REPO_OWNER": None, "GITHUB_REPO_NAME": None},
            "write GITHUB_REPO_OWNER and GITHUB_REPO_NAME in its",
        ),
    ],
)
def test_the_variable_of_actions_in_env_works_and_is_not_passed_over(
    typist: Typist, more: dict[str, str | None], said: str
) -> None:
    _write(CONFIG, PUBLIC)
    _write(ENV, wrong_env.env(GITHUB_REPOSITORY="escritorio/outro", **more))

    ended = typist.types("config", "check")

    assert (ended.code, ended.stderr) == (0, "")
    assert said in ended.stdout


@pytest.mark.parametrize("rule", ["hours: 07:00-22:00", "hours: 20:00-08:00", "days: [mon, sun]"])
def test_advertising_at_hours_when_brazil_forbids_it_is_pointed_out(typist: Typist, rule: str) -> None:
    text = f"{PUBLIC}policy:\n  marketing:\n    {rule}\n"
    _write(CONFIG, text)
    in_brazil = typist.types("config", "check", **GOOD)
    _write(CONFIG, f"{text}  countries: [PT]\n")
    abroad = typist.types("config", "check", **GOOD)

    assert (in_brazil.code, abroad.code) == (0, 0)
    assert "policy.marketing: in Brazil advertising may not leave outside 09:00-22:00" in in_brazil.stdout
    assert "in Brazil" not in abroad.stdout
