"""`bot rotate twilio-api-key` says what it would do, does it, and prints no secret."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.core.errors import BotError
from tests.operate.bench import UnseenKeyBench
from tests.stage import Stage


@pytest.fixture
def bench(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[UnseenKeyBench]:
    monkeypatch.chdir(tmp_path)
    with UnseenKeyBench(stage, tmp_path) as bench:
        yield bench


def _rotate(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["rotate", "twilio-api-key", *arguments])


def test_the_key_of_the_workflows(bench: UnseenKeyBench) -> None:
    unnamed = _rotate()
    assert isinstance(unnamed.exception, BotError)
    assert f"--old SK... Twilio has: {bench.old.sid}" in str(unnamed.exception)

    plan = _rotate("--old", bench.old.sid, "--dry-run")
    assert plan.exit_code == 0
    assert plan.output.startswith("Now: not begun.\nMake a Standard key at Twilio, and write it to .env.\n")
    assert bench.live == bench.old
    done = _rotate("--old", bench.old.sid)

    assert done.exit_code == 0
    assert bench.complete()
    assert bench.live.secret not in done.output


def test_a_key_in_use_is_not_joined_by_another(bench: UnseenKeyBench) -> None:
    refused = _rotate("--create", "--old", bench.old.sid)

    assert isinstance(refused.exception, BotError)
    assert "A key is in use" in str(refused.exception)
