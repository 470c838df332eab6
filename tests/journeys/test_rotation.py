"""A credential is reminded of, rotated by one command while people write, and counted; nothing is refused or lost."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.env_file import EnvFile
from bot.core import clock
from bot.core.settings import Configuration
from bot.sandbox.world import World
from tests.actors import Maintainer, Person
from tests.journeys.conftest import CHANGES, new_number
from tests.journeys.traffic import Answers, Traffic, ended_well
from tests.stage import CONFIG
from tests.warm import WarmPython

TITLE = "Rotação: Auth Token da Twilio"


@pytest.fixture
def installation(tmp_path: Path, warm_python: WarmPython) -> Iterator[World]:
    """A world in which the auth token is due in three days, on the calendar of the configured time zone."""
    today = clock.now().astimezone(ZoneInfo(Configuration().time_zone)).date()
    day = today - timedelta(days=87)
    rotation = {"rotated_on": {"twilio_auth_token": day}}
    with World(
        tmp_path / "installation", warm_python.tree, config=CONFIG, changes={**CHANGES, "rotation": rotation}
    ) as world:
        warm_python.serve(world.actions)
        yield world


def _rotate(world: World, credential: str = "twilio-auth-token") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", "rotate", credential],
        cwd=world.folder,
        env={"PATH": "/usr/bin", "LANG": "en"},
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )


def _runs(world: World, name: str) -> list[dict[str, Any]]:
    return [run for run in world.sandbox.runs() if run["name"] == name]


@pytest.mark.timeout(300)
def test_the_auth_token_is_rotated_while_people_write(installation: World) -> None:
    sandbox, twilio = installation.sandbox, installation.twilio.state
    ana, marina, old = Person(sandbox, new_number()), Maintainer(sandbox, "marina"), installation.auth_token
    run = sandbox.schedule("remind-rotation")
    sandbox.until(lambda: sandbox.run(run["id"])["conclusion"] == "success", "the reminder", 90)
    (reminder,) = (one for one in sandbox.issues() if one["title"] == TITLE)
    assert reminder["state"] == "open"
    assert "Faltam 3 dias" in sandbox.issue(reminder["number"])["comments"][0]["body"]

    with Traffic(ana) as traffic:
        done = _rotate(installation)

    new = twilio.auth_token
    assert done.returncode == 0, done.stderr
    assert new != old
    assert new not in done.stdout + done.stderr
    assert (traffic.refused, len(traffic.sent) > 3) == ([], True)
    assert not twilio.opens(installation.account_sid, old)
    assert EnvFile(installation.folder).read()["TWILIO_AUTH_TOKEN"] == new
    assert installation.state.secrets.get("TWILIO_AUTH_TOKEN").value == new

    traffic.recorded()
    conversation = ana.issue()
    marina.comment(conversation["number"], "/reply Recebido!")
    sandbox.until(lambda: "Recebido!" in ana.received, "the reply", 60)

    replies = len(_runs(installation, "send-replies"))
    comment = marina.comment(reminder["number"], "/rotated")
    sandbox.until(lambda: sandbox.issue(reminder["number"])["state"] == "closed", "the verdict", 90)
    assert marina.reactions(reminder["number"], comment) == {"rocket"}
    sandbox.rest(60)
    started = _runs(installation, "send-replies")[: len(_runs(installation, "send-replies")) - replies]
    assert {run["conclusion"] for run in started} <= {"skipped"}
    assert ended_well(sandbox)


def _killed_at(world: World, line: str) -> None:
    """Begin to rotate the API key, and kill the command once it has printed the line."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "rotate", "twilio-api-key"],
        cwd=world.folder,
        env={"PATH": "/usr/bin", "LANG": "en"},
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stderr
        printed = [next(process.stderr, "")]
        while printed[-1] and not printed[-1].startswith(line):
            printed.append(next(process.stderr, ""))
        process.kill()
    assert printed[-1], printed
    assert process.returncode == -signal.SIGKILL


@pytest.fixture
def keyed(installation: World) -> World:
    """Workflows that send by an API key, as in older set-ups in two secrets, and know no auth token."""
    key, secrets = installation.twilio.state.api_keys.add("Escritório"), installation.state.secrets
    for name, value in (("TWILIO_API_KEY_SID", key.sid), ("TWILIO_API_KEY_SECRET", key.secret)):
        secrets.put(name, value)
        EnvFile(installation.folder).change({name: value})
    secrets.remove("TWILIO_AUTH_TOKEN")
    return installation


@pytest.mark.timeout(300)
def test_the_api_key_is_rotated_while_people_write_and_are_answered(keyed: World) -> None:
    sandbox, keys, secrets = keyed.sandbox, keyed.twilio.state.api_keys, keyed.state.secrets
    ana, marina = Person(sandbox, new_number()), Maintainer(sandbox, "marina")
    (old,) = keys.everything()
    ana.text("Bom dia")
    number = ana.issue()["number"]

    with Traffic(ana, 2) as traffic, Answers(marina, ana, number) as answers:
        sandbox.until(lambda: answers.given[1:], "the first answer", 60)
        _killed_at(keyed, "The secret TWILIO_API_KEY on GitHub")
        done = _rotate(keyed, "twilio-api-key")
        given = len(answers.given)
        sandbox.until(lambda: answers.given[given:], "an answer by the new key", 60)
        sandbox.until(lambda: traffic.sent[3:], "messages to the end", 60)

    (new,) = keys.everything()
    assert done.returncode == 0, done.stderr
    assert new.sid != old.sid
    assert new.secret not in done.stdout + done.stderr
    assert secrets.get("TWILIO_API_KEY").value == f"{new.sid}:{new.secret}"
    assert not {"TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET", "TWILIO_AUTH_TOKEN"} & secrets.values().keys()
    assert EnvFile(keyed.folder).read()["TWILIO_API_KEY"] == f"{new.sid}:{new.secret}"

    traffic.recorded()
    assert (traffic.refused, len(traffic.sent) > 3) == ([], True)
    assert [ana.received.count(text) for text in answers.given] == [1] * len(answers.given)
    assert ended_well(sandbox)
