"""`bot relay --dev`: a relay for a trial, at the address of a tunnel."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from bot.adapters.twilio.signature import sign
from bot.cli import cli
from bot.core.errors import ConfigError
from tests.relay.fake_github import fake_github
from tests.relay.harness import TOKEN, environment, wait_until
from tests.relay.process import RECEIVE, Relay

TUNNEL = "https://x.ngrok.app"


def test_webhooks_signed_for_the_tunnel_are_taken_and_the_addresses_for_twilio_printed(
    tmp_path: Path,
) -> None:
    with fake_github() as github:
        relay = Relay(tmp_path, github.url, workers=3)
        relay.process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "relay", "--dev", "--public-url", f"{TUNNEL}/"],
            cwd=tmp_path,
            env=relay.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            wait_until(relay.is_ready)
            headers = {"X-Twilio-Signature": sign(TUNNEL + RECEIVE, relay.form(1), TOKEN)}
            answer = requests.post(relay.url + RECEIVE, relay.form(1), headers=headers, timeout=20)
            workers = len(relay.workers())
        finally:
            relay.process.terminate()
        printed, _ = relay.process.communicate(timeout=30)

    assert answer.status_code == 200
    assert workers == 1
    assert f"{TUNNEL}{RECEIVE}#rc=3&rp=5xx,ct,rt\n" in printed
    assert f"{TUNNEL}{RECEIVE}/fallback\n" in printed


@pytest.mark.parametrize("url", ["x.ngrok.app", f"{TUNNEL}/path", "https://127.0.0.1", "ftp://x.ngrok.app"])
def test_a_tunnel_that_twilio_could_not_call_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    (tmp_path / "config.yml").write_text("{}\n")
    monkeypatch.chdir(tmp_path)
    variables = {**environment("http://127.0.0.1:9"), "TWILIO_API_URL": ""}
    result = CliRunner(env=variables).invoke(cli, ["relay", "--dev", "--public-url", url])

    assert isinstance(result.exception, ConfigError)
