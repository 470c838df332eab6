"""All steps together, over the emulated services: done once, killed at each change, taken back."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.errors import BotError
from bot.core.settings import config
from bot.operate.setup import engine
from bot.operate.setup.engine import Planned
from bot.operate.setup.installation import Answers, Installation
from bot.operate.setup.journal import Journal
from bot.operate.setup.registry import STEPS
from bot.sandbox.github.values import RELAY_MAY, Actor
from bot.sandbox.world import NAME, OWNER, SMS_NUMBER
from tests.made_up import AUTH_TOKEN
from tests.stage import ACCOUNT, CONFIG, Stage

ADMIN, RELAY = "github_pat_" + "abcdef0123456789" * 3, "github_pat_" + "0123456789abcdef" * 3


def _answers(stage: Stage) -> Answers:
    given = stage.environment
    return Answers(
        account_sid=ACCOUNT,
        auth_token=AUTH_TOKEN,
        sms_number=SMS_NUMBER,
        repository=f"{OWNER}/{NAME}",
        admin_token=ADMIN,
        relay_token=RELAY,
        public_url="https://bot.escritorio.com.br",
        twilio_api_url=given["TWILIO_API_URL"],
        github_api_url=given["GITHUB_API_URL"],
    )


@pytest.fixture
def stage() -> Iterator[Stage]:
    with _new_stage() as stage:
        yield stage


def _new_stage() -> Stage:
    stage = Stage()
    stage.state.add_user("relay", "write")
    stage.state.add_user(OWNER, "admin")
    stage.state.add_token(ADMIN, Actor(OWNER))
    stage.state.add_token(RELAY, Actor("relay", "fine-grained", RELAY_MAY))
    return stage


def _office(folder: Path) -> Path:
    shutil.copy(CONFIG, folder / "config.yml")
    return folder


def _run(stage: Stage, folder: Path, most: int = 1000) -> int:
    """Take all steps, as a process that is killed before the change after `most`; return how many it began."""
    read, faults = config.read_file(folder / "config.yml")
    assert read, faults
    begun = 0

    def begin(_: Planned) -> None:
        nonlocal begun
        if begun == most:
            raise KeyboardInterrupt
        begun += 1

    with contextlib.suppress(KeyboardInterrupt):
        engine.carry_out(STEPS, Installation(folder / "config.yml", _answers(stage), read), begin)
    return begun


def _outside(stage: Stage) -> dict[str, Any]:
    """Return what the services have that a setup may change."""
    state = stage.state
    return {
        "senders": [asdict(one) | {"updated_at": None} for one in stage.twilio.state.senders()],
        "labels": sorted((one.name, one.color, one.description) for one in state.labels.all()),
        "secrets": sorted(one.name for one in state.secrets.everything()),
    }


def test_done_once_nothing_is_left_to_do(stage: Stage, tmp_path: Path) -> None:
    folder = _office(tmp_path)

    assert _run(stage, folder) > 10
    assert _run(stage, folder) == 0


def test_killed_at_a_change_it_goes_on_and_is_taken_back_whole(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with _new_stage() as stage:
        total = _run(stage, _office(tmp_path_factory.mktemp("whole")))
    for most in range(0, total, 6):
        folder = _office(tmp_path_factory.mktemp("killed"))
        with _new_stage() as stage:
            before = _outside(stage)
            assert _run(stage, folder, most) == most
            assert _run(stage, folder) >= total - most  # a secret cannot be read, so it may be written again
            assert _run(stage, folder) == 0
            assert _outside(stage) != before

            read, _ = config.read_file(folder / "config.yml")
            assert read
            engine.take_back(
                STEPS, Installation(folder / "config.yml", _answers(stage), read), lambda _: None
            )
            assert _outside(stage) == before
            assert Journal(folder).entries() == []


def test_the_journal_holds_no_secret(stage: Stage, tmp_path: Path) -> None:
    folder = _office(tmp_path)
    _run(stage, folder)

    text = Journal(folder).path.read_text()
    key = (folder / "contact-key.txt").read_text().strip()
    for hidden in (AUTH_TOKEN, ADMIN, RELAY, SMS_NUMBER, key):
        assert hidden not in text


def test_a_key_that_the_workflows_have_is_never_replaced(stage: Stage, tmp_path: Path) -> None:
    stage.state.secrets.put("CONTACT_KEY", "the key that everything is sealed with")
    folder = _office(tmp_path)

    with pytest.raises(BotError, match="have a CONTACT_KEY already"):
        _run(stage, folder)
    assert not (folder / "contact-key.txt").exists()
    assert stage.state.secrets.get("CONTACT_KEY").value == "the key that everything is sealed with"


def test_what_two_runs_changed_goes_back_to_what_was_there_before_both(stage: Stage, tmp_path: Path) -> None:
    folder = _office(tmp_path)
    before = _outside(stage)
    _run(stage, folder)
    second = replace(_answers(stage), public_url="https://novo.escritorio.com.br")
    read, _ = config.read_file(folder / "config.yml")
    assert read
    installation = Installation(folder / "config.yml", second, read)
    assert engine.carry_out(STEPS, installation, lambda _: None) > 0

    read, _ = config.read_file(folder / "config.yml")
    assert read
    engine.take_back(STEPS, Installation(folder / "config.yml", second, read), lambda _: None)

    assert _outside(stage) == before
    assert not (folder / "host").exists()


def test_nothing_is_forgotten_of_what_cannot_be_taken_back_now(stage: Stage, tmp_path: Path) -> None:
    folder = _office(tmp_path)
    _run(stage, folder)
    noted = Journal(folder).entries()
    without_token = Installation(folder / "config.yml", replace(_answers(stage), admin_token=""))

    with pytest.raises(BotError, match="ADMIN_GITHUB_TOKEN is not set"):
        engine.take_back(STEPS, without_token, lambda _: None)
    assert Journal(folder).entries() == noted


@pytest.mark.parametrize(
    "line",
    [
        '{"step": "github-labels", "what": "x", "undo": {}}',
        '{"step": "twilio-number-webhook", "what": "x", "undo": {"sid": "x"}}',
        '{"step": "github-actions", "what": "x", "undo": {"before": [], "after": 3}}',
        '{"step": [], "what": "x", "undo": {}}',
        '{"step": "nothing", "what": "x", "undo": {}}',
        '{"step": "env"}',
        "[]",
        "null",
        "{",
    ],
)
def test_a_journal_that_is_not_ours_is_refused_whole(stage: Stage, tmp_path: Path, line: str) -> None:
    folder = _office(tmp_path)
    Journal(folder).path.write_text(f"{line}\n")

    with pytest.raises(BotError, match="cannot be read"):
        engine.take_back(STEPS, Installation(folder / "config.yml", _answers(stage)), lambda _: None)
    assert Journal(folder).path.read_text() == f"{line}\n"
