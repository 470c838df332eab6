"""`bot setup` and `bot init` on a full disk: a sentence names the file, and nothing is half written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

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
COMMIT = "0123456789abcdef" * 2 + "01234567"


def _run(stage: Stage, *words: str, most: int | None = None) -> subprocess.CompletedProcess[str]:
    given = stage.environment
    environ = {
        **os.environ,
        "TWILIO_API_URL": given["TWILIO_API_URL"],
        "GITHUB_API_URL": given["GITHUB_API_URL"],
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "ADMIN_GITHUB_TOKEN": ADMIN,
        "GITHUB_TOKEN": RELAY,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    # Python ignores the signal that comes with it (SIGXFSZ): what is written fails, as on a full disk.
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most})); " if most else ""
    program = f"{limit}from bot.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *words], env=environ, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("most", [10, 300, 2_000])
def test_a_setup_without_room_names_the_file_and_goes_on_once_there_is_some(stage: Stage, most: int) -> None:
    stage.state.add_user("relay", "write")
    stage.state.add_user(OWNER, "admin")
    stage.state.add_token(ADMIN, Actor(OWNER))
    stage.state.add_token(RELAY, Actor("relay", "fine-grained", RELAY_MAY))
    config = Path("config.yml").read_text("utf-8")
    done = _run(stage, "setup", "--yes", *ANSWERS, most=most)

    assert done.returncode == 1, done
    assert "File too large" in done.stderr
    assert "Make room on the disk" in done.stderr
    assert any(
        name in done.stderr for name in ("contact-key.txt", ".setup-journal", ".env", "config.yml", "host/")
    )
    assert "Traceback" not in done.stderr
    assert not list(Path().rglob("*.new"))
    assert Path("config.yml").read_text("utf-8") == config
    Journal(Path()).entries()  # whole, or it would raise
    assert not Path("contact-key.txt").exists() or Path("contact-key.txt").read_text().endswith("=\n")

    done = _run(stage, "setup", "--yes", *ANSWERS)
    assert done.returncode == 0, done.stderr
    assert yaml.safe_load(Path("config.yml").read_text())["relay"]["public_url"]


def test_an_adoption_without_room_leaves_whole_files_alone(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    monkeypatch.chdir(tmp_path)
    words = ("init", "--bot", f"{OWNER}/{NAME}", "--commit", COMMIT)
    done = _run(stage, *words, most=3_000)
    written = {path: path.read_text() for path in Path(".github").rglob("*.yml")}

    assert done.returncode == 1
    assert ".yml" in done.stderr
    assert "Make room on the disk" in done.stderr
    assert not list(Path().rglob("*.new"))
    assert _run(stage, *words).returncode == 0
    assert written == {path: path.read_text() for path in written}
