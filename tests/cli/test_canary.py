"""`bot canary send` tests the path from a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.core.errors import BotError
from tests.jobs.inbound.recording_relay import PUBLIC_URL, RecordingRelay, relay
from tests.stage import Stage

__all__ = ["relay"]


def _send(stage: Stage, folder: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> Result:
    (folder / "config.yml").write_text(yaml.safe_dump({"relay": {"public_url": PUBLIC_URL}}))
    monkeypatch.chdir(folder)
    return CliRunner().invoke(cli, ["canary", "send"], env=stage.environment | {"RELAY_URL": url})


def test_it_sends_one_and_prints_where_the_arrival_is_shown(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, relay: RecordingRelay
) -> None:
    result = _send(stage, tmp_path, monkeypatch, relay.url)

    assert result.exit_code == 0
    assert "The relay accepted the test message" in result.output
    assert len(relay.forms) == 1


def test_a_relay_that_refuses_it_is_a_sentence(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, relay: RecordingRelay
) -> None:
    relay.status = 503
    result = _send(stage, tmp_path, monkeypatch, relay.url)

    assert isinstance(result.exception, BotError)
    assert "HTTP 503" in str(result.exception)
