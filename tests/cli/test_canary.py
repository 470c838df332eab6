"""`bot canary send` tests the path from a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.core.errors import BotError
from tests.jobs.inbound.recording_relay import PUBLIC_URL, RecordingRelay, relay
from tests.stage import Stage

__all__ = ["relay"]


def _send(
    stage: Stage, folder: Path, monkeypatch: pytest.MonkeyPatch, url: str, *more: str, **variables: str
) -> Result:
    (folder / "config.yml").write_text(yaml.safe_dump({"relay": {"public_url": PUBLIC_URL}}))
    monkeypatch.chdir(folder)
    environment = stage.environment | {"RELAY_URL": url} | variables
    return CliRunner().invoke(cli, ["canary", "send", *more], env=environment)


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


def test_it_speaks_portuguese(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, relay: RecordingRelay
) -> None:
    result = _send(stage, tmp_path, monkeypatch, relay.url, LC_MESSAGES="pt_BR.UTF-8")

    title = stage.tools.maintainers.upkeep.canary_title
    assert (
        result.output == f'O relay aceitou a mensagem de teste. A issue "{title}" mostra quando ela chegar.\n'
    )


@pytest.mark.parametrize(
    ("status", "told"),
    [(200, {"accepted": True, "reason": None}), (503, {"accepted": False, "reason": "HTTP 503"})],
    ids=["accepted", "refused"],
)
def test_programs_read_what_became_of_it(
    stage: Stage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    relay: RecordingRelay,
    status: int,
    told: dict[str, object],
) -> None:
    relay.status = status
    result = _send(stage, tmp_path, monkeypatch, relay.url, "--json", LC_MESSAGES="pt_BR.UTF-8")

    assert json.loads(result.stdout) == {**told, "issue_title": stage.tools.maintainers.upkeep.canary_title}
    assert result.exit_code == (0 if told["accepted"] else 1)
