"""The relay takes its credentials from `.env` while it runs, and reports those that only it holds to the workflows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from requests import PreparedRequest, Response

from bot.adapters import relay_client
from bot.core import clock
from bot.core.contact_keys import new_key
from bot.core.errors import RepositoryError, TemporaryError
from bot.rules.people.sealing import Vault
from bot.rules.wire import credential_report
from bot.rules.wire.credential_report import CredentialQuestion
from bot.sandbox.world import NAME, OWNER
from tests import wire
from tests.conftest import MovedClock
from tests.made_up import AUTH_TOKEN, SECOND_AUTH_TOKEN, secret
from tests.nearby import PANEL_TOKEN, NearbyRelay
from tests.stage import Stage
from tests.wire import passing


@pytest.fixture
def relay(stage: Stage, tmp_path: Path) -> Iterator[NearbyRelay]:
    with NearbyRelay(stage, tmp_path) as relay:
        yield relay


def _takes(stage: Stage, *tokens: str) -> list[bool]:
    return [relay_client.probe(stage.tools.settings, token) == 204 for token in tokens]


def test_tokens_are_taken_in_and_let_go_without_a_restart(stage: Stage, relay: NearbyRelay) -> None:
    assert _takes(stage, AUTH_TOKEN, SECOND_AUTH_TOKEN) == [True, False]
    relay.env.change({"TWILIO_AUTH_TOKEN_SECONDARY": SECOND_AUTH_TOKEN})
    assert _takes(stage, AUTH_TOKEN, SECOND_AUTH_TOKEN) == [True, True]
    relay.env.change({"TWILIO_AUTH_TOKEN": SECOND_AUTH_TOKEN, "TWILIO_AUTH_TOKEN_SECONDARY": None})
    assert _takes(stage, AUTH_TOKEN, SECOND_AUTH_TOKEN) == [False, True]


@pytest.mark.parametrize("fault", ["CONTACT_KEY=short\n", "", "TWILIO_ACCOUNT_SID=\n", "\0"])
def test_a_file_with_faults_changes_nothing(stage: Stage, relay: NearbyRelay, fault: str) -> None:
    relay.env.path.write_text(fault, encoding="utf-8")
    assert _takes(stage, AUTH_TOKEN) == [True]

    relay.env.path.unlink()
    assert _takes(stage, AUTH_TOKEN) == [True]


def test_the_name_of_a_renamed_repository_is_taken_in_without_a_restart(
    stage: Stage, relay: NearbyRelay
) -> None:
    relay.env.change({"GITHUB_REPOSITORY": "escritorio/antigo"})
    relay.restart()
    with pytest.raises(RepositoryError, match="404"):
        relay.repository.run_evidence.has_issues()

    relay.env.change({"GITHUB_REPO_OWNER": OWNER, "GITHUB_REPO_NAME": NAME})
    assert _takes(stage, AUTH_TOKEN) == [True]  # any request, before which the file is read again
    assert relay.repository.run_evidence.has_issues()


def test_a_probe_is_refused_as_any_webhook_is(stage: Stage, relay: NearbyRelay) -> None:
    answer = requests.post(f"{relay.url}{relay_client.PROBE_PATH}", data={"Nonce": "1"}, timeout=5)

    assert answer.status_code == 403


def test_the_report_names_what_only_the_relay_knows(
    moved_clock: MovedClock, stage: Stage, relay: NearbyRelay
) -> None:
    end = (clock.now() + timedelta(days=40)).replace(microsecond=0)
    token = relay.new_github_token(expires=end)
    relay.env.change(
        {
            "GITHUB_TOKEN": token,
            "GATEWAY_API_TOKENS": f"painel:{PANEL_TOKEN},painel:{secret('b')},erp:{secret('c')}",
        }
    )
    vault = stage.tools.vault
    report = relay_client.ask_credentials(relay.url, vault.relay_keys, try_out=True)

    assert report is not None
    assert list(report.contact_key) == vault.own_fingerprints
    assert list(report.auth_token) == vault.fingerprints(AUTH_TOKEN)
    assert list(report.github_token) == vault.fingerprints(token)
    assert (report.github_expires, report.github_faults) == (end, ())
    assert credential_report.doubled(report.api_tokens) == ["painel"]
    assert report.api_tokens_prints[2] == tuple(vault.fingerprints(f"erp:{secret('c')}"))
    assert report.waiting == 0


def test_nobody_without_the_key_is_answered_and_no_old_question(stage: Stage, relay: NearbyRelay) -> None:
    url, vault = f"{relay.url}/api/notifications/credentials", stage.tools.vault
    old = credential_report.seal_question(
        CredentialQuestion(clock.now() - timedelta(minutes=11)), vault.relay_keys
    )
    foreign = credential_report.seal_question(CredentialQuestion(clock.now()), Vault([new_key()]).relay_keys)
    bodies: list[object] = [{"sealed": old}, {"sealed": foreign}, {"sealed": "é"}, {"sealed": 3}, {}]
    for body in bodies:
        assert requests.post(url, json=body, timeout=5).status_code == 403
    assert requests.post(url, json=[], timeout=5).status_code == 400
    assert requests.post(url, data="{", timeout=5).status_code == 415
    assert relay_client.ask_credentials(relay.url, Vault([new_key()]).relay_keys) is None


def test_it_is_asked_often_and_not_without_end(
    monkeypatch: pytest.MonkeyPatch, stage: Stage, relay: NearbyRelay
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(clock, "sleep", waits.append)
    answers = [relay_client.ask_credentials(relay.url, stage.tools.vault.relay_keys) for _ in range(60)]

    assert all(answers)
    with pytest.raises(TemporaryError, match="too often"):
        relay_client.ask_credentials(relay.url, stage.tools.vault.relay_keys)
    assert [0 < wait <= 60 for wait in waits] == [True]


def test_a_relay_that_asks_to_slow_down_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, stage: Stage, relay: NearbyRelay
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(clock, "sleep", waits.append)

    def busy(_request: PreparedRequest, response: Response) -> None:
        if not waits:
            wire.rewrite(response, {}, 429)
            response.headers["Retry-After"] = "7"

    with passing(busy):
        assert relay_client.ask_credentials(relay.url, stage.tools.vault.relay_keys)
    assert waits == [7]


def test_a_relay_that_is_not_there_is_no_report(stage: Stage) -> None:
    assert relay_client.ask_credentials("", stage.tools.vault.relay_keys) is None
    assert relay_client.ask_credentials("http://127.0.0.1:9", stage.tools.vault.relay_keys) is None
    assert relay_client.token_status("http://127.0.0.1:9", "x") == 0
