"""What a terminal shows when GitHub refuses: one sentence, whose token it is about, and what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.adapters.env_file import EnvFile
from bot.sandbox.github.values import Actor
from bot.sandbox.world import ADMIN_MAY, OWNER
from tests.nearby import RELAY_SCOPES, config_of
from tests.stage import ROOT, Stage


@pytest.fixture
def installation(stage: Stage) -> Stage:
    """A stage with a conversation, and a relay whose token may see none."""
    stage.record(stage.event("Bom dia"))
    stage.state.add_user("relay", "write")
    stage.state.add_token("relay-token", Actor("relay", "fine-grained", RELAY_SCOPES))
    stage.state.add_token("admin-token", Actor(OWNER, "fine-grained", ADMIN_MAY))
    return stage


def _bot(
    stage: Stage, *arguments: str, folder: Path = ROOT, **variables: str
) -> subprocess.CompletedProcess[str]:
    given = (
        stage.environment
        | {"PATH": os.environ["PATH"], "LANG": "en", "GITHUB_TOKEN": "relay-token"}
        | variables
    )
    if folder != ROOT:  # what is to be changed there must not be in the environment too
        config_of(stage, folder)
        del given["CONTACT_KEY"]
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=folder,
        env=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_relays_token_sees_no_issues_and_the_error_asks_for_another_one(installation: Stage) -> None:
    done = _bot(installation, "conversation", "show", "1")

    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("Error: GitHub refused (HTTP 403")
    assert "GITHUB_TOKEN lacks a permission (issues=read)" in line
    assert line.endswith("read -rs ADMIN_GITHUB_TOKEN && export ADMIN_GITHUB_TOKEN")
    assert "grant it" not in line


@pytest.mark.parametrize(
    "command",
    [
        ("conversation", "show", "1"),
        ("consent", "list"),
        ("consent", "verify"),
        ("person", "export", "+5511987654321"),
        ("send", "+5511987654321", "Oi", "--dry-run"),
    ],
    ids=" ".join,
)
def test_commands_that_read_issues_take_the_administrators_token(
    installation: Stage, command: tuple[str, ...]
) -> None:
    done = _bot(installation, *command, ADMIN_GITHUB_TOKEN="admin-token")

    assert done.returncode == 0
    assert "GITHUB" not in done.stderr


def test_an_entry_of_consent_is_written_with_it(installation: Stage) -> None:
    entry = ("--number", "+5511987654321", "--purpose", "marketing", "--evidence", "form 12")
    added = _bot(installation, "consent", "add", *entry, ADMIN_GITHUB_TOKEN="admin-token")
    verified = _bot(installation, "consent", "verify", ADMIN_GITHUB_TOKEN="admin-token")

    assert (added.returncode, added.stderr) == (0, "")
    assert verified.returncode == 0
    assert "1 entry in order" in verified.stdout


@pytest.mark.parametrize(
    ("admin", "says"),
    [
        ("unknown-token", "ADMIN_GITHUB_TOKEN is not valid"),
        ("relay-token", "ADMIN_GITHUB_TOKEN lacks a permission (issues=read): grant it to the token"),
    ],
)
def test_a_bad_administrators_token_is_blamed_by_its_name(installation: Stage, admin: str, says: str) -> None:
    done = _bot(installation, "conversation", "show", "1", ADMIN_GITHUB_TOKEN=admin)

    (line,) = done.stderr.splitlines()
    assert says in line


def test_a_rotation_that_finds_no_relay_explains_it_in_a_sentence(
    installation: Stage, tmp_path: Path
) -> None:
    installation.state.secrets.put("CONTACT_KEY", installation.contact_key)
    installation.state.add_token("admin-token", Actor(OWNER, "fine-grained", ADMIN_MAY))
    EnvFile(tmp_path).change({"CONTACT_KEY": installation.contact_key})
    variables = {"ADMIN_GITHUB_TOKEN": "admin-token", "RELAY_URL": "http://127.0.0.1:9"}
    done = _bot(installation, "rotate", "contact-key", folder=tmp_path, **variables)
    plan = _bot(installation, "rotate", "contact-key", "--dry-run", folder=tmp_path, **variables)

    *_, line = done.stderr.splitlines()
    assert line.startswith("Error: The relay does not answer at http://127.0.0.1:9.")
    assert plan.stdout.startswith("Now: the new key is in .env")
