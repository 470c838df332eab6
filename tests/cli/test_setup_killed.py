"""`bot setup` as a process that is killed at some moment: run again it completes, and what it did is taken back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from bot.core import clock
from bot.operate.setup.journal import Journal
from bot.sandbox.github.values import RELAY_MAY, Actor
from bot.sandbox.world import NAME, OWNER, SMS_NUMBER
from tests.made_up import AUTH_TOKEN
from tests.stage import ACCOUNT, Stage

ADMIN, RELAY = "github_pat_" + "abcdef0123456789" * 3, "github_pat_" + "0123456789abcdef" * 3
ANSWERS = (
    *("--language", "en", "--account-sid", ACCOUNT, "--sms-number", SMS_NUMBER, "--whatsapp-number", "-"),
    *("--repository", f"{OWNER}/{NAME}", "--public-url", "bot.escritorio.com.br", "--admin-phones", "-"),
)
LONGEST = 60.0  # seconds, on a busy computer


@pytest.fixture(name="stage")
def _stage(stage: Stage) -> Stage:
    stage.state.add_user("relay", "write")
    stage.state.add_user(OWNER, "admin")
    stage.state.add_token(ADMIN, Actor(OWNER))
    stage.state.add_token(RELAY, Actor("relay", "fine-grained", RELAY_MAY))
    return stage


def _begin(stage: Stage, *words: str) -> subprocess.Popen[str]:
    given = stage.environment
    environ = {
        **os.environ,
        "TWILIO_API_URL": given["TWILIO_API_URL"],
        "GITHUB_API_URL": given["GITHUB_API_URL"],
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "ADMIN_GITHUB_TOKEN": ADMIN,
        "GITHUB_TOKEN": RELAY,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "setup", "--yes", *words],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _run(stage: Stage, *words: str) -> str:
    shown, _ = (process := _begin(stage, *words)).communicate(timeout=LONGEST)
    assert process.returncode == 0, shown
    assert "Traceback" not in shown
    return shown


def _outside(stage: Stage) -> dict[str, Any]:
    """Return what the services have that a setup may change."""
    return {
        "senders": [asdict(one) | {"updated_at": None} for one in stage.twilio.state.senders()],
        "labels": sorted((one.name, one.color, one.description) for one in stage.state.labels.all()),
        "secrets": sorted(one.name for one in stage.state.secrets.everything()),
    }


@pytest.mark.parametrize("entries", [0, 1, 4, 9])
def test_killed_at_any_moment_it_completes_when_run_again_and_is_taken_back_whole(
    stage: Stage, entries: int
) -> None:
    """The kill comes when that many changes are in the journal, while the next ones are under way."""
    before, journal = _outside(stage), Journal(Path())
    with _begin(stage, *ANSWERS) as process:
        until = clock.steady() + LONGEST
        # Each look reads the whole journal: one that is half written at any moment would raise.
        while len(journal.entries()) <= entries and process.poll() is None and clock.steady() < until:
            pass
        process.send_signal(signal.SIGKILL)
        process.communicate()
    noted = journal.entries()
    assert len(noted) > entries

    _run(stage, *ANSWERS)
    assert {(one.step, one.what) for one in noted} <= {(one.step, one.what) for one in journal.entries()}
    assert "nothing to change" in _run(stage)
    assert _outside(stage) != before

    _run(stage, "--undo")
    assert _outside(stage) == before
    assert not journal.path.exists()
    assert not list(Path().glob("*.new"))
