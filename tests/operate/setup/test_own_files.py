"""The steps in the relay's folder: what they change, what they leave, and that a run cut short goes on."""

from __future__ import annotations

import contextlib
import shutil
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.env_file import EnvFile
from bot.core.errors import BotError
from bot.core.settings import config
from bot.core.settings.config import Role
from bot.operate.setup import engine, own_files
from bot.operate.setup.engine import Planned
from bot.operate.setup.installation import Answers, Installation, installed
from bot.rules.people.relay_keys import relay_key
from bot.sandbox.github.values import Actor
from bot.sandbox.world import OWNER
from tests.made_up import AUTH_TOKEN
from tests.stage import ACCOUNT, CONFIG, Stage

_ANSWERS = Answers(
    language="en",
    account_sid=ACCOUNT.replace("0", "1"),
    auth_token=AUTH_TOKEN,
    sms_number="+15551234567",
    repository="escritorio/AUDITORIA360",
    admin_token="github_pat_" + "abcdef0123456789" * 3,
    relay_token="github_pat_" + "0123456789abcdef" * 3,
    public_url="https://bot.escritorio.com.br",
    admin_phones="+5511987654321",
)


@pytest.fixture
def answers(stage: Stage) -> Answers:
    """The answers, beside a GitHub whose workflows have no key yet."""
    stage.state.add_user(OWNER, "admin")
    stage.state.add_token(_ANSWERS.admin_token, Actor(OWNER))
    return replace(_ANSWERS, github_api_url=stage.environment["GITHUB_API_URL"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(CONFIG, tmp_path / "config.yml")
    return tmp_path


def _installation(folder: Path, answers: Answers) -> Installation:
    read, faults = config.read_file(folder / "config.yml")
    assert read, faults
    return Installation(folder / "config.yml", answers, read)


def _carry_out(folder: Path, answers: Answers, most: int = 1000) -> list[str]:
    """Take the steps, as a process that is killed before the change after `most`; return what it changed."""
    begun: list[str] = []

    def begin(planned: Planned) -> None:
        if len(begun) == most:
            raise KeyboardInterrupt
        begun.append(planned.change.what)

    with contextlib.suppress(KeyboardInterrupt):
        engine.carry_out(own_files.STEPS, _installation(folder, answers), begin)
    return begun


def test_a_new_folder_gets_everything_a_relay_needs(folder: Path, answers: Answers) -> None:
    _carry_out(folder, answers)

    settings = config.load(folder / "config.yml", EnvFile(folder).read(), Role.RELAY)
    assert settings.environment.CONTACT_KEY is None  # the relay has its share alone
    assert settings.repository == "escritorio/AUDITORIA360"
    assert settings.config.relay.public_url == "https://bot.escritorio.com.br"
    assert str(settings.config.language.people) == "en"
    key = (folder / "contact-key.txt").read_text().strip()
    assert EnvFile(folder).read()["RELAY_KEY"] == relay_key([key])
    for name in (".env", "contact-key.txt"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_run_again_it_changes_nothing(folder: Path, answers: Answers) -> None:
    _carry_out(folder, answers)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    assert _carry_out(folder, answers) == []
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_killed_at_any_change_it_goes_on_and_makes_one_key(
    folder: Path, answers: Answers, tmp_path_factory: pytest.TempPathFactory
) -> None:
    total = len(_carry_out(folder, answers))
    for most in range(total):
        again: Path = tmp_path_factory.mktemp("again")
        shutil.copy(CONFIG, again / "config.yml")
        first = _carry_out(again, answers, most)
        key_file = again / "contact-key.txt"
        key = key_file.read_text() if key_file.exists() else ""
        second = _carry_out(again, answers)

        assert len(first) == most
        assert len(first) + len(second) == total
        assert key in ("", key_file.read_text())
        config.load(again / "config.yml", EnvFile(again).read(), Role.RELAY)


def test_only_what_differs_is_changed_and_a_key_in_use_is_never_replaced(
    folder: Path, answers: Answers
) -> None:
    _carry_out(folder, answers)
    (folder / "contact-key.txt").unlink()  # its owner has put it into a safe place
    relay_key_before = EnvFile(folder).read()["RELAY_KEY"]

    changed = _carry_out(folder, replace(answers, public_url="https://novo.escritorio.com.br"))

    assert changed == ["relay.public_url in config.yml"]
    assert EnvFile(folder).read()["RELAY_KEY"] == relay_key_before


def test_an_app_takes_the_place_of_a_token(folder: Path, answers: Answers) -> None:
    _carry_out(folder, answers)
    _carry_out(folder, replace(answers, relay_token="", app_id="123456", app_key="pem-in-one-line"))

    known = EnvFile(folder).read()
    assert "GITHUB_TOKEN" not in known
    assert (known["GITHUB_APP_ID"], known["GITHUB_APP_PRIVATE_KEY"]) == ("123456", "pem-in-one-line")


def test_what_is_shown_and_noted_holds_no_secret_and_no_number(folder: Path, answers: Answers) -> None:
    planned = list(engine.outstanding(own_files.STEPS, _installation(folder, answers)))
    shown = " ".join(f"{one.change.what} {one.change.before} {one.change.after} {one!r}" for one in planned)

    for hidden in (
        AUTH_TOKEN,
        answers.relay_token,
        answers.admin_phones,
        answers.sms_number,
        answers.admin_token,
    ):
        assert hidden not in shown


def test_a_file_that_others_can_read_is_closed(folder: Path, answers: Answers) -> None:
    _carry_out(folder, answers)
    (folder / ".env").chmod(0o644)

    assert _carry_out(folder, answers) == ["The rights of .env"]
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600


def test_a_config_that_cannot_be_changed_is_said_with_what_to_write(folder: Path, answers: Answers) -> None:
    file = folder / "config.yml"
    installation = _installation(folder, answers)
    file.write_text("relay: []\n")

    with pytest.raises(BotError, match=r"Write relay\.public_url: https://bot\.escritorio\.com\.br into it"):
        engine.carry_out([own_files.ConfigFile()], installation, lambda _: None)


def test_the_settings_of_an_installation_lead_back_to_it(folder: Path, answers: Answers) -> None:
    _carry_out(folder, answers)
    settings = config.load(folder / "config.yml", EnvFile(folder).read(), Role.RELAY)

    assert _outstanding(installed(settings, folder / "config.yml")) == []


def _outstanding(installation: Installation) -> Sequence[Planned]:
    return list(engine.outstanding(own_files.STEPS, installation))
