"""`bot setup` beside a running system changes what Twilio and GitHub have, and follows the first message to its end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core import clock
from bot.core.settings import config
from bot.core.settings.config import Role
from bot.operate.setup import trial
from bot.sandbox.github.values import Actor
from bot.sandbox.world import NAME, OWNER, PUBLIC_URL, SMS_NUMBER, World
from tests.journeys.conftest import CHANGES
from tests.stage import CONFIG
from tests.warm import WarmPython

PERSON, ADMIN = "+5531990007711", "github_pat_" + "abcdef0123456789" * 3


def _setup(world: World, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    given = world.environment
    # CONTACT_KEY is that of the workflows, which run already.
    names = ("TWILIO_API_URL", "GITHUB_API_URL", "TWILIO_AUTH_TOKEN", "GITHUB_TOKEN", "CONTACT_KEY")
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", "setup", "--yes", *more],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LANG": "en_US.UTF-8", "ADMIN_GITHUB_TOKEN": ADMIN}
        | {name: given[name] for name in names},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture(name="world")
def _own_world(tmp_path_factory: pytest.TempPathFactory, warm_python: WarmPython) -> Iterator[World]:
    """One of its own: the setup changes what all journeys would share."""
    world = World(tmp_path_factory.mktemp("world"), warm_python.tree, config=CONFIG, changes=CHANGES)
    warm_python.serve(world.actions)
    with world:
        yield world


def test_from_nothing_to_a_message_there_and_back(world: World, tmp_path: Path) -> None:
    world.state.add_user(OWNER, "admin")
    world.state.add_token(ADMIN, Actor(OWNER))
    shutil.copy(CONFIG, tmp_path / "config.yml")
    answers = (
        *("--language", "pt-BR", "--account-sid", world.account_sid, "--sms-number", SMS_NUMBER),
        *("--whatsapp-number", "-", "--repository", f"{OWNER}/{NAME}", "--public-url", PUBLIC_URL),
        *("--admin-phones", "-"),
    )
    first = _setup(world, tmp_path, *answers)
    assert first.returncode == 0, first.stderr
    again = _setup(world, tmp_path)
    assert "nothing to change" in again.stdout, again.stdout + again.stderr

    began = clock.now()
    world.sandbox.text(PERSON, "Bom dia, funciona?")
    settings = config.load(tmp_path / "config.yml", world.environment, Role.RELAY).as_administrator()
    reached = [one.sentence for one in trial.follow(settings, began)]

    assert [sentence.partition("#")[0] for sentence in reached] == [
        "Twilio has the message.",
        "It is in issue ",
        "The answer is on its way to the phone.",
    ]
    world.sandbox.until(lambda: world.sandbox.received(PERSON), "the answer")
